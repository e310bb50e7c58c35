"""Who does not want to be asked for their opinion by e-mail any more, and the links by which they say so (I1).

Kept is a hash of the address and a few letters of it, so the list itself tells nobody's address.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import cstr, get_url, validate_email_address
from frappe.utils.verified_command import get_secret

from fsm_app.common.clock import now
from fsm_app.engine.masking import mask_email

UNSUBSCRIPTION = "Survey Unsubscription"
PAGE = "service-survey-unsubscribe"
ONE_CLICK = "/api/method/fsm_app.api.survey.unsubscribe"
PURPOSE = "fsm_app.survey_unsubscription"
BY_MAIL, BY_STAFF = "E-mail", "Staff"


class UnsubscriptionNotGenuine(frappe.PermissionError):
	"""A link to unsubscribe that this site has not made, or that was changed."""


class NoAddress(frappe.ValidationError):
	"""An unsubscription without an address, or with one that is none."""


class UnsubscribedAlready(frappe.UniqueValidationError):
	"""An address that is on the list."""


def mark_of(address: str) -> str:
	"""A hash by which the address is known again; not a site's secret, with which the list would be lost."""
	return hashlib.sha256(f"{PURPOSE}\n{address.strip().lower()}".encode()).hexdigest()


def is_unsubscribed(address: str) -> bool:
	"""Whether this address is not to be asked."""
	return bool(frappe.db.exists(UNSUBSCRIPTION, {"address_mark": mark_of(address)}))


def links_for(address: str, language: str) -> tuple[str, str]:
	"""The page to unsubscribe the address, and the address that mail programs call for the same."""
	mark, shown = mark_of(address), mask_email(address)
	query = urlencode({"a": mark, "m": shown, "s": _signature(mark, shown)})
	return get_url(f"/{PAGE}?{query}&_lang={language}"), get_url(f"{ONE_CLICK}?{query}")


def check(mark: str, shown: str, signed: str) -> None:
	"""Raise UnsubscriptionNotGenuine for what `links_for` has not made."""
	if not hmac.compare_digest(_signature(mark, shown).encode(), signed.encode()):
		frappe.throw(
			_("This link is not complete or was changed. Please open it again from our message, or call us."),
			UnsubscriptionNotGenuine,
		)


def unsubscribe(mark: str, shown: str, signed: str) -> None:
	"""Put the address behind such a link on the list, once. Raises UnsubscriptionNotGenuine."""
	check(mark, shown, signed)
	if frappe.db.exists(UNSUBSCRIPTION, {"address_mark": mark}):
		return
	document = frappe.get_doc({"doctype": UNSUBSCRIPTION})
	document.flags.from_link = {"address_mark": mark, "address_shown": shown, "via": BY_MAIL}
	frappe.db.savepoint("unsubscription")
	try:
		document.insert(ignore_permissions=True)  # a guest, whom the signed link allows this
	except frappe.UniqueValidationError:  # the other click was faster
		frappe.db.rollback(save_point="unsubscription")
		frappe.clear_last_message()


def take_address(document) -> None:
	"""Before one is kept: its hash and the letters that are shown, in place of the address that somebody typed."""
	typed = cstr(document.address).strip()
	document.update({"address": None, "since": now()})
	if of_link := document.flags.from_link:
		document.update(of_link)
		return
	if not typed or not validate_email_address(typed):
		frappe.throw(
			_("E-mail: {0} is no address. Enter another one.").format(typed or _("empty")), NoAddress
		)
	document.update({"address_mark": mark_of(typed), "address_shown": mask_email(typed), "via": BY_STAFF})
	if frappe.db.exists(UNSUBSCRIPTION, {"address_mark": document.address_mark}):
		frappe.throw(
			_("{0} is on the list already. Nothing is left to do.").format(document.address_shown),
			UnsubscribedAlready,
		)


def _signature(mark: str, shown: str) -> str:
	message = "\n".join((PURPOSE, mark, shown))
	digest = hmac.new(get_secret().encode(), message.encode(), hashlib.sha256).digest()
	return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
