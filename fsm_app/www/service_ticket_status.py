"""The page on which a customer sees how their ticket stands, by the link of that ticket, without a login (N2)."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.customer_page import links
from fsm_app.engine.stages import CONFIRMED
from fsm_app.intake.portal import status
from fsm_app.intake.portal.messages import LONGEST_MESSAGE
from fsm_app.intake.portal.pages import LANGUAGES, date_of, day_of, ensure_csrf_token, time_of, when
from fsm_app.service_desk.ticket_mail import language_of

no_cache = 1
sitemap = 0
# What the forms of the page are sent to.
CALLS = {
	"confirm_appointment": "customer_page.confirm",
	"move": "customer_page.move",
	"confirm": "customer_page.confirm_work",
	"not_solved": "customer_page.not_solved",
	"add_photo": "customer_page.add_photo",
	"send_message": "customer_page.send_message",
}


def get_context(context) -> None:
	"""Show the ticket, or say in plain words why not. Opening the page changes nothing: mail programs open it, too."""
	key = frappe.form_dict.get("k") or ""
	frappe.local.no_cache = 1
	ensure_csrf_token()
	context.title = _("Your Request")
	context.update({"show_sidebar": False, "no_breadcrumbs": 1, "body_class": "service-portal-body"})
	context.update({"key": key, "when": when, "day_of": day_of, "time_of": time_of, "date_of": date_of})
	context.update({"calls": CALLS, "longest_message": LONGEST_MESSAGE})
	try:
		ticket = links.ticket_of(key)
		if not frappe.form_dict.get("_lang"):
			frappe.local.lang = language_of(ticket)
		context.ticket = status.shown_by_link(ticket)
		# The address stays the same while the ticket goes on.
		context.just_confirmed = bool(frappe.form_dict.get("confirmed")) and ticket.stage == CONFIRMED
	except (frappe.DoesNotExistError, frappe.RateLimitExceededError) as refused:
		frappe.clear_last_message()
		context.problem = str(refused)
		context.http_status_code = refused.http_status_code
	context.title = _("Your Request")
	context.language = frappe.local.lang
	context.languages = [
		{"label": label, "url": f"/{links.PAGE}?{urlencode({'k': key, '_lang': code})}"}
		for code, label in LANGUAGES
		if code != frappe.local.lang.split("-")[0]
	]
	context.report_url = status.address("report", k=key, _lang=frappe.local.lang)
	context.photo_url = lambda photo: status.address("photo", k=key, photo=photo)
	context.engineer_photo_url = status.address("engineer_photo", k=key)
