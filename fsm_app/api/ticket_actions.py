"""What the Desk's form of a Service Ticket does beside the workflow's actions: merge, transfer, new child (C1)."""

import frappe
from frappe import _

from fsm_app.common.arguments import permitted
from fsm_app.common.roles import COORDINATORS
from fsm_app.engine.stages import TICKET
from fsm_app.field_work import help_requests, warranty_document
from fsm_app.field_work.asked_texts import asked_by_action
from fsm_app.intake import ticket_opening
from fsm_app.service_desk import merging
from fsm_app.service_desk import transfer as transferring
from fsm_app.workforce.rights import (
	CONTACT_HEAD_OFFICE,
	ISSUE_WARRANTY_DOCUMENT,
	RAISE_ESCALATION,
	has_right,
)

OFFERED_BY_RIGHT = (RAISE_ESCALATION, CONTACT_HEAD_OFFICE, ISSUE_WARRANTY_DOCUMENT)


@frappe.whitelist(methods=["GET"])
def reason_asked(ticket: str, action: str) -> dict | None:
	"""The field that the workflow's `action` wants to be filled in, {fieldname, label}; None where it wants none."""
	permitted(TICKET, ticket)
	doc = frappe.get_doc(TICKET, ticket)
	fieldname = asked_by_action(doc, action)
	if not fieldname:
		return None
	return {"fieldname": fieldname, "label": _(doc.meta.get_label(fieldname))}


@frappe.whitelist(methods=["POST"])
def merge(ticket: str, into: str, reason: str | None = None) -> dict:
	"""Merge `ticket` into `into`, for those who coordinate the service; returns the surviving ticket."""
	_require_coordinator(ticket)
	return merging.merge(ticket, into, reason).as_dict()


@frappe.whitelist(methods=["POST"])
def transfer(ticket: str, region: str, reason: str, team: str | None = None) -> dict:
	"""Hand `ticket` to another region, for those who coordinate the service; returns the ticket."""
	_require_coordinator(ticket)
	return transferring.transfer(ticket, region, reason, team).as_dict()


@frappe.whitelist(methods=["POST"])
def create_child(
	ticket: str,
	subject: str,
	offering: str | None = None,
	description: str | None = None,
	client_key: str | None = None,
) -> dict:
	"""Open a child of `ticket` for the same customer; needs permission to create tickets. Returns the child."""
	permitted(TICKET, ticket)
	parent = frappe.get_doc(TICKET, ticket)
	values = {
		"subject": subject,
		"description": description,
		"offering": offering or parent.offering,
		"customer": parent.customer,
		"company": parent.company,
		"parent_ticket": parent.name,
	}
	return ticket_opening.open_ticket(values, "Desk", client_key).as_dict()


@frappe.whitelist(methods=["POST"])
def raise_escalation(ticket: str, reason: str) -> str:
	"""Call supervisor and managers to `ticket`; needs the right Raise Escalation. Returns who was told."""
	permitted(TICKET, ticket, "write")
	return help_requests.raise_escalation(ticket, reason)


@frappe.whitelist(methods=["POST"])
def ask_head_office(ticket: str, question: str) -> str:
	"""Ask the head office about `ticket`; needs the right Contact Head Office Support. Returns who was told."""
	permitted(TICKET, ticket, "write")
	return help_requests.ask_head_office(ticket, question)


@frappe.whitelist(methods=["POST"])
def issue_warranty_document(ticket: str) -> dict:
	"""Make the Warranty Claim of `ticket`; needs the right Issue Warranty Document. Returns its name."""
	permitted(TICKET, ticket, "write")
	return {"name": warranty_document.issue_warranty_document(ticket).name}


@frappe.whitelist(methods=["GET"])
def rights_of_user() -> list[str]:
	"""The rights that the user has, so that the form offers only what they may do; the server checks again."""
	return [right for right in OFFERED_BY_RIGHT if has_right(right)]


def _require_coordinator(ticket: str) -> None:
	frappe.only_for(COORDINATORS)
	permitted(TICKET, ticket, "write")
