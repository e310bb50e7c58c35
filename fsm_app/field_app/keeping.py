"""The ticket was taken from the engineer while the phone had no connection: what they did is kept for the office (N1).

A visit that is cancelled or given to somebody else takes no more notes, parts or photos; but what was done was done. It stays
in the act's receipt, and those who dispatch and who has the ticket now are told.
"""

import json
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.field_app import attachments, kinds, receipts
from fsm_app.field_app.act import Act
from fsm_app.field_work.visits import VISIT
from fsm_app.service_desk.assignment_notices import dispatchers_of
from fsm_app.service_desk.handovers import HANDOVER
from fsm_app.workforce.audience import Audience

# Of what is kept within this time there is one notice.
TOGETHER = timedelta(hours=1)
NAMES = {kinds.PHOTO: "photo.jpg", kinds.SIGNATURE: "signature.png"}


def reason(act: Act, engineer) -> str:
	"""Why the ticket does not take what its former engineer did; empty where the engineer never had it, or has it still."""
	ticket = frappe.db.get_value(TICKET, act.ticket, ["engineer", "stage"], as_dict=True)
	if act.kind in kinds.NOT_KEPT or not ticket or not had(act.ticket, engineer.name):
		return ""
	if ticket.stage in stages.ENDED:
		return _("The ticket is {0} meanwhile.").format(_(ticket.stage))
	if ticket.engineer != engineer.name:
		return _("The ticket is in other hands meanwhile.")
	return ""


def keep(act: Act, receipt, why: str) -> None:
	"""Write down what was done in the receipt, with its file, and tell of it."""
	file = None
	if act.file:
		name = cstr(act.values.get("name")) or NAMES.get(act.kind, "photo.jpg")
		file = attachments.keep_with_receipt(receipt, act.file, name)
	receipts.close(receipt, receipts.KEPT, {}, content=_described(act), problem=why, file=file)
	if not _was_told_just_now(receipt):
		_tell(receipt, why)


def had(ticket: str, engineer: str) -> bool:
	"""Whether the ticket was the engineer's once."""
	return bool(
		frappe.db.exists(VISIT, {"ticket": ticket, "engineer": engineer})
		or frappe.db.exists(HANDOVER, {"ticket": ticket, "engineer": engineer})
	)


def _described(act: Act) -> str:
	"""What the engineer entered, a line for each value."""
	meta = frappe.get_meta(TICKET)
	lines = []
	for name, value in act.values.items():
		label = _(meta.get_label(name)) if meta.has_field(name) else name
		if value not in (None, "", []):
			lines.append(f"{label}: {_as_text(value)}")
	return "\n".join(lines)


def _as_text(value) -> str:
	if isinstance(value, list) and all(isinstance(line, dict) for line in value):
		return ", ".join(f"{cstr(line.get('qty')) or 1} x {cstr(line.get('item_code'))}" for line in value)
	return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else cstr(value)


def _was_told_just_now(receipt) -> bool:
	"""One notice for all that a phone sends together."""
	others = {
		"ticket": receipt.ticket,
		"engineer": receipt.engineer,
		"result": receipts.KEPT,
		"arrived_at": [">", now() - TOGETHER],
		"name": ["!=", receipt.name],
	}
	return bool(frappe.db.exists(receipts.ACT, others))


def _tell(receipt, why: str) -> None:
	"""Dispatchers see the receipt; who has the ticket now sees the ticket, and reads in the notice what was done."""
	ticket = frappe.get_doc(TICKET, receipt.ticket)
	name = frappe.get_cached_value("Service Engineer", receipt.engineer, "engineer_name")

	def message(language: str) -> str:
		text = _("{0} did work for {1} that the ticket did not take any more. See what was kept.", language)
		return text.format(name, ticket.name)

	dispatchers = dispatchers_of(ticket, Audience())
	notify_of_others(dispatchers, message, receipts.ACT, receipt.name, why, WISH_OF_ASSIGNMENTS)
	if ticket.engineer and ticket.engineer != receipt.engineer:
		now_theirs = frappe.db.get_value("Service Engineer", ticket.engineer, "user")
		users = [user for user in [now_theirs] if user and user not in dispatchers]
		content = f"{why} {receipt.content or ''}".strip()
		notify_of_others(users, message, TICKET, ticket.name, content, WISH_OF_ASSIGNMENTS)
