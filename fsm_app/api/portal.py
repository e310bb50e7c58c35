"""The customer portal, for its pages and for customers' own programs, by a token of their user (C2, D3).

Customers have no permission on any doctype of this app. They come in here alone: each function finds out first for which
customers the user speaks, asks for tickets of those only, and hands out chosen fields. What they write is written without
permission checks, because it concerns a ticket that was found to be theirs.
"""

import hashlib

import frappe
from frappe import _

from fsm_app.common.limits import per_user
from fsm_app.engine import stages
from fsm_app.intake import helpful_cases as helpful
from fsm_app.intake.portal import actions as portal_actions
from fsm_app.intake.portal import messages as portal_messages
from fsm_app.intake.portal import photos as portal_photos
from fsm_app.intake.portal import tickets as portal_tickets
from fsm_app.intake.portal.customers import contact_of, own_ticket, require_customers, sender
from fsm_app.intake.ticket_opening import open_in_own_transaction

LONGEST_SUBJECT = 140
LANGUAGES = ("en", "zh")


class NotYours(frappe.ValidationError):
	"""A customer, serial number or offering that is not for this user to choose."""


@frappe.whitelist(methods=["GET"])
def my_tickets(search: str = "", status: str = "", page: int = 1) -> dict:
	"""A page of 20 tickets of the user's customers, newest first.

	`search` looks in number, subject and serial number; `status` is open, done or empty for all; `page` counts from 1.
	Returns `tickets` (name, subject, customer, serial_no, opened_at, state, tone, open), `page` and `more`.
	"""
	return portal_tickets.tickets(search, status, page)


@frappe.whitelist(methods=["GET"])
def ticket(name: str) -> dict:
	"""Everything that a customer may see of their ticket, see portal_tickets.shown. 404 for any other."""
	return portal_tickets.shown(own_ticket(name))


@frappe.whitelist(methods=["GET"])
def choices() -> dict:
	"""The customers, serial numbers and offerings that the user may name in a new ticket."""
	return portal_tickets.choices()


@frappe.whitelist(methods=["POST"])
def helpful_cases(
	subject: str = "", description: str = "", serial_no: str = "", offering: str = ""
) -> list[dict]:
	"""Published cases that may help with what is being written, at most three: name, title, text, address of the page."""
	require_customers()
	return helpful.for_portal(subject, description, serial_no, offering)


@frappe.whitelist(methods=["POST"])
def case_helped(case: str) -> None:
	"""A case has helped, so that no ticket is opened; counted once a day for each user."""
	require_customers()
	helpful.helped_in_portal(case)


@frappe.whitelist(methods=["POST"])
@per_user(30)
def new_ticket(
	subject: str,
	description: str = "",
	customer: str = "",
	serial_no: str = "",
	offering: str = "",
	contact_phone: str = "",
	client_key: str = "",
) -> dict:
	"""Open a ticket; returns its `name` and `state`.

	`customer` may be left out by a user of one customer. The same `client_key` sent again returns the ticket that it
	opened first. Raises NotYours.
	"""
	chosen = _chosen_customer(customer)
	if serial_no and not frappe.db.exists("Serial No", {"name": serial_no, "customer": chosen}):
		frappe.throw(
			_(
				"Equipment: {0} is not a serial number of yours. Choose one from the list, or leave it empty."
			).format(serial_no),
			NotYours,
		)
	if offering and not frappe.db.exists("Service Offering", {"name": offering, "disabled": 0, "portal": 1}):
		frappe.throw(
			_("Service: {0} cannot be chosen here. Choose one from the list.").format(offering), NotYours
		)
	address, full_name = sender()
	opened = open_in_own_transaction(
		{
			"subject": _checked_subject(subject),
			"description": _checked_description(description),
			"customer": chosen,
			"serial_no": serial_no,
			"offering": offering,
			"contact": contact_of(frappe.session.user, chosen),
			"reported_by": full_name,
			"contact_phone": contact_phone,
			"contact_email": address,
		},
		"Portal",
		_own_key(client_key),
		trusted=True,  # whose the customer, the serial number and the offering are was checked above
	)
	return _outcome(opened)


@frappe.whitelist(methods=["POST"])
@per_user(60)
def send_message(name: str, text: str, client_key: str = "") -> dict:
	"""Write to the service about one's ticket. The same `client_key` sent again is the same message."""
	mine = own_ticket(name)
	portal_messages.receive(mine, text, client_key)
	return _outcome(mine)


