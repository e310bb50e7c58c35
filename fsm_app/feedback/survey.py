"""The survey that follows the closing of a ticket: opened, answered once, withdrawn or expired (I1)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, cstr, format_datetime

from fsm_app.common.clock import now
from fsm_app.common.roles import MANAGES_SERVICE

SURVEY = "Service Survey"
OPEN, ANSWERED, EXPIRED, WITHDRAWN = "Open", "Answered", "Expired", "Withdrawn"
LINK, PORTAL, STAFF = "Link", "Portal", "Staff"
SETTINGS = "Field Service Settings"
ANSWER = ("stars", "nps", "comment")
# The app alone writes these; `survey.flags.written_by_app` names those that it is writing.
OWN_FIELDS = (
	"state",
	"sent_at",
	"expires_at",
	"answered_at",
	"answered_through",
	"photo",
	"follow_up_doctype",
	"follow_up",
	"delivery",
	"mailed_at",
	"reminded_at",
	"copied_at",
	"copied_by",
	"excluded_by",
)


class SurveyAnswerError(frappe.ValidationError):
	"""An answer that cannot be taken: out of range, given already, or too late."""


class SurveyNotLeftOut(frappe.ValidationError):
	"""A survey that is left out of the figures without a reason, or by somebody who may not."""


def open_survey(ticket) -> str | None:
	"""Open the survey of the ticket's present cycle and return its name; a second closing of the cycle opens no second one."""
	key = f"{ticket.name}:{ticket.reopen_count}"
	if frappe.db.exists(SURVEY, {"survey_key": key}):
		return None
	sent_at = now()
	days = frappe.db.get_single_value(SETTINGS, "survey_valid_days", cache=True) or 0
	survey = frappe.get_doc(
		{
			"doctype": SURVEY,
			"ticket": ticket.name,
			"cycle": ticket.reopen_count,
			"customer": ticket.customer,
			# Whose marks these are is settled here, whoever gets the ticket later.
			"engineer": ticket.engineer,
			"offering": ticket.offering,
			"region": ticket.region,
			"company": ticket.company,
			"sent_at": sent_at,
			"expires_at": sent_at + timedelta(days=days),
			"survey_key": key,
		}
	)
	survey.insert(ignore_permissions=True)  # follows from the closing, which the workflow has permitted
	return survey.name


def withdraw_surveys(ticket: str) -> None:
	"""The ticket is at work again: what is open is asked no more, and the next closing asks anew."""
	frappe.db.set_value(SURVEY, {"ticket": ticket, "state": OPEN}, "state", WITHDRAWN)


def expire_surveys() -> None:
	"""Daily: mark the open surveys whose time is over."""
	frappe.db.set_value(SURVEY, {"state": OPEN, "expires_at": ["<", now()]}, "state", EXPIRED)


def validate(survey) -> None:
	"""Check an answer as it is written down; the first one counts and is not changed afterwards."""
	before = survey.get_doc_before_save()
	if before is None:
		survey.update({"state": OPEN, "answered_at": None, "excluded": 0})
		return
	written = survey.flags.written_by_app or ()
	survey.update({field: before.get(field) for field in OWN_FIELDS if field not in written})
	_check_left_out(survey, before)
	if not _is_changed(survey, before):
		return
	_refuse_answer(survey, before)
	survey.update(
		{
			"state": ANSWERED,
			"answered_at": now(),
			"answered_through": survey.flags.answered_through or STAFF,
		}
	)


def _is_changed(survey, before) -> bool:
	reasons = [[row.reason for row in document.reasons] for document in (survey, before)]
	return reasons[0] != reasons[1] or any(survey.get(field) != before.get(field) for field in ANSWER)


def _refuse_answer(survey, before) -> None:
	"""Refuse an answer that comes too late, or without stars from 1 to 5."""
	if before.state == ANSWERED:
		_refuse(
			_(
				"The survey of {0} has been answered already. Add what is new to the ticket as a comment."
			).format(survey.ticket)
		)
	if before.state == WITHDRAWN:
		_refuse(
			_("{0} is at work again. The customer is asked when it is closed.").format(survey.ticket),
		)
	if before.state == EXPIRED or now() > before.expires_at:
		_refuse(
			_(
				"The survey of {0} expired on {1}. Add what the customer says to the ticket as a comment."
			).format(survey.ticket, format_datetime(before.expires_at))
		)
	if not 1 <= cint(survey.stars) <= 5:
		_refuse(_("Stars: {0} is not a number from 1 to 5. Enter one.").format(survey.stars))


def _check_left_out(survey, before) -> None:
	"""Who leaves a survey out of the figures must be allowed to, and say why."""
	if bool(survey.excluded) == bool(before.excluded):
		return
	roles = set(frappe.get_roles())
	if frappe.session.user != "Administrator" and not roles & MANAGES_SERVICE:
		frappe.throw(_("Left Out: only a service manager decides this. Ask one of them."), SurveyNotLeftOut)
	if survey.excluded and not cstr(survey.excluded_reason).strip():
		frappe.throw(
			_("Reason: say why this survey is left out of the figures."),
			SurveyNotLeftOut,
		)
	survey.excluded_by = frappe.session.user if survey.excluded else None


def _refuse(message: str) -> None:
	frappe.throw(message, SurveyAnswerError)
