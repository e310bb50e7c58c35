"""Which files a list of files shows: not those of documents that the user may not see (D3).

Frappe hands a private file to those alone who may read its document, but lists it, by name and address, to all who may
read some document of that type, and to all Desk users where it belongs to a type of which they may read none.
"""

import frappe

from fsm_app.common.company_limits import companies_of, company_fields, documents_of
from fsm_app.service_desk.caller_access import CALLER
from fsm_app.service_desk.ticket_visibility import record_conditions


def file_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on File for what is attached to this app's documents; one's own files one sees in any case."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	limits, unread = [], []
	for attached_to in _own_doctypes():
		if not frappe.has_permission(attached_to, "read", user=user):
			unread.append(frappe.db.escape(attached_to))
		elif documents := _documents_seen(attached_to, user):
			limits.append(
				f"(coalesce(`tabFile`.`attached_to_doctype`, '') != {frappe.db.escape(attached_to)}"
				f" or `tabFile`.`attached_to_name` in ({documents}))"
			)
	if unread:
		limits.append(f"coalesce(`tabFile`.`attached_to_doctype`, '') not in ({', '.join(unread)})")
	return f"(`tabFile`.`owner` = {frappe.db.escape(user)} or ({' and '.join(limits)}))" if limits else ""


def _own_doctypes() -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fsm_app"}, pluck="name")
	return frappe.get_all(
		"DocType",
		filters={"module": ["in", modules], "istable": 0, "issingle": 0},
		pluck="name",
		order_by="name",
	)


def _documents_seen(doctype: str, user: str) -> str:
	"""SQL query for the names of the documents that the user sees; empty where they see all."""
	if doctype == CALLER:
		# Its own rule notes a look at callers, and a list of files is none.
		conditions = [record_conditions(user, CALLER)]
	else:
		rules = frappe.get_hooks("permission_query_conditions").get(doctype, [])
		conditions = [frappe.call(frappe.get_attr(rule), user, doctype=doctype) for rule in rules]
	if not company_fields(doctype) or companies_of(user, doctype) is None:
		condition = " and ".join(filter(None, conditions))
		return f"select `name` from `tab{doctype}` where {condition}" if condition else ""
	return documents_of(doctype, " and ".join(filter(None, conditions)), user)
