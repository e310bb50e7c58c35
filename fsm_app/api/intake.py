"""Tickets opened by other systems over REST (C2)."""

import frappe

from fsm_app.intake.ticket_opening import TICKET, check_length, open_in_own_transaction


@frappe.whitelist(methods=["POST"])
def open_ticket(
	subject: str | None = None,
	customer: str | None = None,
	description: str | None = None,
	offering: str | None = None,
	company: str | None = None,
	client_key: str | None = None,
	**values: str | None,
) -> dict:
	"""Open a ticket; needs permission to create one. Returns what `answer` says.

	`values` are other fields that a sender may set (intake.SENDER_FIELDS); any other field is refused. Without `offering`
	and `company` those of Field Service Settings apply. The same `client_key` sent again returns the ticket that it opened
	first, also if the rest of the request is different by then; another user's key is refused (ClientKeyTaken).
	"""
	frappe.has_permission(TICKET, "create", throw=True)
	values.pop("cmd", None)  # Frappe's own name of the function
	values |= {
		"subject": subject,
		"customer": customer,
		"description": description,
		"offering": offering,
		"company": company,
	}
	check_length(values)
	return answer(open_in_own_transaction(values, "REST", client_key))


def answer(ticket) -> dict:
	"""What a sender learns of the ticket: `name`, `stage`, `opened_at`, `priority`, and `opened_before` for a repeated key."""
	return {
		"name": ticket.name,
		"stage": ticket.stage,
		"opened_at": ticket.opened_at,
		"priority": ticket.priority,
		"opened_before": bool(ticket.flags.opened_before),
	}
