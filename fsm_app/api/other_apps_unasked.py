"""Functions of ERPNext and HR that hand out of any document whatever is asked for, to everybody with a login (D3).

No hook reaches what they read past all permissions, so for this app's documents they are asked here first. Each goes on to
the other app as it came; where that app is not installed nobody can call it there or here.
"""

import frappe

from fsm_app.api.frappe_client import is_ours
from fsm_app.common.arguments import permitted


@frappe.whitelist()
def get_values(doctype: str, name: str, fields: list) -> dict | None:
	"""hrms.api.roster.get_values: those of a document that the user may read."""
	if not is_ours(doctype):
		return _of("hrms.api.roster.get_values")(doctype, name, fields)
	permitted(doctype, name)
	document = frappe.get_doc(doctype, name)
	document.apply_fieldlevel_read_permissions()
	return {field: document.get(field) for field in document.meta.get_valid_columns() if field in fields}


@frappe.whitelist()
def get_attachments(dt: str, dn: str) -> list[dict]:
	"""hrms.api.get_attachments: names and addresses of a document's files."""
	if is_ours(dt):
		permitted(dt, dn)
	return _of("hrms.api.get_attachments")(dt, dn)


@frappe.whitelist()
def get_open_activities(ref_doctype: str, ref_docname: str) -> dict:
	"""erpnext.crm.utils.get_open_activities: what is to be done about a document, and by whom."""
	if is_ours(ref_doctype):
		permitted(ref_doctype, ref_docname)
	return _of("erpnext.crm.utils.get_open_activities")(ref_doctype, ref_docname)


def _of(function: str):
	return frappe.get_attr(function)
