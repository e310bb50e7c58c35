"""Who sees reviews and what belongs to them: the engineer, those who supervise them, and HR (J4).

One definition behind list, form, report and REST: a condition in SQL, which a single document is held against, too. Who has
rated as a colleague the engineer never learns, whatever role they have besides.
"""

from collections.abc import Callable

import frappe

from fsm_app.appraisals import stages
from fsm_app.appraisals.people import manages_people
from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import HR_MANAGER, SERVICE_AUDITOR

TABLES = {
	"Appraisal Rating Criterion": stages.RATING,
	"Appeal Correction": stages.APPEAL,
	"Objective Key Result": stages.OBJECTIVE,
	"Objective Check-in": stages.OBJECTIVE,
}


def _own(user: str, even_left: bool = False) -> str:
	"""A query for the engineer who the user is."""
	still = "" if even_left else " and `tabService Engineer`.`status` != 'Left'"
	return (
		"select `name` from `tabService Engineer`"
		f" where `tabService Engineer`.`user` = {frappe.db.escape(user)}{still}"
	)


def _supervised(user: str) -> str:
	"""A query for the engineers of the teams that the user supervises, without the user themselves."""
	user = frappe.db.escape(user)
	return (
		"select `name` from `tabService Engineer`"
		f" where coalesce(`tabService Engineer`.`user`, '') != {user} and `tabService Engineer`.`team` in"
		f" (select `name` from `tabService Team` where `supervisor` = {user})"
	)


def _reviewed(user: str) -> str:
	"""A query for the reviews in which the user is the supervisor."""
	return f"select `name` from `tabAppraisal Review` where `supervisor` = {frappe.db.escape(user)}"


def _of_chain(doctype: str, user: str) -> str:
	"""Condition on documents of a review: the engineer's own, and those of whom the user supervises."""
	review = "name" if doctype == stages.REVIEW else "review"
	return (
		f"`tab{doctype}`.`engineer` in ({_own(user)})"
		f" or `tab{doctype}`.`engineer` in ({_supervised(user)})"
		f" or `tab{doctype}`.`{review}` in ({_reviewed(user)})"
	)


def _is_auditor(user: str) -> bool:
	return SERVICE_AUDITOR in frappe.get_roles(user)


def review_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Appraisal Review and Appraisal Appeal."""
	user, doctype = user or frappe.session.user, doctype or stages.REVIEW
	if manages_people(user) or (doctype == stages.REVIEW and _is_auditor(user)):
		return ""
	return f"({_of_chain(doctype, user)})"


def action_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Improvement Action: as of its review, and those for which one is responsible."""
	user = user or frappe.session.user
	if manages_people(user):
		return ""
	responsible = f"`tab{stages.ACTION}`.`responsible` = {frappe.db.escape(user)}"
	return f"({_of_chain(stages.ACTION, user)} or {responsible})"


def interview_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Appraisal Interview: engineer, supervisor and HR; service managers where there is no supervisor."""
	user = user or frappe.session.user
	if user == "Administrator" or HR_MANAGER in frappe.get_roles(user):
		return ""
	table = f"`tab{stages.INTERVIEW_RECORD}`"
	seen = f"{table}.`engineer` in ({_own(user)}) or {table}.`review` in ({_reviewed(user)})"
	if manages_people(user):
		seen += (
			f" or {table}.`review` in"
			" (select `name` from `tabAppraisal Review` where coalesce(`supervisor`, '') = '')"
		)
	return f"({seen})"


def rating_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Appraisal Rating.

	Of the own ratings one sees the self-assessment, and the supervisor's once the interview is due; of those of others
	what one was asked for, and all as a manager or as who supervises them.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	table = f"`tab{stages.RATING}`"
	mine = f"{table}.`engineer` in ({_own(user)})"
	not_mine = f"{table}.`engineer` not in ({_own(user, even_left=True)})"
	shown = f"{table}.`kind` = 'Self' or ({table}.`kind` = 'Supervisor' and {table}.`released` = 1)"
	theirs = (
		"1 = 1"
		if manages_people(user)
		else (
			f"{table}.`engineer` in ({_supervised(user)}) or {table}.`review` in ({_reviewed(user)})"
			f" or {table}.`rater` = {frappe.db.escape(user)}"
		)
	)
	return f"(({mine} and ({shown})) or ({not_mine} and ({theirs})))"


def objective_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Service Objective: one's own, those of the own team as a whole, and of whom one supervises."""
	user = user or frappe.session.user
	if manages_people(user) or _is_auditor(user):
		return ""
	table, name = f"`tab{stages.OBJECTIVE}`", frappe.db.escape(user)
	return (
		f"({table}.`engineer` in ({_own(user)}) or {table}.`engineer` in ({_supervised(user)})"
		f" or ({table}.`kind` = 'Team' and ({table}.`team` in (select `name` from `tabService Team` where"
		f" `supervisor` = {name}) or {table}.`team` in (select `team` from `tabService Engineer` where"
		f" `user` = {name} and `status` != 'Left'))))"
	)


CONDITIONS: dict[str, Callable[..., str]] = {
	stages.REVIEW: review_conditions,
	stages.APPEAL: review_conditions,
	stages.ACTION: action_conditions,
	stages.INTERVIEW_RECORD: interview_conditions,
	stages.RATING: rating_conditions,
	stages.OBJECTIVE: objective_conditions,
}


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the rows of these documents' tables: that of their document."""
	parent = TABLES[doctype]
	return rows_of(parent, doctype, CONDITIONS[parent](user, parent), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of all of these; what who may change and make, the documents say themselves, and why not."""
	user = user or frappe.session.user
	if doc.is_new():
		return True
	condition = CONDITIONS[doc.doctype](user, doc.doctype)
	if not condition:
		return True
	found = frappe.db.sql(
		f"select 1 from `tab{doc.doctype}` where `name` = {frappe.db.escape(doc.name)} and {condition}"
	)
	return bool(found)
