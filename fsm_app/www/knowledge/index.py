"""The list of published cases for whoever reads them: customers, guests and staff (G1, N2)."""

import frappe
from frappe import _
from frappe.utils import cint, cstr

from fsm_app.intake.portal.pages import address_of, link, open_to_all
from fsm_app.knowledge import portal_cases, portal_search
from fsm_app.knowledge.routes import PAGE
from fsm_app.knowledge.stages import KINDS

LONGEST_QUESTION = 400

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The cases that the address asks for: words, kind, page."""
	open_to_all(context, _("Knowledge"))
	kind = frappe.form_dict.get("kind") or ""
	context.kind = kind if kind in KINDS else ""
	page = cint(frappe.form_dict.get("page")) or 1
	context.update(portal_cases.listed(context.customers, context.kind, page))
	context.question = cstr(frappe.form_dict.get("q")).strip()[:LONGEST_QUESTION]
	if context.question:
		context.update(portal_search.found(context.question, context.customers, context.kind, page))
	context.link = lambda *parts, **query: address_of(PAGE, *parts, **query)
	context.ticket_link = link
