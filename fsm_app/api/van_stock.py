"""An engineer's van on the phone: counting it, who has a part nearby, parts from hand to hand (F4)."""

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.arguments import WrongArgument, parsed, permitted
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import nearby, parts_handovers, van_counts
from fsm_app.workforce.engineers import engineer_of

COUNT, HANDOVER = van_counts.COUNT, parts_handovers.HANDOVER
LONGEST_KEY = 140


@frappe.whitelist(methods=["POST"])
def begin_count() -> dict:
	"""The engineer's open count of the own van with what is booked now, or a new one."""
	return van_counts.begin().as_dict()


@frappe.whitelist(methods=["POST"])
def finish_count(
	count: str, counted: str | dict, remark: str | None = None, found: str | list | None = None
) -> dict:
	"""What was counted: by the names of the count's rows {"qty": 3} or {"serial_nos": "one a line"}; returns the count.

	`found`: lines of item_code, qty and batch_no that are not booked at all.
	"""
	permitted(COUNT, count)
	said = parsed(counted, _("Counted", context="Van Count Item"))
	if not isinstance(said, dict):
		frappe.throw(_("Counted: say of each part what there is."), WrongArgument)
	return van_counts.finish(count, said, remark, _lines(found) if found else ()).as_dict()


@frappe.whitelist(methods=["POST"])
def decide_count(count: str, approve: int, reason: str | None = None) -> dict:
	"""Post the differences of a count that waits for approval, or with `approve` 0 reject it with a reason."""
	permitted(COUNT, count)
	return van_counts.decide(count, bool(cint(approve)), reason).as_dict()


@frappe.whitelist(methods=["GET"])
def who_has(item_code: str, ticket: str | None = None) -> dict:
	"""Who has the item: `store` and `colleagues`, the nearest first, see nearby.who_has."""
	me = engineer_of()
	about = None
	if ticket:
		permitted(TICKET, ticket)
		about = frappe.db.get_value(TICKET, ticket, ["name", "company", "region"], as_dict=True)
	elif not me:
		frappe.throw(_("Ticket: name the one for which the part is needed."), WrongArgument)
	company = about.company if about else me.company
	return nearby.who_has(item_code, company, me.name if me else None, about)


@frappe.whitelist(methods=["POST"])
def ask_colleague(
	colleague: str, lines: str | list, ticket: str | None = None, client_key: str | None = None
) -> dict:
	"""Ask a colleague for parts of their van: lines of item_code, qty, batch_no, serial_nos; returns the Parts Handover."""
	return parts_handovers.ask(colleague, _lines(lines), _seen(ticket), _key(client_key)).as_dict()


@frappe.whitelist(methods=["POST"])
def offer_to_colleague(
	colleague: str, lines: str | list, ticket: str | None = None, client_key: str | None = None
) -> dict:
	"""Hand parts of the own van over to a colleague without being asked; returns the Parts Handover."""
	return parts_handovers.offer(colleague, _lines(lines), _seen(ticket), _key(client_key)).as_dict()


@frappe.whitelist(methods=["POST"])
def hand_over(handover: str) -> dict:
	"""Confirm to have handed the parts over."""
	return parts_handovers.hand_over(permitted(HANDOVER, handover)).as_dict()


@frappe.whitelist(methods=["POST"])
def receive(handover: str) -> dict:
	"""Confirm to have received the parts: the stock is moved."""
	return parts_handovers.receive(permitted(HANDOVER, handover)).as_dict()


@frappe.whitelist(methods=["POST"])
def end_handover(handover: str, reason: str) -> dict:
	"""Refuse or withdraw a handover that is not received, with a reason."""
	return parts_handovers.refuse(permitted(HANDOVER, handover), reason).as_dict()


def _lines(lines: str | list) -> list[dict]:
	found = parsed(lines, _("Parts"))
	if not isinstance(found, list) or not all(isinstance(line, dict) for line in found):
		frappe.throw(_("Parts: a line lacks its item or its quantity. Name both."), WrongArgument)
	for line in found:
		if any(isinstance(value, dict | list) for value in line.values()):
			frappe.throw(_("Parts: a line lacks its item or its quantity. Name both."), WrongArgument)
	return found


def _seen(ticket: str | None) -> str | None:
	return permitted(TICKET, ticket) if ticket else None


def _key(client_key: str | None) -> str | None:
	if client_key and len(client_key) > LONGEST_KEY:
		frappe.throw(
			_("Client Key: this is too long. Send {0} characters at most.").format(LONGEST_KEY), WrongArgument
		)
	return client_key or None
