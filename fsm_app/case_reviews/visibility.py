"""Who reads case reviews: who holds them, auditors, who takes part, and who has an action to do (D3, G4).

One definition behind list, form, report and REST. The tickets on an agenda are opened by whoever may see them.
"""

import frappe

from fsm_app.case_reviews.actions import ACTION
from fsm_app.case_reviews.people import MEETING, sees_all
from fsm_app.common.company_limits import rows_of

TABLES = ("Service Case Review Item", "Service Case Review Participant")


def _takes_part(user: str) -> str:
	"""A query for the meetings in which the user takes part or that they chair."""
	user = frappe.db.escape(user)
	return (
		f"select `name` from `tab{MEETING}` where `tab{MEETING}`.`chair` = {user} or `tab{MEETING}`.`name` in"
		" (select `tabService Case Review Participant`.`parent` from `tabService Case Review Participant`"
		f" where `tabService Case Review Participant`.`user` = {user}"
		f" and `tabService Case Review Participant`.`parenttype` = '{MEETING}')"
	)


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Service Case Review and Service Case Review Action."""
	user, doctype = user or frappe.session.user, doctype or MEETING
	if sees_all(user):
		return ""
	if doctype == ACTION:
		return (
			f"(`tab{ACTION}`.`responsible` = {frappe.db.escape(user)}"
			f" or `tab{ACTION}`.`meeting` in ({_takes_part(user)}))"
		)
	return f"(`tab{MEETING}`.`name` in ({_takes_part(user)}))"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the rows of a meeting's tables: that of the meeting."""
	return rows_of(MEETING, doctype, conditions(user, MEETING), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of both; who may change them the roles say."""
	user = user or frappe.session.user
	if doc.is_new() or sees_all(user):
		return True
	query = f"select `name` from `tab{doc.doctype}` where `name` = %s and {conditions(user, doc.doctype)}"
	return bool(frappe.db.sql(query, (doc.name,)))
