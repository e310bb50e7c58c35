"""Who sees and writes which cases, and what hangs on them (G1, D3): published ones all of the staff, the rest their
author, the reviewers and the managers.

One definition behind list, form, report, search and REST. What customers and guests read is asked in readers.py.
"""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import (
	HR_MANAGER,
	MANAGES_SERVICE,
	SERVICE_AUDITOR,
	SERVICE_KNOWLEDGE_REVIEWER,
)
from fsm_app.knowledge.stages import CASE, DRAFT, IN_REVIEW, PUBLISHED, REVIEW, USE, VERSION
from fsm_app.service_desk.ticket_visibility import NOTHING, READING, record_conditions

REVIEWS = MANAGES_SERVICE | {SERVICE_KNOWLEDGE_REVIEWER}
# Figures and marks are audited; drafts are nobody's but those who work on them.
SEES_ALL = {
	CASE: REVIEWS,
	VERSION: REVIEWS,
	REVIEW: REVIEWS | {SERVICE_AUDITOR, HR_MANAGER},
	USE: REVIEWS | {SERVICE_AUDITOR, HR_MANAGER},
}
TABLES = {"Knowledge Review Score": REVIEW}


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a doctype of this room."""
	user = user or frappe.session.user
	if user == "Administrator" or SEES_ALL[doctype] & set(frappe.get_roles(user)):
		return ""
	return f"({CONDITIONS[doctype](user)})"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of these documents: that of the document."""
	parent = TABLES.get(doctype, CASE)
	return rows_of(parent, doctype, conditions(user, parent), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of these doctypes, judged by the document as it is stored. Seeing one is not changing it."""
	user = user or frappe.session.user
	if doc.is_new() or user == "Administrator":
		return True
	condition = conditions(user, doc.doctype)
	query = f"select `name` from `tab{doc.doctype}` where `name` = %s and {condition}"
	if condition and not frappe.db.sql(query, (doc.name,)):
		return False
	return ptype is None or ptype in READING or _may_write(doc, user)


def _may_write(doc, user: str) -> bool:
	"""A draft is its author's, too, who may take it back from review; the rest is for those who review. What they may change in it, the document says."""
	if REVIEWS & set(frappe.get_roles(user)):
		return True
	if doc.doctype != CASE:
		return False
	stored = frappe.db.get_value(CASE, doc.name, ["owner", "author_user", "stage"], as_dict=True)
	return user in (stored.owner, stored.author_user) and stored.stage in (DRAFT, IN_REVIEW)


def _cases(user: str) -> str:
	me = frappe.db.escape(user)
	engineer = f"from `tabService Engineer` where `user` = {me}"
	only = f"coalesce(`tab{CASE}`.`only_company`, '')"
	is_here = f"({only} in ('', (select max(`company`) {engineer} and `status` != 'Left')) or not exists (select `name` {engineer}))"
	return (
		f"(`tab{CASE}`.`stage` = '{PUBLISHED}' and {is_here})"
		f" or `tab{CASE}`.`author_user` = {me} or `tab{CASE}`.`owner` = {me}"
	)


def _of_own_cases(doctype: str):
	def condition(user: str) -> str:
		me = frappe.db.escape(user)
		return (
			f"`tab{doctype}`.`knowledge_case` in"
			f" (select `name` from `tab{CASE}` where `author_user` = {me} or `owner` = {me})"
		)

	return condition


def _uses(user: str) -> str:
	"""One's own, those of one's cases, and those of the tickets that one sees."""
	of_tickets = record_conditions(user, USE)
	parts = [_of_own_cases(USE)(user), f"`tab{USE}`.`user` = {frappe.db.escape(user)}"]
	if not of_tickets:
		parts.append(f"coalesce(`tab{USE}`.`ticket`, '') != ''")
	elif of_tickets != NOTHING:
		parts.append(of_tickets)
	return " or ".join(parts)


CONDITIONS = {
	CASE: _cases,
	VERSION: _of_own_cases(VERSION),
	REVIEW: _of_own_cases(REVIEW),
	USE: _uses,
}
