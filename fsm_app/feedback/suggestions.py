"""What could be better about a product or a service: from tickets to those who develop it, with votes (I4)."""

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.common.clock import now
from fsm_app.common.workflow_meaning import meaning_of_state, validate_states
from fsm_app.engine.stages import TICKET

SUGGESTION = "Product Suggestion"
VOTE = "Suggestion Vote"
SUGGESTED, IN_REVIEW, PLANNED, IMPLEMENTED, DECLINED = (
	"Suggested",
	"In Review",
	"Planned",
	"Implemented",
	"Declined",
)
STAGES = (SUGGESTED, IN_REVIEW, PLANNED, IMPLEMENTED, DECLINED)
ENDED = (IMPLEMENTED, DECLINED)
OWN_FIELDS = ("votes", "answered_at", "answered_by", "customer_told_at")


class SuggestionWithoutAnswer(frappe.ValidationError):
	"""A suggestion that is ended without a word to those who made it."""


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the suggestions' workflow does not say which stage it stands for."""


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a suggestions' workflow sets a known stage."""
	if workflow.document_type == SUGGESTION:
		validate_states(workflow, "stage", STAGES, WorkflowWithoutStage)


def set_defaults(suggestion) -> None:
	"""Of a ticket that the user sees, take over what it is about. Raises PermissionError for any other ticket."""
	suggestion.update({**dict.fromkeys(OWN_FIELDS), "votes": 0, "answer": None})
	if not suggestion.ticket:
		return
	if frappe.db.exists(TICKET, suggestion.ticket):
		frappe.has_permission(TICKET, "read", suggestion.ticket, throw=True)
	ticket = frappe.db.get_value(
		TICKET, suggestion.ticket, ["item_code", "offering", "company"], as_dict=True
	)
	if not ticket:
		return  # a missing one is refused after this, by its name
	suggestion.company = ticket.company
	suggestion.item_code = suggestion.item_code or ticket.item_code
	suggestion.offering = suggestion.offering or ticket.offering


def validate(suggestion) -> None:
	"""Derive the stage, keep what the app writes, and note an answer; one is needed at the end."""
	before = suggestion.get_doc_before_save()
	suggestion.stage = (
		meaning_of_state(SUGGESTION, suggestion.workflow_state) or suggestion.stage or SUGGESTED
	)
	if before:
		suggestion.update({field: before.get(field) for field in OWN_FIELDS})
	answer = cstr(suggestion.answer).strip()
	if suggestion.stage in ENDED and not answer:
		frappe.throw(
			_("Answer: say what became of the suggestion before it is ended."), SuggestionWithoutAnswer
		)
	if answer and answer != cstr(before and before.answer).strip():
		suggestion.update({"answered_at": now(), "answered_by": frappe.session.user})


def vote(suggestion: str, wanted: bool) -> dict:
	"""Give the session user's vote to the suggestion, or take it back; twice is once. Returns `votes` and `mine`.

	The caller has checked that the user may read it.
	"""
	# One after the other, and read anew: a plain reading would show the votes as they were when the request began.
	frappe.db.get_value(SUGGESTION, suggestion, "name", for_update=True)
	table = frappe.qb.DocType(VOTE)
	rows = frappe.qb.from_(table).select(table.user).where(table.suggestion == suggestion).for_update().run()
	users = {user for (user,) in rows}
	mine = frappe.session.user
	key = _key(suggestion)
	if not wanted:
		frappe.db.delete(VOTE, {"vote_key": key})
	elif mine not in users:
		frappe.get_doc({"doctype": VOTE, "suggestion": suggestion, "user": mine, "vote_key": key}).insert(
			ignore_permissions=True  # one's own vote on what one reads
		)
	votes = len(users | {mine} if wanted else users - {mine})
	frappe.db.set_value(SUGGESTION, suggestion, "votes", votes, update_modified=False)
	return {"votes": votes, "mine": wanted}


def has_voted(suggestion: str) -> bool:
	"""Whether the session's user has voted for it."""
	return bool(frappe.db.exists(VOTE, {"vote_key": _key(suggestion)}))


def forget_votes(suggestion: str) -> None:
	"""When a suggestion is deleted: its votes go with it."""
	frappe.db.delete(VOTE, {"suggestion": suggestion})


def _key(suggestion: str) -> str:
	return f"{suggestion}:{frappe.session.user}"
