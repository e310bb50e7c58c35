"""Where people arrive after the login: who serves in the app's workspace, customers at their tickets.

What somebody has chosen for themselves, or the administrator for all, comes first: the workspace is entered in a user's
Default Workspace once, when they get their first service role, and only where the field is empty. The home page of
customers is a suggestion, which Frappe asks for after those of roles and of the Portal Settings.
"""

import frappe

from fsm_app.roles import ROLES
from fsm_app.service_desk.portal.customers import customers_of

WORKSPACE = "Field Service"
CUSTOMERS_HOME = "service-tickets"
# What Frappe shows where nobody has chosen a home page.
NO_CHOICE = {"", "me", "login"}


def follow_roles(user, method: str | None = None) -> None:
	"""User's validate event: who gets the first service role lands in the workspace, who loses the last does no more."""
	before = user.get_doc_before_save()
	served = bool(before) and _serves(before)
	serves = _serves(user)
	if serves and not served and not user.default_workspace and frappe.db.exists("Workspace", WORKSPACE):
		user.default_workspace = WORKSPACE
	elif served and not serves and user.default_workspace == WORKSPACE:
		user.default_workspace = None


def land_present_users() -> None:
	"""Give the workspace to those who have a service role already and have chosen nothing. Once, at installing."""
	if not frappe.db.exists("Workspace", WORKSPACE):
		return
	holders = frappe.get_all(
		"Has Role", filters={"role": ["in", ROLES], "parenttype": "User"}, pluck="parent", distinct=True
	)
	undecided = frappe.get_all(
		"User",
		filters={"name": ["in", holders], "default_workspace": ["is", "not set"]},
		pluck="name",
	)
	frappe.db.set_value("User", {"name": ["in", undecided]}, "default_workspace", WORKSPACE)
	frappe.clear_cache()


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


def _serves(user) -> bool:
	return any(row.role in ROLES for row in user.roles)


def _home_page_of_other_apps(user: str) -> str | None:
	"""Frappe asks one app alone: what the others would have said is asked here."""
	for path in reversed(frappe.get_hooks("get_website_user_home_page")):
		if path != "fsm_app.landing.home_page" and (chosen := frappe.get_attr(path)(user)):
			return chosen
	pages = frappe.get_hooks("website_user_home_page")
	return pages[-1] if pages else None
