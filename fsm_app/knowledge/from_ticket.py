"""A case from a ticket with one click, filled in from its report, without the people in it (G1, D3).

A case is about the device. Names, telephone numbers and addresses of the customer's people are hidden, the author reads it
through, and what is known of them does not pass the review.
"""

import re

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from fsm_app.engine.anonymous_text import Known, names_people, without_people
from fsm_app.engine.clean_markup import text_of
from fsm_app.engine.masking import HIDDEN
from fsm_app.engine.stages import TICKET
from fsm_app.knowledge.stages import CASE, DRAFT, IN_REVIEW, PUBLISHED
from fsm_app.service_desk.caller_access import reads_callers
from fsm_app.service_desk.callers import home_country
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.workforce.engineers import engineer_of

# What of the ticket is said where in the case.
TEXTS = {"symptom": "fault_symptom", "cause": "fault_cause", "solution": "resolution_summary"}
_PARTS = re.compile("[;；。,，]|[.](?= |$)")
CHECKED = ("title", "symptom", "cause", "solution", "snippet")


class NotYourTicket(frappe.PermissionError):
	"""Somebody makes a case of a ticket in whose work they have no part."""


class NamesCustomer(frappe.ValidationError):
	"""A case that would show whose device it was."""


def draft_from(ticket_name: str) -> dict:
	"""Make a case of the ticket, or find the one that the user made before; returns `name`, `hidden` places and `found`.

	The caller has checked that the user may read the ticket. Raises NotYourTicket.
	"""
	require_origin(ticket_name)
	known = frappe.get_list(
		CASE,
		filters={"from_ticket": ticket_name, "stage": DRAFT},
		or_filters={"author_user": frappe.session.user, "owner": frappe.session.user},
		pluck="name",
		limit_page_length=1,
	)
	if known:
		return {"name": known[0], "hidden": 0, "found": True}
	ticket = frappe.get_doc(TICKET, ticket_name)
	reader = _Reader(ticket)
	symptom = ticket.fault_symptom or text_of(ticket.description)
	case = frappe.get_doc(
		{
			"doctype": CASE,
			"title": _title(reader.hidden_in(_first_line(ticket.fault_symptom) or ticket.subject)),
			"symptom": reader.hidden_in(symptom),
			"cause": reader.hidden_in(ticket.fault_cause),
			"solution": _paragraphs(reader.hidden_in(ticket.resolution_summary)),
			"from_ticket": ticket.name,
			"author": ticket.engineer,
			"equipment": _equipment(ticket),
			"fault_codes": _codes(ticket, reader),
			"offerings": [{"offering": ticket.offering}] if ticket.offering else [],
			"skills": _skills(ticket.offering),
			"usual_parts": _parts(ticket),
		}
	)
	case.insert()
	if reader.places:
		case.add_comment("Info", said_of(reader.places))
	return {"name": case.name, "hidden": reader.places, "found": False}


def said_of(places: int) -> str:
	"""What is said to the author of what was left out."""
	return _(
		"Taken from the ticket without people: {0} names, telephone numbers or addresses were hidden. Read it through before you submit it."
	).format(places)


def require_origin(ticket: str) -> None:
	"""Refuse (NotYourTicket) whoever has no part in the ticket's work: what is hidden would tell them who called."""
	if not may_take_over(ticket):
		frappe.throw(
			_(
				"From Ticket: a case from {0} is written by its engineer or a coordinator. Write one without the ticket."
			).format(ticket),
			NotYourTicket,
		)


def may_take_over(ticket: str) -> bool:
	"""Whether the user may know, or knew, who called: by their role, or as the ticket's engineer."""
	if reads_callers():
		return True
	engineer = engineer_of()
	return bool(engineer) and engineer.name == frappe.db.get_value(TICKET, ticket, "engineer")


def check_origin(case, before) -> None:
	"""Before saving: a case is from a ticket that its writer sees and has a part in."""
	ticket = case.from_ticket
	if not ticket or case.flags.of_the_app or ticket == (before and before.from_ticket):
		return
	if frappe.db.exists(TICKET, ticket):  # a missing one is refused after this, by its name
		frappe.has_permission(TICKET, "read", ticket, throw=True)
		require_origin(ticket)


