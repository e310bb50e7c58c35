"""The list of a customer's tickets (C2, N2)."""

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.api import portal
from fsm_app.intake.portal.pages import open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The tickets that the address asks for: search, status, page."""
	if not open_page(context, _("Service Tickets")):
		return
	context.search = frappe.form_dict.get("search") or ""
	context.status = frappe.form_dict.get("status") or ""
	context.update(portal.my_tickets(context.search, context.status, cint(frappe.form_dict.get("page")) or 1))
	context.tabs = [("", _("All tickets")), ("open", _("Open tickets")), ("done", _("Finished tickets"))]
