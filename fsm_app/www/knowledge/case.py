"""One published case for whoever reads it; a former page leads to the one of today (G1, N2)."""

import frappe

from fsm_app.intake.portal.pages import address_of, not_found, open_to_all
from fsm_app.knowledge import portal_cases
from fsm_app.knowledge.routes import PAGE

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The case that the address names; the website's 404 page for any that this reader does not read."""
	open_to_all(context, "")
	asked = frappe.form_dict.get("case") or ""
	context.case = portal_cases.shown(asked, context.customers)
	if not context.case:
		not_found()
	link = lambda *parts, **query: address_of(PAGE, *parts, **query)  # noqa: E731
	if context.case["route"] and context.case["route"] != asked:
		frappe.local.flags.redirect_location = link(context.case["route"])
		raise frappe.Redirect(301)
	context.link = link
	context.title = context.case["title"]
