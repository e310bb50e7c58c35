"""The page of one ticket for its customer: by a link without a login, or in the portal; and the links in the Desk (N2).

By a link: the token opens one ticket and nothing else, and each function looks it up anew. In the portal: own_ticket says
whose it is. What customers do here is written without permission checks, for it concerns that one ticket.
"""

import frappe
from frappe import _

from fsm_app.common import limits
from fsm_app.common.arguments import permitted
from fsm_app.common.limits import per_user
from fsm_app.common.roles import COORDINATORS
from fsm_app.customer_page import appointments, links, on_the_way
from fsm_app.customer_page.appointments import LINK, PORTAL
from fsm_app.engine.stages import TICKET
from fsm_app.intake.portal import link_acts
from fsm_app.intake.portal import messages as portal_messages
from fsm_app.intake.portal import photos as portal_photos
from fsm_app.intake.portal import status as portal_status
from fsm_app.intake.portal.customers import own_ticket
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.service_desk.ticket_mail import address_of, language_of

# What is written by one link, by a person.
WRITES_PER_HOUR = 30


@frappe.whitelist(allow_guest=True, methods=["GET"])
def status(k: str) -> dict:
	"""What the page behind the link's token `k` shows; 404 for any that is not good. Changes nothing."""
	return portal_status.shown_by_link(links.ticket_of(k))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def confirm(k: str) -> None:
	"""Confirm the appointment of the ticket behind the link."""
	appointments.confirm(_writing(k).name, LINK)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def move(k: str, start: str, client_key: str) -> None:
	"""Move the appointment of the ticket behind the link to the offered time that begins at `start`."""
	appointments.move(_writing(k).name, start, client_key, LINK)


# Plain text, escaped where it is shown: read as HTML, it would lose what stands between < and >.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def send_message(k: str, text: str, client_key: str = "", website: str = "") -> None:
	"""Write to the service about the ticket behind the link. `website` is a field that people do not see."""
	if website:
		frappe.throw(_("Leave the field Website empty."), portal_messages.MessageRefused)
	ticket = _writing(k)
	portal_messages.receive(ticket, text, client_key, _writer(ticket))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def confirm_work(k: str) -> None:
	"""Say that the ticket behind the link is solved, where the company takes that by a link."""
	link_acts.confirm(_writing(k).name)


# As send_message.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def not_solved(k: str, reason: str, client_key: str = "") -> None:
	"""Say that the ticket behind the link is not solved, and why: it is opened again and the reason kept as a message."""
	ticket = _writing(k)
	link_acts.not_solved(ticket.name, reason, client_key, _writer(ticket))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def add_photo(k: str) -> dict:
	"""Keep the image sent as `file` of a multipart form with the ticket behind the link; returns the `photo`'s name."""
	ticket = _writing(k)
	sent = frappe.request.files.get("file") if frappe.request else None
	if not sent:
		frappe.throw(_("Photo: nothing was sent. Choose an image."), portal_messages.MessageRefused)
	return {"photo": link_acts.add_photo(ticket, sent.stream.read())}


@frappe.whitelist(allow_guest=True, methods=["GET"])
def photo(k: str, photo: str) -> None:
	"""Answer with a photo that came by a link or a label of the ticket behind the link; 404 for any other file."""
	ticket = links.ticket_of(k, for_photo=True)
	if not link_acts.sends_photos(ticket):
		frappe.throw(_("This photo was not found. Open it from its ticket."), frappe.DoesNotExistError)
	_download(*portal_photos.content_of(ticket, photo, by_link=True))


@frappe.whitelist(allow_guest=True, methods=["GET"])
def report(k: str) -> None:
	"""Answer with the service report of the ticket behind the link as a PDF; 404 before the work is done."""
	# Not at the top: it needs Frappe's PDF printing, and nothing else here does.
	from fsm_app.intake.portal.report import report_of

	ticket = links.ticket_of(k)
	_speak_to(ticket)
	_download(f"{ticket.name}.pdf", report_of(ticket))


@frappe.whitelist(allow_guest=True, methods=["GET"])
def engineer_photo(k: str) -> None:
	"""Answer with the picture of the engineer who comes, where the company shows it; else 404."""
	_send_photo(links.ticket_of(k, for_photo=True))


@frappe.whitelist(methods=["GET"])
@per_user(300)
def own_status(name: str) -> dict:
	"""Appointment, engineer and history of one's own ticket in the portal; 404 for any other."""
	return portal_status.coming(own_ticket(name))


@frappe.whitelist(methods=["POST"])
@per_user(60)
def confirm_own(name: str) -> None:
	"""Confirm the appointment of one's own ticket in the portal."""
	appointments.confirm(own_ticket(name).name, PORTAL)


@frappe.whitelist(methods=["POST"])
@per_user(60)
def move_own(name: str, start: str, client_key: str) -> None:
	"""Move the appointment of one's own ticket to the offered time that begins at `start`."""
	appointments.move(own_ticket(name).name, start, client_key, PORTAL)


@frappe.whitelist(methods=["GET"])
@per_user(120)
def engineer_photo_own(name: str) -> None:
	"""Answer with the picture of the engineer who comes to one's own ticket, where the company shows it; else 404."""
	_send_photo(own_ticket(name))


@frappe.whitelist(methods=["POST"])
@per_user(60)
def copy_link(ticket: str) -> dict:
	"""A new link to the ticket's page, to send by whatever way: for coordinators."""
	frappe.only_for(COORDINATORS)
	document = frappe.get_doc(TICKET, permitted(TICKET, ticket))
	return {"link": links.make(document, links.COPIED, language_of(document))}


@frappe.whitelist(methods=["POST"])
def revoke(name: str) -> None:
	"""End a link at once: for coordinators."""
	frappe.only_for(COORDINATORS)
	links.revoke(permitted(links.LINK, name))


def _writing(k: str):
	"""The ticket behind a link by which something is written, in the language of its customer."""
	ticket = links.ticket_of(k)
	if frappe.request:
		limits.take("customer_page_writes", ticket.name, WRITES_PER_HOUR)
	_speak_to(ticket)
	return ticket


def _writer(ticket) -> tuple[str, str]:
	"""E-mail address and name of whoever has the link, as far as the ticket knows them."""
	return address_of(ticket) or "", caller_of(ticket).reported_by or ""


def _speak_to(ticket) -> None:
	if not frappe.form_dict.get("_lang"):
		frappe.local.lang = language_of(ticket)


def _send_photo(ticket) -> None:
	photo = on_the_way.photo_of(ticket)
	if not photo:
		frappe.throw(
			_("There is no picture. Call us if you want to know who comes."), frappe.DoesNotExistError
		)
	_download(f"engineer.{photo.extension}", photo.content)


def _download(file_name: str, content: bytes) -> None:
	frappe.local.response.update(
		{"type": "download", "filename": file_name, "filecontent": content, "display_content_as": "inline"}
	)
