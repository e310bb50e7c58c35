"""What calls by video follow of a ticket's life: merging and deleting (N3)."""

import frappe

SESSION = "Guidance Session"


def hand_over_sessions(ticket, into) -> dict[str, int]:
	"""Being merged: the calls belong to the ticket that survives."""
	names = frappe.get_all(SESSION, filters={"ticket": ticket.name}, pluck="name")
	if names:
		frappe.db.set_value(SESSION, {"name": ["in", names]}, "ticket", into.name, update_modified=False)
	return {SESSION: len(names)}


def delete_sessions(ticket, method: str | None = None) -> None:
	"""Being deleted: its calls go with it."""
	frappe.db.delete(SESSION, {"ticket": ticket.name})
