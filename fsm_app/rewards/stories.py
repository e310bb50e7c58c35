"""Stories from the service: written by anybody of the staff, published by a manager, without a customer's name unless they agreed (K1)."""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.workflow_meaning import meaning_of_state, validate_states

STORY = "Service Story"
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = "Draft", "In Review", "Published", "Withdrawn"
STAGES = (DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN)


class StoryRefused(frappe.ValidationError):
	"""A story that names a customer who has not agreed."""


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the stories' workflow does not say which stage it stands for."""


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a stories' workflow sets a known stage."""
	if workflow.document_type == STORY:
		validate_states(workflow, "stage", STAGES, WorkflowWithoutStage)


def validate_story(story) -> None:
	"""Before saving: the stage follows the state, and no customer is named without their consent."""
	before = story.get_doc_before_save()
	story.stage = meaning_of_state(STORY, story.workflow_state) or story.stage or DRAFT
	story.published_on = before.published_on if before else None
	story.company = before.company if before else _company_of(story)
	if story.stage == PUBLISHED and not story.published_on:
		story.published_on = now().date()
	_check_customer(story)


def _company_of(story) -> str | None:
	engineer = story.engineer or frappe.db.get_value("Service Engineer", {"user": frappe.session.user})
	return frappe.db.get_value("Service Engineer", engineer, "company") if engineer else None


def _check_customer(story) -> None:
	if story.customer_consented:
		if not (story.consent_note or "").strip():
			_refuse(_("Who Agreed, and When: say who of the customer agreed to be named, and when."))
		return
	if story.customer:
		_refuse(_("Customer: they are named only after they agreed. Tick that they did, or leave it empty."))
	customer = story.ticket and frappe.db.get_value("Service Ticket", story.ticket, "customer")
	if not customer:
		return
	names = {customer, frappe.db.get_value("Customer", customer, "customer_name")}
	texts = [story.title, story.story, *(row.caption for row in story.pictures)]
	text = "\n".join(filter(None, texts)).casefold()
	for name in filter(None, names):
		if name.casefold() in text:
			_refuse(
				_("The text names the customer {0}, who has not agreed to it. Leave the name out.").format(
					name
				)
			)


def _refuse(message: str) -> None:
	frappe.throw(message, StoryRefused)
