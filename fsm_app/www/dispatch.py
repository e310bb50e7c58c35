"""The dispatcher's board (N2): a thin page around the app in frontend/src/dispatch, which asks api/dispatch_board.py."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.common import frontend_assets
from fsm_app.common.roles import COORDINATORS
from fsm_app.intake.portal.pages import ensure_csrf_token

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The page with its user's boot data, for those who coordinate the service.

	A guest is sent to the login and comes back afterwards (frappe.Redirect).
	"""
	if frappe.session.user == "Guest":
		target = urlencode({"redirect-to": frappe.local.request.path})
		frappe.local.flags.redirect_location = f"/login?{target}"
		raise frappe.Redirect(302)  # not for good: after the login the page is here
	frappe.only_for(COORDINATORS)
	ensure_csrf_token()
	context.update(
		{
			"title": _("Dispatch Board"),
			"description": _("Who does what when, and what is still to be given out"),
			"language": frappe.local.lang,
			"assets": frontend_assets.assets_of("dispatch"),
			"boot": frontend_assets.boot_of("dispatch"),
		}
	)
