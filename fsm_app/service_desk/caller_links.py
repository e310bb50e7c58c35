"""What a caller's links say: phone and e-mail of the contact, coordinates of the address, and whose both are (C3)."""

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.engine.masking import mask_email, mask_name, mask_phone
from fsm_app.service_desk.equipment import refuse_other_customer

LINKS = {"contact": "Contact", "address": "Address"}


def complete(caller: dict, before: dict, customer: str | None, of_other_customer: bool = False) -> None:
	"""Fill in what the links of `caller` (its fields) give, and refuse those that are not the customer's.

	`before` is what was stored. A query is asked only where a link is set anew, or where the customer is another one.
	"""
	changed = {field for field in caller if caller[field] != before.get(field)}
	_check_links(caller, changed & set(LINKS))
	_check_owner(caller, set(LINKS) if of_other_customer else changed & set(LINKS), customer)
	_follow_contact(caller, before)
	_follow_address(caller, before)


def shown(caller: dict) -> str | None:
	"""What all see who see the ticket: enough to recognise the caller, not how to reach them."""
	name = caller["reported_by"] or (caller["contact"] and name_of(caller["contact"]))
	parts = (
		mask_name(name),
		mask_phone(caller["contact_phone"]),
		mask_email(caller["contact_email"]),
		cstr(town_of(caller)),
	)
	return " · ".join(filter(None, parts)) or None


def town_of(caller: dict) -> str | None:
	"""The town of the caller's address, which anybody who sees the ticket may know."""
	return frappe.db.get_value("Address", caller["address"], "city") if caller["address"] else None


def name_of(contact: str) -> str:
	"""First and last name of a Contact."""
	parts = frappe.db.get_value("Contact", contact, ["first_name", "last_name"]) or ()
	return " ".join(filter(None, parts))


def _check_links(caller: dict, changed: set[str]) -> None:
	for field in changed:
		if not caller[field]:
			continue
		# As it is written there: databases take names with other capitals for the same.
		name = frappe.db.get_value(LINKS[field], caller[field], "name")
		if not name:
			frappe.throw(
				_("{0}: {1} does not exist. Choose another one.").format(_(LINKS[field]), caller[field]),
				frappe.LinkValidationError,
			)
		caller[field] = name


def _check_owner(caller: dict, fields: set[str], customer: str | None) -> None:
	"""Refuse a contact or address that is not linked to the customer."""
	asked = {LINKS[field]: caller[field] for field in LINKS if field in fields and caller[field]}
	if not asked or not customer:
		return  # a missing customer is refused by itself
	linked = frappe.get_all(
		"Dynamic Link",
		filters={
			"parenttype": ["in", list(asked)],
			"parent": ["in", list(asked.values())],
			"link_doctype": "Customer",
			"link_name": customer,
		},
		fields=["parenttype", "parent"],
	)
	found = {(row.parenttype, row.parent) for row in linked}
	for doctype, name in asked.items():
		if (doctype, name) not in found:
			refuse_other_customer(_(doctype), name, customer)


def _follow_contact(caller: dict, before: dict) -> None:
	"""The contact's phone and e-mail where none are named, or those of the contact before."""
	if not caller["contact"] or caller["contact"] == before.get("contact"):
		return
	contact = frappe.db.get_value(
		"Contact", caller["contact"], ["phone", "mobile_no", "email_id"], as_dict=True
	)
	for field, value in (
		("contact_phone", contact.mobile_no or contact.phone),
		("contact_email", contact.email_id),
	):
		if not caller[field] or (before.get("contact") and caller[field] == before.get(field)):
			caller[field] = value


def _follow_address(caller: dict, before: dict) -> None:
	"""The coordinates of the address; those of the address before are not kept."""
	if caller["address"] == before.get("address"):
		return
	position = ("latitude", "longitude")
	by_hand = any(caller[field] and caller[field] != before.get(field) for field in position)
	place = caller["address"] and frappe.db.get_value(
		"Address", caller["address"], ["fsm_latitude", "fsm_longitude"]
	)
	if place and any(place):
		caller.update(zip(position, place, strict=True))
	elif not by_hand:
		caller.update(dict.fromkeys(position, 0.0))
