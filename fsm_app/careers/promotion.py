"""Raising an engineer to the next level: what is still missing, the proposal, and what its approval does (H1)."""

from collections.abc import Collection
from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.listeners import call_listeners
from fsm_app.common.workflow_meaning import meaning_of_state, validate_states
from fsm_app.engine import promotion as engine
from fsm_app.performance.scoring import latest_scores
from fsm_app.service_training.assignments import completed_courses
from fsm_app.workforce.certifications import held_on

PROPOSAL = "Promotion Proposal"
PROPOSED, IN_REVIEW, APPROVED, REJECTED, WITHDRAWN = (
	"Proposed",
	"In Review",
	"Approved",
	"Rejected",
	"Withdrawn",
)
STAGES = (PROPOSED, IN_REVIEW, APPROVED, REJECTED, WITHDRAWN)
UNDECIDED = (PROPOSED, IN_REVIEW)
OWN_FIELDS = (
	"proposed_on",
	"decided_on",
	"decided_by",
	"from_level",
	"fulfilled",
	"promotion_points",
	"promotion_priority",
)
# Functions of engineers' names that return by engineer the `points` and the `priority` that speak for their promotion.
MERITS = "fsm_promotion_merits"


class PromotionRefused(frappe.ValidationError):
	"""A promotion that cannot be proposed or approved."""


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the proposals' workflow does not say which stage it stands for."""


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a proposals' workflow sets a known stage."""
	if workflow.document_type == PROPOSAL:
		validate_states(workflow, "stage", STAGES, WorkflowWithoutStage)


def next_level(level: str) -> str | None:
	"""The level above `level`; None for the highest."""
	rank = frappe.get_cached_value("Engineer Level", level, "rank")
	return frappe.db.get_value("Engineer Level", {"rank": [">", rank]}, "name", order_by="rank asc")


def requirements_of(engineer: str, to_level: str, today: date) -> list[engine.Requirement]:
	"""Everything that `to_level` asks of the engineer, each with whether it is there."""
	return requirements_of_all([engineer], to_level, today)[engineer]


def requirements_of_all(
	engineers: Collection[str], to_level: str, today: date
) -> dict[str, list[engine.Requirement]]:
	"""Everything that `to_level` asks, for each of the engineers. Four queries at most, however many they are."""
	level = frappe.get_cached_doc("Engineer Level", to_level)
	certifications = [row.certification for row in level.required_certifications]
	asked = engine.Asked(
		courses=[row.course for row in level.required_courses],
		certifications=certifications,
		minimum_months=level.minimum_months or 0,
		minimum_score=level.minimum_score or 0.0,
		score_months=level.score_months or 0,
	)
	courses = completed_courses(engineers) if asked.courses else {}
	scores = latest_scores(engineers, asked.score_months or 1) if asked.minimum_score else {}
	held = held_on(today, certifications)
	found = {}
	for row in frappe.get_all(
		"Service Engineer", filters={"name": ["in", list(engineers)]}, fields=["name", "level_since"]
	):
		record = engine.Record(
			courses=courses.get(row.name, ()),
			certifications=held.get(row.name, ()),
			level_since=getdate(row.level_since) if row.level_since else None,
			scores=scores.get(row.name, ()),
		)
		found[row.name] = engine.requirements(asked, record, today)
	return found


def validate_proposal(proposal) -> None:
	"""Before saving: derive the stage, bring the requirements up to today while undecided, and check a decision."""
	before = proposal.get_doc_before_save()
	proposal.stage = meaning_of_state(PROPOSAL, proposal.workflow_state) or proposal.stage or PROPOSED
	if before:
		proposal.update({field: before.get(field) for field in OWN_FIELDS})
	else:
		_prepare(proposal)
	if proposal.stage in UNDECIDED or (before and before.stage in UNDECIDED):
		_refresh(proposal)
	elif before:
		proposal.requirements = before.requirements
	if before and before.stage != proposal.stage and proposal.stage not in UNDECIDED:
		_decide(proposal)


def apply_decision(proposal) -> None:
	"""After saving an approved proposal: the engineer is of the new level from today on."""
	before = proposal.get_doc_before_save()
	if proposal.stage != APPROVED or not before or before.stage == APPROVED:
		return
	engineer = frappe.get_doc("Service Engineer", proposal.engineer)
	engineer.level = proposal.to_level
	engineer.save(ignore_permissions=True)  # whoever may approve brings this about


