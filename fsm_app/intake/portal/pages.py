"""What the pages of the customer portal have in common: who may open them, in which language, and how moments read (C2, Q3)."""

from datetime import date, datetime, time
from urllib.parse import quote, urlencode

import frappe

from fsm_app.common.said_times import said, to_the_minute
from fsm_app.intake.portal.customers import customers_of

PAGE = "/service-tickets"
LANGUAGES = (("en", "English"), ("zh", "中文"))


def open_page(context, title: str) -> bool:
	"""Prepare the context of a portal page; false where the page has to say that the user is no customer.

	A guest is sent to the login and comes back afterwards (frappe.Redirect).
	"""
	# Also the answer 'not found' is for this user alone: kept by Frappe, it would hide a ticket from its customer.
	frappe.local.no_cache = 1
	path = frappe.local.request.path
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = "/login?" + urlencode({"redirect-to": path})
		raise frappe.Redirect(302)  # not for good: after the login the page is here
	ensure_csrf_token()
	context.update(
		{
			"title": title,
			"no_breadcrumbs": 1,
			"show_sidebar": True,
			"body_class": "service-portal-body",
			"link": link,
			"when": when,
			"day_of": day_of,
			"time_of": time_of,
			"date_of": date_of,
			"languages": _other_languages(path),
			"customers": customers_of(),
		}
	)
	if not context.customers:
		context.http_status_code = 403
	return bool(context.customers)


def open_to_all(context, title: str) -> None:
	"""Prepare the context of a page that guests read, too: `customers` are those for whom the reader speaks."""
	frappe.local.no_cache = 1
	ensure_csrf_token()
	customers = customers_of()
	context.update(
		{
			"title": title,
			"no_breadcrumbs": 1,
			"show_sidebar": bool(customers),
			"body_class": "service-portal-body",
			"when": when,
			"languages": _other_languages(frappe.local.request.path),
			"customers": customers,
		}
	)


def ensure_csrf_token() -> None:
	"""Give the session the token that the page's scripts send along; Frappe makes it when the Desk is opened, which they never do.

	None for those without a session of their own: guests share one, and programs send their key.
	"""
	if frappe.session.sid not in ("Guest", frappe.session.user, None):
		frappe.sessions.get_csrf_token()


def link(*parts: str, **query: object) -> str:
	"""Address of a portal page, in the language that was chosen in this one's address."""
	return address_of(PAGE, *parts, **query)


def address_of(start: str, /, *parts: str, **query: object) -> str:
	"""The same for the pages that begin with `start`."""
	query = {key: value for key, value in query.items() if value not in (None, "")}
	if language := frappe.form_dict.get("_lang"):
		query["_lang"] = language
	path = "/".join([start, *(quote(part, safe="") for part in parts)])
	return f"{path}?{urlencode(query)}" if query else path


def when(moment: datetime | None) -> str:
	"""A moment as the user's language writes it, to the minute."""
	return to_the_minute(moment, frappe.local.lang) if moment else ""


def day_of(moment: datetime) -> str:
	"""A day with its weekday as the user's language writes it, such as Mon, 30 Nov."""
	return said(moment, frappe.local.lang, "EEE, d MMM", "M月d日 EEE")


def date_of(day: date) -> str:
	"""A day with its year as the user's language writes it, such as 30 Nov 2026."""
	return said(datetime.combine(day, time()), frappe.local.lang, "d MMM y", "y年M月d日")


def time_of(moment: datetime) -> str:
	"""The time of day of a moment, such as 08:30."""
	return said(moment, frappe.local.lang, "HH:mm", "HH:mm")


def not_found() -> None:
	"""Answer with the website's page for what does not exist, whatever the reason was."""
	frappe.clear_messages()
	raise frappe.PageDoesNotExistError


def _other_languages(path: str) -> list[dict]:
	kept = {key: value for key, value in frappe.local.request.args.items() if key != "_lang"}
	return [
		{"code": code, "label": label, "url": f"{path}?{urlencode({**kept, '_lang': code})}"}
		for code, label in LANGUAGES
		if not frappe.local.lang.startswith(code)
	]
