"""What dispatchers are told of offers: each in the own language, about the ticket on which they have to act (E2)."""

from collections.abc import Callable

import frappe
from frappe import _

from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.assignment_notices import dispatchers_of
from fsm_app.workforce.audience import Audience


def tell_nobody_found(ticket, reasons: str) -> None:
	"""Nobody can be asked any more; the reasons are the content."""
	_tell(
		ticket,
		lambda language: _("Nobody is left who could take {0}. Dispatch it yourself.", language).format(
			ticket.name
		),
		reasons,
	)


def tell_of_proposal(ticket, engineer: str) -> None:
	"""Somebody is proposed, whom a dispatcher confirms."""
	name = _name(engineer)
	_tell(
		ticket,
		lambda language: _("{0} is proposed for {1}. Confirm it, or choose somebody else.", language).format(
			name, ticket.name
		),
	)


def tell_of_withdrawal(ticket, engineer: str, reason: str) -> None:
	"""The engineer who was offered the ticket has it no longer."""
	name = _name(engineer)
	_tell(
		ticket,
		lambda language: _("{0} was taken back from {1}: {2}", language).format(ticket.name, name, reason),
	)


def _tell(ticket, message: Callable[[str], str], content: str = "") -> None:
	users = dispatchers_of(ticket, Audience())
	notify_of_others(users, message, TICKET, ticket.name, content or ticket.subject, WISH_OF_ASSIGNMENTS)


def _name(engineer: str) -> str:
	return frappe.get_cached_value("Service Engineer", engineer, "engineer_name") or engineer
