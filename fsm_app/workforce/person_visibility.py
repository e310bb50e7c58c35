"""Who sees the records of people: exams, assessments, training, certificates, promotions and appraisals (D3, H1-H4).

Engineers see their own, a team's supervisor those of the team, managers and auditors all; dispatchers see besides what
tells them whom they can send. One definition behind list, form, report and REST.
"""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import MANAGES_PEOPLE, SERVICE_AUDITOR, SERVICE_DISPATCHER

SEES_ALL_PEOPLE = MANAGES_PEOPLE | {SERVICE_AUDITOR}
# Whom can be sent, who is away for training, who was asked, and what their phones brought.
DISPATCHERS_SEE = frozenset(
	{
		"Engineer Certification",
		"Field Act",
		"Pool Assignment",
		"Ticket Offer",
		"Training Assignment",
		"Training Session",
	}
)
READING = frozenset({"read", "select", "print", "email", "report", "export"})
ASSESSMENT = "Practical Assessment"
SESSION = "Training Session"
TABLES = {
	"Parts Comparison Item": "Parts Comparison",
	"Performance Appraisal Part": "Performance Appraisal",
	"Performance Appraisal Score": "Performance Appraisal",
	"Practical Assessment Score": ASSESSMENT,
	"Promotion Requirement": "Promotion Proposal",
	"Training Attendee": SESSION,
}


def _sees_all(user: str, doctype: str) -> bool:
	roles = set(frappe.get_roles(user))
	return (
		user == "Administrator"
		or bool(roles & SEES_ALL_PEOPLE)
		or (SERVICE_DISPATCHER in roles and doctype in DISPATCHERS_SEE)
	)


def engineers_query(user: str) -> str:
	"""A query for the engineers whose records `user` sees: their own until they leave, and those of the teams they supervise."""
	user = frappe.db.escape(user)
	return (
		"select `name` from `tabService Engineer`"
		f" where (`tabService Engineer`.`user` = {user} and `tabService Engineer`.`status` != 'Left')"
		f" or `tabService Engineer`.`team` in (select `name` from `tabService Team` where `supervisor` = {user})"
	)


def engineers_seen(doctype: str | None = None, user: str | None = None) -> set[str] | None:
	"""The engineers whose records of `doctype` the user sees; None where those of all. One query at most."""
	user = user or frappe.session.user
	if _sees_all(user, doctype):
		return None
	return {name for (name,) in frappe.db.sql(engineers_query(user))}


def person_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a doctype whose records belong to an engineer."""
	user = user or frappe.session.user
	if _sees_all(user, doctype):
		return ""
	condition = f"`tab{doctype}`.`engineer` in ({engineers_query(user)})"
	if doctype == ASSESSMENT:
		condition += f" or `tab{doctype}`.`assessor` = {frappe.db.escape(user)}"
	return f"({condition})"


def session_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Training Session: those that one attends, that one's team attends, or that one holds."""
	user = user or frappe.session.user
	if _sees_all(user, SESSION):
		return ""
	return (
		f"(`tab{SESSION}`.`trainer` = {frappe.db.escape(user)} or `tab{SESSION}`.`name` in"
		f" (select `parent` from `tabTraining Attendee` where `parenttype` = '{SESSION}'"
		f" and `engineer` in ({engineers_query(user)})))"
	)


def person_row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of these records: that of the record."""
	parent = TABLES[doctype]
	conditions = session_conditions if parent == SESSION else person_conditions
	return rows_of(parent, doctype, conditions(user, parent), user)


def may_see_person_record(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of the records that belong to an engineer.

	Seeing one is not changing it: engineers change their own certificates and the assessments that they give; whose a
	new one may be, the documents say themselves, and why not.
	"""
	user = user or frappe.session.user
	if doc.is_new() or _sees_all(user, doc.doctype):
		return True
	is_assessment = doc.doctype == ASSESSMENT
	fields = ["engineer", "assessor", "owner"] if is_assessment else ["engineer"]
	stored = frappe.db.get_value(doc.doctype, doc.name, fields, as_dict=True)
	if not stored:
		return False
	if is_assessment and user in (stored.assessor, stored.owner):
		return True
	if ptype in READING or ptype is None:
		return _are_among_theirs([stored.engineer], user)
	engineer = frappe.db.get_value("Service Engineer", stored.engineer, ["user", "status"], as_dict=True)
	is_own = bool(engineer) and engineer.user == user and engineer.status != "Left"
	return is_own and not is_assessment


def may_see_session(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Training Session."""
	user = user or frappe.session.user
	if doc.is_new() or _sees_all(user, SESSION):
		return True
	if frappe.db.get_value(SESSION, doc.name, "trainer") == user:
		return True
	attendees = frappe.get_all(
		"Training Attendee", filters={"parenttype": SESSION, "parent": doc.name}, pluck="engineer"
	)
	return (ptype is None or ptype in READING) and _are_among_theirs(attendees, user)


def _are_among_theirs(engineers: list[str], user: str) -> bool:
	"""Whether one of the engineers is the user or in a team that the user supervises."""
	if not engineers:
		return False
	teams = set(frappe.get_all("Service Team", filters={"supervisor": user}, pluck="name"))
	rows = frappe.get_all(
		"Service Engineer", filters={"name": ["in", engineers]}, fields=["user", "status", "team"]
	)
	return any((row.user == user and row.status != "Left") or row.team in teams for row in rows)