def propose_promotions() -> int:
	"""Daily: propose everybody who has all that the next level asks for and no undecided proposal; returns how many."""
	undecided = set(frappe.get_all(PROPOSAL, filters={"stage": ["in", UNDECIDED]}, pluck="engineer"))
	by_level: dict[str, list[str]] = {}
	for engineer in frappe.get_all(
		"Service Engineer", filters={"status": "Active"}, fields=["name", "level"], order_by="name"
	):
		if engineer.name not in undecided:
			by_level.setdefault(engineer.level, []).append(engineer.name)
	proposed = 0
	for level, engineers in by_level.items():
		if to_level := next_level(level):
			found = requirements_of_all(engineers, to_level, now().date())
			# A level that asks for nothing is given by people, not by the calendar.
			ready = [name for name, asked in found.items() if asked and all(row.fulfilled for row in asked)]
			proposed += sum(_propose(name, to_level) for name in ready)
	return proposed


def _propose(engineer: str, to_level: str) -> bool:
	"""One engineer's proposal by itself: one that fails is logged and keeps nobody else from theirs."""
	frappe.db.savepoint("promotion_proposal")
	try:
		frappe.get_doc({"doctype": PROPOSAL, "engineer": engineer, "to_level": to_level}).insert(
			ignore_permissions=True  # proposed by the rules, not by a user
		)
	except Exception:
		frappe.db.rollback(save_point="promotion_proposal")
		frappe.log_error(
			title=f"Promotion proposal of {engineer}",
			reference_doctype="Service Engineer",
			reference_name=engineer,
		)
		return False
	return True


def _prepare(proposal) -> None:
	proposal.update({**dict.fromkeys(OWN_FIELDS), "proposed_on": now().date()})
	engineer = frappe.db.get_value(
		"Service Engineer",
		proposal.engineer,
		["company", "level", "status", "engineer_name"],
		as_dict=True,
	)
	if not engineer:
		return  # a missing one is refused after this, by its name
	proposal.update({"company": engineer.company, "from_level": engineer.level})
	if engineer.status == "Left":
		_refuse(_("Engineer: {0} has left. Choose another engineer.").format(engineer.engineer_name))
	expected = next_level(engineer.level)
	if proposal.to_level != expected:
		_refuse(
			_("To Level: {0} is {1}, and the next level is {2}. Choose the next level.").format(
				engineer.engineer_name, _(engineer.level), _(expected) if expected else _("none")
			)
		)
	other = frappe.db.get_value(PROPOSAL, {"engineer": proposal.engineer, "stage": ["in", UNDECIDED]})
	if other:
		_refuse(_("Engineer: {0} is undecided yet. Decide it first.").format(frappe.bold(other)))


def _refresh(proposal) -> None:
	found = requirements_of(proposal.engineer, proposal.to_level, now().date())
	proposal.set("requirements", [])
	for row in found:
		proposal.append(
			"requirements",
			{
				"kind": row.kind,
				"requirement": row.name,
				"fulfilled": int(row.fulfilled),
				"detail": detail_of(row),
			},
		)
	proposal.fulfilled = int(all(row.fulfilled for row in found))
	merits = call_listeners(MERITS, PROPOSAL, [proposal.engineer])
	own = [found[proposal.engineer] for found in merits if proposal.engineer in found]
	proposal.promotion_points = sum(merit["points"] for merit in own)
	proposal.promotion_priority = int(any(merit["priority"] for merit in own))


def detail_of(row: engine.Requirement) -> str | None:
	"""How much of what is needed is there, for those requirements that are a number."""
	if row.needed is None:
		return None
	if row.there is None:
		return _("Not enough scored months (target {0})").format(f"{row.needed:g}")
	return _("{0} of {1}", context="Promotion Requirement").format(f"{row.there:g}", f"{row.needed:g}")


def _decide(proposal) -> None:
	proposal.update({"decided_on": now().date(), "decided_by": frappe.session.user})
	if proposal.stage != APPROVED:
		return
	candidate = frappe.get_cached_value("Service Engineer", proposal.engineer, "user")
	if candidate and candidate == frappe.session.user:
		_refuse(
			_("{0}: you cannot approve your own promotion. Leave it to another manager.").format(
				proposal.name
			)
		)
	missing = [row for row in proposal.requirements if not row.fulfilled]
	if missing and not (proposal.remarks or "").strip():
		names = ", ".join(
			" ".join(
				filter(
					None,
					(
						_(row.kind, context="Promotion Requirement"),
						row.requirement,
						row.detail and f"({row.detail})",
					),
				)
			)
			for row in missing
		)
		_refuse(
			_(
				"{0} still lacks: {1}. Wait, or explain under Remarks why the promotion is approved all the same."
			).format(proposal.engineer, names)
		)
	if frappe.db.get_value("Service Engineer", proposal.engineer, "level") != proposal.from_level:
		_refuse(
			_("{0} is no longer {1}, as on {2}. Withdraw this proposal and make a new one.").format(
				proposal.engineer, _(proposal.from_level), formatdate(proposal.proposed_on)
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, PromotionRefused)
