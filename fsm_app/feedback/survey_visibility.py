"""Who sees which surveys: coordinators and auditors all, engineers the answers about their own work, supervisors their team's.

What an engineer sees are marks and words. Who gave them stands on the ticket, for those who may know its caller.
"""

import frappe
from frappe.utils import cint

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import COORDINATORS, SERVICE_AUDITOR
from fsm_app.feedback.survey import ANSWERED, SETTINGS, SURVEY
from fsm_app.workforce.person_visibility import READING, engineers_query

SEES_ALL = frozenset({*COORDINATORS, SERVICE_AUDITOR})
NOTHING = "1=0"


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(set(frappe.get_roles(user)) & SEES_ALL)


def survey_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Service Survey."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	if not cint(frappe.db.get_single_value(SETTINGS, "engineers_see_surveys", cache=True)):
		return NOTHING
	return f"(`tab{SURVEY}`.`state` = '{ANSWERED}' and `tab{SURVEY}`.`engineer` in ({engineers_query(user)}))"


def reason_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the reasons that were ticked: that of their survey."""
	return rows_of(SURVEY, "Service Survey Reason", survey_conditions(user), user)


def may_see_survey(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Service Survey."""
	user = user or frappe.session.user
	if _sees_all(user):
		return True
	if ptype is not None and ptype not in READING:
		return False
	condition = survey_conditions(user)
	return bool(frappe.db.sql(f"select 1 from `tab{SURVEY}` where `name` = %s and {condition}", (doc.name,)))
