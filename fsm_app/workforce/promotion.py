"""Raising an engineer to the next level: what is still missing, the proposal, and what its approval does (H1)."""

from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.clock import now
from fsm_app.engine import promotion as engine
from fsm_app.performance.scoring import latest_scores
from fsm_app.service_training.assignments import completed_courses
from fsm_app.workflow_meaning import meaning_of_state, validate_states
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
OWN_FIELDS = ("proposed_on", "decided_on", "decided_by", "from_level", "fulfilled")


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
	"""Everything that `to_level` asks of the engineer, each with whether it is there. Five queries at most."""
	level = frappe.get_cached_doc("Engineer Level", to_level)
	certifications = [row.certification for row in level.required_certifications]
	asked = engine.Asked(
		courses=[row.course for row in level.required_courses],
		certifications=certifications,
		minimum_months=level.minimum_months or 0,
		minimum_score=level.minimum_score or 0.0,
		score_months=level.score_months or 0,
	)
	since = frappe.db.get_value("Service Engineer", engineer, "level_since")
	record = engine.Record(
		courses=completed_courses(engineer) if asked.courses else (),
		certifications=held_on(today, certifications).get(engineer, ()),
		level_since=getdate(since) if since else None,
		scores=latest_scores(engineer, asked.score_months or 1) if asked.minimum_score else (),
	)
	return engine.requirements(asked, record, today)


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


def note_level_change(engineer) -> None:
	"""Before an engineer is saved: note since when he has his level."""
	if not engineer.level_since if engineer.is_new() else engineer.has_value_changed("level"):
		engineer.level_since = now().date()


def propose_promotions() -> int:
	"""Monthly: propose everybody who has all that the next level asks for and no undecided proposal; returns how many."""
	undecided = set(frappe.get_all(PROPOSAL, filters={"stage": ["in", UNDECIDED]}, pluck="engineer"))
	engineers = frappe.get_all(
		"Service Engineer", filters={"status": "Active"}, fields=["name", "level"], order_by="name"
	)
	above = {level: next_level(level) for level in {engineer.level for engineer in engineers}}
	proposed = 0
	for engineer in engineers:
		to_level = above[engineer.level]
		if not to_level or engineer.name in undecided:
			continue
		asked = requirements_of(engineer.name, to_level, now().date())
		# A level that asks for nothing is given by people, not by the calendar.
		if asked and all(row.fulfilled for row in asked):
			frappe.get_doc({"doctype": PROPOSAL, "engineer": engineer.name, "to_level": to_level}).insert(
				ignore_permissions=True  # proposed by the rules, not by a user
			)
			proposed += 1
	return proposed


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
		_refuse(_("Engineer: {0} has left.").format(engineer.engineer_name))
	expected = next_level(engineer.level)
	if proposal.to_level != expected:
		_refuse(
			_("To Level: {0} is {1}, and the next level is {2}.").format(
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


def detail_of(row: engine.Requirement) -> str | None:
	"""How much of what is needed is there, for those requirements that are a number."""
	if row.needed is None:
		return None
	there = _("too few months") if row.there is None else f"{row.there:g}"
	return _("{0} of {1}", context="Promotion Requirement").format(there, f"{row.needed:g}")


def _decide(proposal) -> None:
	proposal.update({"decided_on": now().date(), "decided_by": frappe.session.user})
	if proposal.stage != APPROVED:
		return
	candidate = frappe.get_cached_value("Service Engineer", proposal.engineer, "user")
	if candidate and candidate == frappe.session.user:
		_refuse(_("{0}: nobody approves his own promotion.").format(proposal.name))
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
			_("{0} still lacks: {1}. Wait, or say under Remarks why he is promoted all the same.").format(
				proposal.engineer, names
			)
		)
	if frappe.db.get_value("Service Engineer", proposal.engineer, "level") != proposal.from_level:
		_refuse(
			_("{0} is no longer {1}, as on {2}. Withdraw this proposal and make a new one.").format(
				proposal.engineer, _(proposal.from_level), formatdate(proposal.proposed_on)
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, PromotionRefused)
