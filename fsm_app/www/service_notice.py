"""Where a push message leads: to what its notification is about, for the one whom it is for (N1)."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.push_messages.opening import page_of

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Send the user on (frappe.Redirect), a guest by way of the login; else say in plain words why not."""
	notification = frappe.form_dict.get("n") or ""
	if frappe.session.user == "Guest":
		here = "/service-notice?" + urlencode({"n": notification})
		_send_to("/login?" + urlencode({"redirect-to": here}))
	if page := page_of(notification):
		_send_to(page)
	context.update({"title": _("Notification"), "no_breadcrumbs": 1, "http_status_code": 404})


def _send_to(page: str) -> None:
	frappe.local.flags.redirect_location = page
	raise frappe.Redirect(302)
