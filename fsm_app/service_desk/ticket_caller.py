"""The caller of a ticket: name, telephone, e-mail, address and place, in a document of its own, the Ticket Caller (D3).

Whoever sends a ticket, by whatever door, sends them with it, as if they were its fields. They are taken off it before it is
saved and written to the Ticket Caller in the same transaction. The server's own code reads them with `caller_of`; who may
read them on a screen, says caller_access.
"""

from collections.abc import Collection
from math import isfinite

import frappe
from frappe import _
from frappe.utils import cstr, flt

from fsm_app.common.kept_apart import take_off
from fsm_app.common.many_rows import among, rows_of
from fsm_app.engine.distance import Position, is_position
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import caller_links
from fsm_app.service_desk.caller_access import CALLER, writes_callers
from fsm_app.travel_times.coordinates import to_world

POSITION = ("latitude", "longitude")
FIELDS = ("contact", "reported_by", "contact_phone", "contact_email", "address", *POSITION)


class CallerNotYours(frappe.PermissionError):
	"""Somebody changes the caller of a ticket who may not read them."""


class NoCallerValue(frappe.ValidationError):
	"""A value that is no text where text belongs, or no number where a number belongs."""


def caller_of(ticket) -> frappe._dict:
	"""The caller of a ticket (a document, a row with its name, or its name): FIELDS, empty where nothing is known."""
	name = ticket if isinstance(ticket, str) else ticket.name
	row = frappe.db.get_value(CALLER, name, FIELDS, as_dict=True) if name else None
	return row or _nobody()


def positions_of(tickets: Collection[str]) -> dict[str, Position]:
	"""By ticket where in the world it is: by its own coordinates, else its address's; without those of which neither is known. Two queries at most."""
	if not tickets:
		return {}
	found, by_address = {}, {}
	caller = frappe.qb.DocType(CALLER)
	query = (
		frappe.qb.from_(caller)
		.select(caller.ticket, caller.latitude, caller.longitude, caller.address)
		.where(among(caller.name, tickets))
	)
	for ticket, latitude, longitude, address in rows_of(query, numbers=POSITION):
		if is_position(latitude or 0.0, longitude or 0.0):
			found[ticket] = Position(latitude, longitude)
		elif address:
			by_address.setdefault(address, []).append(ticket)
	for address, place in _positions_of_addresses(by_address).items():
		found.update(dict.fromkeys(by_address[address], place))
	world = to_world()
	return {ticket: world(place) for ticket, place in found.items()}


def _positions_of_addresses(addresses: Collection[str]) -> dict[str, Position]:
	if not addresses:
		return {}
	rows = frappe.get_all(
		"Address",
		filters={"name": ["in", sorted(addresses)]},
		fields=["name", "fsm_latitude", "fsm_longitude"],
		as_list=True,
		limit_page_length=0,
	)
	places = {address: Position(flt(latitude), flt(longitude)) for address, latitude, longitude in rows}
	return {address: place for address, place in places.items() if is_position(*place)}


def tickets_of_callers(filters: dict | list) -> list[str]:
	"""The names of the tickets whose callers match."""
	return frappe.get_all(CALLER, filters=filters, pluck="ticket", limit_page_length=0)


def take(ticket) -> None:
	"""Before anything else of a save: take what is said of the caller off the ticket, checked, for `keep` to write.

	Whoever opens a ticket says who calls; on one that is there, who may change a Ticket Caller. Raises CallerNotYours,
	NoCallerValue, LinkValidationError and NotOfCustomer.
	"""
	given = take_off(ticket, FIELDS)
	ticket.mail_sender = None
	stored = ticket.get_doc_before_save()
	ticket.contact_shown = stored.contact_shown if stored else None
	ticket.flags.caller = None
	of_other_customer = bool(stored) and stored.customer != ticket.customer
	if not given and not of_other_customer:
		return
	before = caller_of(ticket) if stored else _nobody()
	caller = {**before, **{field: _plain(field, value) for field, value in given.items()}}
	if stored:
		_check_may_write(ticket, caller, before, given)
	caller_links.complete(caller, before, ticket.customer, of_other_customer)
	if caller != before:
		ticket.flags.caller = caller
		ticket.contact_shown = caller_links.shown(caller)


def keep(ticket) -> None:
	"""After the ticket is written: write what `take` has taken."""
	caller = ticket.flags.pop("caller", None)
	stored = ticket.get_doc_before_save()
	if stored and stored.company != ticket.company:
		frappe.db.set_value(CALLER, {"name": ticket.name}, "company", ticket.company, update_modified=False)
	if not caller:
		return
	if stored and frappe.db.exists(CALLER, ticket.name):
		document = frappe.get_doc(CALLER, ticket.name)
	else:
		document = frappe.get_doc({"doctype": CALLER, "ticket": ticket.name, "company": ticket.company})
	document.update(caller)
	document.flags.of_ticket = True
	# `take` has asked whether they may: who opens a ticket says who calls, though afterwards they may not read it.
	document.save(ignore_permissions=True)


def forget(ticket: str) -> None:
	"""When a ticket is deleted: its caller goes with it, into the same bin."""
	frappe.delete_doc(
		CALLER,
		ticket,
		force=True,
		ignore_permissions=True,  # who may delete the ticket
		ignore_missing=True,
	)


def check_direct_change(document) -> None:
	"""Before a Ticket Caller is saved that did not come with its ticket: the same checks as with it."""
	before = document.get_doc_before_save() or _nobody()
	row = frappe.db.get_value(TICKET, document.ticket, ["customer", "company"], as_dict=True)
	if not row:
		return  # refused by its name
	caller = {field: _plain(field, document.get(field)) for field in FIELDS}
	stored = {field: _plain(field, before.get(field)) for field in FIELDS}
	caller_links.complete(caller, stored, row.customer)
	document.update({**caller, "company": row.company})


def follow_direct_change(document) -> None:
	"""After it: the ticket's masked line follows. Whoever has the ticket's form open loads it anew before saving."""
	shown = caller_links.shown({field: document.get(field) for field in FIELDS})
	frappe.db.set_value(TICKET, document.ticket, "contact_shown", shown)


def label_of(field: str) -> str:
	"""The translated label of one of FIELDS."""
	return _(frappe.get_meta(CALLER).get_label(field))


def _nobody() -> frappe._dict:
	return frappe._dict({**dict.fromkeys(FIELDS), **dict.fromkeys(POSITION, 0.0)})


def _plain(field: str, value):
	"""The value as the database gives it back. Raises NoCallerValue."""
	if isinstance(value, dict | list | tuple | set) or (field in POSITION and not isfinite(flt(value))):
		frappe.throw(
			_("{0}: {1} is no value that can be entered here. Correct it.").format(
				label_of(field), frappe.bold(cstr(value)[:40])
			),
			NoCallerValue,
		)
	return flt(value) if field in POSITION else cstr(value).strip() or None


def _check_may_write(ticket, caller: dict, before: dict, given: dict) -> None:
	"""Refuse what is sent by somebody who may not change the caller.

	Also what equals the stored value: a refusal of all others but it would tell them that they have guessed it.
	"""
	if ticket.flags.ignore_permissions or writes_callers():
		return
	for field in given:
		if caller[field] or before[field]:
			frappe.throw(
				_(
					"{0}: you may not change the caller of {1}. Ask a dispatcher to do it, or leave it out."
				).format(label_of(field), ticket.name),
				CallerNotYours,
			)
