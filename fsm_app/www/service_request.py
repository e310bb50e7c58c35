"""The page behind the QR code of a device's label: the device, and a form to report its fault (C2)."""

from urllib.parse import quote, urlencode

import frappe
from frappe import _

from fsm_app.intake import label_requests, labels
from fsm_app.intake.portal.pages import ensure_csrf_token

no_cache = 1
sitemap = 0

LANGUAGES = (("en", "English"), ("zh", "中文"))


def get_context(context) -> None:
	"""What the page shows; a link that is not valid gets a page that says so, with status 403 or 410."""
	link = {field: frappe.form_dict.get(field) or "" for field in ("e", "i", "s")}
	ensure_csrf_token()
	context.title = _("Report a Fault")
	context.show_sidebar = False
	context.languages = [
		{"label": label, "url": _address({**link, "_lang": code})}
		for code, label in LANGUAGES
		if code != frappe.local.lang.split("-")[0]
	]
	try:
		facts = labels.device_of_label(link["e"], link["i"], link["s"])
		context.who = label_requests.visitor(facts)
	except (frappe.PermissionError, labels.LabelNoLongerValid) as refused:
		frappe.clear_last_message()
		context.problem = str(refused)
		context.http_status_code = refused.http_status_code
		return
	context.device = label_requests.shown_to(context.who, facts)
	context.link = {**link, "_lang": frappe.local.lang}
	if context.who == label_requests.LOGIN:
		context.login_url = "/login?" + urlencode({"redirect-to": _address(link)})
	elif context.who == label_requests.STAFF:
		context.desk_url = _new_ticket(facts)
	elif context.who == label_requests.CUSTOMER:
		context.full_name = frappe.db.get_value("User", frappe.session.user, "full_name")


def _address(query: dict) -> str:
	return f"/{labels.PAGE}?{urlencode(query)}"


def _new_ticket(facts) -> str:
	"""The Desk's form of a new ticket, filled in."""
	values = {
		"serial_no": facts.name,
		"item_code": facts.item_code,
		"customer": facts.customer,
		"company": facts.company,
		"source": label_requests.SOURCE,
	}
	given = {field: value for field, value in values.items() if value}
	return f"/app/service-ticket/new?{urlencode(given, quote_via=quote)}"
