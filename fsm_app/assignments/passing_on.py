"""The scheduler's sweep over offers: tickets that wait for somebody, and those that nobody accepted in time (E2).

It acts by the scheduler's rights, for whoever returns a ticket or goes on leave need not be allowed to dispatch. Each offer
is looked at in a transaction of its own, the ticket's row locked before the offer's, as an acceptance does: one of two that
meet is first, and the other finds what the first has left.
"""

from datetime import datetime, timedelta

import frappe
from frappe import _

from fsm_app.assignments import notices, offers
from fsm_app.assignments.offers import OFFER
from fsm_app.assignments.ticket_listeners import TO_BE_DISPATCHED
from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.common.due_documents import CONFLICTS, RETRY_AFTER
from fsm_app.dispatch.assignment import reassign
from fsm_app.dispatch.candidates import consider
from fsm_app.dispatch.still_suitable import why_no_more
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.workflow_path import take_to_stage

JOB_ID = "fsm_app:offer_sweep"
MOST_IN_A_SWEEP = 1000
WAITING_STEP = timedelta(minutes=10)


def enqueue_offer_sweep() -> None:
	"""Each minute: start the sweep as a background job, where an offer is due and no sweep is waiting or running."""
	if not _due(now(), 1):
		return
	frappe.enqueue(
		"fsm_app.assignments.passing_on.sweep_offers",
		queue="long",
		job_id=JOB_ID,
		deduplicate=True,
	)


def sweep_offers(at: datetime | None = None) -> int:
	"""Look at every offer that is due at `at` (naive site time, default: now); returns how many came up."""
	at = at or now()
	# What others have committed is seen from here on, not as it was when the job began.
	frappe.db.commit()
	due = _due(at, MOST_IN_A_SWEEP)
	for row in due:
		_on_its_own(row, at)
	return len(due)


def look_again_at(offer: str) -> None:
	"""Have the sweep look at an offer within the minute: its engineer may not have the ticket any more."""
	filters = {"name": offer, "state": offers.OFFERED}
	if frappe.db.exists(OFFER, filters):
		frappe.db.set_value(OFFER, filters, "next_action_at", now(), update_modified=False)


def _due(at: datetime, most: int) -> list:
	return frappe.get_all(
		OFFER,
		filters={"next_action_at": ["<=", at]},
		fields=["name", "ticket"],
		order_by="next_action_at",
		limit_page_length=most,
	)


def _on_its_own(row, at: datetime) -> None:
	try:
		_look_at(row, at)
		frappe.db.commit()
	except CONFLICTS:
		frappe.db.rollback()  # somebody acts on the ticket at this moment; it is looked at again in the next minute
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Offer of {row.ticket}", reference_doctype=OFFER, reference_name=row.name)
		frappe.db.set_value(OFFER, row.name, "next_action_at", at + RETRY_AFTER, update_modified=False)
		frappe.db.commit()


def _look_at(row, at: datetime) -> None:
	ticket = frappe.get_doc(TICKET, row.ticket, for_update=True)
	offer = frappe.get_doc(OFFER, row.name, for_update=True)
	if not offer.next_action_at or offer.next_action_at > at:
		return
	if offer.state == offers.QUEUED and ticket.stage in TO_BE_DISPATCHED:
		_find(ticket, offer)
	elif ticket.engineer == offer.engineer and ticket.stage in stages.WAITING:
		frappe.db.set_value(OFFER, offer.name, "next_action_at", at + WAITING_STEP, update_modified=False)
	elif ticket.engineer == offer.engineer and ticket.stage == stages.DISPATCHED:
		_end_offered(ticket, offer, at)
	else:  # what happened to the ticket was told to nobody, such as in a replay of the past
		offers.end(offer, offers.SUPERSEDED, _("The ticket is {0} now.").format(_(ticket.stage)))


def _find(ticket, offer) -> None:
	"""Offer or propose a ticket to the best candidate; where there is none the dispatchers hear of it."""
	considered = consider(ticket)
	able = [row.candidate for row in considered.ranked if row.candidate not in considered.without_user]
	if (
		ticket.engineer
		and considered.includes(ticket.engineer)
		and ticket.engineer not in considered.excluded
	):
		able.insert(0, ticket.engineer)  # the dispatchers' own choice, entered when the ticket was triaged
	if not able:
		reasons = considered.reasons() or _("the company {0} has no engineers").format(ticket.company)
		_give_up(ticket, offer, reasons)
	elif offer.mode == offers.AUTOMATIC:
		_dispatch(ticket, offer)
	else:
		offers.propose(offer, ticket, able[0])
		notices.tell_of_proposal(ticket, able[0])


def _dispatch(ticket, offer) -> None:
	"""Give the ticket to the best candidate; what refuses that, such as a gate of the offering, the dispatchers hear."""
	try:
		with all_or_nothing("offer_dispatch"):
			take_to_stage(ticket, stages.DISPATCHED)
	except frappe.ValidationError as refusal:
		frappe.clear_last_message()
		# As it stands in the database: what the refused step has changed is undone.
		stored = frappe.get_doc(TICKET, ticket.name)
		_give_up(stored, frappe.get_doc(OFFER, offer.name), frappe.utils.strip_html(str(refusal)))


def _give_up(ticket, offer, reason: str) -> None:
	offers.end(offer, offers.NOBODY_FOUND, reason)
	notices.tell_nobody_found(ticket, reason)


def _end_offered(ticket, offer, at: datetime) -> None:
	"""The time is over, or something has changed about the engineer: the ticket goes to the next."""
	if offers.is_over(offer, at):
		state, reason = offers.TIMED_OUT, _("Not accepted in time.")
	else:
		state, reason = offers.WITHDRAWN, why_no_more(ticket)
		if not reason:
			frappe.db.set_value(OFFER, offer.name, "next_action_at", offer.expires_at, update_modified=False)
			return
	lost = offer.engineer
	offers.end(offer, state, reason)
	ticket.flags.not_accepted = state == offers.TIMED_OUT
	if offer.mode == offers.AUTOMATIC and reassign(ticket, _reason_to_pass_on(lost, reason), with_user=True):
		if state == offers.WITHDRAWN:
			notices.tell_of_withdrawal(ticket, lost, reason)
		return
	ticket = take_to_stage(ticket, stages.TRIAGED, recorded=True)
	queued = offers.open_offer(ticket.name, for_update=True)
	notices.tell_of_withdrawal(ticket, lost, reason)
	if queued:
		_find(ticket, queued)


def _reason_to_pass_on(engineer: str, reason: str) -> str:
	name = frappe.get_cached_value("Service Engineer", engineer, "engineer_name")
	return f"{name}: {reason}"
