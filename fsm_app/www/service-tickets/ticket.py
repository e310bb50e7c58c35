"""One of a customer's tickets (C2, N2)."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.api import customer_page, portal
from fsm_app.engine.stages import CONFIRMED, RECEIVED
from fsm_app.intake.portal.messages import LONGEST_MESSAGE
from fsm_app.intake.portal.pages import not_found, open_page
from fsm_app.intake.portal.stages import stage_name
from fsm_app.intake.portal.status import address as address_of_download

no_cache = 1
sitemap = 0
# What the forms of the page are sent to.
CALLS = {
	"confirm_appointment": "customer_page.confirm_own",
	"move": "customer_page.move_own",
	"confirm": "portal.confirm",
	"not_solved": "portal.not_solved",
	"cancel": "portal.cancel",
	"add_photo": "portal.add_photo",
	"send_message": "portal.send_message",
}


def get_context(context) -> None:
	"""The ticket that the address names; the website's 404 page for any that is not theirs."""
	if not open_page(context, _("Service Ticket")):
		return
	try:
		context.ticket = portal.ticket(frappe.form_dict.get("ticket") or "")
		context.status = customer_page.own_status(context.ticket["name"])
	except frappe.DoesNotExistError:
		not_found()
	context.title = context.ticket["name"]
	context.update({"calls": CALLS, "longest_message": LONGEST_MESSAGE})
	if context.ticket["continued_in"]:
		context.continued_url = context.link(context.ticket["continued_in"])
	context.photo_url = lambda photo: "/api/method/fsm_app.api.portal.download?" + urlencode(
		{"name": context.ticket["name"], "photo": photo}
	)
	context.engineer_photo_url = address_of_download("engineer_photo_own", name=context.ticket["name"])
	context.report_url = "/api/method/fsm_app.api.portal.report?" + urlencode(
		{"name": context.ticket["name"], "_lang": frappe.local.lang}
	)
	# The address stays the same while the ticket goes on.
	is_received = context.ticket["state"] == stage_name(RECEIVED)
	is_confirmed = context.ticket["state"] == stage_name(CONFIRMED)
	context.just_confirmed = bool(frappe.form_dict.get("confirmed")) and is_confirmed
	context.just_opened = bool(frappe.form_dict.get("opened")) and is_received
