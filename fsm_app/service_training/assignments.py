"""Who has to do which course by when, why, and whether they have (H1, H3, H4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.notices import notify

ASSIGNMENT = "Training Assignment"
OPEN, OVERDUE, FAILED, COMPLETED = "Open", "Overdue", "Failed", "Completed"
BY_HAND, ONBOARDING, PLAN, LEVEL, RETRAINING = "By Hand", "Onboarding", "Plan", "Level", "Re-training"
# Late is better than never, and whoever failed may pass later.
TO_DO = (OPEN, OVERDUE, FAILED)
OWN_FIELDS = ("state", "completed_on", "session", "exam_attempt", "reason", "plan", "certificate")


class AssignmentError(frappe.ValidationError):
	"""A course that cannot be assigned."""


@dataclass(frozen=True)
class Wanted:
	"""A course that an engineer is to do; `key` says for which occasion, so that it is assigned once."""

	key: str
	engineer: str
	course: str
	due: date
	reason: str
	plan: str | None = None
	certificate: str | None = None


def completed_by(courses: Collection[str]) -> dict[str, set[str]]:
	"""By engineer those of the courses that they have completed. One query; none where nothing is asked for."""
	if not courses:
		return {}
	rows = frappe.get_all(
		ASSIGNMENT,
		filters={"course": ["in", sorted(courses)], "state": COMPLETED},
		fields=["engineer", "course"],
		limit_page_length=0,
	)
	done: dict[str, set[str]] = {}
	for row in rows:
		done.setdefault(row.engineer, set()).add(row.course)
	return done


def validate_assignment(assignment) -> None:
	"""Before saving by hand: what the app writes stays, and nobody gets a course twice at a time."""
	before = assignment.get_doc_before_save()
	if before:
		written = assignment.flags.written_by_app or ()
		assignment.update({field: before.get(field) for field in OWN_FIELDS if field not in written})
		return
	assignment.update({**dict.fromkeys(OWN_FIELDS), "state": OPEN, "reason": BY_HAND, "assignment_key": None})
	engineer = frappe.db.get_value(
		"Service Engineer", assignment.engineer, ["company", "status", "engineer_name"], as_dict=True
	)
	if not engineer:
		return  # a missing one is refused after this, by its name
	if engineer.status == "Left":
		_refuse(_("Engineer: {0} has left. Choose another engineer.").format(engineer.engineer_name))
	assignment.company = engineer.company
	other = frappe.db.get_value(
		ASSIGNMENT,
		{"engineer": assignment.engineer, "course": assignment.course, "state": ["in", TO_DO]},
		["name", "due_date"],
		as_dict=True,
	)
	if other:
		_refuse(
			_("Course: {0} has {1} to do by {2} already. Change that assignment instead.").format(
				engineer.engineer_name, assignment.course, formatdate(other.due_date)
			)
		)


def tell_engineer(assignment) -> None:
	"""After an assignment by hand: its engineer is told."""
	_tell([(assignment.name, assignment.engineer, assignment.course, getdate(assignment.due_date))])


def assign(wanted: Collection[Wanted], told: bool = True) -> int:
	"""Assign what is not assigned yet, and tell the engineers if `told`; returns how many. Four queries and the messages."""
	wanted = {row.key: row for row in wanted}
	if not wanted:
		return 0
	there = frappe.get_all(
		ASSIGNMENT, filters={"assignment_key": ["in", sorted(wanted)]}, pluck="assignment_key"
	)
	new = [row for key, row in wanted.items() if key not in there]
	if not new:
		return 0
	companies = dict(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", sorted({row.engineer for row in new})]},
			fields=["name", "company"],
			as_list=True,
		)
	)
	columns = ("name", "owner", "modified_by", "creation", "modified", "engineer", "company", "course")
	columns += ("due_date", "state", "reason", "plan", "certificate", "assignment_key")
	user, at = frappe.session.user, now()
	names = [frappe.generate_hash(length=10) for _row in new]
	# Of two jobs at once the unique key lets one win: ignore_duplicates leaves out what the other has written.
	frappe.db.bulk_insert(
		ASSIGNMENT,
		fields=columns,
		values=[
			(
				*(name, user, user, at, at, row.engineer, companies.get(row.engineer), row.course),
				*(row.due, OPEN, row.reason, row.plan, row.certificate, row.key),
			)
			for name, row in zip(names, new, strict=True)
		],
		ignore_duplicates=True,
	)
	written = set(frappe.get_all(ASSIGNMENT, filters={"name": ["in", names]}, pluck="name"))
	if told:
		_tell(
			[
				(name, row.engineer, row.course, row.due)
				for name, row in zip(names, new, strict=True)
				if name in written
			]
		)
	return len(written)


def complete(engineers: Collection[str], course: str, on: date, **proof) -> None:
	"""The engineers have done the course `on` that day: what they had to do of it is completed.

	`proof` is `session` or `exam_attempt`. Who did it without having to gets an assignment that says so. Three queries.
	"""
	if not engineers:
		return
	to_do = frappe.get_all(
		ASSIGNMENT,
		filters={"engineer": ["in", sorted(engineers)], "course": course, "state": ["in", TO_DO]},
		fields=["name", "engineer"],
	)
	done = {"state": COMPLETED, "completed_on": on, **proof}
	if to_do:
		frappe.db.set_value(ASSIGNMENT, {"name": ["in", [row.name for row in to_do]]}, done)
	occasion = next(iter(proof.values()))
	with_nothing_to_do = sorted(set(engineers) - {row.engineer for row in to_do})
	keys = {f"done:{occasion}:{course}:{engineer}": engineer for engineer in with_nothing_to_do}
	wanted = [Wanted(key, engineer, course, on, BY_HAND) for key, engineer in keys.items()]
	if assign(wanted, told=False):
		frappe.db.set_value(ASSIGNMENT, {"assignment_key": ["in", sorted(keys)]}, done)


def take_back(session: str) -> None:
	"""What a session completed or failed is to be done again, because who was there is written down anew."""
	frappe.db.set_value(
		ASSIGNMENT, {"session": session}, {"state": OPEN, "completed_on": None, "session": None}
	)
	mark_overdue()


def fail(engineers: Collection[str], course: str, session: str) -> None:
	"""The engineers did not pass the course in the session."""
	if engineers:
		frappe.db.set_value(
			ASSIGNMENT,
			{"engineer": ["in", sorted(engineers)], "course": course, "state": ["in", TO_DO]},
			{"state": FAILED, "session": session},
		)


def exam_passed(engineer: str, exam: str, attempt: str, on: date) -> None:
	"""A passed exam completes the courses that are completed by it."""
	courses = frappe.get_all(
		"Training Course", filters={"exam": exam, "completed_by": "Exam"}, pluck="name", order_by="name"
	)
	for course in courses:
		complete([engineer], course, on, exam_attempt=attempt)


def completed_courses(engineers: Collection[str]) -> dict[str, set[str]]:
	"""For each of the engineers the courses that they have ever completed. One query."""
	found: dict[str, set[str]] = {}
	for row in frappe.get_all(
		ASSIGNMENT,
		filters={"engineer": ["in", list(engineers)], "state": COMPLETED},
		fields=["engineer", "course"],
	):
		found.setdefault(row.engineer, set()).add(row.course)
	return found


def mark_overdue() -> None:
	"""Daily: what was to be done until yesterday and is not is overdue."""
	frappe.db.set_value(ASSIGNMENT, {"state": OPEN, "due_date": ["<", now().date()]}, "state", OVERDUE)


def _tell(rows: list[tuple[str, str, str, date]]) -> None:
	users = dict(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", [engineer for _name, engineer, _course, _due in rows]]},
			fields=["name", "user"],
			as_list=True,
		)
	)
	for name, engineer, course, due in rows:
		if users.get(engineer):
			message = _("Training: {0}, to be done by {1}").format(course, formatdate(due))
			notify([users[engineer]], message, ASSIGNMENT, name)


def _refuse(message: str) -> None:
	frappe.throw(message, AssignmentError)
