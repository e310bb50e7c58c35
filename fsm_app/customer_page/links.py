"""Links by which a customer opens the page of one ticket without a login (N2).

A link carries 256 random bits; the database keeps their hash alone, so neither a guess nor a look into the database opens a
page. Each e-mail gets a link of its own. A link ends by its date, when somebody revokes it, when its ticket gets another
address or customer, is made anonymous or deleted; whoever comes with one that is over is told the same as whoever made one up.
"""

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import get_datetime, get_url

from fsm_app.common import limits
from fsm_app.common.clock import now
from fsm_app.customer_page.rules import link_days, rules_of
from fsm_app.engine.stages import TICKET

LINK = "Ticket Link"
PAGE = "service-ticket-status"
TOKEN_BYTES = 32
LONGEST_TOKEN = 100
RECEIVED, APPOINTMENT, ON_THE_WAY, ACKNOWLEDGEMENT, REPORT, COPIED = (
	"Request Received",
	"Appointment",
	"On the Way",
	"Acknowledgement",
	"Service Report",
	"Copied",
)
# What somebody who tries tokens out gets, from one address; and what a page needs that is opened again and again.
WRONG_PER_HOUR = 30
USES_PER_HOUR = 300
# Each opening of a page asks for all its photos.
PHOTOS_PER_HOUR = 3000
# Links that are over tell for a while when they ended.
KEPT_DAYS = 30


class LinkNotGood(frappe.DoesNotExistError):
	"""A link that this site has not made, or that is over: nobody is told which."""


def make(ticket, occasion: str, language: str | None = None, mail_key: str | None = None) -> str:
	"""Make a link to the page of `ticket` (a document) and return its address; nobody can make it out again afterwards."""
	token = secrets.token_urlsafe(TOKEN_BYTES)
	frappe.get_doc(
		{
			"doctype": LINK,
			"ticket": ticket.name,
			"customer": ticket.customer,
			"company": ticket.company,
			"occasion": occasion,
			"expires_at": now() + timedelta(days=link_days(ticket.company)),
			"token_hash": _hash(token),
			"mail_key": mail_key,
		}
	).insert(ignore_permissions=True)  # the app itself makes it, whoever acts
	query = {"k": token, **({"_lang": language} if language else {})}
	return get_url(f"/{PAGE}?{urlencode(query)}")


def for_mail(ticket, language: str, occasion: str) -> str | None:
	"""The hook fsm_customer_page_link: the address for an e-mail to the ticket's customer, where the company sends links."""
	rules = rules_of(ticket.company)
	return make(ticket, occasion, language) if rules and rules.send_links else None


def ticket_of(token: str, for_photo: bool = False):
	"""The ticket (a document) behind a link's token. Raises LinkNotGood, and RateLimitExceededError for who tries too often.

	Photos are counted apart: a page that shows some is not closed to its reader sooner.
	"""
	found = _find(token)
	if not found:
		if frappe.request:
			limits.take("customer_page_wrong", limits.address(), WRONG_PER_HOUR)
		refuse()
	if frappe.request:
		what, most = (
			("customer_page_photo", PHOTOS_PER_HOUR) if for_photo else ("customer_page", USES_PER_HOUR)
		)
		limits.take(what, found.name, most)
	return frappe.get_doc(TICKET, found.ticket)


def refuse() -> None:
	"""Raise LinkNotGood, in the same words whatever the reason."""
	frappe.throw(
		_("This link is not valid, or not any more. Please open the newest message from us, or call us."),
		LinkNotGood,
	)


def revoke(name: str) -> None:
	"""End a link at once; whoever calls has seen to it that the user may."""
	frappe.db.set_value(LINK, name, {"revoked": 1, "revoked_by": frappe.session.user})


def revoke_all(ticket: str) -> None:
	"""End all links to a ticket at once: they went to somebody whose ticket it is not."""
	links = {"ticket": ticket, "revoked": 0}
	# Asked before it is written: an update that finds nothing would lock the place where a row might come.
	if frappe.db.exists(LINK, links):
		frappe.db.set_value(LINK, links, {"revoked": 1, "revoked_by": frappe.session.user})


def delete_links(ticket: str) -> None:
	"""A ticket is being deleted: its links go with it."""
	frappe.db.delete(LINK, {"ticket": ticket})


def forget_old() -> None:
	"""Daily: delete the links that ended a while ago."""
	frappe.db.delete(LINK, {"expires_at": ["<", now() - timedelta(days=KEPT_DAYS)]})


def _find(token: str):
	if not isinstance(token, str) or not token or len(token) > LONGEST_TOKEN:
		return None
	link = frappe.db.get_value(
		LINK,
		{"token_hash": _hash(token)},
		["name", "ticket", "customer", "expires_at", "revoked"],
		as_dict=True,
	)
	if not link or link.revoked or get_datetime(link.expires_at) < now():
		return None
	ticket = frappe.db.get_value(TICKET, link.ticket, ["customer", "anonymised_on"], as_dict=True)
	if not ticket or ticket.anonymised_on or ticket.customer != link.customer:
		return None
	return link


def _hash(token: str) -> str:
	return hashlib.sha256(token.encode(errors="replace")).hexdigest()
