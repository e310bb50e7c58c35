"""A caller's personal data on a ticket: who reads it, and what everybody else sees instead (D3).

The fields stand at permission level 1, so Frappe keeps them out of lists, forms, reports, exports and prints alike. The
engineer who has the ticket in hand asks for them (api.ticket_contact), which is logged. `contact_shown` says to all
others whose ticket it is without saying how to reach him.
"""

import frappe
from frappe.utils import cstr

from fsm_app.clock import now
from fsm_app.engine.masking import HIDDEN, mask_address, mask_email, mask_name, mask_phone
from fsm_app.roles import SERVICE_DISPATCHER, SERVICE_MANAGER
from fsm_app.service_desk.stages import ENDED, TICKET
from fsm_app.workforce.engineers import engineer_of

# Those to whom the DocType grants permission level 1.
READS_CONTACTS = frozenset({"System Manager", SERVICE_MANAGER, SERVICE_DISPATCHER})
MASK_OF = {
	"contact": mask_name,
	"reported_by": mask_name,
	"contact_phone": mask_phone,
	"contact_email": mask_email,
	"address": mask_address,
	"latitude": lambda value: HIDDEN,
	"longitude": lambda value: HIDDEN,
}
PERSONAL_FIELDS = tuple(MASK_OF)
# Personal data on other doctypes whose changes Frappe records.
HIDDEN_IN_VERSIONS = {
	TICKET: PERSONAL_FIELDS,
	"Engineer Certification": ("number", "scan"),
}


def reads_contacts(user: str | None = None) -> bool:
	"""Whether `user` reads the personal data of every ticket that he sees, by his role."""
	user = user or frappe.session.user
	return user == "Administrator" or bool(READS_CONTACTS & set(frappe.get_roles(user)))


def knows_contact(ticket, user: str | None = None) -> bool:
	"""Whether `user` may know how to reach the caller of `ticket` (a dict with engineer and stage).

	By his role, or as the engineer who has the ticket in hand.
	"""
	if reads_contacts(user):
		return True
	if not ticket.get("engineer") or ticket.get("stage") in ENDED:
		return False
	engineer = engineer_of(user)
	return bool(engineer) and engineer.status != "Left" and engineer.name == ticket.get("engineer")


def let_enter(ticket) -> None:
	"""Whoever opens a ticket says who calls, though afterwards he may not read it."""
	ticket.flags.ignore_permlevel_for_fields = list(PERSONAL_FIELDS)


def show_masked(ticket) -> None:
	"""Keep `contact_shown` in step with the data that it stands for."""
	before = ticket.get_doc_before_save()
	sources = ("contact", "reported_by", "contact_phone", "contact_email", "address")
	if before and before.contact_shown and all(before.get(field) == ticket.get(field) for field in sources):
		ticket.contact_shown = before.contact_shown
		return
	name = ticket.reported_by or (ticket.contact and _name_of(ticket.contact))
	parts = (
		mask_name(name),
		mask_phone(ticket.contact_phone),
		mask_email(ticket.contact_email),
		cstr(town_of(ticket)),
	)
	ticket.contact_shown = " · ".join(filter(None, parts)) or None


def town_of(ticket) -> str | None:
	"""The town of the caller's address, which anybody who sees the ticket may know."""
	return frappe.db.get_value("Address", ticket.address, "city") if ticket.address else None


def offer_contact(ticket) -> None:
	"""For the form of a ticket: whether its reader, to whom the fields are hidden, may ask for them."""
	ticket.set_onload("may_ask_contact", not reads_contacts() and knows_contact(ticket))


def without_hidden(values: dict) -> dict:
	"""`values` of a ticket as they may leave the server: without the personal data that the user may not read.

	Frappe strips them from what is read, but not from what it answers to a save.
	"""
	if reads_contacts():
		return values
	for field in PERSONAL_FIELDS:
		values.pop(field, None)
	return values


def contact_of(ticket) -> dict:
	"""The caller's data of `ticket` (a document): the fields and the address written out. Logged under the reader's name."""
	frappe.get_doc(
		{
			"doctype": "Access Log",
			"user": frappe.session.user,
			"timestamp": now(),
			"export_from": TICKET,
			"reference_document": ticket.name,
			"method": "Contact",
		}
	).insert(ignore_permissions=True)  # the reader must not be able to leave it out
	lines = ("address_line1", "address_line2", "city", "state", "pincode")
	address = (
		frappe.db.get_value("Address", ticket.address, list(lines), as_dict=True) if ticket.address else None
	) or {}
	return {
		"name": ticket.reported_by or (ticket.contact and _name_of(ticket.contact)),
		"phone": ticket.contact_phone,
		"email": ticket.contact_email,
		"address": ", ".join(filter(None, (address.get(line) for line in lines))),
		"latitude": ticket.latitude or None,
		"longitude": ticket.longitude or None,
	}


def mask_version(version, event: str | None = None) -> None:
	"""What was changed stays on record, personal data masked: a document's history is open to all who see it."""
	hidden = HIDDEN_IN_VERSIONS.get(version.ref_doctype)
	data = frappe.parse_json(version.data) if hidden and version.data else None
	if not data or not data.get("changed"):
		return
	data["changed"] = [
		[field, *(_masked(field, value) for value in values)] if field in hidden else [field, *values]
		for field, *values in data["changed"]
	]
	version.data = frappe.as_json(data, indent=None, separators=(",", ":"))


def _masked(field: str, value) -> str:
	return MASK_OF.get(field, lambda value: HIDDEN)(cstr(value)) if value else ""


def _name_of(contact: str) -> str:
	parts = frappe.db.get_value("Contact", contact, ["first_name", "last_name"]) or ()
	return " ".join(filter(None, parts))
