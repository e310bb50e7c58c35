"""The one way in for tickets that do not come from the Desk's own form (C2).

Every channel hands over plain values and may send them again: a key of the sender's choice makes sure that one request
opens one ticket.
"""

import frappe
from frappe import _

from fsm_app.service_desk.stages import TICKET

SETTINGS = "Field Service Settings"
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


class UnknownTicketField(frappe.ValidationError):
	"""A sender gave a value for something that is not his to say."""


class ClientKeyTaken(frappe.ValidationError):
	"""A client key that somebody else has used."""


def open_ticket(values: dict, source: str, client_key: str | None = None, trusted: bool = False):
	"""Open a ticket of `values` (fields of SENDER_FIELDS), or return the one that `client_key` has opened before.

	`source` is one of the ticket's sources. `trusted` is for channels that have made sure themselves of who asks and for
	which customer; else the user needs permission to create tickets. Raises UnknownTicketField and ClientKeyTaken.
	"""
	_check_fields(values)
	if client_key and (first := _opened_with(client_key)):
		return first
	ticket = frappe.get_doc(
		{"doctype": TICKET, **with_defaults(values), "source": source, "client_key": client_key}
	)
	# Of two requests with one key that arrive together, the unique index lets one win.
	frappe.db.savepoint("open_ticket")
	try:
		# A trusted channel has checked who asks; its senders may have no permission on tickets at all.
		return ticket.insert(ignore_permissions=trusted)
	except frappe.UniqueValidationError:
		frappe.db.rollback(save_point="open_ticket")
		if not client_key or not (first := _opened_with(client_key)):
			raise
		frappe.clear_last_message()
		return first


def with_defaults(values: dict) -> dict:
	"""`values` with the company and offering of Field Service Settings where they name none."""
	settings = frappe.get_cached_doc(SETTINGS)
	defaults = {"company": settings.default_company, "offering": settings.default_offering}
	return {**values, **{field: values.get(field) or default for field, default in defaults.items()}}


def _check_fields(values: dict) -> None:
	if unknown := sorted(set(values) - set(SENDER_FIELDS)):
		frappe.throw(
			_("{0}: not a field that a request may set. Leave it out.").format(", ".join(unknown)),
			UnknownTicketField,
		)


def _opened_with(client_key: str):
	# A locking read: it sees what another transaction has just committed.
	name = frappe.db.get_value(TICKET, {"client_key": client_key}, "name", for_update=True)
	if not name:
		return None
	ticket = frappe.get_doc(TICKET, name)
	if ticket.owner != frappe.session.user:
		frappe.throw(
			_("Client Key: {0} was used by somebody else. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return ticket
