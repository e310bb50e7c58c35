"""Who sees and writes what of rewards (D3): one's own, the supervisor's team where it is not about pay, managers all.

One definition behind list, form, report and REST; see workforce/person_visibility.py for the records of people.
"""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import MANAGES_PEOPLE, MANAGES_SERVICE
from fsm_app.rewards.awards import ROUND, TALLY, VOTING
from fsm_app.rewards.grants import GRANT, GRANTED
from fsm_app.rewards.leaderboard import CHOICE
from fsm_app.rewards.plans import PLAN
from fsm_app.rewards.stories import DRAFT, PUBLISHED, STORY
from fsm_app.workforce.person_visibility import READING, SEES_ALL_PEOPLE, engineers_query

OWN_ENGINEER = "select `name` from `tabService Engineer` where `user` = {user} and `status` != 'Left'"


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a doctype of this room that not everybody sees whole."""
	user = user or frappe.session.user
	sees_all = user == "Administrator" or bool(set(frappe.get_roles(user)) & _sees_all(doctype))
	if sees_all and doctype != TALLY:
		return ""
	return f"({CONDITIONS[doctype](user)})"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of these documents: that of the document."""
	parent = TABLES[doctype]
	return rows_of(parent, doctype, conditions(user, parent), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of these doctypes. Seeing one is not changing it: see _may_write."""
	user = user or frappe.session.user
	if doc.is_new() or user == "Administrator":
		return True
	seen = _is_seen(doc, user)
	return seen if ptype is None or ptype in READING else seen and _may_write(doc, user)


def _is_seen(doc, user: str) -> bool:
	condition = conditions(user, doc.doctype)
	if not condition:
		return True
	query = f"select `name` from `tab{doc.doctype}` where `name` = %s and {condition}"
	return bool(frappe.db.sql(query, (doc.name,)))


def _may_write(doc, user: str) -> bool:
	"""A plan is the supervisor's and the managers', a draft its author's; the rest the roles say."""
	roles = set(frappe.get_roles(user))
	if doc.doctype == PLAN:
		stored = frappe.db.get_value(PLAN, doc.name, ["supervisor", "engineer"], as_dict=True)
		is_own = frappe.db.get_value("Service Engineer", stored.engineer, "user") == user
		return not is_own and (bool(roles & MANAGES_PEOPLE) or stored.supervisor == user)
	if doc.doctype == STORY:
		stored = frappe.db.get_value(STORY, doc.name, ["owner", "stage"], as_dict=True)
		return bool(roles & MANAGES_SERVICE) or (stored.owner == user and stored.stage == DRAFT)
	return True


def _sees_all(doctype: str) -> frozenset[str]:
	if doctype == STORY:
		return MANAGES_SERVICE
	if doctype == CHOICE:
		return frozenset({"System Manager"})
	return SEES_ALL_PEOPLE


def _of_people(doctype: str):
	return lambda user: f"`tab{doctype}`.`engineer` in ({engineers_query(user)})"


def _in_ones_company(doctype: str, user: str) -> str:
	"""The documents of the engineer's own company; of all, as far as User Permissions go, for staff without an engineer's record."""
	own = frappe.db.escape(user)
	return (
		f"(`tab{doctype}`.`company` in (select `company` from `tabService Engineer` where `user` = {own} and `status` != 'Left')"
		f" or not exists (select `name` from `tabService Engineer` where `user` = {own}))"
	)


def _grants(user: str) -> str:
	is_announced = f"`tab{GRANT}`.`announced` = 1 and `tab{GRANT}`.`state` = '{GRANTED}'"
	return f"{_of_people(GRANT)(user)} or ({is_announced} and {_in_ones_company(GRANT, user)})"


def _rounds(user: str) -> str:
	return f"`tab{ROUND}`.`state` = '{VOTING}' and {_in_ones_company(ROUND, user)}"


def _tallies(user: str) -> str:
	"""Nobody sees how a voting stands before it is over."""
	return f"`tab{TALLY}`.`round` not in (select `name` from `tab{ROUND}` where `state` = '{VOTING}')"


def _choices(user: str) -> str:
	return f"`tab{CHOICE}`.`engineer` in ({OWN_ENGINEER.format(user=frappe.db.escape(user))})"


def _plans(user: str) -> str:
	return f"{_of_people(PLAN)(user)} or `tab{PLAN}`.`supervisor` = {frappe.db.escape(user)}"


def _stories(user: str) -> str:
	is_published = f"`tab{STORY}`.`stage` = '{PUBLISHED}'"
	is_here = f"(coalesce(`tab{STORY}`.`company`, '') = '' or {_in_ones_company(STORY, user)})"
	return f"({is_published} and {is_here}) or `tab{STORY}`.`owner` = {frappe.db.escape(user)}"


CONDITIONS = {
	PLAN: _plans,
	"Promotion Merit": _of_people("Promotion Merit"),
	GRANT: _grants,
	ROUND: _rounds,
	TALLY: _tallies,
	CHOICE: _choices,
	STORY: _stories,
}
TABLES = {"Award Candidate": ROUND, "Service Story Picture": STORY}
