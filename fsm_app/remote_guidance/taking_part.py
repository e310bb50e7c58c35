"""Who a caller is in a call by video, and what they may do there: join, pass messages on, hang up, keep a picture (N3)."""

import frappe
from frappe import _

from fsm_app.field_work import photos
from fsm_app.remote_guidance import customer_links, notices, sessions, signals
from fsm_app.remote_guidance.sessions import CUSTOMER, NotYourCall
from fsm_app.remote_guidance.settings import ice_servers, require_on

# Pictures that one call may keep; a ticket's evidence is for people to look through.
MOST_PICTURES = 50


class TooManyPictures(frappe.ValidationError):
	"""A call that has kept more pictures than anybody looks through."""


def part_in(name: str, key: str) -> tuple:
	"""The open session and the caller's side in it: by a link's key, else as the user who is logged in.

	Raises NotYourCall, GuidanceRefused, GuidanceLinkNotGenuine and GuidanceLinkOver.
	"""
	require_on()
	if key:
		return customer_links.session_in(key), signals.SHOWS
	_check_it_is_theirs(name)
	session = sessions.open_session(name)
	return session, side_of(session)


def side_of(session) -> str | None:
	"""On which side the user who is logged in takes part; None where they arranged it for the customer."""
	if session.expert == frappe.session.user:
		return signals.EXPERT
	if session.asked_by == frappe.session.user and session.shown_by != CUSTOMER:
		return signals.SHOWS
	return None


def _check_it_is_theirs(name: str) -> None:
	"""Before anything of the call is told: also not whether there is one."""
	people = name and frappe.db.get_value(sessions.SESSION, name, ["expert", "asked_by"], as_dict=True)
	if not people or frappe.session.user not in (people.expert, people.asked_by):
		frappe.throw(_("This is not your call. Log in as one of the two who take part."), NotYourCall)


def join(name: str, key: str) -> dict:
	"""Take the caller's seat: `session`, `seat`, `after`, `side` and `ice_servers`."""
	session, side = part_in(name, key)
	if not side:
		frappe.throw(
			_("In this call the customer shows the device. Send the customer the link."), NotYourCall
		)
	if side == signals.EXPERT:
		sessions.start(session)
	return {
		"session": session.name,
		"side": side,
		"ice_servers": ice_servers(session.name, session.expires_at),
		**signals.sit_down(session.name, side),
	}


def hang_up(name: str, key: str) -> None:
	"""End the call for both; one that is over stays as it is."""
	session, _side = part_in(name, key)
	sessions.end(session)


def keep_picture(name: str, content: str, note: str, client_key: str) -> str:
	"""Keep a picture of the call, with what the expert drew, as evidence of the ticket; returns the Service Evidence.

	The expert needs no right on the ticket: they were asked to look, and add to it nothing but this.
	"""
	session, side = part_in(name, "")
	if side != signals.EXPERT:
		frappe.throw(_("Only the expert keeps pictures of this call. Ask them to keep one."), NotYourCall)
	if (session.pictures or 0) >= MOST_PICTURES:
		frappe.throw(
			_("{0} pictures of this call are kept already. Ask for another call.").format(MOST_PICTURES),
			TooManyPictures,
		)
	said = note.strip() or session.question or ""
	text = _("Remote guidance by {0}: {1}").format(notices.name_of(session.expert), said)
	key = client_key and f"{session.name}:{client_key}"
	known = bool(key) and bool(frappe.db.exists("Service Evidence", {"client_key": key}))
	evidence = photos.add_photo(session.ticket, photos.decoded(content), None, text, key or None)
	if not known:
		sessions.count_picture(session)
	return evidence.name
