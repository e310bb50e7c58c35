"""A case's life: drafts are written by anybody of the staff, published by a reviewer who has not written them (G1, D1).

The stage follows the workflow's state. What the app counts and notes in a case nobody sends along.
"""

import frappe
from frappe import _
from frappe.utils import add_months, cint, getdate

from fsm_app.common.clock import now
from fsm_app.common.roles import COORDINATORS, MANAGES_SERVICE, SERVICE_KNOWLEDGE_REVIEWER
from fsm_app.common.workflow_meaning import meaning_of_state
from fsm_app.knowledge import case_texts, routes, versions
from fsm_app.knowledge.from_ticket import check_origin, check_people
from fsm_app.knowledge.stages import CASE, DRAFT, IN_REVIEW, PUBLIC, PUBLISHED, RETIRED
from fsm_app.workforce.engineers import engineer_of

SETTINGS = "Field Service Settings"
# Who may name somebody else as the author of a new case.
WRITES_FOR_OTHERS = frozenset({*COORDINATORS, SERVICE_KNOWLEDGE_REVIEWER})
REVIEWERS = MANAGES_SERVICE | {SERVICE_KNOWLEDGE_REVIEWER}
# Written by the app alone; a new case begins without.
OWN_FIELDS = (
	"reviewer",
	"quality",
	"version_no",
	"first_published_on",
	"published_on",
	"last_confirmed_on",
	"review_due_on",
	"review_reason",
	"reads",
	"uses",
	"solved",
	"not_solved",
	"customers_helped",
	"route",
)
WHAT_IT_SAYS = ("symptom", "cause", "solution", "snippet", "url")


class CaseRefused(frappe.ValidationError):
	"""A case that says nothing, or says it to the wrong people."""


class NotTheReviewer(frappe.PermissionError):
	"""Somebody publishes a case, or changes a published one, who is no reviewer or has written it."""


def set_author(case) -> None:
	"""Before inserting: whoever writes it is its author, unless they write for an engineer."""
	case.update(dict.fromkeys(OWN_FIELDS))
	case.former_routes = []
	case.author_user = frappe.session.user
	mine = engineer_of()
	if mine and not WRITES_FOR_OTHERS & set(frappe.get_roles()):
		case.author = mine.name
	elif case.author:
		_follow_author(case)
	elif mine:
		case.author = mine.name


def validate(case) -> None:
	"""Before saving: who may bring it where it goes, what it must say, and what follows from publishing."""
	before = case.get_doc_before_save()
	_keep_own(case, before)
	case.stage = meaning_of_state(CASE, case.workflow_state) or case.stage or DRAFT
	case_texts.put_in_order(case)
	_check_audience(case)
	check_origin(case, before)
	check_people(case)
	is_change = versions.is_changed(case, before)
	_check_editor(case, before, is_change)
	if case.stage == PUBLISHED and (not before or before.stage != PUBLISHED or is_change):
		_check_reviewer(case)
		_check_content(case)
		_publish(case)
	elif case.stage == RETIRED and (not before or before.stage != RETIRED):
		case.update({"review_due_on": None, "review_reason": None})
	routes.set_route(case)


def _keep_own(case, before) -> None:
	if case.flags.of_the_app:
		return
	fields = ("author_user", *OWN_FIELDS) if before else ("reads", "uses", "solved", "not_solved")
	for field in fields:
		case.set(field, before.get(field) if before else 0)
	if before:
		case.former_routes = before.former_routes
		if before.author != case.author:
			_change_author(case, before)


def _change_author(case, before) -> None:
	"""Whose merit a case is, managers correct; whoever reviews it must not become somebody else by that."""
	if not MANAGES_SERVICE & set(frappe.get_roles()):
		case.author = before.author
	_follow_author(case)


def _follow_author(case) -> None:
	"""Whoever is named as the author writes it."""
	if case.author:
		case.author_user = frappe.db.get_value("Service Engineer", case.author, "user") or case.author_user


def _check_editor(case, before, is_change: bool) -> None:
	"""What a reviewer looks at stays as it is while they do: its author takes it back to change it."""
	waits = before and is_change and before.stage == case.stage == IN_REVIEW
	if waits and not REVIEWERS & set(frappe.get_roles()):
		frappe.throw(_("Stage: the case is being reviewed. Return it to draft to change it."), NotTheReviewer)


def _check_audience(case) -> None:
	if case.audience == PUBLIC and case.only_company:
		frappe.throw(
			_(
				"Audience: what everybody reads cannot be for one company's staff alone. Empty Only for Company, or choose another audience."
			),
			CaseRefused,
		)


def _check_reviewer(case) -> None:
	"""What readers see was looked at by a second pair of eyes, also where the text of a published case changes."""
	if case.flags.of_the_app:
		return
	me = frappe.session.user
	if me != "Administrator" and SERVICE_KNOWLEDGE_REVIEWER not in frappe.get_roles(me):
		frappe.throw(
			_(
				"Stage: a published case is changed by a knowledge reviewer. Ask one of them, or revise it first."
			),
			NotTheReviewer,
		)
	if me in (case.author_user, case.owner):
		frappe.throw(
			_("Reviewer: nobody publishes their own case. Ask another knowledge reviewer."), NotTheReviewer
		)


def _check_content(case) -> None:
	if not any(case_texts.says(case.get(field)) for field in WHAT_IT_SAYS) and not case.fault_codes:
		frappe.throw(
			_("Solution: the case says nothing yet. Write a symptom, a cause, a solution, or commands."),
			CaseRefused,
		)


def _publish(case) -> None:
	moment = now()
	case.version_no = cint(case.version_no) + 1
	case.published_on = moment
	case.first_published_on = case.first_published_on or moment.date()
	case.reviewer = frappe.session.user
	set_review_due(case)


def set_review_due(case) -> None:
	"""It is right as of today: looked at again after the time of the settings, 0 for never."""
	months = cint(frappe.db.get_single_value(SETTINGS, "case_review_months"))
	today = now().date()
	case.last_confirmed_on = today
	case.review_due_on = getdate(add_months(today, months)) if months > 0 else None
	case.review_reason = None
