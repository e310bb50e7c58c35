"""Objectives with key results, check-ins, and the team's objective to which they contribute (J7)."""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.utils import flt, getdate

from fsm_app.appraisals import people, stages
from fsm_app.appraisals.telling import tell
from fsm_app.common.clock import now
from fsm_app.engine.marks import score_of_key_result, weighted_mean
from fsm_app.workforce.audience import Audience

OBJECTIVE = stages.OBJECTIVE
OF_ENGINEER, OF_TEAM = "Engineer", "Team"
STATES_OPEN = ("Open", "Overdue")
# What follows from check-ins and closing, and is not typed in.
DERIVED = ("state", "score", "closed_by", "closed_on", "company")


class ObjectiveRefused(frappe.ValidationError):
	"""An objective or a check-in that cannot be."""


class NotYourObjective(frappe.PermissionError):
	"""An objective that somebody else sets."""


def scores(cycle, engineers: Collection[str]) -> dict[str, float]:
	"""By engineer the weighted mean of the objectives that end in the cycle. One query."""
	found: dict[str, list[tuple[float, float]]] = {}
	for row in frappe.get_all(
		OBJECTIVE,
		filters={
			"kind": OF_ENGINEER,
			"engineer": ["in", list(engineers)],
			"ends_on": ["between", [cycle.start_date, cycle.end_date]],
		},
		fields=["engineer", "weight", "score"],
		order_by="engineer, name",
		limit_page_length=0,
	):
		found.setdefault(row.engineer, []).append((row.weight, row.score))
	means = {engineer: weighted_mean(rows) for engineer, rows in found.items()}
	return {engineer: mean for engineer, mean in means.items() if mean is not None}


def validate_objective(objective) -> None:
	"""Before saving: who may set it, what it needs, and its score."""
	before = objective.get_doc_before_save()
	if not objective.flags.of_app:
		_keep_derived(objective, before)
		_check_may_set(before or objective)
	_complete(objective)
	_check_period(objective)
	_check_key_results(objective)
	_check_alignment(objective)
	for row in objective.key_results:
		row.score = score_of_key_result(flt(row.start), flt(row.target), flt(row.current))
	if objective.kind == OF_ENGINEER or not _aligned(objective.name):
		objective.score = weighted_mean((row.weight, row.score) for row in objective.key_results) or 0
	if objective.state in STATES_OPEN:
		objective.state = "Overdue" if getdate(objective.ends_on) < getdate(now()) else "Open"


def follow_objective(objective) -> None:
	"""After saving: the team's objective that it contributes to, and the one it did before, are rolled up."""
	before = objective.get_doc_before_save()
	for name in {objective.aligned_to, before.aligned_to if before else None} - {None, ""}:
		roll_up(name)


def roll_up(name: str) -> None:
	"""Give a team's objective the weighted mean of those aligned to it."""
	score = weighted_mean((row.weight, row.score) for row in _aligned(name))
	if score is not None:
		frappe.db.set_value(OBJECTIVE, name, "score", score)


def check_in(name: str, key_result: str, value: float, note: str | None) -> None:
	"""Note how far a key result is, by the engineer, or by who sets the objective; with who and when."""
	objective = frappe.get_doc(OBJECTIVE, name, for_update=True)
	engineer_user = _user_of(objective)
	if frappe.session.user != engineer_user and not may_set(objective):
		frappe.throw(
			_("{0}: the engineer checks in, or who set it. Ask one of them.").format(name), NotYourObjective
		)
	if objective.state not in STATES_OPEN:
		_refuse(_("{0} is closed. Add a new one.").format(name))
	row = next((row for row in objective.key_results if row.key_result == key_result), None)
	if row is None:
		_refuse(
			_("Key Result: {0} has none called {1}. Choose one from the list.").format(
				name, frappe.bold(key_result)
			)
		)
	row.current = value
	objective.append(
		"check_ins",
		{
			"key_result": key_result,
			"value": value,
			"note": note,
			"checked_in_by": frappe.session.user,
			"checked_in_at": now(),
		},
	)
	objective.flags.of_app = True
	objective.save(ignore_permissions=True)  # asked above


def close(name: str) -> None:
	"""Close an objective for good; closing is an act of its own, with who and when."""
	objective = frappe.get_doc(OBJECTIVE, name, for_update=True)
	_check_may_set(objective)
	if objective.state not in STATES_OPEN:
		_refuse(_("{0} is closed. Add a new one.").format(name))
	objective.update({"state": "Closed", "closed_by": frappe.session.user, "closed_on": getdate(now())})
	objective.flags.of_app = True
	objective.save(ignore_permissions=True)  # asked above


