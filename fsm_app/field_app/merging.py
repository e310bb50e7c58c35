"""Fields that an engineer wrote without a connection, merged one by one with what others wrote meanwhile (N1).

Each change carries the value that the person saw. Where that still stands, theirs is written; where somebody else wrote
another one, nothing is written over: both stand in the act's receipt, and the engineer says which one counts.
"""

import frappe
from frappe import _
from frappe.utils import cint, cstr

from fsm_app.common.arguments import WrongArgument
from fsm_app.common.plain_texts import RULES
from fsm_app.engine.stages import TICKET

NO_PARTS = "no_parts_used"
# What engineers write in a ticket; everything else of it has acts of its own.
FIELDS = (
	"fault_symptom",
	"fault_code",
	"fault_case",
	"fault_cause",
	"resolution_summary",
	"remaining_work",
	NO_PARTS,
)


def change(ticket, values: dict, seen: dict) -> list[dict]:
	"""Write what nobody else has written meanwhile, and save where anything changes; returns the conflicts.

	`ticket` is locked. The caller has checked the right to write on it.
	"""
	_check(values)
	conflicts, writes = [], {}
	for name, sent in values.items():
		theirs, before, mine = (_plain(name, value) for value in (ticket.get(name), seen.get(name), sent))
		if theirs == mine:
			continue
		if theirs == before:
			writes[name] = cint(sent) if name == NO_PARTS else cstr(sent)
		else:
			conflicts.append(conflict(name, _(ticket.meta.get_label(name)), before, mine, theirs))
	if writes:
		ticket.update(writes)
		ticket.save()
	return conflicts


def conflict(name: str, label: str, seen, mine, theirs) -> dict:
	"""A row of Field Act Conflict."""
	return {"field": name, "label": label, "seen": seen, "mine": mine, "theirs": theirs}


def write(ticket, name: str, value: str) -> None:
	"""Write one field as its engineer decided."""
	_check({name: value})
	if _plain(name, ticket.get(name)) != _plain(name, value):
		ticket.set(name, cint(value) if name == NO_PARTS else cstr(value))
		ticket.save()


def shown(ticket) -> dict:
	"""The fields as the phone has them."""
	return {name: cint(ticket.get(name)) if name == NO_PARTS else cstr(ticket.get(name)) for name in FIELDS}


def _check(values: dict) -> None:
	for name, value in values.items():
		if name not in FIELDS:
			frappe.throw(
				_("{0}: this field is not written on the phone. Open the ticket on the Desk.").format(
					str(name)[:40]
				),
				WrongArgument,
			)
		if isinstance(value, dict | list):
			label = _(frappe.get_meta(TICKET).get_label(name))
			frappe.throw(_("{0}: send a text or a number.").format(label), WrongArgument)


def _plain(name: str, value):
	"""The value by which two are compared: as the ticket keeps it, which knows no difference between nothing and an empty text."""
	if name == NO_PARTS:
		return cint(value)
	rule = RULES.get(frappe.get_meta(TICKET).get_field(name).fieldtype)
	text = cstr(value).replace("\r\n", "\n").strip()
	return rule(text) if rule else text
