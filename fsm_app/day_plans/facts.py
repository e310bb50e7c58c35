"""What a proposal was made for: whether a ticket and its visit are still as they were then (E3)."""

import json

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.engine import stages
from fsm_app.field_work.visits import VISIT

OF_TICKET = ("stage", "engineer", "offering", "appointment_start", "appointment_end")
OF_VISIT = ("name", "status", "engineer", "planned_start", "planned_end", "plan_locked")


def facts_of(ticket, visit) -> str:
	"""What of a ticket and its visit (rows or documents; None: no visit) a proposal rests on, as a text to keep."""
	found = {field: _plain(ticket.get(field)) for field in OF_TICKET}
	found |= (
		{f"visit.{field}": _plain(visit.get(field)) for field in OF_VISIT} if visit else {"visit.name": ""}
	)
	return json.dumps(found, ensure_ascii=False)


def what_changed(kept: str, ticket, visit) -> str | None:
	"""The first thing that is not as it was, in a sentence; None where all is."""
	before, after = json.loads(kept), json.loads(facts_of(ticket, visit))
	for field in (*OF_TICKET, *(f"visit.{field}" for field in OF_VISIT)):
		if before.get(field, "") != after.get(field, ""):
			return _("{0} was changed since: it was {1}, now it is {2}.").format(
				_label(field), before.get(field) or "-", after.get(field) or "-"
			)
	return None


def _label(field: str) -> str:
	if field == "visit.name":
		return _(VISIT)
	doctype, fieldname = (VISIT, field[6:]) if field.startswith("visit.") else (stages.TICKET, field)
	return _(frappe.get_meta(doctype).get_label(fieldname))


def _plain(value) -> str:
	if value in (None, "", 0):
		return ""
	if hasattr(value, "year") or (isinstance(value, str) and value[:2] == "20" and value[4:5] == "-"):
		return str(get_datetime(value).replace(microsecond=0))
	return str(value)
