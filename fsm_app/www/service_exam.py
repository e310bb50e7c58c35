"""The page on which engineers sit exams (H2). Everything it shows comes from api/exam.py, which knows whose it is."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.intake.portal.pages import ensure_csrf_token
from fsm_app.workforce.engineers import engineer_of

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""A guest is sent to the login and comes back afterwards (frappe.Redirect)."""
	if frappe.session.user == "Guest":
		target = urlencode({"redirect-to": "/service-exam"})
		frappe.local.flags.redirect_location = f"/login?{target}"
		raise frappe.Redirect(302)  # not for good: after the login the page is here
	ensure_csrf_token()
	engineer = engineer_of()
	context.update(
		{
			"title": _("Exams"),
			"no_breadcrumbs": 1,
			"is_candidate": bool(engineer) and engineer.status != "Left",
			"texts": _texts(),
		}
	)


def _texts() -> dict[str, str]:
	"""What the page's script says, in the user's language."""
	return {
		"start": _("Start"),
		"resume": _("Continue"),
		"minutes": _("Time limit: {0} minutes"),
		"questions": _("Questions: {0}"),
		"pass_mark": _("Pass mark: {0} %"),
		"attempts_unlimited": _("Any number of attempts"),
		"attempt_left": _("1 attempt left"),
		"attempts_left": _("{0} attempts left"),
		"none_left": _("No attempts left. Ask your manager for another one."),
		"again_on": _("Next attempt from {0} on."),
		"before_start": _("The clock starts at once and runs on when you close this page. Start now?"),
		"start_now": _("Start Now"),
		"not_now": _("Not Now"),
		"no_exams": _("There are no exams at present."),
		"passed": _("Passed with {0} %"),
		"failed": _("Not passed: {0} %"),
		"running": _("Running", context="Service Exam"),
		"question": _("Question {0} of {1}"),
		"mark": _("1 mark"),
		"marks": _("{0} marks"),
		"choose_one": _("Choose one answer."),
		"choose_all": _("Choose all correct answers."),
		"true": _("True"),
		"false": _("False"),
		"number": _("Enter a number."),
		"text": _("Answer in a few words."),
		"back": _("Back", context="Service Exam"),
		"next": _("Next", context="Service Exam"),
		"submit": _("Hand In"),
		"unanswered": _("{0} questions have no answer yet. Hand in all the same?"),
		"sure": _("Hand in now? Afterwards nothing can be changed."),
		"left": _("{0} left"),
		"saving": _("Saving …"),
		"saved": _("All answers are saved."),
		"offline": _("No connection. {0} answers are kept on this device and sent as soon as there is one."),
		"waiting": _("Handing in waits for the connection."),
		"over": _("The time is over. What was saved until then counts."),
		"result": _("{0} of {1} marks"),
		"question_number": _("Question {0}"),
		"correct": _("Correct"),
		"wrong": _("Wrong"),
		"your_answer": _("Your answer"),
		"no_answer": _("No answer"),
		"correct_answer": _("Correct answer"),
		"explanation": _("Explanation", context="Exam Question"),
		"to_list": _("To the exams"),
		"error": _("That did not work: {0}"),
	}
