"""Who may attach a file to this app's documents: whoever may change the document, and the app itself (D3).

Frappe asks in its own upload; a File that is written like any document, or moved to another one, it lets pass.
"""

import frappe
from frappe import _


class NotAttached(frappe.PermissionError):
	"""A file for a document that the user may not change, or that there is not."""


def check_document(file, method: str | None = None) -> None:
	"""doc_events of File: refuse to attach it to a document of ours that the user may not change."""
	if not file.attached_to_doctype or not file.attached_to_name or _is_ours_to_write(file):
		return
	is_moved = file.has_value_changed("attached_to_doctype") or file.has_value_changed("attached_to_name")
	if not file.is_new() and not is_moved:
		return
	if not _is_own_doctype(file.attached_to_doctype):
		return
	exists = frappe.db.exists(file.attached_to_doctype, file.attached_to_name)
	if not exists or not frappe.has_permission(file.attached_to_doctype, "write", file.attached_to_name):
		frappe.clear_messages()
		frappe.throw(
			_("You may not attach files to {0} {1}.").format(
				_(file.attached_to_doctype), file.attached_to_name
			),
			NotAttached,
		)


def _is_ours_to_write(file) -> bool:
	"""Whether the app, or Frappe for itself, writes the file: whoever does so has asked, or is told to by its own rules.

	Not what a guest sends: Frappe's upload ignores permissions for guests, where they may upload at all.
	"""
	if frappe.session.user == "Guest":
		return bool(file.flags.of_the_app)
	return bool(file.flags.ignore_permissions)


def _is_own_doctype(doctype: str) -> bool:
	module = frappe.db.get_value("DocType", doctype, "module", cache=True)
	return bool(module) and frappe.get_cached_value("Module Def", module, "app_name") == "fsm_app"
