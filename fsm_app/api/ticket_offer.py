"""What the ticket's form asks and sends about its offer (E2)."""

import frappe

from fsm_app.assignments import answers
from fsm_app.assignments.offers import OFFER
from fsm_app.common.arguments import permitted
from fsm_app.common.roles import COORDINATORS, SERVICE_ENGINEER
from fsm_app.engine.stages import TICKET


@frappe.whitelist(methods=["GET"])
def of_ticket(ticket: str) -> dict | None:
	"""The open offer of a ticket, for those who coordinate and for the engineer to whom it is made; needs read permission on the ticket."""
	permitted(TICKET, ticket)
	offer = answers.of_ticket(ticket)
	coordinates = set(COORDINATORS) & set(frappe.get_roles())
	return offer if offer and (offer["mine"] or coordinates) else None


@frappe.whitelist(methods=["POST"])
def accept(offer: str) -> dict:
	"""Accept an offer as the engineer to whom it was made; returns the ticket."""
	frappe.only_for(SERVICE_ENGINEER)
	return answers.accept(permitted(OFFER, offer)).as_dict()


@frappe.whitelist(methods=["POST"])
def decline(offer: str, reason: str) -> None:
	"""Decline an offer as the engineer to whom it was made; the ticket goes to the next."""
	frappe.only_for(SERVICE_ENGINEER)
	answers.decline(permitted(OFFER, offer), reason)


@frappe.whitelist(methods=["POST"])
def confirm(offer: str) -> dict:
	"""Give the ticket to the engineer who is proposed, for those who coordinate; returns the ticket."""
	frappe.only_for(COORDINATORS)
	return answers.confirm(permitted(OFFER, offer)).as_dict()


@frappe.whitelist(methods=["POST"])
def propose_another(offer: str, reason: str) -> None:
	"""Put the engineer who is proposed aside, for those who coordinate; the next one is proposed within the minute."""
	frappe.only_for(COORDINATORS)
	answers.propose_another(permitted(OFFER, offer), reason)
