"""What the survey's pages send, without a login, and what the Desk asks about surveys (I1)."""

import frappe
from frappe import _

from fsm_app.common.arguments import permitted
from fsm_app.common.clock import now
from fsm_app.common.roles import COORDINATORS
from fsm_app.feedback import survey_answers, unsubscriptions
from fsm_app.feedback.survey import OPEN, SURVEY, SurveyAnswerError
from fsm_app.feedback.survey_links import link_of, prepare


# The words are plain text and escaped where they are shown: read as HTML, they would lose what stands between < and >.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def answer(
	k: str,
	client_key: str,
	stars: str | int = "",
	nps: str | int = "",
	reasons: str | list | None = None,
	comment: str = "",
	website: str | None = None,
) -> None:
	"""Take the customer's answer to the survey behind the link's key `k`; the same `client_key` again is the same answer.

	`reasons` is a JSON list. `website` is a field that people do not see. A picture may come along as the file `photo`
	of a multipart form.
	"""
	if website:
		frappe.throw(_("Leave the field Website empty."), SurveyAnswerError)
	given = survey_answers.as_answer(stars, nps, reasons, comment)
	survey_answers.take(k, given, client_key, survey_answers.photo_sent())


@frappe.whitelist(allow_guest=True, methods=["POST"])
def unsubscribe(a: str, m: str, s: str) -> None:
	"""Ask the address behind a link of ours by e-mail no more; also what mail programs call with one click."""
	unsubscriptions.unsubscribe(a, m, s)


@frappe.whitelist(methods=["POST"])
def copy_link(survey: str) -> dict:
	"""The link of an open survey, to send by whatever way: for coordinators; that it was copied is noted."""
	frappe.only_for(COORDINATORS)
	permitted(SURVEY, survey)
	return {"link": _copied(survey)}


@frappe.whitelist(methods=["POST"])
def copy_link_of_ticket(ticket: str) -> dict:
	"""The same for the open survey of a ticket; refused in words where it has none."""
	frappe.only_for(COORDINATORS)
	permitted("Service Ticket", ticket)
	found = frappe.get_list(
		SURVEY, filters={"ticket": ticket, "state": OPEN}, pluck="name", limit_page_length=1
	)
	if not found:
		frappe.throw(
			_("{0} has no open survey. It opens when the ticket is closed.").format(ticket), SurveyAnswerError
		)
	return {"link": _copied(found[0])}


def _copied(survey: str) -> str:
	row = frappe.db.get_value(SURVEY, survey, ["state", "expires_at", "ticket"], as_dict=True)
	if row.state != OPEN or now() > row.expires_at:
		frappe.throw(
			_("The survey of {0} is not open any more. Ask the customer in a callback.").format(row.ticket),
			SurveyAnswerError,
		)
	frappe.db.set_value(
		SURVEY,
		survey,
		{"copied_at": now(), "copied_by": frappe.session.user},
	)
	prepare(survey)
	return link_of(survey)
