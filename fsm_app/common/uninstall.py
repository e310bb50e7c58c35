"""Taking the app off a site without leaving a trace of it (Q2)."""

import json

import frappe
from frappe.utils.password import delete_all_passwords_for

from fsm_app.common.custom_fields import CUSTOM_FIELDS, remove_custom_fields
from fsm_app.common.frappe_versions import forget_removed, remove_from_desktop
from fsm_app.common.install import FOREIGN_ROLES_KEY
from fsm_app.common.roles import ROLES

APP = "fsm_app"

# Frappe's own doctypes whose rows speak of another document, with the field that names its doctype.
TRACES = {
	"Comment": "reference_doctype",
	"Communication": "reference_doctype",
	"Email Queue": "reference_doctype",
	"Version": "ref_doctype",
	"Notification Log": "document_type",
	"ToDo": "reference_type",
	"File": "attached_to_doctype",
	"Workflow Action": "reference_doctype",
	"User Permission": "allow",
	"List Filter": "reference_doctype",
	"Tag Link": "document_type",
	"View Log": "reference_doctype",
	"Access Log": "export_from",
	"Document Follow": "ref_doctype",
	"DocShare": "share_doctype",
	"Error Log": "reference_doctype",
	"Notification": "document_type",
	"Deleted Document": "deleted_doctype",
	"Property Setter": "doc_type",
	"Custom Field": "dt",
	"Client Script": "dt",
	"Custom DocPerm": "parent",
	"Portal Menu Item": "reference_doctype",
}


# Frappe's doctypes whose records belong to a module and go with it; each leaves a copy in the bin.
OF_A_MODULE = (
	"DocType",
	"Workspace",
	"Number Card",
	"Dashboard Chart",
	"Dashboard Chart Source",
	"Report",
	"Print Format",
	"Page",
	"Web Form",
	"Notification",
	"Module Onboarding",
)


def before_uninstall() -> None:
	"""Remove what Frappe's own uninstalling leaves: workflow, its states and actions, and rows about our documents."""
	modules = frappe.get_all("Module Def", filters={"app_name": APP}, pluck="name")
	doctypes = frappe.get_all("DocType", filters={"module": ["in", modules]}, pluck="name")
	frappe.flags.fsm_uninstalled = {
		"Module Def": modules,
		"Role": list(ROLES),
		"User Permission": frappe.get_all(
			"User Permission", filters={"allow": ["in", doctypes]}, pluck="name"
		),
		"Custom Field": [
			f"{dt}-{field['fieldname']}" for dt, fields in CUSTOM_FIELDS.items() for field in fields
		],
		**{
			doctype: frappe.get_all(doctype, filters={"module": ["in", modules]}, pluck="name")
			for doctype in OF_A_MODULE
		},
		**_remove_workflows(doctypes),
		"Kanban Board": _remove_boards(doctypes),
		"Onboarding Step": _remove_onboarding_steps(modules),
	}
	_leave_workspaces(modules)
	frappe.db.delete("Block Module", {"module": ["in", modules]})
	_leave_mailboxes(doctypes)
	_forget_lists(doctypes)
	_remove_traces(doctypes)
	for webhook in _names("Service Webhook"):
		delete_all_passwords_for("Service Webhook", webhook)
	_remove_scheduled_jobs()
	remove_from_desktop(APP, modules)
	frappe.db.delete("Patch Log", {"patch": ["like", f"{APP}.%"]})
	remove_custom_fields()
	frappe.db.delete("Series", {"name": ["in", _series_prefixes(doctypes)]})


def after_uninstall() -> None:
	"""Remove the app's roles, except those that the site had before it, and the copies that deleting put in the bin."""
	foreign = json.loads(frappe.db.get_default(FOREIGN_ROLES_KEY) or "[]")
	for role in ROLES:
		if role in foreign or not frappe.db.exists("Role", role):
			continue
		frappe.db.delete("Has Role", {"role": role})
		frappe.db.delete("Custom DocPerm", {"role": role})
		frappe.delete_doc("Role", role, ignore_permissions=True, force=True)  # uninstalling, no user acts
	frappe.db.delete("DefaultValue", {"defkey": FOREIGN_ROLES_KEY})
	removed = frappe.flags.fsm_uninstalled or {}
	frappe.db.delete("Singles", {"doctype": ["in", removed.get("DocType", [])]})
	for doctype, names in removed.items():
		frappe.db.delete("Deleted Document", {"deleted_doctype": doctype, "deleted_name": ["in", names]})
		frappe.db.delete("Version", {"ref_doctype": doctype, "docname": ["in", names]})
	_close_gap_in_portal_menu()
	forget_removed(removed)
	# Frappe has committed before it calls this hook and does not commit again.
	frappe.db.commit()
	frappe.clear_cache()


def _close_gap_in_portal_menu() -> None:
	"""The app's entry stood first (landing.put_tickets_first); the others are counted from 1 again."""
	for place, name in enumerate(frappe.get_all("Portal Menu Item", order_by="idx", pluck="name"), start=1):
		frappe.db.set_value("Portal Menu Item", name, "idx", place, update_modified=False)


