"""The engineer's phone (N1): a thin page around the app in frontend/src/field, which asks api/field_app.py for everything."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.common import frontend_assets
from fsm_app.intake.portal.pages import ensure_csrf_token

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The page with its user's boot data; `?shell=1` is the copy that the phone keeps, which knows nobody.

	A guest is sent to the login and comes back afterwards (frappe.Redirect).
	"""
	is_shell = frappe.form_dict.get("shell") == "1"
	if frappe.session.user == "Guest" and not is_shell:
		target = urlencode({"redirect-to": frappe.local.request.path})
		frappe.local.flags.redirect_location = f"/login?{target}"
		raise frappe.Redirect(302)  # not for good: after the login the page is here
	if not is_shell:
		ensure_csrf_token()
	context.update(
		{
			"title": _("Field Service"),
			"description": _("The day of a service engineer"),
			"language": frappe.local.lang,
			"assets": frontend_assets.assets_of("field"),
			"boot": frontend_assets.boot_of("field", with_user=not is_shell),
		}
	)
