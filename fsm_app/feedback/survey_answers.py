"""What a customer answers by the link: taken once, whatever a bad network or a quick finger sends again (I1)."""

import hashlib
import hmac
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import cint, cstr
from frappe.utils.verified_command import get_secret

from fsm_app.common import limits
from fsm_app.common.arguments import parsed
from fsm_app.common.clock import now
from fsm_app.common.roles import ROLES
from fsm_app.engine.plain_title import without_controls
from fsm_app.feedback.survey import LINK, PORTAL, SURVEY, SurveyAnswerError
from fsm_app.feedback.survey_links import KEPT, name_in, refuse_closed
from fsm_app.field_work.photos import checked_photo

REASON = "Survey Reason"
HIGH, LOW, ALL = "High Marks", "Low Marks", "All Marks"
HIGH_FROM = 4
LONGEST_COMMENT = 2000
SHORTEST_KEY = 16
LONGEST_CLIENT_KEY = 64
MOST_REASONS = 20
# From one address, behind which a whole company may sit, and from all guests together: more come from a program.
PER_ADDRESS_AND_HOUR = 60
GUESTS_PER_HOUR = 3000


class AnsweredByStaff(frappe.PermissionError):
	"""Somebody who serves opens the customer's link and wants to answer in the customer's place."""


class Answer(NamedTuple):
	"""What the page sends, already as text and numbers."""

	stars: int
	nps: str = ""
	reasons: tuple[str, ...] = ()
	comment: str = ""


def take(key: str, answer: Answer, client_key: str, photo: bytes | None = None) -> None:
	"""Write down the customer's answer to the survey behind a link's key; the same `client_key` again is the same answer.

	Raises what survey_links.name_in and refuse_closed raise, SurveyAnswerError, AnsweredByStaff, RateLimitExceededError, and what a photo
	is refused for (field_work.photos). A refusal changes nothing and leaves the link as it was.
	"""
	_limit()
	name = name_in(key)
	refuse_staff()
	if not SHORTEST_KEY <= len(client_key) <= LONGEST_CLIENT_KEY:
		_refuse(_("The page sent no key of its own. Load it again."))
	# Locked, both: of answers that come at once one is taken, and the others see it. A plain reading would show each of them
	# the survey as it was when its request began.
	survey = frappe.get_doc(SURVEY, name, for_update=True)
	kept = frappe.db.get_value(KEPT, {"survey": name}, ["name", "client_key"], as_dict=True, for_update=True)
	if kept.client_key and kept.client_key == _mark(client_key):
		return
	refuse_closed(survey)
	picture = checked_photo(photo) if photo else None
	survey.update(
		{
			"stars": answer.stars,
			"nps": _checked_nps(answer.nps),
			"comment": _checked_comment(answer.comment),
			"reasons": [{"reason": reason} for reason in _checked_reasons(answer)],
		}
	)
	survey.flags.answered_through = PORTAL if frappe.session.user != "Guest" else LINK
	survey.save(ignore_permissions=True)  # a guest, whom the signed link allows this
	# Its time is that of the answer: after a while the device is forgotten, see survey_links.forget_devices.
	frappe.db.set_value(
		KEPT,
		kept.name,
		{"client_key": _mark(client_key), "device_mark": _device(), "modified": now()},
		update_modified=False,
	)
	if picture:
		_keep_photo(survey.name, picture)


def refuse_staff() -> None:
	"""Raise AnsweredByStaff for a user who serves: marks are the customer's to give."""
	if frappe.session.user == "Guest":
		return
	if frappe.session.user == "Administrator" or set(frappe.get_roles()) & set(ROLES):
		frappe.throw(
			_(
				"This page is for the customer, and you are logged in as one who serves. Send the link instead."
			),
			AnsweredByStaff,
		)


def reasons_offered() -> list[dict]:
	"""The reasons that the page shows, each with `reason`, `label` and `marks` (high, low or all)."""
	short = {HIGH: "high", LOW: "low", ALL: "all"}
	rows = frappe.get_all(
		REASON,
		filters={"disabled": 0},
		fields=["name", "shown_for"],
		order_by="position, name",
		limit_page_length=MOST_REASONS,
	)
	return [{"reason": row.name, "label": _(row.name), "marks": short[row.shown_for]} for row in rows]


def _checked_reasons(answer: Answer) -> list[str]:
	"""Those of the ticked reasons that are offered for these stars."""
	marks = "high" if answer.stars >= HIGH_FROM else "low"
	offered = [row["reason"] for row in reasons_offered() if row["marks"] in ("all", marks)]
	return [reason for reason in offered if reason in answer.reasons]


def _checked_nps(value: str) -> str:
	value = cstr(value).strip()
	if value and not (value.isascii() and value.isdigit() and 0 <= int(value[:3]) <= 10):
		_refuse(_("Recommendation: choose a number from 0 to 10, or none."))
	return str(int(value)) if value else ""


def _checked_comment(text: str) -> str:
	text = without_controls(cstr(text)).strip()
	if len(text) > LONGEST_COMMENT:
		_refuse(
			_("Comment: {0} characters are more than {1}. Please shorten it.").format(
				len(text), LONGEST_COMMENT
			)
		)
	return text


def _limit() -> None:
	"""Refuse what is too much, counted before anything is looked up: so keys cannot be tried out either."""
	if not frappe.request:
		return
	if frappe.session.user != "Guest":
		limits.take(SURVEY, frappe.session.user, PER_ADDRESS_AND_HOUR)
		return
	limits.take(SURVEY, limits.address(), PER_ADDRESS_AND_HOUR)
	limits.take(SURVEY, "all guests", GUESTS_PER_HOUR)


def _device() -> str | None:
	"""A salted hash of device and network: it tells that two answers came from one, and nothing else."""
	if not frappe.request:
		return None
	return _mark(f"device\n{limits.address()}\n{frappe.request.headers.get('User-Agent') or ''}")


def _mark(text: str) -> str:
	message = f"fsm_app.service_survey\n{text}".encode()
	return hmac.new(get_secret().encode(), message, hashlib.sha256).hexdigest()[:32]


def _keep_photo(survey: str, picture) -> None:
	"""Keep the picture as a private file of the survey; who may read that may read it."""
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{survey}.{picture.extension}",
			"content": picture.content,
			"is_private": 1,
			"attached_to_doctype": SURVEY,
			"attached_to_name": survey,
			"attached_to_field": "photo",
		}
	)
	file.flags.of_the_app = True
	file.insert(ignore_permissions=True)  # the survey is theirs
	# A file's owner may read it whatever becomes of its document.
	frappe.db.set_value("File", file.name, "owner", "Administrator", update_modified=False)
	frappe.db.set_value(SURVEY, survey, "photo", file.file_url, update_modified=False)


def photo_sent() -> bytes | None:
	"""The file `photo` of the multipart form that the request is."""
	sent = frappe.request.files.get("photo") if frappe.request else None
	return (sent.stream.read() or None) if sent else None


def as_answer(stars, nps, reasons, comment) -> Answer:
	"""What was sent, as an Answer; SurveyAnswerError for stars that are no number."""
	if not cstr(stars).strip().isdigit():
		_refuse(_("Please choose the stars first, from 1 to 5."))
	chosen = parsed(reasons, "reasons")
	chosen = chosen if isinstance(chosen, list) else []
	return Answer(
		cint(cstr(stars).strip()[:3]),
		cstr(nps),
		tuple(reason for reason in chosen if isinstance(reason, str)),
		cstr(comment),
	)


def _refuse(message: str) -> None:
	frappe.throw(message, SurveyAnswerError)
