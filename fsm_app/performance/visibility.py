"""Who sees which appraisals: managers and auditors all, an engineer his own (D3)."""

import frappe

from fsm_app.company_limits import rows_of
from fsm_app.roles import MANAGES_SERVICE, SERVICE_AUDITOR
from fsm_app.workforce.engineers import engineer_of

SEES_ALL = MANAGES_SERVICE | {SERVICE_AUDITOR}


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(SEES_ALL & set(frappe.get_roles(user)))


def appraisal_conditions(user: str | None = None) -> str:
	"""SQL condition on Performance Appraisal."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	engineer = engineer_of(user)
	return (
		f"(`tabPerformance Appraisal`.`engineer` = {frappe.db.escape(engineer.name)})" if engineer else "1=0"
	)


def score_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Performance Appraisal Score, the rows of an appraisal."""
	return rows_of("Performance Appraisal", "Performance Appraisal Score", appraisal_conditions(user), user)


def may_see_appraisal(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Performance Appraisal, by the same rule."""
	user = user or frappe.session.user
	if _sees_all(user):
		return True
	engineer = engineer_of(user)
	return bool(engineer) and doc.engineer == engineer.name
