"""Taking the app off a site without leaving a trace of it (Q2)."""

import json

import frappe

from fsm_app.install import FOREIGN_ROLES_KEY
from fsm_app.roles import ROLES

APP = "fsm_app"

# Frappe's own doctypes whose rows speak of another document, with the field that names its doctype.
TRACES = {
	"Comment": "reference_doctype",
	"Communication": "reference_doctype",
	"Version": "ref_doctype",
	"Notification Log": "document_type",
	"ToDo": "reference_type",
	"File": "attached_to_doctype",
	"Workflow Action": "reference_doctype",
	"User Permission": "allow",
	"List Filter": "reference_doctype",
	"Tag Link": "document_type",
	"View Log": "reference_doctype",
	"Document Follow": "ref_doctype",
	"DocShare": "share_doctype",
	"Error Log": "reference_doctype",
	"Notification": "document_type",
	"Deleted Document": "deleted_doctype",
}


def before_uninstall() -> None:
	"""Remove what Frappe's own uninstalling leaves: workflow, its states and actions, and rows about our documents."""
	doctypes = _own_doctypes()
	_remove_workflows(doctypes)
	_remove_traces(doctypes)
	jobs = frappe.get_all("Scheduled Job Type", filters={"method": ["like", f"{APP}.%"]}, pluck="name")
	frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ["in", jobs]})
	frappe.db.delete("Scheduled Job Type", {"name": ["in", jobs]})
	frappe.db.delete("Series", {"name": ["in", _series_prefixes()]})


def after_uninstall() -> None:
	"""Remove the app's roles, except those that the site had before it."""
	foreign = json.loads(frappe.db.get_default(FOREIGN_ROLES_KEY) or "[]")
	for role in ROLES:
		if role in foreign or not frappe.db.exists("Role", role):
			continue
		frappe.db.delete("Has Role", {"role": role})
		frappe.db.delete("Custom DocPerm", {"role": role})
		frappe.delete_doc("Role", role, ignore_permissions=True, force=True)  # uninstalling, no user acts
	frappe.db.delete("DefaultValue", {"defkey": FOREIGN_ROLES_KEY})
	# Removing documents writes copies of them into the bin; those are traces, too.
	frappe.db.delete("Deleted Document", {"deleted_doctype": ["in", ["Role"]], "deleted_name": ["in", ROLES]})
	frappe.clear_cache()


def _own_doctypes() -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": APP}, pluck="name")
	return frappe.get_all("DocType", filters={"module": ["in", modules]}, pluck="name")


def _remove_workflows(doctypes: list[str]) -> None:
	"""Delete workflows on our doctypes, then the states and actions we installed that no other workflow uses."""
	for workflow in frappe.get_all("Workflow", filters={"document_type": ["in", doctypes]}, pluck="name"):
		frappe.delete_doc("Workflow", workflow, ignore_permissions=True, force=True)  # uninstalling
	used = {
		"Workflow State": frappe.get_all("Workflow Document State", pluck="state", distinct=True),
		"Workflow Action Master": frappe.get_all("Workflow Transition", pluck="action", distinct=True),
	}
	installed = frappe.get_all(
		"Shipped Configuration",
		filters={"reference_doctype": ["in", list(used)]},
		fields=["reference_doctype", "reference_name"],
	)
	for row in installed:
		if row.reference_name not in used[row.reference_doctype]:
			frappe.delete_doc(
				row.reference_doctype,
				row.reference_name,
				ignore_permissions=True,  # uninstalling
				force=True,
				ignore_missing=True,
			)


def _remove_traces(doctypes: list[str]) -> None:
	for doctype, field in TRACES.items():
		frappe.db.delete(doctype, {field: ["in", doctypes]})


def _series_prefixes() -> list[str]:
	"""The series under which our documents were counted, such as ST-2026-, read off their names."""
	prefixes = set()
	for doctype in ("Service Ticket", "Service Engineer"):
		prefixes.update(name.rstrip("0123456789") for name in frappe.get_all(doctype, pluck="name"))
	return sorted(prefixes)
