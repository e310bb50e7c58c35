"""Personal data: where the app keeps it, and how it is exported, erased and forgotten in time (D3)."""
