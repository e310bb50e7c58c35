"""The survey that follows the closing of a ticket (I1)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, format_datetime

from fsm_app.common.clock import now


class SurveyAnswerError(frappe.ValidationError):
	"""An answer that cannot be taken: out of range, given already, or too late."""


def open_survey(ticket) -> None:
	"""Open the survey of the ticket's present cycle; a second closing of the same cycle opens no second one."""
	key = f"{ticket.name}:{ticket.reopen_count}"
	if frappe.db.exists("Service Survey", {"survey_key": key}):
		return
	sent_at = now()
	days = frappe.db.get_single_value("Field Service Settings", "survey_valid_days", cache=True) or 0
	frappe.get_doc(
		{
			"doctype": "Service Survey",
			"ticket": ticket.name,
			"cycle": ticket.reopen_count,
			"customer": ticket.customer,
			"engineer": ticket.engineer,
			"offering": ticket.offering,
			"company": ticket.company,
			"sent_at": sent_at,
			"expires_at": sent_at + timedelta(days=days),
			"survey_key": key,
		}
	).insert(ignore_permissions=True)  # follows from the closing, which the workflow has permitted


def validate_answer(survey) -> None:
	"""Check an answer as it is written down; the first one counts and is not changed afterwards."""
	before = survey.get_doc_before_save()
	if before is None:
		survey.update({"state": "Open", "answered_at": None})
		return
	# The state follows from the answer, whatever was sent for it.
	survey.update({field: before.get(field) for field in ("state", "sent_at", "expires_at", "answered_at")})
	if all(survey.get(field) == before.get(field) for field in ("stars", "nps", "comment")):
		return
	if before.state == "Answered":
		_refuse(
			_(
				"The survey of {0} has been answered already. Add what is new to the ticket as a comment."
			).format(survey.ticket)
		)
	if before.state == "Expired" or now() > before.expires_at:
		_refuse(
			_(
				"The survey of {0} expired on {1}. Add what the customer says to the ticket as a comment."
			).format(survey.ticket, format_datetime(before.expires_at))
		)
	if not 1 <= cint(survey.stars) <= 5:
		_refuse(_("Stars: {0} is not a number from 1 to 5. Enter one.").format(survey.stars))
	survey.state = "Answered"
	survey.answered_at = now()


def expire_surveys() -> None:
	"""Daily: mark the open surveys whose time is over."""
	frappe.db.set_value("Service Survey", {"state": "Open", "expires_at": ["<", now()]}, "state", "Expired")


def _refuse(message: str) -> None:
	frappe.throw(message, SurveyAnswerError)