@frappe.whitelist(methods=["POST"])
@per_user(120)
def add_photo(name: str) -> dict:
	"""Keep the image sent as `file` of a multipart form with one's ticket; returns the `photo`'s name."""
	mine = own_ticket(name)
	if mine.stage in stages.ENDED:
		frappe.throw(_("{0} is closed. Open a new ticket.").format(mine.name), portal_messages.MessageRefused)
	sent = frappe.request.files.get("file") if frappe.request else None
	if not sent:
		frappe.throw(_("Photo: nothing was sent. Choose an image."), portal_messages.MessageRefused)
	return {"photo": portal_photos.add(mine, sent.stream.read())}


@frappe.whitelist(methods=["GET"])
def download(name: str, photo: str) -> None:
	"""Answer with a photo that the customer sent with their ticket `name`; 404 for any other file."""
	file_name, content = portal_photos.content_of(own_ticket(name), photo)
	frappe.local.response.update(
		{"type": "download", "filename": file_name, "filecontent": content, "display_content_as": "inline"}
	)


@frappe.whitelist(methods=["GET"])
@per_user(60)
def report(name: str) -> None:
	"""Answer with the service report of one's ticket as a PDF; 404 before the work is done."""
	# Not at the top: it needs Frappe's PDF printing, and nothing else here does.
	from fsm_app.intake.portal.report import report_of

	mine = own_ticket(name)
	frappe.local.response.update(
		{
			"type": "download",
			"filename": f"{mine.name}.pdf",
			"filecontent": report_of(mine),
			"display_content_as": "inline",
		}
	)


@frappe.whitelist(methods=["POST"])
@per_user(60)
def confirm(name: str) -> dict:
	"""Say that one's ticket is solved."""
	return _outcome(portal_actions.take(own_ticket(name), stages.CONFIRMED))


@frappe.whitelist(methods=["POST"])
@per_user(60)
def not_solved(name: str, reason: str) -> dict:
	"""Say that one's ticket is not solved, and why: it is opened again and the reason kept as a message."""
	mine, reason = own_ticket(name), portal_messages.checked_text(reason)
	if mine.stage == stages.REOPENED:
		return _outcome(mine)
	reopened = portal_actions.take(mine, stages.REOPENED)
	portal_messages.write_down(reopened, reason)
	return _outcome(reopened)


@frappe.whitelist(methods=["POST"])
@per_user(60)
def cancel(name: str, reason: str) -> dict:
	"""Take one's request back, and say why; as long as the workflow lets customers do so."""
	mine, reason = own_ticket(name), portal_messages.checked_text(reason)
	if mine.stage == stages.CANCELLED:
		return _outcome(mine)
	return _outcome(portal_actions.cancel(mine, reason))


@frappe.whitelist(methods=["POST"])
def set_language(language: str) -> None:
	"""Show the site to the user in this language from now on."""
	if language not in LANGUAGES:
		frappe.throw(
			_("Language: {0} is not one of {1}. Choose one of these.").format(language, ", ".join(LANGUAGES)),
			NotYours,
		)
	require_customers()
	# The user's own language and nothing else of the user, which website users may not edit whole.
	frappe.db.set_value("User", frappe.session.user, "language", language)
	frappe.clear_cache(user=frappe.session.user)
	frappe.clear_document_cache("User", frappe.session.user)


def _outcome(document) -> dict:
	return {"name": document.name, "state": portal_tickets.stage_name(document.stage)}


def _chosen_customer(customer: str) -> str:
	customers = require_customers()
	if not customer and len(customers) == 1:
		return customers[0]
	if customer not in customers:
		frappe.throw(_("Customer: choose one of {0}.").format(", ".join(customers)), NotYours)
	return customer


def _checked_subject(subject: str) -> str:
	subject = " ".join(subject.split())
	if not subject:
		frappe.throw(
			_("Subject: it is empty. Say in a few words what is wrong."), portal_messages.MessageRefused
		)
	if len(subject) > LONGEST_SUBJECT:
		frappe.throw(
			_("Subject: {0} characters are more than {1}. Shorten it.").format(len(subject), LONGEST_SUBJECT),
			portal_messages.MessageRefused,
		)
	return subject


def _checked_description(description: str) -> str:
	return portal_messages.as_html(portal_messages.checked_text(description)) if description.strip() else ""


def _own_key(client_key: str) -> str | None:
	"""The key within the user's own: nobody meets another one's key, nor learns that it is taken."""
	if not client_key:
		return None
	return "portal-" + hashlib.sha256(f"{frappe.session.user}\n{client_key}".encode()).hexdigest()