def check_people(case) -> None:
	"""Before a case goes to review or readers: nothing that is known of the people of its ticket stands in it.

	Whoever may not know them learns nothing from a refusal, and cannot have written it either.
	"""
	if not case.from_ticket or case.stage not in (IN_REVIEW, PUBLISHED) or case.flags.of_the_app:
		return
	if not may_take_over(case.from_ticket):
		return
	known = known_of(
		frappe.db.get_value(TICKET, case.from_ticket, ["name", "customer", "signed_by"], as_dict=True)
	)
	for field in CHECKED:
		text = cstr(case.get(field))
		if names_people(text_of(text) if field == "solution" else text, known):
			frappe.throw(
				_("{0}: it names the customer of {1} or their people. Leave that out.").format(
					_(case.meta.get_label(field), context=CASE), case.from_ticket
				),
				NamesCustomer,
			)


def forget_ticket(ticket, method: str | None = None) -> None:
	"""A ticket is being deleted: what was learnt from it stays."""
	for case in frappe.get_all(CASE, filters={"from_ticket": ticket.name}, pluck="name"):
		frappe.db.set_value(CASE, case, "from_ticket", None, update_modified=False)


def known_of(ticket) -> Known:
	"""What is known of the people of a ticket, a row with its name, customer and signed_by. Nothing of it is handed out."""
	if not ticket:
		return Known()
	caller = caller_of(ticket)
	contact = caller.contact and frappe.db.get_value("Contact", caller.contact, ["first_name", "last_name"])
	address = caller.address and frappe.db.get_value(
		"Address", caller.address, ["address_line1", "address_line2"]
	)
	persons = [caller.reported_by, ticket.signed_by, " ".join(filter(None, contact or []))]
	companies = [ticket.customer, frappe.db.get_value("Customer", ticket.customer, "customer_name")]
	written = [caller.contact_phone, caller.contact_email, *(address or [])]
	return Known(
		*(tuple(dict.fromkeys(map(cstr, filter(None, each)))) for each in (persons, companies, written))
	)


class _Reader:
	"""Reads the texts of one ticket and counts what it hid."""

	def __init__(self, ticket):
		self.known = known_of(ticket)
		self.kept = tuple(map(cstr, filter(None, (ticket.serial_no, ticket.item_code, ticket.fault_code))))
		self.country = (home_country() or "").upper() or None
		self.places = 0

	def hidden_in(self, text: str | None) -> str:
		found = without_people(text, self.known, self.country, self.kept)
		self.places += found.hidden
		return found.text


def _first_line(text: str | None) -> str:
	return next(iter(cstr(text).strip().splitlines()), "")


def _title(text: str) -> str:
	"""The parts of the line in which nothing was hidden; the line as it is where there is none."""
	told = [part.strip() for part in _PARTS.split(text) if HIDDEN not in part and part.strip()]
	return (", ".join(told) if HIDDEN in text and told else text)[:140]


def _paragraphs(text: str) -> str:
	return "".join(f"<p>{escape_html(line)}</p>" for line in text.splitlines() if line.strip())


def _equipment(ticket) -> list[dict]:
	if not ticket.item_code:
		return []
	group, brand = frappe.db.get_value("Item", ticket.item_code, ["item_group", "brand"]) or (None, None)
	return [{"item_code": ticket.item_code, "item_group": group, "brand": brand}]


def _codes(ticket, reader: _Reader) -> list[dict]:
	"""The code that was typed, where it is one and not a sentence."""
	code = cstr(ticket.fault_code).strip()
	if not any(map(str.isalnum, code)):
		return []
	return [
		{"code": reader.hidden_in(code)[:140], "meaning": reader.hidden_in(_first_line(ticket.fault_symptom))}
	]


def _skills(offering: str | None) -> list[dict]:
	if not offering:
		return []
	skills = frappe.get_all(
		"Service Offering Skill",
		filters={"parent": offering, "parenttype": "Service Offering"},
		pluck="skill",
		order_by="idx",
	)
	return [{"skill": skill} for skill in skills]


def _parts(ticket) -> list[dict]:
	quantities: dict[str, float] = {}
	for row in ticket.parts_used:
		quantities[row.item_code] = quantities.get(row.item_code, 0) + (row.qty or 0)
	return [{"item_code": item, "qty": qty} for item, qty in quantities.items() if item and qty > 0]
