"""Which contacts may speak for a customer: those that one of our own people has made (D3)."""

from collections.abc import Collection

import frappe


def made_by_us(contacts: Collection[str]) -> list[str]:
	"""Those of the contacts that a user of the Desk has made. Two queries, none for none.

	Frappe lets every user make contacts of their own, and link them to any customer: such a contact would give access
	to the customer's tickets, and let its maker write in the customer's name.
	"""
	if not contacts:
		return []
	rows = frappe.get_all("Contact", filters={"name": ["in", list(contacts)]}, fields=["name", "owner"])
	ours = frappe.get_all(
		"User",
		filters={"name": ["in", [row.owner for row in rows]], "user_type": "System User"},
		pluck="name",
	)
	return [row.name for row in rows if row.owner in ours]
