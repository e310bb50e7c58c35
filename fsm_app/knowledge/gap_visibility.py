"""Who sees which missing cases: who reviews cases and auditors all, an engineer their own, a supervisor the team's (D3, G3)."""

import frappe

from fsm_app.common.roles import SERVICE_AUDITOR
from fsm_app.knowledge.visibility import REVIEWS
from fsm_app.workforce.person_visibility import engineers_query

GAP, READER = "Knowledge Gap", "Knowledge Reader"
SEES_ALL = {GAP: REVIEWS | {SERVICE_AUDITOR}, READER: frozenset({"System Manager"})}


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Knowledge Gap; and on Knowledge Reader, of which one sees one's own."""
	user, doctype = user or frappe.session.user, doctype or GAP
	if user == "Administrator" or SEES_ALL[doctype] & set(frappe.get_roles(user)):
		return ""
	if doctype == GAP:
		return f"(`tab{GAP}`.`engineer` in ({engineers_query(user)}))"
	own = f"select `name` from `tabService Engineer` where `user` = {frappe.db.escape(user)} and `status` != 'Left'"
	return f"(`tab{READER}`.`engineer` in ({own}))"


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of both; who may change one the roles say."""
	user = user or frappe.session.user
	condition = "" if doc.is_new() else conditions(user, doc.doctype)
	if not condition:
		return True
	query = f"select `name` from `tab{doc.doctype}` where `name` = %s and {condition}"
	return bool(frappe.db.sql(query, (doc.name,)))
