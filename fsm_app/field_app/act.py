"""One act as a phone sends it, read from what came over the wire (N1)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import frappe
from frappe import _

from fsm_app.common.arguments import LONGEST_NAME, WrongArgument
from fsm_app.common.clock import now
from fsm_app.common.site_time import NotAMoment, site_moment
from fsm_app.field_app import kinds

LONGEST_KEY = 100
MOST_NEEDED = 200


@dataclass
class Act:
	"""What was done: `made_at` in the site's time, `needs` the keys of files that must be here before it."""

	key: str
	kind: str
	ticket: str
	values: dict
	seen: dict = field(default_factory=dict)
	made_at: datetime | None = None
	file: bytes | None = None
	file_hash: str | None = None
	needs: list[str] = field(default_factory=list)


def read(sent: dict, file: bytes | None, clock_is_off: timedelta) -> Act:
	"""The act in `sent`; raises WrongArgument, which names what is wrong with it."""
	key, kind, ticket = (sent.get(name) for name in ("key", "kind", "ticket"))
	if not _is_text(key, LONGEST_KEY) or "\n" in key:
		_refuse(_("Client Key: send one of 1 to {0} characters.").format(LONGEST_KEY))
	if not isinstance(kind, str) or kind not in kinds.SHOWN:
		_refuse(_("Kind: {0} is not known here. Load the newest version of the app.").format(str(kind)[:40]))
	if kind in kinds.WITHOUT_TICKET and ticket in (None, ""):
		ticket = ""
	elif not _is_text(ticket, LONGEST_NAME):
		_refuse(_("{0}: name a document.").format(_("Service Ticket")))
	values, seen, needs = sent.get("values"), sent.get("seen") or {}, sent.get("needs") or []
	if not isinstance(values, dict) or not isinstance(seen, dict):
		_refuse(_("Values: send an object with a value for each field."))
	if (
		not isinstance(needs, list)
		or len(needs) > MOST_NEEDED
		or not all(_is_text(each, LONGEST_KEY) for each in needs)
	):
		_refuse(_("Needs: send a list of client keys."))
	return Act(
		key, kind, ticket, values, seen, _made_at(sent.get("made_at"), clock_is_off), file, _hash(sent, file), needs
	)  # fmt: skip


def _hash(sent: dict, file: bytes | None) -> str | None:
	"""The SHA-256 of the act's file, which came whole."""
	if sent.get("kind") not in kinds.WITH_FILE:
		return None
	if not file:
		_refuse(_("File: it did not come along. Send the act again with its file."))
	found = hashlib.sha256(file).hexdigest()
	if found != sent.get("file"):
		_refuse(_("File: what came is not what was sent. Send it again."))
	return found


def _made_at(value, clock_is_off: timedelta) -> datetime | None:
	"""When it was done: by the phone's clock, put right, and never in the future."""
	if not isinstance(value, str) or not value:
		return None
	try:
		return min(site_moment(value) + clock_is_off, now())
	except (NotAMoment, OverflowError):
		frappe.clear_last_message()
		return None


def _is_text(value, longest: int) -> bool:
	return isinstance(value, str) and 0 < len(value.strip()) and len(value) <= longest


def _refuse(message: str) -> None:
	frappe.throw(message, WrongArgument)
