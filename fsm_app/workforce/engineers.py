"""Finding the engineer behind a user."""

from collections.abc import Iterable

import frappe


def engineer_of(user: str | None = None) -> dict | None:
	"""The Service Engineer (name, level, team, status) of `user` (default: the one logged in), or None."""
	return frappe.db.get_value(
		"Service Engineer",
		{"user": user or frappe.session.user},
		["name", "level", "team", "status"],
		as_dict=True,
	)


def engineer_names(engineers: Iterable[str]) -> dict[str, str]:
	"""The full names of these Service Engineers, by what they are called in links."""
	rows = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", sorted(set(engineers) - {None, ""})]},
		fields=["name", "engineer_name"],
		limit_page_length=0,
	)
	return {row.name: row.engineer_name for row in rows}
