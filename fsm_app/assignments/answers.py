"""What engineers and dispatchers answer to an offer: accepted, declined, confirmed, somebody else (E2)."""

import frappe
from frappe import _

from fsm_app.assignments import offers
from fsm_app.assignments.offers import OFFER
from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.workflow_path import take_to_stage
from fsm_app.workforce.engineers import engineer_names, engineer_of


class OfferGone(frappe.ValidationError):
	"""Somebody else was first, or the time is over."""


class NotOffered(frappe.PermissionError):
	"""The offer is another engineer's."""


class ReasonMissing(frappe.ValidationError):
	"""Nobody declines or puts a proposal aside without a word why."""


def accept(name: str):
	"""Accept an offer as its engineer; returns the ticket. A second click finds it accepted, and changes nothing.

	Raises OfferGone, NotOffered, or ticket_listeners.NoMoreSuitable.
	"""
	with all_or_nothing("accept_offer"):
		ticket, offer = _locked(name)
		_require_own(offer)
		if offer.state == offers.ACCEPTED and ticket.engineer == offer.engineer:
			return ticket
		_require_open(ticket, offer, offers.OFFERED)
		return take_to_stage(ticket, stages.ACCEPTED)


def decline(name: str, reason: str):
	"""Decline an offer as its engineer; returns the ticket, which goes to the next. Raises as `accept`, and ReasonMissing."""
	reason = _asked(reason)
	with all_or_nothing("decline_offer"):
		ticket, offer = _locked(name)
		_require_own(offer)
		if offer.state == offers.DECLINED:
			return ticket
		_require_open(ticket, offer, offers.OFFERED)
		return take_to_stage(ticket, stages.TRIAGED, reason=reason)


def confirm(name: str):
	"""Give a ticket to the engineer who is proposed; returns the ticket. Raises OfferGone, and what dispatching raises."""
	with all_or_nothing("confirm_offer"):
		ticket, offer = _locked(name)
		ticket.check_permission("write")
		if offer.state in (offers.OFFERED, offers.ACCEPTED) and ticket.engineer == offer.engineer:
			return ticket
		_require_open(ticket, offer, offers.PROPOSED)
		if ticket.engineer != offer.engineer:
			ticket.engineer = offer.engineer
			ticket.save()
		return take_to_stage(ticket, stages.DISPATCHED)


def propose_another(name: str, reason: str) -> None:
	"""Put the engineer who is proposed aside; the next one is proposed within the minute. Raises OfferGone, ReasonMissing."""
	reason = _asked(reason)
	with all_or_nothing("propose_another"):
		ticket, offer = _locked(name)
		ticket.check_permission("write")
		_require_open(ticket, offer, offers.PROPOSED)
		offers.end(offer, offers.WITHDRAWN, reason)
		offers.queue(ticket, *offers.mode_of(ticket))


def of_ticket(ticket: str) -> dict | None:
	"""The open offer of a ticket as its form shows it: `name`, `state`, `engineer`, `engineer_name`, `expires_at`, `seconds_left`, `mine`."""
	offer = offers.open_offer(ticket)
	if not offer:
		return None
	own = engineer_of()
	left = (offer.expires_at - now()).total_seconds() if offer.expires_at else None
	return {
		"name": offer.name,
		"state": offer.state,
		"engineer": offer.engineer,
		"engineer_name": engineer_names([offer.engineer]).get(offer.engineer) if offer.engineer else None,
		"expires_at": offer.expires_at,
		"seconds_left": left,
		"mine": bool(own and own.name == offer.engineer),
	}


def _locked(name: str):
	"""Ticket and offer as they are now, the ticket locked first, as the sweep does."""
	ticket = frappe.get_doc(TICKET, frappe.db.get_value(OFFER, name, "ticket"), for_update=True)
	return ticket, frappe.get_doc(OFFER, name, for_update=True)


def _require_own(offer) -> None:
	own = engineer_of()
	if not own or own.name != offer.engineer or own.status == "Left":
		frappe.throw(
			_("This was offered to another engineer. Choose a ticket that was offered to you."), NotOffered
		)


def _require_open(ticket, offer, state: str) -> None:
	dispatched = ticket.stage == stages.DISPATCHED and ticket.engineer == offer.engineer
	if offer.state == state and (dispatched or state != offers.OFFERED):
		return
	words = {
		offers.TIMED_OUT: _("{0}: the time to accept it is over, and it went to somebody else."),
		offers.WITHDRAWN: _("{0} was taken back meanwhile."),
		offers.DECLINED: _("{0} was declined already."),
		offers.ACCEPTED: _("{0} was accepted already."),
	}
	message = words.get(offer.state) or _("{0} was given to somebody else meanwhile.")
	frappe.throw(message.format(ticket.name), OfferGone)


def _asked(reason) -> str:
	reason = (reason or "").strip()
	if not reason:
		frappe.throw(_("Reason: say in a few words why."), ReasonMissing)
	return reason
