"""Tickets out of ERPNext's own requests for help, an Issue or a Warranty Claim, with one click (C2).

The document itself stays as it is; the ticket names it. Its key is made from the document's name, so whoever clicks again
gets the same ticket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import get_datetime, get_time, getdate

from fsm_app.common.frappe_versions import bytes_of
from fsm_app.engine.mail_words import words_of_html
from fsm_app.engine.plain_title import plain_title
from fsm_app.engine.stages import TICKET
from fsm_app.intake.ticket_opening import open_in_own_transaction

LONGEST_SUBJECT = 140


class NotARequest(frappe.ValidationError):
	"""A doctype out of which no ticket is opened."""


class RequestWithoutCustomer(frappe.ValidationError):
	"""A ticket is always some customer's."""


@dataclass(frozen=True)
class Kind:
	"""How one doctype becomes a ticket: its source, the ticket's field that links it, and the values it has to give."""

	source: str
	link: str
	values: Callable[[object], dict]


def open_from(doctype: str, name: str, offering: str | None = None):
	"""Open the ticket of an Issue or a Warranty Claim with its attachments, or return the one that it has already.

	The user needs to read the document and the ticket, and to be allowed to create tickets. Without `offering` that of
	Field Service Settings applies. Raises NotARequest, RequestWithoutCustomer and what intake.open_ticket raises.
	"""
	kind = _kind(doctype)
	document = frappe.get_doc(doctype, name)
	document.check_permission("read")
	if not document.customer:
		frappe.throw(
			_("Customer: {0} {1} names none. Enter the customer there first.").format(_(doctype), name),
			RequestWithoutCustomer,
		)
	values = {**kind.values(document), kind.link: name, "offering": offering}
	ticket = open_in_own_transaction(values, kind.source, key_of(doctype, name), shared=True)
	if ticket.flags.opened_before:
		ticket.check_permission("read")
	else:
		_copy_attachments(document, ticket.name)
	return ticket


def ticket_of(doctype: str, name: str) -> str | None:
	"""The name of the ticket that was opened out of the document, where the user may see it."""
	key = key_of(doctype, name)
	if not frappe.has_permission(TICKET, "read"):
		return None
	found = frappe.get_list(TICKET, filters={"client_key": key}, pluck="name")
	return found[0] if found else None


def key_of(doctype: str, name: str) -> str:
	"""The client key of the document's ticket, such as issue:ISS-2026-00001."""
	return f"{_kind(doctype).link}:{name}"


def _issue_values(issue) -> dict:
	return {
		"subject": issue.subject,
		"description": issue.description,
		"customer": issue.customer,
		"company": issue.company,
		"contact": issue.contact,
		"contact_email": issue.raised_by,
		"project": issue.project,
		"opened_at": _moment(issue.opening_date, issue.opening_time),
	}


def _claim_values(claim) -> dict:
	on_its_day = getdate(claim.complaint_date) == get_datetime(claim.creation).date()
	return {
		"subject": _first_line(claim.complaint) or _("Warranty Claim {0}").format(claim.name),
		"description": claim.complaint,
		"customer": claim.customer,
		"company": claim.company,
		"contact": claim.contact_person,
		"reported_by": claim.complaint_raised_by,
		"contact_phone": claim.contact_mobile,
		"contact_email": claim.contact_email,
		"address": claim.customer_address,
		"region": claim.territory,
		"serial_no": claim.serial_no,
		"item_code": claim.item_code,
		# The claim knows the day only; when it was written down is the better answer on that day.
		"opened_at": get_datetime(claim.creation) if on_its_day else _moment(claim.complaint_date, None),
	}


KINDS = {
	"Issue": Kind("ERPNext Issue", "issue", _issue_values),
	"Warranty Claim": Kind("Warranty Claim", "warranty_claim", _claim_values),
}


def _kind(doctype: str) -> Kind:
	if doctype not in KINDS:
		frappe.throw(
			_("{0}: no ticket is opened out of it. These are: {1}.").format(doctype, ", ".join(KINDS)),
			NotARequest,
		)
	return KINDS[doctype]


def _moment(day, time) -> datetime | None:
	return datetime.combine(getdate(day), get_time(str(time or "00:00:00"))) if day else None


def _first_line(html: str | None) -> str:
	lines = words_of_html(html or "").splitlines()
	return next((title[:LONGEST_SUBJECT] for line in lines if (title := plain_title(line))), "")


def _copy_attachments(document, ticket: str) -> None:
	"""The document's files as private files of the ticket; a private file's content is shared, not stored twice."""
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": document.doctype, "attached_to_name": document.name, "is_folder": 0},
		fields=["name", "file_name", "file_url", "is_private"],
		order_by="creation",
	)
	for file in files:
		shared = file.is_private or (file.file_url or "").startswith("http")
		content = {"file_url": file.file_url} if shared else {"content": bytes_of(file.name)}
		copy = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": file.file_name,
				"is_private": 1,
				"attached_to_doctype": TICKET,
				"attached_to_name": ticket,
				**content,
			}
		)
		copy.flags.of_the_app = True
		# the user may read them with the document, and has opened the ticket
		copy.insert(ignore_permissions=True)
