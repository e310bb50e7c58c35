"""How a ticket stands, for its customer: in the portal, and on the page behind a link (N2)."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.customer_page import appointments, on_the_way
from fsm_app.customer_page.history import history
from fsm_app.engine import stages
from fsm_app.feedback.survey_links import open_survey_link
from fsm_app.intake.portal import link_acts
from fsm_app.intake.portal.messages import conversation
from fsm_app.intake.portal.photos import photos_of
from fsm_app.intake.portal.promised_times import next_promise
from fsm_app.intake.portal.stages import progress, stage_name, tone
from fsm_app.intake.portal.tickets import continued_in

REMOTE = "Remote"


def coming(ticket) -> dict:
	"""What lies ahead and behind of the customer's `ticket` (a document): `appointment`, `engineer`, `history`."""
	return {
		"engineer": on_the_way.shown(ticket),
		"appointment": appointments.shown(ticket),
		"history": history(ticket),
	}


def shown_by_link(ticket) -> dict:
	"""What a customer sees of their `ticket` (a document) by a link: links are handed on, so nothing says who or where they are."""
	remote = frappe.get_cached_value("Service Offering", ticket.offering, "delivery") == REMOTE
	return {
		"name": ticket.name,
		"subject": ticket.subject,
		"company": ticket.company,
		"offering": ticket.offering,
		"state": stage_name(ticket.stage),
		"tone": tone(ticket.stage),
		"progress": progress(ticket.stage, ticket.waiting_from, remote, bool(ticket.confirmed_at)),
		"promise": next_promise(ticket, remote),
		**coming(ticket),
		"resolution": ticket.resolution_summary if ticket.stage in stages.FINISHED else None,
		"has_report": ticket.stage in stages.FINISHED,
		**_acts(ticket),
		"messages": [_without_name(message) for message in conversation(ticket)],
		"continued_in": continued_in(ticket),
		"may_write": ticket.stage not in stages.ENDED,
	}


def _acts(ticket) -> dict:
	"""What whoever has the link may do about the work: `actions`, the address of the `survey`, `photos`, `may_send_photos`."""
	sends = link_acts.sends_photos(ticket)
	return {
		"actions": link_acts.possible(ticket),
		"survey": open_survey_link(ticket.name, frappe.local.lang) if link_acts.rates(ticket) else None,
		"photos": photos_of(ticket, by_link=True) if sends else [],
		"may_send_photos": sends and ticket.stage not in stages.ENDED,
	}


def _without_name(message: dict) -> dict:
	"""Who wrote is named to nobody who has but the link: neither the customer's people nor ours."""
	author = _("You", context="Service Ticket") if message["from_customer"] else _("Service")
	return {**message, "author": author}


def address(method: str, **query: str) -> str:
	"""Where a page finds what is downloaded from here."""
	return f"/api/method/fsm_app.api.customer_page.{method}?{urlencode(query)}"
