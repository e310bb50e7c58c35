"""What those who dispatch ask about a ticket before somebody has it: who could take it, and how the customer is served (E1, E5)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.common.roles import COORDINATORS
from fsm_app.dispatch import learnt_preferences
from fsm_app.dispatch.customer_profiles import PROFILE, told_of
from fsm_app.dispatch.preview import candidates_for
from fsm_app.engine.stages import TICKET


@frappe.whitelist(methods=["GET"])
def preview(ticket: str) -> dict:
	"""Who could take the ticket now, the best first, with marks and sentences, and who could not; changes nothing."""
	frappe.only_for(COORDINATORS)
	permitted(TICKET, ticket)
	return candidates_for(frappe.get_doc(TICKET, ticket))


@frappe.whitelist(methods=["GET"])
def customer_notes(ticket: str) -> dict:
	"""Preferred times, language, access notes and dedicated engineer of the ticket's customer; needs read permission on the ticket.

	Access notes are for the engineer who has the ticket and for those who coordinate. Who must not come is in the profile.
	"""
	permitted(TICKET, ticket)
	return told_of(frappe.get_doc(TICKET, ticket))


@frappe.whitelist(methods=["GET"])
def proposals(profile: str) -> list[dict]:
	"""The open proposals about the profile's customer; needs read permission on the profile."""
	permitted(PROFILE, profile)
	customer, company = frappe.db.get_value(PROFILE, profile, ["customer", "company"])
	return learnt_preferences.open_proposals(customer, company)


@frappe.whitelist(methods=["POST"])
def confirm_proposal(proposal: str) -> str:
	"""Put a learnt proposal into the customer's profile, for those who may write profiles; returns the profile's name."""
	_may_decide(proposal)
	return learnt_preferences.confirm(proposal)


@frappe.whitelist(methods=["POST"])
def dismiss_proposal(proposal: str) -> None:
	"""Say no to a learnt proposal, for those who may write profiles."""
	_may_decide(proposal)
	learnt_preferences.dismiss(proposal)


def _may_decide(proposal: str) -> None:
	permitted(learnt_preferences.PROPOSAL, proposal)
	frappe.has_permission(PROFILE, "write", throw=True)
