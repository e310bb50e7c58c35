"""Who has a ticket in hand is told when it comes or goes, and finds it in Frappe's own list of things to do (C1, E2).

Judged by the ticket as it was and as it is now, whichever way it was changed: by an action, in the form, by the
escalation ladder, a transfer, a merge or over REST. The ToDo is written as a document of its own and not by Frappe's
assignment, which would share the ticket with a user who may not see it.
"""

from collections.abc import Callable, Iterable

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, getdate

from fsm_app.common.company_limits import sees_company, sees_region
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, languages_of, notify_of_others
from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.engine import stages
from fsm_app.service_desk.handovers import is_with_engineer
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_names

TODO = "ToDo"


def follow(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_update, after all others: tell whom the ticket comes to and whom it leaves, and let their lists of things to do follow."""
	before = ticket.get_doc_before_save()
	# What happened elsewhere, or in the past, concerns nobody any more.
	if ticket.flags.imported or frappe.flags.fsm_nobody_is_told:
		return
	had = before.engineer if before and is_with_engineer(before) else None
	has = ticket.engineer if is_with_engineer(ticket) else None
	if had != has:
		audience = Audience()
		if had:
			_let_go(ticket, audience.engineer(had), audience)
		if has:
			_take_up(ticket, audience.engineer(has))
	if before and ticket.stage == stages.REOPENED and before.stage != stages.REOPENED:
		_tell_of_reopening(ticket, before, Audience())


def put_on_lists(tickets: list) -> None:
	"""Put tickets on the lists of things to do of the engineers who have them in hand, and tell nobody."""
	audience = Audience()
	for ticket in tickets:
		if is_with_engineer(ticket):
			_put_on_lists(ticket, audience.engineer(ticket.engineer))


def tell_of_transfer(ticket) -> None:
	"""Tell the dispatchers of the region to which the ticket was transferred."""
	_tell(
		dispatchers_of(ticket, Audience()),
		lambda language: _("{0} was transferred to {1} and has to be dispatched.", language).format(
			ticket.name, ticket.region
		),
		ticket,
	)


def dispatchers_of(ticket, audience: Audience) -> list[str]:
	"""The dispatchers who may see the ticket's company and region, else the service managers who do."""
	for users in (audience.with_role(SERVICE_DISPATCHER), audience.managers()):
		if found := [
			user for user in users if sees_company(user, ticket.company) and sees_region(user, ticket.region)
		]:
			return found
	return []


def _put_on_lists(ticket, users: list[str]) -> None:
	for user, language in languages_of(users).items():
		_open_todo(ticket, user, _("{0} was given to you.", language).format(ticket.name))


def _take_up(ticket, users: list[str]) -> None:
	_put_on_lists(ticket, users)
	if not ticket.flags.hands_told:
		_tell(users, lambda language: _given(ticket, language), ticket)


def _given(ticket, language: str) -> str:
	if until := ticket.flags.answer_until:
		text = _("{0} was given to you. Accept it until {1}.", language)
		return text.format(ticket.name, format_datetime(until))
	return _("{0} was given to you.", language).format(ticket.name)


def _let_go(ticket, users: list[str], audience: Audience) -> None:
	done = ticket.stage in stages.FINISHED
	for user in users:
		_close_todos(ticket.name, user, "Closed" if done else "Cancelled")
	if done or ticket.flags.hands_told:
		return
	_tell(users, lambda language: _why_gone(ticket, language), ticket)
	settled = ticket.flags.handover_recorded or ticket.flags.looked_for
	if ticket.stage not in stages.UNDER_WAY | {stages.CANCELLED} and not settled:
		_tell(
			dispatchers_of(ticket, audience),
			lambda language: _("{0} was returned and has to be dispatched again.", language).format(
				ticket.name
			),
			ticket,
		)


def _why_gone(ticket, language: str) -> str:
	if ticket.merged_into:
		text = _("{0} is no longer yours: it was merged into {1}.", language)
		return text.format(ticket.name, ticket.merged_into)
	if ticket.stage == stages.CANCELLED:
		return _("{0} is no longer yours: it was cancelled.", language).format(ticket.name)
	if ticket.flags.not_accepted:
		return _("{0} is no longer yours: it was not accepted in time.", language).format(ticket.name)
	if is_with_engineer(ticket) and ticket.engineer:
		name = engineer_names([ticket.engineer]).get(ticket.engineer)
		return _("{0} is no longer yours: it was given to {1}.", language).format(ticket.name, name)
	return _("{0} is no longer yours: it will be dispatched again.", language).format(ticket.name)


def _tell_of_reopening(ticket, before, audience: Audience) -> None:
	_tell(
		audience.engineer(before.engineer),
		lambda language: _("{0}, on which you worked, was reopened.", language).format(ticket.name),
		ticket,
	)
	_tell(
		dispatchers_of(ticket, audience),
		lambda language: _("{0} was reopened and has to be dispatched.", language).format(ticket.name),
		ticket,
	)


def _tell(users: Iterable[str], message: Callable[[str], str], ticket) -> None:
	notify_of_others(users, message, stages.TICKET, ticket.name, ticket.subject, WISH_OF_ASSIGNMENTS)


def _open_todo(ticket, user: str, description: str) -> None:
	if _open_todos(ticket.name, user):
		return
	frappe.get_doc(
		{
			"doctype": TODO,
			"allocated_to": user,
			"assigned_by": frappe.session.user,
			"reference_type": stages.TICKET,
			"reference_name": ticket.name,
			"description": escape_html(description),
			"date": getdate(ticket.next_due_at) if ticket.next_due_at else None,
		}
	).insert(ignore_permissions=True)  # follows from the ticket's change, which its workflow has permitted


def _close_todos(ticket: str, user: str, status: str) -> None:
	for name in _open_todos(ticket, user):
		todo = frappe.get_doc(TODO, name)
		todo.status = status
		todo.save(ignore_permissions=True)  # as above


def _open_todos(ticket: str, user: str) -> list[str]:
	return frappe.get_all(
		TODO,
		filters={
			"reference_type": stages.TICKET,
			"reference_name": ticket,
			"allocated_to": user,
			"status": "Open",
		},
		pluck="name",
	)
