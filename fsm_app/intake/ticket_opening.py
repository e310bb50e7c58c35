"""The one way in for tickets that do not come from the Desk's own form (C2).

Every channel hands over plain values and may send them again: a key of the sender's choice makes sure that one request
opens one ticket.
"""

import random
import time
from datetime import date

import frappe
from frappe import _

from fsm_app.common.client_keys import ClientKeyTaken, ClientKeyUsed
from fsm_app.common.site_time import site_moment
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.ticket_caller import FIELDS, label_of

SETTINGS = "Field Service Settings"
DEFAULT_OF = {"company": "default_company", "offering": "default_offering"}
# What a sender may say. Everything else about a ticket is for those who work on it.
SENDER_FIELDS = (
	"subject",
	"description",
	"customer",
	"company",
	"offering",
	"contact",
	"reported_by",
	"contact_phone",
	"contact_email",
	"address",
	"region",
	"serial_no",
	"item_code",
	"asset",
	"project",
	"fault_symptom",
	"fault_code",
	"impact",
	"urgency",
	"opened_at",
	"issue",
	"warranty_claim",
	"parent_ticket",
)
# Frappe limits one-line fields itself, but not a description.
LONGEST_TEXT = 100_000
# Longest pauses, in seconds, before a request that the database made give way begins again. The first tickets of a year
# meet while their series is made; each round lets one of them through at least.
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


class UnknownTicketField(frappe.ValidationError):
	"""A sender gave a value for something that is not theirs to say."""


class TextTooLong(frappe.ValidationError):
	"""A text that no person has written."""


class NotPlainText(frappe.ValidationError):
	"""A value that is a list, a number or the like where text belongs."""


class MissingDefault(frappe.MandatoryError):
	"""A request names no company or offering, and the settings have none for it either."""


def open_ticket(
	values: dict, source: str, client_key: str | None = None, trusted: bool = False, shared: bool = False
):
	"""Open a ticket of `values` (fields of SENDER_FIELDS), or return the one that `client_key` has opened before.

	The first ticket is returned as it is now, whatever else the second request says; `ticket.flags.opened_before` tells
	the two cases apart. `source` is one of the ticket's sources. `trusted` is for channels that have made sure
	themselves of who asks and for which customer; else the user needs permission to create tickets. `shared` is for keys
	that the app makes: whoever comes with one gets the ticket that the same channel opened with it.

	Raises UnknownTicketField, NotPlainText, MissingDefault and ClientKeyTaken.
	"""
	values = _checked(values)
	if client_key and (first := _opened_with(client_key, source if shared else None)):
		return first
	ticket = _new_ticket(values)
	ticket.update({"source": source, "client_key": client_key})
	# Of two requests with one key that arrive together, the unique index lets one win.
	frappe.db.savepoint("open_ticket")
	try:
		# A trusted channel has checked who asks; its senders may have no permission on tickets at all.
		return ticket.insert(ignore_permissions=trusted)
	except frappe.UniqueValidationError:
		frappe.db.rollback(save_point="open_ticket")
		frappe.clear_last_message()
		if not client_key or not (first := _opened_with(client_key, source if shared else None, lock=True)):
			raise
		return first


def open_in_own_transaction(values: dict, source: str, client_key: str | None = None, **how):
	"""`open_ticket` for a request that has written nothing yet: begun again when the database made it give way."""
	for pause in PAUSES:
		try:
			return open_ticket(values, source, client_key, **how)
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
			frappe.clear_messages()
			time.sleep(random.uniform(0, pause))
	return open_ticket(values, source, client_key, **how)


def with_defaults(values: dict) -> dict:
	"""`values` with the company and offering of Field Service Settings where they name none."""
	settings = frappe.get_cached_doc(SETTINGS)
	defaults = {field: settings.get(setting) for field, setting in DEFAULT_OF.items()}
	return {**values, **{field: values.get(field) or default for field, default in defaults.items()}}


def _new_ticket(values: dict):
	# As in the Desk, a user's own default company comes last.
	ticket = frappe.new_doc(TICKET)
	ticket.update({field: value for field, value in with_defaults(values).items() if value})
	for field in DEFAULT_OF:
		if not ticket.get(field):
			label = _(ticket.meta.get_label(field))
			frappe.throw(
				_("{0}: the request names none. Name one, or enter a default for {0} in {1}.").format(
					label, _(SETTINGS)
				),
				MissingDefault,
			)
	return ticket


def check_length(values: dict) -> None:
	"""Refuse a text of more than LONGEST_TEXT characters; for channels whose senders are programs. Raises TextTooLong."""
	for field, value in values.items():
		if isinstance(value, str) and len(value) > LONGEST_TEXT:
			frappe.throw(
				_("{0}: {1} characters are more than {2}. Shorten it, or attach it as a file.").format(
					field, len(value), LONGEST_TEXT
				),
				TextTooLong,
			)


def refuse_used_key(ticket) -> None:
	"""Before inserting: refuse a client key that has opened a ticket, in words that say which or what to do."""
	if not ticket.client_key:
		return
	first = frappe.db.get_value(TICKET, {"client_key": ticket.client_key}, ["name", "owner"], as_dict=True)
	if not first:
		return
	if first.owner != frappe.session.user:
		_refuse_taken(ticket.client_key)
	frappe.throw(
		_("Client Key: {0} has already opened {1}. Choose another one for another request.").format(
			ticket.client_key, first.name
		),
		ClientKeyUsed,
	)


def set_source(ticket) -> None:
	"""A ticket that is inserted through /api/resource came over REST, not from the Desk's form."""
	request = getattr(frappe.local, "request", None)
	if (
		ticket.source == "Desk"
		and request
		and request.path.startswith(("/api/resource/", "/api/v2/document/"))
	):
		ticket.source = "REST"


def _checked(values: dict) -> dict:
	"""`values` without the empty ones; `opened_at` in the site's time."""
	if unknown := sorted(set(values) - set(SENDER_FIELDS)):
		frappe.throw(
			_("{0}: not a field that a request may set. Leave it out.").format(", ".join(unknown)),
			UnknownTicketField,
		)
	given = {field: value for field, value in values.items() if value is not None and value != ""}
	for field, value in given.items():
		if not isinstance(value, str | date):
			frappe.throw(
				_("{0}: {1} is not a text. Send it as text.").format(_label(field), type(value).__name__),
				NotPlainText,
			)
	if "opened_at" in given:
		given["opened_at"] = site_moment(given["opened_at"])
	return given


def _label(field: str) -> str:
	return label_of(field) if field in FIELDS else _(frappe.get_meta(TICKET).get_label(field))


def _opened_with(client_key: str, source: str | None, lock: bool = False):
	"""The ticket that the key has opened: for its sender, or where `source` is given for whoever comes that way.

	`lock` reads what another transaction has just committed. Only once the key is known to be there: locking a row that
	is not makes requests with other keys wait for each other, and then give way.
	"""
	name = frappe.db.get_value(TICKET, {"client_key": client_key}, "name", for_update=lock)
	if not name:
		return None
	ticket = frappe.get_doc(TICKET, name, for_update=lock)
	if source != ticket.source if source else ticket.owner != frappe.session.user:
		_refuse_taken(client_key)
	ticket.flags.opened_before = True
	return ticket


def _refuse_taken(client_key: str) -> None:
	frappe.throw(
		_("Client Key: {0} was used by somebody else. Choose another one.").format(client_key), ClientKeyTaken
	)
