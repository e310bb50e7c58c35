"""Who may know how to reach the caller of a ticket, and what its form is told of them (D3).

The data stand in the Ticket Caller. By role it is read as its permissions say; the engineer who has the ticket in hand asks
for it (api.ticket_contact). Each look is logged. To all others `contact_shown`, masked, says whose ticket it is.
"""

import frappe

from fsm_app.engine.stages import ENDED
from fsm_app.service_desk.caller_access import log_look, reads_callers, write_look, writes_callers
from fsm_app.service_desk.caller_links import name_of
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.workforce.engineers import engineer_of

ADDRESS_LINES = ("address_line1", "address_line2", "city", "state", "pincode")


def knows_contact(ticket, user: str | None = None) -> bool:
	"""Whether `user` may know how to reach the caller of `ticket` (a dict with engineer and stage), which they see.

	By their role, or as the engineer who has the ticket in hand.
	"""
	if reads_callers(user):
		return True
	if not ticket.get("engineer") or ticket.get("stage") in ENDED:
		return False
	engineer = engineer_of(user)
	return bool(engineer) and engineer.status != "Left" and engineer.name == ticket.get("engineer")


def offer_contact(ticket) -> None:
	"""For the form of a ticket: the caller for who reads it by role; for others, whether they may ask for it."""
	if not reads_callers():
		ticket.set_onload("may_ask_contact", knows_contact(ticket))
		return
	caller = caller_of(ticket)
	if any(caller.values()):
		log_look(ticket.name)
	ticket.set_onload("caller", caller)
	ticket.set_onload("may_write_caller", writes_callers())


def contact_of(ticket) -> dict:
	"""The caller's data of `ticket` (a document): the fields and the address written out. Logged under the reader's name."""
	write_look(ticket.name)
	caller = caller_of(ticket)
	address = (
		frappe.db.get_value("Address", caller.address, list(ADDRESS_LINES), as_dict=True)
		if caller.address
		else None
	) or {}
	return {
		"name": caller.reported_by or (caller.contact and name_of(caller.contact)),
		"phone": caller.contact_phone,
		"email": caller.contact_email,
		"address": ", ".join(filter(None, (address.get(line) for line in ADDRESS_LINES))),
		"latitude": caller.latitude or None,
		"longitude": caller.longitude or None,
	}
