"""What the tests of the customer's page need: a company that has decided, a ticket with an appointment, its links."""

from urllib.parse import parse_qs, urlsplit

import frappe

from fsm_app.customer_page import links
from fsm_app.customer_page.rules import RULES
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.tickets import walk

ADDRESS = "reporter@customer-page.example"
KEY = "0123456789abcdef0123456789abcdef"
# A Monday; appointments are on the Tuesday after it.
NOW = d.NOW
DISPATCHER, FITTER = "dispatcher@customer-page.example", "fitter@customer-page.example"


def decided(company: str | None = None, **values):
	"""The rules of the company, everything on unless told otherwise."""
	rules = {
		"send_links": 1,
		"link_days": 30,
		"engineer_shown": "Name",
		"arrival_shown": 1,
		"customers_move": 1,
		"move_hours": 2,
		"days_ahead": 3,
		"offered_from": "08:00:00",
		"offered_until": "18:00:00",
		**values,
	}
	company = company or f.company()
	if frappe.db.exists(RULES, company):
		document = frappe.get_doc(RULES, company)
		document.update(rules).save()
		return document
	return frappe.get_doc({"doctype": RULES, "company": company, **rules}).insert()


def fitter(name: str = "Fitting One", **values):
	"""An engineer who works from 10 to 18 on weekdays, with a user of their own."""
	user = values.pop("user", None) or f.user(FITTER, "Service Engineer")
	return f.engineer(name, calendar=f.calendar(), user=user, **values)


def alone(**values):
	"""An engineer who is the only one, by whose calendar dispatch goes."""
	d.only_these_engineers()
	d.profile(by_roster=1)
	f.user(DISPATCHER, "Service Dispatcher")
	return fitter(**values)


def agreed(start: str = "10:00", end: str = "11:00", **values):
	"""A ticket that is accepted, with an appointment on the Tuesday."""
	return walk(
		f.ticket(contact_email=ADDRESS, **d.appointment(start, end), **values), "Triage", "Dispatch", "Accept"
	)


def token(ticket) -> str:
	"""The token of a new link to the ticket."""
	return token_in(links.make(ticket, links.COPIED))


def token_in(link: str) -> str:
	return parse_qs(urlsplit(link).query)["k"][0]
