"""What the browsers of the two who take part tell one another before the video goes between them directly (N3).

Kept beside the database for a minute or two and gone by itself: these messages hold network addresses. Each side writes to
the other one's box and reads its own; whoever opens the page again has a new seat, and the old one may say nothing more.
"""

import json

import frappe
from frappe import _

from fsm_app.common.limits import take

SHOWS, EXPERT = "shows", "expert"
OTHER = {SHOWS: EXPERT, EXPERT: SHOWS}
KINDS = ("offer", "answer", "candidate", "bye")
LONGEST = 60_000
SECONDS_KEPT = 120
# A page looks for news each few seconds; whoever did not for so long has closed it.
SECONDS_PRESENT = 15
SECONDS_SEATED = 72 * 60 * 60
MOST_AT_ONCE = 50
SENT_AN_HOUR, READ_AN_HOUR = 2_000, 8_000


class SeatTaken(frappe.ValidationError):
	"""The page was opened anew, here or elsewhere: this one takes part no more."""


class SignalRefused(frappe.ValidationError):
	"""A message that no browser of ours sends."""


def sit_down(session: str, side: str) -> dict:
	"""Take the side's one seat: `seat`, and `after`, from which on messages are for it."""
	seat = frappe.generate_hash(length=20)
	frappe.cache.set_value(_key(session, side, "seat"), seat, expires_in_sec=SECONDS_SEATED)
	_say_present(session, side, seat)
	return {"seat": seat, "after": _counted(session, side)}


def send(session: str, side: str, seat: str, kind: str, data: str) -> None:
	"""Put a message into the other side's box."""
	_check_seat(session, side, seat)
	if kind not in KINDS:
		_refuse(_("Kind: choose one of {0}.").format(", ".join(KINDS)))
	if len(data) > LONGEST:
		_refuse(_("Data: longer than {0} characters. Send less.").format(LONGEST))
	take("guidance_sent", f"{session}:{side}", SENT_AN_HOUR)
	other = OTHER[side]
	# Laid ready before it is counted: the other side reads nothing that is not there yet. A page sends one after the other.
	number = _counted(session, other) + 1
	message = json.dumps({"kind": kind, "data": data})
	frappe.cache.set_value(_key(session, other, str(number)), message, expires_in_sec=SECONDS_KEPT)
	_count(session, other)


def receive(session: str, side: str, seat: str, after: int) -> dict:
	"""What came since the message numbered `after`: `messages`, the new `after`, and `other`, the other side's seat if there."""
	_check_seat(session, side, seat)
	take("guidance_read", f"{session}:{side}", READ_AN_HOUR)
	_say_present(session, side, seat)
	upto = min(_counted(session, side), after + MOST_AT_ONCE)
	messages = []
	for number in range(after + 1, upto + 1):
		# One that has run out is not waited for.
		if message := frappe.cache.get_value(_key(session, side, str(number)), expires=True):
			messages.append(json.loads(message))
	return {"messages": messages, "after": max(after, upto), "other": _present(session, OTHER[side])}


def _check_seat(session: str, side: str, seat: str) -> None:
	if not seat or frappe.cache.get_value(_key(session, side, "seat"), expires=True) != seat:
		frappe.throw(
			_("This call goes on in another window or on another device. Close this page."), SeatTaken
		)


def _say_present(session: str, side: str, seat: str) -> None:
	frappe.cache.set_value(_key(session, side, "present"), seat, expires_in_sec=SECONDS_PRESENT)


def _present(session: str, side: str) -> str | None:
	return frappe.cache.get_value(_key(session, side, "present"), expires=True)


def _counted(session: str, side: str) -> int:
	return int(frappe.cache.get(frappe.cache.make_key(_key(session, side, "count"))) or 0)


def _count(session: str, side: str) -> None:
	name = frappe.cache.make_key(_key(session, side, "count"))
	if not frappe.cache.get(name):
		frappe.cache.setex(name, SECONDS_SEATED, 0)
	frappe.cache.incrby(name, 1)


def _key(session: str, side: str, what: str) -> str:
	return f"fsm_guidance:{session}:{side}:{what}"


def _refuse(message: str) -> None:
	frappe.throw(message, SignalRefused)
