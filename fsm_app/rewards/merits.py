"""Points and priority for the next promotion, given by lists and awards, shown on the proposal (J5, K1)."""

from collections.abc import Collection

import frappe
from frappe.utils import getdate

from fsm_app.careers.promotion import PROPOSAL, UNDECIDED
from fsm_app.common.clock import now

MERIT = "Promotion Merit"


def give(doc, engineer: str, points: int, priority: bool, reason: str) -> None:
	"""Give the engineer points, or priority, for the list or grant `doc`; once."""
	key = _key(doc, engineer)
	if frappe.db.get_value(MERIT, {"live_key": key}, "name", for_update=True):
		return
	frappe.get_doc(
		{
			"doctype": MERIT,
			"engineer": engineer,
			"company": doc.company,
			"points": points,
			"priority": int(priority),
			"reason": reason,
			"given_on": now().date(),
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"live_key": key,
		}
	).insert(ignore_permissions=True)  # follows from a decision
	_show_on_proposal(engineer)


def withdraw(doc, engineer: str) -> None:
	"""Withdraw what the engineer got for the list or grant `doc`."""
	name = frappe.db.get_value(MERIT, {"live_key": _key(doc, engineer)}, "name", for_update=True)
	if not name:
		return
	merit = frappe.get_doc(MERIT, name)
	merit.update({"withdrawn": 1, "live_key": None})
	merit.save(ignore_permissions=True)  # follows from a decision
	_show_on_proposal(engineer)


def standing_of(engineers: Collection[str]) -> dict[str, dict]:
	"""By engineer the `points` and the `priority` that count: those given since they reached their level. Two queries."""
	since = dict(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", list(engineers)]},
			fields=["name", "level_since"],
			as_list=True,
			limit_page_length=0,
		)
	)
	found = {engineer: {"points": 0, "priority": False} for engineer in since}
	for row in frappe.get_all(
		MERIT,
		filters={"engineer": ["in", list(engineers)], "withdrawn": 0},
		fields=["engineer", "points", "priority", "given_on"],
		limit_page_length=0,
	):
		begin = since.get(row.engineer)
		if row.engineer in found and (not begin or getdate(row.given_on) >= getdate(begin)):
			found[row.engineer]["points"] += row.points or 0
			found[row.engineer]["priority"] |= bool(row.priority)
	return found


def _show_on_proposal(engineer: str) -> None:
	"""Bring the engineer's undecided proposal up to date, if there is one."""
	name = frappe.db.get_value(PROPOSAL, {"engineer": engineer, "stage": ["in", UNDECIDED]})
	if name:
		frappe.get_doc(PROPOSAL, name).save(ignore_permissions=True)  # nobody has decided anything


def _key(doc, engineer: str) -> str:
	return f"{doc.doctype}:{doc.name}:{engineer}"