def mark_overdue() -> None:
	"""Daily: objectives past their last day are overdue, and the engineer and the supervisor hear of it once."""
	audience = Audience()
	for row in frappe.get_all(
		OBJECTIVE,
		filters={"state": "Open", "ends_on": ["<", getdate(now())]},
		fields=["name", "title", "engineer", "team"],
		order_by="name",
	):
		frappe.db.set_value(OBJECTIVE, row.name, "state", "Overdue")
		if row.engineer:
			supervisor = people.supervisor_of(row.engineer, audience)
			users = [*audience.engineer(row.engineer), *audience.user(supervisor)]
		else:
			users = audience.supervisor(row.team) or audience.managers()
		title = row.title
		tell(
			users,
			lambda language, title=title: _(
				"The objective {0} is past its last day. Close it.", language
			).format(title),
			OBJECTIVE,
			row.name,
		)
		frappe.db.commit()


def may_set(objective, user: str | None = None) -> bool:
	"""Whether the user sets this objective: who supervises the engineer or the team, or a manager; nobody their own."""
	user = user or frappe.session.user
	if objective.kind == OF_TEAM:
		supervisor = frappe.get_cached_value("Service Team", objective.team, "supervisor")
		return user == supervisor or people.manages_people(user)
	if user == _user_of(objective):
		return user == "Administrator"
	return people.manages_people(user) or user == people.supervisor_of(objective.engineer, Audience())


def _user_of(objective) -> str | None:
	if not objective.engineer:
		return None
	return frappe.get_cached_value("Service Engineer", objective.engineer, "user")


def _check_may_set(objective) -> None:
	owner = objective.engineer if objective.kind == OF_ENGINEER else objective.team
	if owner and not may_set(objective):
		frappe.throw(
			_(
				"Objectives are set by who supervises the engineer or team, or by a manager; nobody sets their own."
			),
			NotYourObjective,
		)


def _keep_derived(objective, before) -> None:
	if before and before.state == "Closed":
		_refuse(_("{0} is closed. Add a new one.").format(objective.name))
	for field in DERIVED:
		objective.set(field, before.get(field) if before else None)
	objective.state = objective.state or "Open"
	objective.check_ins = before.check_ins if before else []
	reached = {row.name: row.current for row in before.key_results} if before else {}
	for row in objective.key_results:
		row.current = reached.get(row.name, row.start)


def _complete(objective) -> None:
	if objective.kind == OF_TEAM:
		objective.update({"engineer": None, "aligned_to": None})
		source = ("Service Team", objective.team)
	else:
		objective.team = None
		source = ("Service Engineer", objective.engineer)
	if not source[1]:
		_refuse(_("{0}: whose objective is it?").format(_(objective.kind, context=OBJECTIVE)))
	objective.company = frappe.get_cached_value(*source, "company")


def _check_period(objective) -> None:
	if getdate(objective.ends_on) < getdate(objective.starts_on):
		_refuse(_("To: the objective ends before it begins. Choose a later day."))
	if flt(objective.weight) <= 0:
		_refuse(_("Weight: it must be above 0."))


def _check_key_results(objective) -> None:
	names = [row.key_result for row in objective.key_results]
	if objective.kind == OF_ENGINEER and not names:
		_refuse(_("Key Results: name at least one by which one sees that the objective is reached."))
	for row in objective.key_results:
		if flt(row.start) == flt(row.target):
			_refuse(
				_("Key Results, row {0}: Start and Target are the same. Change one of them.").format(row.idx)
			)
		if flt(row.weight) <= 0:
			_refuse(_("Key Results, row {0}: the weight must be above 0.").format(row.idx))
		if names.count(row.key_result) > 1:
			_refuse(
				_("Key Results, row {0}: {1} stands there twice. Delete one of them.").format(
					row.idx, row.key_result
				)
			)


def _check_alignment(objective) -> None:
	if not objective.aligned_to:
		return
	above = frappe.db.get_value(OBJECTIVE, objective.aligned_to, ["kind", "company"], as_dict=True)
	if not above or above.kind != OF_TEAM or above.company != objective.company:
		_refuse(_("Aligned To: name a team's objective of {0}.").format(objective.company))


def _aligned(name: str | None) -> list:
	if not name:
		return []
	return frappe.get_all(OBJECTIVE, filters={"aligned_to": name}, fields=["weight", "score"])


def _refuse(message: str) -> None:
	frappe.throw(message, ObjectiveRefused)
