"""Calculations without a database: plain Python, nothing of Frappe is imported here."""
