"""The form for a new ticket (C2)."""

import frappe
from frappe import _

from fsm_app.api import portal
from fsm_app.intake.portal.pages import open_page
from fsm_app.intake.portal.photos import PHOTOS_AT_MOST

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""What there is to choose, and the user's telephone number."""
	if not open_page(context, _("New Ticket")):
		return
	context.update(portal.choices())
	# As a search for services leads here.
	context.chosen = frappe.form_dict.get("offering")
	context.photos_at_most = PHOTOS_AT_MOST
	phone, mobile = frappe.db.get_value("User", frappe.session.user, ["phone", "mobile_no"])
	context.phone = mobile or phone or ""
