"""The customer's way into one call without a login: a link that works until that call is over (N3).

The link holds a secret of which only a digest is stored: neither a guess nor a look into the documents makes one. A new
link ends the one before.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import get_url

from fsm_app.common.clock import now
from fsm_app.common.limits import address, take
from fsm_app.remote_guidance.notices import PAGE
from fsm_app.remote_guidance.sessions import CUSTOMER, SESSION, GuidanceRefused, is_open, open_session

SECRET_BYTES = 24
LONGEST_KEY = 120
WRONG_KEYS = 60


class GuidanceLinkNotGenuine(frappe.PermissionError):
	"""A link that this site has not made, that was changed, or that a newer one has replaced."""


class GuidanceLinkOver(frappe.LinkExpired):
	"""The call behind the link is over."""


def make(name: str, language: str | None = None, is_mailed: bool = False) -> str:
	"""A new link into the call, for whoever shows; the one before ends. Raises GuidanceRefused where no customer shows.

	One that is mailed has the site's own address, whatever host the request names that sends it.
	"""
	session = open_session(name)
	if session.shown_by != CUSTOMER:
		frappe.throw(
			_("In this call the engineer shows the device. Ask for one that the customer shows."),
			GuidanceRefused,
		)
	secret = secrets.token_urlsafe(SECRET_BYTES)
	frappe.db.set_value(
		SESSION,
		session.name,
		{"link_hash": _digest(secret), "link_made_by": frappe.session.user, "link_made_at": now()},
	)
	query = {"k": f"{session.name}.{secret}", **({"_lang": language} if language else {})}
	return get_url(f"{PAGE}?{urlencode(query)}", allow_header_override=not is_mailed)


def session_in(key: str):
	"""The open session behind a link's key; raises GuidanceLinkNotGenuine and GuidanceLinkOver, each with words for the customer."""
	name, _dot, secret = key[:LONGEST_KEY].rpartition(".")
	stored = frappe.db.get_value(SESSION, name, "link_hash") if name else None
	if not stored or not hmac.compare_digest(stored, _digest(secret)):
		take("guidance_link", address(), WRONG_KEYS)
		frappe.throw(
			_("This link is not complete, or a newer one has replaced it. Ask for it once more."),
			GuidanceLinkNotGenuine,
		)
	session = frappe.get_doc(SESSION, name)
	if not is_open(session):
		frappe.throw(_("This call is over. If you still need help, please call us."), GuidanceLinkOver)
	return session


def _digest(secret: str) -> str:
	return hashlib.sha256(secret.encode()).hexdigest()