def _remove_workflows(doctypes: list[str]) -> dict[str, list[str]]:
	"""Delete workflows on our doctypes, then the states and actions we installed that no other workflow uses.

	Returns the names of what was deleted, by doctype.
	"""
	deleted = {
		"Workflow": frappe.get_all("Workflow", filters={"document_type": ["in", doctypes]}, pluck="name")
	}
	for workflow in deleted["Workflow"]:
		frappe.delete_doc("Workflow", workflow, ignore_permissions=True, force=True)  # uninstalling
	used = {
		"Workflow State": frappe.get_all("Workflow Document State", pluck="state", distinct=True),
		"Workflow Action Master": frappe.get_all("Workflow Transition", pluck="action", distinct=True),
	}
	for doctype, still_used in used.items():
		installed = _names("Shipped Configuration", "reference_name", {"reference_doctype": doctype})
		deleted[doctype] = [name for name in installed if name not in still_used]
		for name in deleted[doctype]:
			frappe.delete_doc(
				doctype,
				name,
				ignore_permissions=True,  # uninstalling
				force=True,
				ignore_missing=True,
			)
	return deleted


def _remove_boards(doctypes: list[str]) -> list[str]:
	"""Delete the Kanban boards of our doctypes with their columns; returns their names."""
	boards = frappe.get_all("Kanban Board", filters={"reference_doctype": ["in", doctypes]}, pluck="name")
	for board in boards:
		frappe.delete_doc("Kanban Board", board, ignore_permissions=True, force=True)  # uninstalling
	return boards


def _remove_onboarding_steps(modules: list[str]) -> list[str]:
	"""Delete the steps of our onboarding, which belong to no module; returns their names."""
	ours = frappe.get_all("Module Onboarding", filters={"module": ["in", modules]}, pluck="name")
	steps = frappe.get_all("Onboarding Step Map", filters={"parent": ["in", ours]}, pluck="step")
	frappe.db.delete("Onboarding Step Map", {"parent": ["in", ours]})
	for step in steps:
		frappe.delete_doc("Onboarding Step", step, ignore_permissions=True, force=True)  # uninstalling
	return steps


def _leave_workspaces(modules: list[str]) -> None:
	"""A user whose default workspace is gone could not open the Desk any more."""
	ours = frappe.get_all("Workspace", filters={"module": ["in", modules]}, pluck="name")
	frappe.db.set_value("User", {"default_workspace": ["in", ours]}, "default_workspace", None)


def _leave_mailboxes(doctypes: list[str]) -> None:
	"""A mailbox whose mails become documents of a doctype that is gone could not receive any more."""
	for mailbox in ("Email Account", "IMAP Folder"):
		frappe.db.set_value(mailbox, {"append_to": ["in", doctypes]}, "append_to", None)


def _forget_lists(doctypes: list[str]) -> None:
	"""How users last saw the lists of our doctypes, which Frappe keeps in Redis and stores at times."""
	kept = map(frappe.safe_decode, frappe.cache.hkeys("_user_settings"))
	for key in [key for key in kept if key.partition("::")[0] in doctypes]:
		frappe.cache.hdel("_user_settings", key)
	frappe.db.delete("__UserSettings", {"doctype": ["in", doctypes]})


def _remove_traces(doctypes: list[str]) -> None:
	actions = frappe.get_all("Workflow Action", filters={"reference_doctype": ["in", doctypes]}, pluck="name")
	frappe.db.delete("Workflow Action Permitted Role", {"parent": ["in", actions]})
	mails = frappe.get_all("Email Queue", filters={"reference_doctype": ["in", doctypes]}, pluck="name")
	frappe.db.delete("Email Queue Recipient", {"parent": ["in", mails]})
	_remove_files(doctypes)
	for doctype, field in TRACES.items():
		frappe.db.delete(doctype, {field: ["in", doctypes]})


def _remove_files(doctypes: list[str]) -> None:
	"""Photos and signatures go from the disk, too, unless another document has the same file."""
	for name in frappe.get_all("File", filters={"attached_to_doctype": ["in", doctypes]}, pluck="name"):
		# Uninstalling, no user acts.
		frappe.delete_doc("File", name, ignore_permissions=True, force=True, delete_permanently=True)


def _remove_scheduled_jobs() -> None:
	jobs = frappe.get_all("Scheduled Job Type", filters={"method": ["like", f"{APP}.%"]}, pluck="name")
	frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ["in", jobs]})
	frappe.db.delete("Scheduled Job Type", {"name": ["in", jobs]})


def _names(doctype: str, field: str = "name", filters: dict | None = None) -> list[str]:
	"""A field of all documents of one of our doctypes, which a site that was not migrated yet may lack."""
	if not frappe.db.exists("DocType", doctype):
		return []
	return frappe.get_all(doctype, filters=filters, pluck=field)


def _series_prefixes(doctypes: list[str]) -> list[str]:
	"""The series under which our documents were counted, such as ST-2026-, read off their names."""
	counted = frappe.get_all(
		"DocType",
		filters={"name": ["in", doctypes]},
		or_filters=[["autoname", "like", "naming_series:%"], ["autoname", "like", "%#%"]],
		pluck="name",
	)
	prefixes = set()
	for doctype in counted:
		prefixes.update(name.rstrip("0123456789") for name in _names(doctype))
	return sorted(prefixes)
