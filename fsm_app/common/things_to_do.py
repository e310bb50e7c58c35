"""Whoever writes a thing to do about a document of this app must be able to read it (D3).

Frappe asks where it assigns; a ToDo that is written like any document it lets pass, names its user as one who has the
document in hand, and says so on the document's timeline.
"""

import frappe
from frappe import _

from fsm_app.common.own_doctypes import OWN_DOCTYPES


class NotToDo(frappe.PermissionError):
	"""A thing to do about a document that the user may not read, or that there is not."""


def check_document(todo, method: str | None = None) -> None:
	"""doc_events of ToDo: refuse a reference to a document of ours that the user may not read."""
	if todo.flags.ignore_permissions or todo.reference_type not in OWN_DOCTYPES or not todo.reference_name:
		return
	is_moved = todo.has_value_changed("reference_type") or todo.has_value_changed("reference_name")
	if not todo.is_new() and not is_moved:
		return
	exists = frappe.db.exists(todo.reference_type, todo.reference_name)
	if not exists or not frappe.has_permission(todo.reference_type, "read", todo.reference_name):
		frappe.clear_messages()
		frappe.throw(
			_("You may not write anything to do about {0} {1}. Ask somebody who sees it.").format(
				_(todo.reference_type), todo.reference_name
			),
			NotToDo,
		)
