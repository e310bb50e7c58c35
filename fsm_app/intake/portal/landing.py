"""Where customers arrive after the login: at their tickets (N2).

What the administrator has chosen for all comes first: the home page is a suggestion, which Frappe asks for after those of
roles and of the Portal Settings.
"""

import frappe

from fsm_app.intake.portal.customers import customers_of

CUSTOMERS_HOME = "service-tickets"
# What Frappe shows where nobody has chosen a home page.
NO_CHOICE = {"", "me", "login"}


def home_page(user: str) -> str | None:
	"""The website's hook: customers of the service arrive at their tickets unless the site has a home page of its own."""
	if chosen := _home_page_of_other_apps(user):
		return chosen
	site = (frappe.db.get_single_value("Website Settings", "home_page") or "").strip("/")
	return CUSTOMERS_HOME if site in NO_CHOICE and customers_of(user) else None


def put_tickets_first() -> None:
	"""Move the entry of the tickets to the head of the portal's menu. Once, at installing: later order is the site's."""
	settings = frappe.get_doc("Portal Settings")
	ours = [row for row in settings.menu if row.route == f"/{CUSTOMERS_HOME}"]
	if not ours:
		for item in frappe.get_hooks("standard_portal_menu_items", app_name="fsm_app"):
			ours.append(settings.append("menu", {**item, "enabled": 1}))
	settings.menu = [*ours, *(row for row in settings.menu if row not in ours)]
	for place, row in enumerate(settings.menu, start=1):
		row.idx = place
	settings.save(ignore_permissions=True)  # installing or upgrading, no user acts


def _home_page_of_other_apps(user: str) -> str | None:
	"""Frappe asks one app alone: what the others would have said is asked here."""
	for path in reversed(frappe.get_hooks("get_website_user_home_page")):
		if path != "fsm_app.intake.portal.landing.home_page" and (chosen := frappe.get_attr(path)(user)):
			return chosen
	pages = frappe.get_hooks("website_user_home_page")
	return pages[-1] if pages else None
