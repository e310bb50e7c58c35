"""A service manager's day on the phone: figures, breaches, who is where, decisions; one tap to each document (N2)."""

import json
from urllib.parse import quote, urlencode

import frappe
from frappe import _

from fsm_app.api import manager_page
from fsm_app.intake.portal.pages import ensure_csrf_token, when
from fsm_app.manager_page import decisions, today

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The day, for who manages the service; others are told in words, guests are sent to the login."""
	frappe.local.no_cache = 1
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = "/login?" + urlencode(
			{"redirect-to": frappe.local.request.path}
		)
		raise frappe.Redirect(302)  # not for good: after the login the page is here
	ensure_csrf_token()
	context.update(
		{
			"title": _("Service Today"),
			"no_breadcrumbs": 1,
			"show_sidebar": False,
			"body_class": "service-portal-body",
			"when": when,
			"form": form,
			"listed": listed,
			"most_clocks": today.SHOWN_AT_MOST,
			"figure": lambda value: _figure(value, today.COUNTED_AT_MOST),
			"counted": lambda value: _figure(value, decisions.COUNTED_AT_MOST),
		}
	)
	try:
		context.day = manager_page.today()
	except frappe.PermissionError:
		frappe.clear_messages()
		context.problem = _("This page is for service managers. Ask an administrator for the role.")
		context.http_status_code = 403


def form(doctype: str, name: str) -> str:
	"""The address of a document in the Desk."""
	return f"/app/{_slug(doctype)}/{quote(name, safe='')}"


def listed(doctype: str, filters: dict) -> str:
	"""The address of a list in the Desk with these rows alone."""
	shown = {field: json.dumps(value, default=str) for field, value in filters.items()}
	return f"/app/{_slug(doctype)}?{urlencode(shown)}"


def _slug(doctype: str) -> str:
	return doctype.lower().replace(" ", "-")


def _figure(value: int, most: int) -> str:
	return f"{most}+" if value > most else str(value)
