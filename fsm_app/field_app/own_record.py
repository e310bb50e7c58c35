"""What an engineer reads of themselves on the phone: the score, trainings to do, exams, certificates (J3, H2, H4, N1).

It is looked at, and changed nowhere here: the phone keeps it for when there is no connection.
"""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.performance.appraisal_rows import APPRAISAL
from fsm_app.performance.own_month import month_of, months_of
from fsm_app.rewards import leaderboard
from fsm_app.service_training import assignments, exam_results, exams, sessions
from fsm_app.workforce.certifications import CERTIFICATION, REJECTED, REVOKED, current_state

MOST = 100


def own_record(engineer) -> dict:
	"""Of `engineer` (delivery.own_engineer): the `score` of the latest month (None before the first one), `training`, `exams`,
	`certificates`, and the server's time."""
	return {
		"user": frappe.session.user,
		"at": str(now()),
		"score": _score(engineer.name),
		"training": _training(engineer.name),
		"exams": [_exam(row) for row in exam_results.own_exams()],
		"certificates": _certificates(engineer.name),
	}


def _score(engineer: str) -> dict | None:
	if not frappe.has_permission(APPRAISAL, "read"):
		return None
	months = months_of(engineer)
	if not months:
		return None
	month = month_of(frappe.get_doc(APPRAISAL, months[0]["appraisal"]))
	return {
		"label": month["cycle"]["label"],
		"closed": month["cycle"]["status"] == "Closed",
		"score": month["score"],
		# One's place is told as the leaderboard's setting says.
		"rank": month["rank"] if leaderboard.tells_places() else None,
		"at_work": _(month["at_work"], context=APPRAISAL) if month["at_work"] else "",
		"at_work_reason": month["at_work_reason"] or "",
		"kpis": [_kpi(row) for row in month["kpis"]],
		"lifts": [
			{"label": _(lift["kpi"]), "coming": lift["coming"], "gain": lift["gain"]}
			for lift in month["lifts"] or []
		],
		"months": [{"label": row["label"], "score": row["score"]} for row in months],
	}


def _kpi(row: dict) -> dict:
	return {
		"label": _(row["kpi"]),
		"value": row["value"],
		"unit": _(row["unit"]) if row["unit"] else "",
		"score": row["score"],
		"points": row["points"],
		"weight": row["effective_weight"],
		"reason": _(row["reason"], context="Performance Appraisal Score") if row["reason"] else "",
	}


def _training(engineer: str) -> list[dict]:
	"""What is to be done, the most urgent first, each with the next session that the engineer is asked to."""
	rows = frappe.get_list(
		assignments.ASSIGNMENT,
		filters={"engineer": engineer, "state": ["in", assignments.TO_DO]},
		fields=["name", "course", "due_date", "state", "reason"],
		order_by="due_date, name",
		limit_page_length=MOST,
	)
	courses = {
		row.name: row
		for row in frappe.get_all(
			"Training Course",
			filters={"name": ["in", [row.course for row in rows] or [""]]},
			fields=["name", "completed_by", "exam", "hours"],
		)
	}
	asked_to = _next_sessions(engineer)
	found = []
	for row in rows:
		course, session = courses.get(row.course) or frappe._dict(), asked_to.pop(row.course, None)
		found.append(
			{
				"course": _(row.course),
				"due": str(row.due_date) if row.due_date else None,
				"state": row.state,
				"why": _why(row.reason),
				"hours": course.hours or None,
				"exam": course.exam if course.completed_by == "Exam" else None,
				"session": session,
			}
		)
	# Asked to a session of a course that nobody has assigned.
	others = [
		{
			"course": _(course),
			"due": None,
			"state": "",
			"why": "",
			"hours": None,
			"exam": None,
			"session": session,
		}
		for course, session in asked_to.items()
	]
	return found + others


def _why(reason: str | None) -> str:
	"""Why it is to be done; that somebody has assigned it says nothing."""
	return _(reason, context=assignments.ASSIGNMENT) if reason and reason != assignments.BY_HAND else ""


def _next_sessions(engineer: str) -> dict[str, dict]:
	"""By course the next session to which the engineer is asked. One query."""
	session, attendee = frappe.qb.DocType("Training Session"), frappe.qb.DocType("Training Attendee")
	rows = (
		frappe.qb.from_(attendee)
		.inner_join(session)
		.on(session.name == attendee.parent)
		.select(session.course, session.start, session["end"], session.location)
		.where((attendee.parenttype == "Training Session") & (attendee.engineer == engineer))
		.where((session.state == sessions.PLANNED) & (session["end"] >= now()))
		.orderby(session.start, session.name)
		.limit(MOST)
		.run(as_dict=True)
	)
	found: dict[str, dict] = {}
	for row in rows:
		found.setdefault(
			row.course, {"start": str(row.start), "end": str(row["end"]), "location": row.location or ""}
		)
	return found


def _exam(row) -> dict:
	ended = [attempt for attempt in row.tried if attempt.state != exams.IN_PROGRESS]
	return {
		"exam": row.name,
		"title": row.title,
		"pass_mark": row.pass_mark,
		"minutes": row.time_limit_minutes,
		"attempts_left": row.attempts_left,
		"again_on": row.again_on,
		"passed": any(attempt.passed for attempt in row.tried),
		"last_score": ended[-1].score if ended else None,
	}


def _certificates(engineer: str) -> list[dict]:
	"""One row for each certification: that which holds longest, as it is today."""
	rows = frappe.get_list(
		CERTIFICATION,
		filters={"engineer": engineer},
		fields=["certification", "valid_from", "valid_until", "verification", "revoked", "state"],
		order_by="certification, name",
		limit_page_length=MOST,
	)
	longest: dict[str, dict] = {}
	for row in rows:
		state = current_state(row)
		if state in (REJECTED, REVOKED):
			continue
		until = str(row.valid_until) if row.valid_until else None
		known = longest.get(row.certification)
		if not known or (known["until"] and (not until or until > known["until"])):
			longest[row.certification] = {
				"certification": _(row.certification),
				"until": until,
				"state": state,
			}
	return list(longest.values())
