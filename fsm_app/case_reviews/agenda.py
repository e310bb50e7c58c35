"""What a case review talks about: the month's best and worst tickets by what speaks for it, and overdue actions (G4)."""

import frappe
from frappe import _
from frappe.utils import cint, getdate

from fsm_app.case_reviews.actions import overdue_of
from fsm_app.case_reviews.month_tickets import facts_of
from fsm_app.common.clock import now
from fsm_app.engine import case_agenda
from fsm_app.engine.case_agenda import Judged, Marks, best_and_worst

SETTINGS = "Field Service Settings"
TOPIC, BEST, WORST, OVERDUE = "Topic", "Best Ticket", "Worst Ticket", "Overdue Action"
# Which setting says how many points a signal counts.
POINTS = {
	case_agenda.COMPLAINT: "case_points_complaint",
	case_agenda.LOW_MARK: "case_points_low_mark",
	case_agenda.MISSED: "case_points_missed",
	case_agenda.REOPENED: "case_points_reopened",
	case_agenda.RETURNED: "case_points_returned",
	case_agenda.FULL_MARKS: "case_points_full_marks",
	case_agenda.ALL_KEPT: "case_points_kept",
	case_agenda.FIRST_VISIT: "case_points_first_visit",
	case_agenda.CASE: "case_points_case",
}
MOST_EACH = 20


def fill_agenda(meeting) -> None:
	"""Put the month's tickets and the overdue actions on the agenda; what somebody wrote to, or added, stays."""
	best, worst = _best_and_worst(meeting)
	written = [row for row in meeting.agenda if _is_written(row)]
	kept = {(row.kind, row.ticket or row.action) for row in written}
	found = [
		*(_ticket_row(judged, WORST) for judged in worst),
		*(_ticket_row(judged, BEST) for judged in best),
		*(_action_row(action) for action in overdue_of(meeting.company, now().date())),
	]
	meeting.set("agenda", [])
	for row in found:
		if (row["kind"], row["ticket"] or row["action"]) not in kept:
			meeting.append("agenda", row)
	for row in written:
		meeting.append("agenda", {field: row.get(field) for field in FIELDS})


FIELDS = ("kind", "ticket", "engineer", "offering", "action", "reason", "points", "lessons", "decision")


def put_overdue(action) -> str | None:
	"""Put an action that has just become overdue on the agenda of the company's next meeting; returns its name."""
	meetings = frappe.get_all(
		"Service Case Review",
		filters={"company": action.company, "state": "Planned", "name": ["!=", action.meeting]},
		pluck="name",
		order_by="month",
		limit_page_length=1,
	)
	if not meetings:
		return None
	meeting = frappe.get_doc("Service Case Review", meetings[0])
	if action.name not in [row.action for row in meeting.agenda]:
		meeting.append("agenda", _action_row(action))
		meeting.flags.agenda_of_app = True
		meeting.save(ignore_permissions=True)  # follows from the passing of the day, no user acts
	return meeting.name


def _best_and_worst(meeting) -> tuple[list[Judged], list[Judged]]:
	settings = frappe.get_cached_doc(SETTINGS)
	points = {signal: cint(settings.get(field)) for signal, field in POINTS.items()}
	marks = Marks(cint(settings.low_stars), cint(settings.low_nps))
	each = min(max(cint(settings.case_review_tickets), 0), MOST_EACH)
	tickets = facts_of(meeting.company, getdate(meeting.start_date), getdate(meeting.end_date))
	return best_and_worst(tickets, points, marks, each)


def _is_written(row) -> bool:
	return row.kind == TOPIC or bool((row.lessons or "").strip() or (row.decision or "").strip())


def _ticket_row(judged: Judged, kind: str) -> dict:
	return {
		"kind": kind,
		"ticket": judged.facts.name,
		"engineer": judged.facts.engineer,
		"offering": judged.facts.offering,
		"action": None,
		"points": judged.points,
		"reason": "; ".join(_said(signal, number, judged) for signal, number in judged.signals.items()),
	}


def _said(signal: str, number: int, judged: Judged) -> str:
	facts = judged.facts
	if signal == case_agenda.LOW_MARK:
		given = []
		if facts.stars is not None:
			given.append(_("{0} of 5 stars").format(facts.stars))
		if facts.nps is not None:
			given.append(_("recommendation {0} of 10").format(facts.nps))
		return ", ".join(given)
	return {
		case_agenda.COMPLAINT: _("complaints: {0}"),
		case_agenda.MISSED: _("SLA targets missed: {0} of {1}"),
		case_agenda.REOPENED: _("times reopened: {0}"),
		case_agenda.RETURNED: _("times returned by the engineer: {0}"),
		case_agenda.FULL_MARKS: _("5 of 5 stars"),
		case_agenda.ALL_KEPT: _("all {1} SLA targets kept"),
		case_agenda.FIRST_VISIT: _("solved in one visit"),
		case_agenda.CASE: _("a case was written of it"),
	}[signal].format(number, facts.targets)


def _action_row(action) -> dict:
	return {
		"kind": OVERDUE,
		"ticket": action.ticket,
		"engineer": None,
		"offering": None,
		"action": action.name,
		"points": 0,
		"reason": action.action,
	}
