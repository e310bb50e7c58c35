"""The list of published cases for whoever reads them: customers, guests and staff (G1, N2)."""

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.intake.portal.pages import address_of, open_to_all
from fsm_app.knowledge import portal_cases
from fsm_app.knowledge.routes import PAGE
from fsm_app.knowledge.stages import KINDS

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The cases that the address asks for: kind, page."""
	open_to_all(context, _("Knowledge"))
	kind = frappe.form_dict.get("kind") or ""
	context.kind = kind if kind in KINDS else ""
	context.update(
		portal_cases.listed(context.customers, context.kind, cint(frappe.form_dict.get("page")) or 1)
	)
	context.link = lambda *parts, **query: address_of(PAGE, *parts, **query)
