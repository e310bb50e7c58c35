"""The page on which a customer says how the service was, by the link of one survey, without a login (I1)."""

from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.engine.stages import TICKET
from fsm_app.feedback import survey_answers, survey_links
from fsm_app.feedback.survey import SURVEY
from fsm_app.intake.portal.pages import LANGUAGES, ensure_csrf_token
from fsm_app.service_desk.ticket_mail import language_of

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Show the form, or say in plain words why there is none. Opening the page changes nothing: mail programs open it, too."""
	key = frappe.form_dict.get("k") or ""
	ensure_csrf_token()
	context.show_sidebar = False
	context.key = key
	try:
		survey = survey_links.name_in(key)
		_speak_to(survey)
		survey_links.survey_of(key)
		survey_answers.refuse_staff()
	except (frappe.PermissionError, frappe.LinkExpired) as refused:
		frappe.clear_last_message()
		context.problem = str(refused)
		context.http_status_code = refused.http_status_code
	else:
		context.facts = _facts(survey)
		context.reasons = survey_answers.reasons_offered()
		context.longest_comment = survey_answers.LONGEST_COMMENT
	context.title = _("How was our service?")
	context.language = frappe.local.lang
	context.languages = [
		{"label": label, "url": f"/{survey_links.PAGE}?{urlencode({'k': key, '_lang': code})}"}
		for code, label in LANGUAGES
		if code != frappe.local.lang.split("-")[0]
	]


def _speak_to(survey: str) -> None:
	"""The customer's language, unless another one was chosen on the page."""
	if not frappe.form_dict.get("_lang"):
		ticket = frappe.get_doc(TICKET, frappe.db.get_value(SURVEY, survey, "ticket"))
		frappe.local.lang = language_of(ticket)


def _facts(survey: str) -> dict:
	"""What reminds the customer of the service: no name, number or address of theirs, for links are handed on."""
	row = frappe.db.get_value(
		SURVEY, survey, ["ticket", "offering", "engineer", "company", "expires_at"], as_dict=True
	)
	return {
		"ticket": row.ticket,
		"service": _(row.offering) if row.offering else "",
		"engineer": row.engineer
		and frappe.get_cached_value("Service Engineer", row.engineer, "engineer_name"),
		"done_on": formatdate(frappe.db.get_value(TICKET, row.ticket, "done_at")),
		"company": row.company,
		"expires_on": formatdate(row.expires_at),
	}
