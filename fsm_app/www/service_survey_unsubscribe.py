"""The page behind "I do not want to be asked again": asks once more, for mail programs open every link (I1)."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.feedback import unsubscriptions
from fsm_app.intake.portal.pages import LANGUAGES, ensure_csrf_token

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Show whose address it is, as far as its owner needs it, and one button. Opening the page changes nothing."""
	link = {field: frappe.form_dict.get(field) or "" for field in ("a", "m", "s")}
	ensure_csrf_token()
	context.show_sidebar = False
	context.title = _("No more questions by e-mail")
	context.language = frappe.local.lang
	context.languages = [
		{"label": label, "url": f"/{unsubscriptions.PAGE}?{urlencode({**link, '_lang': code})}"}
		for code, label in LANGUAGES
		if code != frappe.local.lang.split("-")[0]
	]
	try:
		unsubscriptions.check(link["a"], link["m"], link["s"])
	except frappe.PermissionError as refused:
		frappe.clear_last_message()
		context.problem = str(refused)
		context.http_status_code = refused.http_status_code
		return
	context.link = {**link, "_lang": frappe.local.lang}
	context.address = link["m"]
