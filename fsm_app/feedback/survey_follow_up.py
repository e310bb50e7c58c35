"""What low marks open, once: a complaint, or a task for whoever leads the engineer (I3)."""

import frappe
from frappe import _
from frappe.utils import cint, cstr

from fsm_app.engine.stages import TICKET
from fsm_app.feedback.complaints import COMPLAINT
from fsm_app.feedback.survey import ANSWERED, SETTINGS, SURVEY
from fsm_app.service_desk.ticket_notices import Channel, tell
from fsm_app.workforce.audience import Audience

BY_COMPLAINT, BY_TASK = "Complaint", "Coaching Task"
TODO = "ToDo"


def follow_answer(survey) -> None:
	"""After an answer is stored: open what the settings want for low marks."""
	before = survey.get_doc_before_save()
	if survey.state != ANSWERED or not before or before.state == ANSWERED or survey.follow_up:
		return
	if not is_low(survey):
		return
	wanted = frappe.db.get_single_value(SETTINGS, "low_mark_follow_up", cache=True)
	if wanted == BY_COMPLAINT:
		_note(survey, COMPLAINT, _open_complaint(survey))
	elif wanted == BY_TASK:
		_note(survey, TODO, _open_task(survey))


def is_low(survey) -> bool:
	"""Whether the stars or the recommendation are at or below what the settings call low; 0 stars switches that off."""
	stars = cint(frappe.db.get_single_value(SETTINGS, "low_stars", cache=True))
	nps = cint(frappe.db.get_single_value(SETTINGS, "low_nps", cache=True))
	has_nps = cstr(survey.nps) != ""
	return cint(survey.stars) <= stars or (has_nps and cint(survey.nps) <= nps)


def _open_complaint(survey) -> str:
	complaint = frappe.get_doc(
		{
			"doctype": COMPLAINT,
			"ticket": survey.ticket,
			"engineer": survey.engineer,
			"category": "Quality",
			"severity": "High" if cint(survey.stars) == 1 else "Medium",
			"source": "Survey",
			"description": "\n".join(filter(None, (_marks(survey), survey.comment))),
		}
	).insert(ignore_permissions=True)  # follows from the customer's answer, not from a user's right
	audience = Audience()
	tell(
		audience.managers(),
		_("Low marks for {0}: a complaint was opened").format(survey.ticket),
		frappe.get_doc(TICKET, survey.ticket),
		audience,
		Channel(opens=(COMPLAINT, complaint.name)),
	)
	return complaint.name


def _open_task(survey) -> str | None:
	"""A thing to do for the supervisor of the engineer's team; for the service managers where it has none."""
	audience = Audience()
	team = survey.engineer and frappe.get_cached_value("Service Engineer", survey.engineer, "team")
	users = [user for user in audience.supervisor(team) if not _is_engineer(user, survey.engineer)]
	users = users or audience.managers()
	text = _("Talk with {0} about the marks for {1}: {2}").format(
		frappe.get_cached_value("Service Engineer", survey.engineer, "engineer_name")
		if survey.engineer
		else _("the team"),
		survey.ticket,
		_marks(survey),
	)
	tasks = [
		frappe.get_doc(
			{
				"doctype": TODO,
				"allocated_to": user,
				"reference_type": SURVEY,
				"reference_name": survey.name,
				"description": text,
				"assigned_by": "Administrator",
			}
		).insert(ignore_permissions=True)  # follows from the customer's answer
		for user in users[:1]
	]
	if tasks:
		tell(
			users[:1],
			text,
			frappe.get_doc(TICKET, survey.ticket),
			audience,
			Channel(opens=(SURVEY, survey.name)),
		)
	return tasks[0].name if tasks else None


def _is_engineer(user: str, engineer: str | None) -> bool:
	return bool(engineer) and frappe.get_cached_value("Service Engineer", engineer, "user") == user


def _marks(survey) -> str:
	if cstr(survey.nps) == "":
		return _("{0} of 5 stars").format(survey.stars)
	return _("{0} of 5 stars, {1} of 10 for recommending us").format(survey.stars, survey.nps)


def _note(survey, doctype: str, name: str | None) -> None:
	if name:
		values = {"follow_up_doctype": doctype, "follow_up": name}
		survey.update(values)
		frappe.db.set_value(SURVEY, survey.name, values, update_modified=False)
