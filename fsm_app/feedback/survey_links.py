"""The link by which a customer answers without a login: signed, for one survey, as long as it is open (I1).

The signature needs two secrets, the site's and one of the survey's own, which lies in a document that nobody may read. So
neither a guess nor a look into the surveys makes a link, and nothing that would open one is stored.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from urllib.parse import urlencode

import segno

import frappe
from frappe import _
from frappe.utils import formatdate, get_url
from frappe.utils.verified_command import get_secret

from fsm_app.common.clock import now
from fsm_app.common.roles import COORDINATORS
from fsm_app.feedback.survey import ANSWERED, OPEN, SURVEY

PAGE = "service-survey"
KEPT = "Service Survey Link"
# Tells these signatures from others made with the site's secret.
PURPOSE = "fsm_app.service_survey"
SIGNATURE_BYTES = 24
LONGEST_KEY = 200
DEVICES_KEPT_DAYS = 90


class SurveyLinkNotGenuine(frappe.PermissionError):
	"""A link that this site has not made, or that was changed."""


class SurveyLinkUsed(frappe.LinkExpired):
	"""The survey behind the link was answered."""


class SurveyLinkOver(frappe.LinkExpired):
	"""The survey behind the link has run out, or its ticket is at work again."""


def prepare(survey: str) -> None:
	"""Give the survey the secret of its own that its link needs; one that has it keeps it."""
	if frappe.db.exists(KEPT, {"survey": survey}):
		return
	frappe.get_doc({"doctype": KEPT, "survey": survey, "secret": frappe.generate_hash(length=32)}).insert(
		ignore_permissions=True  # nobody has a right on these
	)


def link_of(survey: str, language: str | None = None) -> str:
	"""The address at which the survey named `survey`, which was prepared, is answered."""
	query = {"k": key_of(survey), **({"_lang": language} if language else {})}
	return get_url(f"/{PAGE}?{urlencode(query)}")


def key_of(survey: str) -> str:
	"""What the link carries: the survey's name and its signature."""
	secret = frappe.db.get_value(KEPT, {"survey": survey}, "secret")
	return f"{survey}.{_signature(survey, secret)}"


def survey_of(key: str) -> str:
	"""The name of the open survey behind a link's key.

	Raises SurveyLinkNotGenuine, SurveyLinkUsed and SurveyLinkOver, each with words for the customer.
	"""
	survey = name_in(key)
	refuse_closed(frappe.db.get_value(SURVEY, survey, ["state", "expires_at", "answered_at"], as_dict=True))
	return survey


def refuse_closed(survey) -> None:
	"""Raise SurveyLinkUsed or SurveyLinkOver for a survey (document or row) that takes no answer any more."""
	if survey.state == ANSWERED:
		frappe.throw(
			_(
				"Thank you. Your answer arrived on {0}. If you want to add something, please write to us."
			).format(formatdate(survey.answered_at)),
			SurveyLinkUsed,
		)
	if survey.state != OPEN or now() > survey.expires_at:
		frappe.throw(
			_("This survey is over. If you want to tell us something, please write to us or call us."),
			SurveyLinkOver,
		)


def name_in(key: str) -> str:
	"""The name of the survey in a key whose signature is right; whatever became of the survey. Raises SurveyLinkNotGenuine."""
	survey, _dot, signed = key[:LONGEST_KEY].rpartition(".")
	secret = frappe.db.get_value(KEPT, {"survey": survey}, "secret") if survey else None
	# As bytes: compare_digest takes no text beyond ASCII, and what comes in may be anything.
	if not secret or not hmac.compare_digest(_signature(survey, secret).encode(), signed.encode()):
		frappe.throw(
			_("This link is not complete or was changed. Please open it again from our message, or call us."),
			SurveyLinkNotGenuine,
		)
	return survey


def service_survey_qr(ticket) -> dict | None:
	"""For the service report: `link` and `svg` of the ticket's open survey; None where there is none.

	On the report that goes to the customer, and for those who may copy the link: marks are not the engineer's to give.
	"""
	if not ticket.flags.goes_to_customer and not set(frappe.get_roles()) & set(COORDINATORS):
		return None
	link = open_survey_link(ticket.name)
	if not link:
		return None
	return {"link": link, "svg": segno.make(link, error="m", micro=False).svg_inline(border=2, omitsize=True)}


def open_survey_link(ticket: str, language: str | None = None) -> str | None:
	"""The link of the ticket's open survey, for those who may have it; None where there is none.

	One from before there were links has none until somebody copies it: a page that is only read prepares nothing.
	"""
	survey = frappe.db.get_value(SURVEY, {"ticket": ticket, "state": OPEN, "expires_at": [">", now()]})
	return link_of(survey, language) if survey and frappe.db.exists(KEPT, {"survey": survey}) else None


def forget_devices() -> None:
	"""Daily: forget on which device was answered, once a closed month can have been looked through."""
	frappe.db.set_value(
		KEPT,
		{"device_mark": ["is", "set"], "modified": ["<", now() - timedelta(days=DEVICES_KEPT_DAYS)]},
		"device_mark",
		None,
		update_modified=False,
	)


def forget(survey: str) -> None:
	"""When a survey is deleted: what belongs to its link goes with it."""
	frappe.db.delete(KEPT, {"survey": survey})


def _signature(survey: str, secret: str) -> str:
	message = "\n".join((PURPOSE, survey, secret))
	digest = hmac.new(get_secret().encode(), message.encode(), hashlib.sha256).digest()
	return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).rstrip(b"=").decode()
