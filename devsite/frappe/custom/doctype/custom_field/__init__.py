"""Same place as in Frappe."""
