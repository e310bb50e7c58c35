"""What the offers make of a ticket's changes, whichever way it was changed: a button, the form, the ladder, REST (E2)."""

import frappe
from frappe import _

from fsm_app.assignments import offers
from fsm_app.dispatch.still_suitable import why_no_more
from fsm_app.engine import stages
from fsm_app.service_desk.handovers import is_with_engineer

TO_BE_DISPATCHED = frozenset({stages.TRIAGED, stages.REOPENED})
# Who has set out has accepted.
TAKEN = frozenset(stages.MAIN_LINE[stages.MAIN_LINE.index(stages.ACCEPTED) :])


class NoMoreSuitable(frappe.ValidationError):
	"""The engineer was offered the ticket, and may not have it any more."""


def check_acceptance(ticket, before) -> None:
	"""About to be accepted: who was offered the ticket still has to suit; the refusal leads to the next candidate.

	Nothing of the acceptance is kept. The sweep looks at the offer anew and passes the ticket on, as it has the right to.
	"""
	if ticket.stage != stages.ACCEPTED or not before or before.stage != stages.DISPATCHED:
		return
	offer = offers.open_offer(ticket.name)
	if not offer or offer.state != offers.OFFERED or offer.engineer != ticket.engineer:
		return
	if reason := why_no_more(ticket):
		# Not after the commit, for there is none; the job asks anew by itself.
		frappe.enqueue(
			"fsm_app.assignments.passing_on.look_again_at",
			queue="short",
			job_id=f"fsm_app:offer:{offer.name}",
			deduplicate=True,
			offer=offer.name,
		)
		frappe.throw(
			_("{0} cannot take {1} any more: {2}. It goes to somebody else.").format(
				frappe.get_cached_value("Service Engineer", ticket.engineer, "engineer_name"),
				ticket.name,
				reason,
			),
			NoMoreSuitable,
		)


def follow(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_update, before its handover is written down: the open offer ends or goes on, a new one begins."""
	before = ticket.get_doc_before_save()
	# What happened elsewhere, or in the past, is offered to nobody any more.
	if ticket.flags.imported or frappe.flags.fsm_nobody_is_told:
		return
	if before and (before.stage, before.engineer) == (ticket.stage, ticket.engineer):
		return
	open_now = before and offers.open_offer(ticket.name, for_update=True)
	if open_now:
		open_now = _follow_open(open_now, ticket)
	if not open_now:
		open_now = _begin(ticket, before)
	# The dispatchers need not act while somebody is looked for.
	ticket.flags.looked_for = bool(open_now) and open_now.state == offers.QUEUED
	ticket.flags.answer_until = open_now.expires_at if open_now and open_now.state == offers.OFFERED else None


def _follow_open(offer, ticket):
	"""Returns the offer while it stays open."""
	mine = offer.engineer == ticket.engineer
	if offer.state in (offers.QUEUED, offers.PROPOSED):
		if ticket.stage in TO_BE_DISPATCHED:
			return offer
		if ticket.stage == stages.DISPATCHED and (mine or offer.state == offers.QUEUED):
			offers.take_up(offer, ticket)
			return offer
		offers.end(offer, offers.SUPERSEDED, _of_stage(ticket))
	elif mine and (ticket.stage == stages.DISPATCHED or ticket.stage in stages.WAITING):
		return offer
	elif mine and ticket.stage in TAKEN:
		offers.end(offer, offers.ACCEPTED)
	elif is_with_engineer(ticket):
		offers.end(offer, offers.SUPERSEDED, _("Given to somebody else."))
	else:
		_end_given_back(offer, ticket)
	return None


def _end_given_back(offer, ticket) -> None:
	handover = ticket.flags.handover or {}
	by_engineer = (
		frappe.get_cached_value("Service Engineer", offer.engineer, "user") == frappe.session.user
		and ticket.stage in TO_BE_DISPATCHED
	)
	reason = handover.get("reason") or _of_stage(ticket)
	offers.end(offer, offers.DECLINED if by_engineer else offers.SUPERSEDED, reason)


def _begin(ticket, before):
	"""A ticket that has come to be dispatched is queued, one that was given away is offered, where its profile says so."""
	arrived = not before or before.stage != ticket.stage or before.engineer != ticket.engineer
	if not arrived or ticket.stage not in TO_BE_DISPATCHED | {stages.DISPATCHED}:
		return None
	mode, profile = offers.mode_of(ticket)
	if ticket.stage == stages.DISPATCHED:
		if ticket.engineer and (mode != offers.BY_HAND or profile.acceptance_minutes):
			offers.offer(ticket, mode, profile)
	elif mode != offers.BY_HAND and (not before or before.stage != ticket.stage):
		offers.queue(ticket, mode, profile)
	return offers.open_offer(ticket.name)


def _of_stage(ticket) -> str:
	return _("The ticket is {0} now.").format(_(ticket.stage))
