"""What day plans do when a ticket is deleted (E3)."""

import frappe


def forget_ticket(ticket, method: str | None = None) -> None:
	"""Plans keep their figures, without the ticket."""
	frappe.db.set_value(
		"Day Plan Visit", {"ticket": ticket.name}, {"ticket": None, "visit": None}, update_modified=False
	)
	frappe.db.set_value("Day Plan", {"ticket": ticket.name}, "ticket", None, update_modified=False)
