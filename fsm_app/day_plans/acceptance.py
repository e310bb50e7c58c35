"""Taking a proposal whole or in part: each row is looked at anew, nothing newer is overwritten, nothing revived (E3).

Tickets and visits are changed as a dispatcher would change them by hand, by the user who accepts: their rules, notices and
records are those of every other change.
"""

import contextlib

import frappe
from frappe import _
from frappe.utils import formatdate, get_datetime

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.day_plans import plans
from fsm_app.day_plans.facts import OF_VISIT, what_changed
from fsm_app.day_plans.gathering import GIVEN_STAGES, OPEN_STAGES, active_engineers
from fsm_app.day_plans.placing import place, set_times
from fsm_app.day_plans.plans import ACCEPTED, ACCEPTING, PARTLY_ACCEPTED, PLAN
from fsm_app.day_plans.proposal import CHANGES, UNCHANGED
from fsm_app.day_plans.turns import turn_name, turns_of
from fsm_app.dispatch.still_suitable import why_no_more
from fsm_app.engine import stages
from fsm_app.field_work.visit_notices import note_engineer
from fsm_app.field_work.visits import OPEN_STATUSES, VISIT, last_visit

TAKEN, CONFLICT = "Accepted", "Conflict"


class Conflict(frappe.ValidationError):
	"""A row that rests on what is no longer so."""


def accept_in_background(plan: str, rows: list[str] | None = None) -> None:
	"""The job: take the rows (names; None: all), and tell who accepted what came of it."""
	try:
		accept(plan, rows)
		frappe.db.commit()
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Acceptance of {plan}", reference_doctype=PLAN, reference_name=plan)
		if frappe.db.exists(PLAN, plan):
			plans.failed(plan, _("An error has stopped the acceptance; it is in the Error Log."))
			frappe.db.commit()


def accept(name: str, rows: list[str] | None = None) -> dict[str, int]:
	"""Put the rows of the proposal into tickets and visits. Returns how many were taken and how many were in conflict."""
	plan = frappe.get_doc(PLAN, name, for_update=True)
	if plan.state != ACCEPTING:
		plans.refuse_to_accept(plan)
	chosen = [
		row
		for row in plan.visits
		if row.change in CHANGES and row.result != TAKEN and (rows is None or row.name in rows)
	]
	at_work = {turn.name for turn in turns_of(plan, active_engineers(plan.company))[0]}
	# A swap may only be possible once the other has moved: who is refused is tried again after the others.
	left = chosen
	while left:
		refused = [row for row in left if not _take(row, at_work)]
		if len(refused) == len(left):
			break
		left = refused
	taken = [row for row in chosen if row.result == TAKEN]
	_end_with_the_work(plan, taken)
	open_rows = [row for row in plan.visits if row.change in CHANGES and row.result != TAKEN]
	plans.write(
		plan,
		state=PARTLY_ACCEPTED if open_rows else ACCEPTED,
		finished_at=now(),
		error=None,
	)
	found = {"taken": len(taken), "conflicts": sum(row.result == CONFLICT for row in chosen)}
	if found["conflicts"]:
		plans.tell(
			plan,
			lambda language: _(
				"{0}: {1} visits were taken over, {2} were not as something has changed.", language
			).format(plan.name, found["taken"], found["conflicts"]),
		)
	return found


def _take(row, at_work: set[str]) -> bool:
	"""Put one row into its ticket; whether that was possible. A conflict is written on the row and changes nothing."""
	try:
		with all_or_nothing("day_plan_row"):
			_apply(row, at_work)
	except frappe.QueryDeadlockError:
		raise
	except (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError) as trouble:
		frappe.clear_last_message()
		row.update({"result": CONFLICT, "conflict": frappe.utils.strip_html(str(trouble))[:500]})
		return False
	row.update({"result": TAKEN, "conflict": None})
	return True


def _apply(row, at_work: set[str]) -> None:
	if not row.ticket or not frappe.db.exists(stages.TICKET, row.ticket):
		raise Conflict(_("The ticket was deleted since; nothing is left to plan."))
	ticket = frappe.get_doc(stages.TICKET, row.ticket, for_update=True)
	ticket.check_permission("write")
	visit = _visit_of(row)
	if changed := what_changed(row.facts, ticket, visit):
		raise Conflict(changed)
	if ticket.stage not in (*OPEN_STAGES, *GIVEN_STAGES):
		raise Conflict(
			_("The ticket is {0} by now. Plan the day again.").format(_(ticket.stage, context=stages.TICKET))
		)
	if get_datetime(row.start_proposed) < now():
		raise Conflict(_("The proposed time has passed. Plan the day again."))
	_refuse_absent(row, at_work)
	start, end = get_datetime(row.start_proposed), get_datetime(row.end_proposed)
	had = (visit.engineer, visit.planned_start) if visit and visit.planned_start else None
	ticket = place(ticket, visit and visit.name, row.engineer_proposed, start, end)
	if reason := why_no_more(ticket):
		raise Conflict(_("{0} may not be sent any more: {1}. Plan again.").format(_name(row), reason))
	note_engineer(ticket, start, had)


def _end_with_the_work(plan, taken: list) -> None:
	"""Visits that keep their beginning end with their work, where another one now comes within the window agreed for it.

	The customer's appointment stays as it is. What was changed since the proposal, or may not be, stays as it is, too.
	"""
	begins = [(row.engineer_proposed, get_datetime(row.start_proposed)) for row in taken]
	engineers = {engineer for engineer, _start in begins}
	kept = [
		row
		for row in plan.visits
		if row.change == UNCHANGED and row.visit and row.engineer_proposed in engineers
	]
	names = [row.visit for row in kept]
	rows = (
		frappe.get_all(VISIT, {"name": ["in", names]}, list(OF_VISIT), limit_page_length=0) if names else []
	)
	visits = {visit.name: visit for visit in rows}
	for row in kept:
		visit, end = visits.get(row.visit), get_datetime(row.end_proposed)
		if not visit or not visit.planned_end:
			continue
		until = get_datetime(visit.planned_end)
		if any(who == row.engineer_proposed and end <= start < until for who, start in begins):
			with (
				contextlib.suppress(frappe.ValidationError, frappe.PermissionError),
				all_or_nothing("day_plan_end"),
			):
				ticket = frappe.get_doc(stages.TICKET, row.ticket, for_update=True)
				if not what_changed(row.facts, ticket, visit):
					set_times(visit.name, get_datetime(row.start_proposed), end)


def _refuse_absent(row, at_work: set[str]) -> None:
	"""Who goes on leave or leaves between the proposal and its acceptance gets nothing for that day."""
	day = get_datetime(row.start_proposed).date()
	if turn_name(row.engineer_proposed, day) not in at_work:
		raise Conflict(
			_("{0} is not at work on {1} any more. Plan again.").format(_name(row), formatdate(day))
		)


def _name(row) -> str:
	return (
		frappe.get_cached_value("Service Engineer", row.engineer_proposed, "engineer_name")
		or row.engineer_proposed
	)


def _visit_of(row):
	"""The ticket's visit as the proposal knew it: the one of the row, else one that is open by now."""
	if row.visit:
		return frappe.db.get_value(VISIT, row.visit, OF_VISIT, as_dict=True)
	last = last_visit(row.ticket)
	if last and last.status in OPEN_STATUSES:
		return frappe.db.get_value(VISIT, last.name, OF_VISIT, as_dict=True)
	return None
