"""What the form of a Dispatch Decision asks for, and an engineer about a ticket that went to somebody else (E1)."""

import frappe

from fsm_app.common.arguments import LAST_PAGE, number, permitted
from fsm_app.common.roles import SERVICE_ENGINEER
from fsm_app.dispatch import explanation as explanations
from fsm_app.dispatch.why_not_me import own_standing
from fsm_app.engine.stages import TICKET

DECISION = "Dispatch Decision"
MOST = 200


@frappe.whitelist(methods=["GET"])
def explanation(decision: str) -> dict:
	"""The decision in sentences, with names; needs read permission on it. See explanation.explain."""
	permitted(DECISION, decision)
	return explanations.explain(frappe.get_doc(DECISION, decision))


@frappe.whitelist(methods=["GET"])
def candidates(decision: str, start: int = 0, page_length: int = 20) -> list[dict]:
	"""A page of all who could have taken the ticket, the best first; needs read permission on the decision."""
	permitted(DECISION, decision)
	return explanations.all_candidates(
		frappe.get_doc(DECISION, decision), number(start, 0, LAST_PAGE), number(page_length, 1, MOST)
	)


@frappe.whitelist(methods=["GET"])
def why_not_me(ticket: str) -> dict:
	"""How the engineer who asks stood for the ticket: own marks alone; needs read permission on the ticket."""
	frappe.only_for(SERVICE_ENGINEER)
	permitted(TICKET, ticket)
	return own_standing(ticket)
