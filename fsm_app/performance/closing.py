"""Closing a cycle: scored for the last time, frozen, and told to whoever builds on it (J3)."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.frozen_score import pack, recompute
from fsm_app.performance.anomalies import look_for_anomalies
from fsm_app.performance.appraisal_rows import names_of, store
from fsm_app.performance.cycle_inputs import Inputs, inputs_of_cycle
from fsm_app.performance.kpi_rules import KPI
from fsm_app.performance.listeners import tell_closed
from fsm_app.performance.scoring import appraisals_of, locked
from fsm_app.performance.snapshots import frozen, keep
from fsm_app.performance.transfers import move_transferred
from fsm_app.workforce.audience import Audience


def close_cycle(cycle_name: str) -> None:
	"""Score and freeze an open cycle and close it; raises CycleClosed or CycleBusy as scoring does.

	The scores are worked out from what is frozen, so that what is proven later is what was stored. All of it is one
	transaction: broken off in the middle, the cycle is as open as before.
	"""
	cycle = locked(cycle_name)
	_close(cycle)


def close_by_hand(cycle) -> None:
	"""Performance Cycle's on_update: whoever sets an open one to Closed has it scored and frozen by that."""
	before = cycle.get_doc_before_save()
	if before and before.status != "Closed" and cycle.status == "Closed":
		_close(cycle)


def _close(cycle) -> None:
	found = freeze(cycle)
	cycle.db_set({"status": "Closed", "closed_at": now(), "scored_at": now()})
	tell_closed(cycle)
	_tell_managers(cycle, found)


def freeze(cycle) -> int:
	"""Store the last scores of the cycle and what they were made from, with all KPIs that anybody may try later.

	Returns how many anomalies were found.
	"""
	move_transferred(cycle.name)
	beside = frappe.get_all(KPI, filters={"disabled": 0}, pluck="name", limit_page_length=0)
	inputs = inputs_of_cycle(cycle, beside)
	names = names_of(cycle.name, [engineer.name for engineer in inputs.engineers])
	sheets: dict[str, dict] = {}
	keep(_snapshots(inputs, names, sheets))
	appraisals = appraisals_of(inputs, sheets)
	for values in appraisals.values():
		values["snapshot_version"] = 1
	store(cycle.name, appraisals)
	return look_for_anomalies(cycle)


def _snapshots(inputs: Inputs, names: dict[str, str], sheets: dict[str, dict]) -> Iterator[dict]:
	"""The cycle's snapshots one after the other, so that never all are in memory; the sheet of each is put into `sheets`."""
	cycle = inputs.cycle
	for engineer, content in frozen(inputs):
		sheets[engineer.name] = recompute(content)
		yield {
			"appraisal": names[engineer.name],
			"engineer": engineer.name,
			"cycle": cycle.name,
			"company": cycle.company,
			"total": sheets[engineer.name]["total"],
			"packed": pack(content),
		}


def _tell_managers(cycle, anomalies: int) -> None:
	"""Those who see the cycle are told that it is closed, and how much there is to look at."""
	users = [
		user
		for user in Audience().managers()
		if frappe.has_permission("Performance Cycle", "read", cycle.name, user=user)
	]

	def message(language: str) -> str:
		return _("{0} is closed. Anomalies to look at: {1}.", language).format(cycle.name, anomalies)

	notify_of_others(users, message, "Performance Cycle", cycle.name, "", WISH_OF_ASSIGNMENTS)


def is_due(cycle, today, closing_day: int) -> bool:
	"""Whether the cycle closes by itself today: from the closing day of the month after its end."""
	if not cint(cycle.closes_by_itself) or not closing_day:
		return False
	following = frappe.utils.get_first_day(frappe.utils.getdate(cycle.end_date), d_months=1)
	return today >= frappe.utils.add_days(frappe.utils.getdate(following), closing_day - 1)
