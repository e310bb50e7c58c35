"""Ticket Offers: who was asked to take a ticket, until when, and how it ended (E2).

A ticket has one offer at most that is open: its open key is the ticket's name, which the database keeps unique.
"""

import frappe
from frappe import _
from frappe.utils import cint, get_datetime

from fsm_app.assignments.acceptance_time import answer_until
from fsm_app.common.clock import now
from fsm_app.dispatch.profiles import profile_of

OFFER = "Ticket Offer"
# Waits for the sweep to look for somebody; proposed to the dispatchers; in the hands of the engineer.
QUEUED, PROPOSED, OFFERED = "Queued", "Proposed", "Offered"
ACCEPTED, DECLINED, TIMED_OUT = "Accepted", "Declined", "Timed Out"
WITHDRAWN, SUPERSEDED, NOBODY_FOUND = "Withdrawn", "Superseded", "Nobody Found"
# Whoever was asked and ended so is not asked again, until somebody has accepted the ticket.
NOT_AGAIN = (DECLINED, TIMED_OUT, WITHDRAWN)

BY_HAND, PROPOSAL, AUTOMATIC = "By Hand", "Proposal", "Automatic"


def mode_of(ticket) -> tuple[str, object]:
	"""How tickets of this kind are assigned, and the Dispatch Profile that says so."""
	profile = profile_of(frappe.get_cached_doc("Service Offering", ticket.offering))
	return profile.assignment_mode or BY_HAND, profile


def open_offer(ticket: str, for_update: bool = False):
	"""The open offer (a document) of a ticket; None where there is none."""
	name = frappe.db.get_value(OFFER, {"open_key": ticket})
	return frappe.get_doc(OFFER, name, for_update=for_update) if name else None


def queue(ticket, mode: str, profile) -> None:
	"""Have the scheduler's sweep look for somebody within the minute, by its own rights."""
	_new(ticket, mode, profile, {"state": QUEUED, "next_action_at": now()})


def offer(ticket, mode: str, profile) -> None:
	"""Write down that the ticket was given to its engineer, who has to accept it."""
	_new(ticket, mode, profile, _as_offered(ticket, profile))


def take_up(offer, ticket) -> None:
	"""An offer that was queued or proposed is now in the hands of the ticket's engineer."""
	_write(offer, _as_offered(ticket, mode_of(ticket)[1]))


def propose(offer, ticket, engineer: str) -> None:
	"""Put the engineer before the dispatchers, one of whom confirms."""
	_write(
		offer,
		{
			"state": PROPOSED,
			"engineer": engineer,
			"offered_at": now(),
			"place": _place(ticket.name),
			"next_action_at": None,
		},
	)


def end(offer, state: str, reason: str | None = None) -> None:
	"""The offer has come to its end, by the user of the moment."""
	_write(
		offer,
		{
			"state": state,
			"reason": reason,
			"answered_at": now(),
			"by_user": frappe.session.user,
			"next_action_at": None,
			"open_key": None,
		},
	)


def look_again(engineer: str) -> None:
	"""Something has changed about the engineer: the sweep asks anew whether they may keep what they are offered."""
	filters = {"engineer": engineer, "state": OFFERED}
	# Asked before it is written: an update that finds nothing would lock the place where a row might come.
	if frappe.db.exists(OFFER, filters):
		frappe.db.set_value(OFFER, filters, "next_action_at", now(), update_modified=False)


def not_for(tickets: list) -> dict[str, dict[str, str]]:
	"""Asked by dispatch: by ticket the engineers who were asked in vain since somebody accepted it, and why (E2). One query."""
	names = [ticket.name for ticket in tickets if ticket.name and not ticket.is_new()]
	if not names:
		return {}
	words = {
		DECLINED: _("declined the ticket"),
		TIMED_OUT: _("did not accept the ticket in time"),
		WITHDRAWN: _("the ticket was offered and taken back"),
	}
	return {
		ticket: {row.engineer: words[row.state] for row in rows} for ticket, rows in _asked(names).items()
	}


def delete_offers(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: its offers go with it."""
	frappe.db.delete(OFFER, {"ticket": ticket.name})


def _as_offered(ticket, profile) -> dict:
	moment = now()
	minutes = cint(profile.acceptance_minutes)
	until = answer_until(ticket, profile, moment) if minutes else None
	return {
		"state": OFFERED,
		"engineer": ticket.engineer,
		"offered_at": moment,
		"expires_at": until,
		"next_action_at": until,
		"place": _place(ticket.name),
	}


def _new(ticket, mode: str, profile, values: dict) -> None:
	frappe.get_doc(
		{
			"doctype": OFFER,
			"ticket": ticket.name,
			"company": ticket.company,
			"mode": mode,
			"profile": None if profile.is_new() else profile.name,
			"open_key": ticket.name,
			**values,
		}
	).insert(ignore_permissions=True)  # follows from the ticket's change, which its workflow has permitted


def _write(offer, values: dict) -> None:
	offer.update(values)
	offer.save(ignore_permissions=True)  # as above; whoever answers is asked for their right by the caller


def _place(ticket: str) -> int:
	return len(_asked([ticket]).get(ticket, ())) + 1


def _asked(tickets: list[str]) -> dict[str, list]:
	"""By ticket whom it was offered to in vain, since somebody accepted it last, in that order."""
	rows = frappe.get_all(
		OFFER,
		filters={"ticket": ["in", tickets], "engineer": ["is", "set"], "open_key": ["is", "not set"]},
		fields=["ticket", "engineer", "state", "answered_at"],
		order_by="answered_at, creation",
		limit_page_length=0,
	)
	found: dict[str, list] = {}
	for row in rows:
		if row.state == ACCEPTED:
			found.pop(row.ticket, None)
		elif row.state in NOT_AGAIN:
			found.setdefault(row.ticket, []).append(row)
	return found


def is_over(offer, at) -> bool:
	"""Whether the time to accept has run out."""
	return bool(offer.expires_at) and get_datetime(offer.expires_at) <= at
