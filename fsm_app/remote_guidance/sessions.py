"""A call by video about a ticket, from asking an expert to its end (N3).

Two take part: whoever shows the device, who is the engineer that asked or the customer by a link, and the expert. A call
that is over stays over; whoever needs help again asks again.
"""

from datetime import timedelta

import frappe
from frappe import _

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.clock import now
from fsm_app.engine.stages import ENDED as ENDED_STAGES
from fsm_app.engine.stages import TICKET
from fsm_app.remote_guidance import experts, notices
from fsm_app.remote_guidance.settings import link_hours, require_on

SESSION = "Guidance Session"
ENGINEER, CUSTOMER = "Engineer", "Customer"
ASKED, RUNNING, ENDED, DECLINED, WITHDRAWN, EXPIRED = (
	"Asked",
	"Running",
	"Ended",
	"Declined",
	"Withdrawn",
	"Expired",
)
OPEN = (ASKED, RUNNING)
LONGEST_TEXT = 500


class GuidanceRefused(frappe.ValidationError):
	"""A call that cannot be asked for, or an answer to one that is over."""


class NotYourCall(frappe.PermissionError):
	"""A call in which the user does not take part."""


def ask(ticket_name: str, expert: str, question: str, shown_by: str, client_key: str | None):
	"""Ask an expert to look at the device of a ticket; returns the session. The same key again is the same call.

	The caller has checked the right to write on the ticket. Who names themselves as the expert looks on while the customer
	shows.
	"""
	require_on()
	if first := _asked_with(client_key, ticket_name):
		return first
	ticket = frappe.get_doc(TICKET, ticket_name)
	if ticket.stage in ENDED_STAGES:
		_refuse(_("{0} is closed. Reopen it first, or open a new ticket.").format(ticket.name))
	if shown_by not in (ENGINEER, CUSTOMER):
		_refuse(_("Shown By: choose Engineer or Customer."))
	if not question.strip():
		_refuse(_("Question: say what it is about."))
	_check_expert(ticket, expert, shown_by)
	session = frappe.get_doc(
		{
			"doctype": SESSION,
			"ticket": ticket.name,
			"company": ticket.company,
			"question": question.strip()[:LONGEST_TEXT],
			"shown_by": shown_by,
			"state": ASKED,
			"asked_by": frappe.session.user,
			"expert": expert,
			"asked_at": now(),
			"expires_at": now() + timedelta(hours=link_hours()),
			"client_key": client_key or None,
		}
	).insert(ignore_permissions=True)  # nobody may make one but by asking
	notices.tell_expert(session)
	return session


def _check_expert(ticket, expert: str, shown_by: str) -> None:
	if expert == frappe.session.user:
		if shown_by == ENGINEER:
			_refuse(_("Expert: choose somebody else, or let the customer show it."))
	elif expert not in {row["user"] for row in experts.of_ticket(ticket)}:
		_refuse(_("Expert: choose one of those who are offered."))


def _asked_with(client_key: str | None, ticket: str):
	if not client_key:
		return None
	name = frappe.db.get_value(SESSION, {"client_key": client_key}, "name", for_update=True)
	if not name:
		return None
	first = frappe.get_doc(SESSION, name)
	if (first.ticket, first.asked_by) != (ticket, frappe.session.user):
		frappe.throw(
			_("Client Key: {0} was used for something else. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return first


def open_session(name: str):
	"""The session, while it may be joined; raises GuidanceRefused with words for whoever comes too late."""
	session = frappe.get_doc(SESSION, name)
	if not is_open(session):
		_refuse(_("This call is over. Ask for another one if you still need help."))
	return session


def is_open(session) -> bool:
	"""Whether the call may be joined: its end comes by itself."""
	return session.state in OPEN and now() <= session.expires_at


def start(session) -> None:
	"""The expert has joined."""
	if session.state == ASKED:
		_write(session, state=RUNNING, started_at=now())


def decline(name: str, reason: str) -> None:
	"""The expert cannot; whoever asked is told why."""
	session = open_session(name)
	if session.expert != frappe.session.user:
		_not_yours()
	if not reason.strip():
		_refuse(_("Reason: say why, so that somebody else can be asked."))
	_write(session, state=DECLINED, ended_at=now(), reason=reason.strip()[:LONGEST_TEXT])
	notices.tell_of_declining(session)


def withdraw(name: str) -> None:
	"""Whoever asked needs nobody any more; the expert is told."""
	session = open_session(name)
	if session.asked_by != frappe.session.user:
		_not_yours()
	_write(session, state=WITHDRAWN, ended_at=now())
	notices.tell_of_withdrawing(session)


def end(session) -> None:
	"""Somebody hung up for good; again, it stays as it is."""
	if session.state in OPEN:
		_write(session, state=ENDED, ended_at=now())


def end_expired() -> None:
	"""Daily: calls that nobody ended are over since their time came."""
	for row in frappe.get_all(
		SESSION,
		filters={"state": ["in", OPEN], "expires_at": ["<", now()]},
		fields=["name", "state", "expires_at"],
		limit_page_length=0,
	):
		state = EXPIRED if row.state == ASKED else ENDED
		frappe.db.set_value(SESSION, row.name, {"state": state, "ended_at": row.expires_at})


def count_picture(session) -> None:
	"""One more picture of the call was kept."""
	_write(session, pictures=(session.pictures or 0) + 1)


def _write(session, **values) -> None:
	"""Past the document, which nobody may write; the form sees it at its next look."""
	session.update(values)
	frappe.db.set_value(SESSION, session.name, values)


def _not_yours() -> None:
	frappe.throw(_("This is not your call. Log in as one of the two who take part."), NotYourCall)


def _refuse(message: str) -> None:
	frappe.throw(message, GuidanceRefused)
