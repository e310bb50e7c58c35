"""What case reviews do when a ticket is deleted (G4)."""

import frappe


def forget_ticket(ticket, method: str | None = None) -> None:
	"""A meeting's words stay, without the ticket that they were about."""
	for doctype in ("Service Case Review Item", "Service Case Review Action"):
		frappe.db.set_value(doctype, {"ticket": ticket.name}, "ticket", None, update_modified=False)
