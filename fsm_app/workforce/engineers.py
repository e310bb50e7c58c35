"""Finding the engineer behind a user."""

import frappe


def engineer_of(user: str | None = None) -> dict | None:
	"""The Service Engineer (name, level, team, status) of `user` (default: the one logged in), or None."""
	return frappe.db.get_value(
		"Service Engineer",
		{"user": user or frappe.session.user},
		["name", "level", "team", "status"],
		as_dict=True,
	)
