"""Work is checked by somebody else than who did it, as far as the settings ask for that (C1)."""

import frappe
from frappe import _

SETTING = "verified_by_another"


class OwnWork(frappe.PermissionError):
	"""Whoever did the work may not verify it."""


def require_another(ticket) -> None:
	"""Before a ticket is verified: refuse whoever did the work. Raises OwnWork."""
	if not may_verify(ticket):
		frappe.throw(
			_(
				"You did this work yourself, so somebody else has to verify it. Ask a colleague with the right to approve closing, or a service manager."
			),
			OwnWork,
		)


def may_verify(ticket, user: str | None = None) -> bool:
	"""Whether the work on the ticket may be verified by `user` (default: the one logged in), as far as it is not their own."""
	if not ticket.engineer or not frappe.db.get_single_value("Field Service Settings", SETTING, cache=True):
		return True
	return frappe.get_cached_value("Service Engineer", ticket.engineer, "user") != (
		user or frappe.session.user
	)
