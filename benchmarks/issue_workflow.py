"""A Frappe Workflow over ERPNext's Issue, so that a ticket led by a workflow can be compared with its like."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.load import ISSUES, PREFIX

NAME = f"{PREFIX}Issue"
# Like the ticket's, each state has three ways on, each open to two roles.
ROLES = ("Support Team", "System Manager")
STATES = ("Open", "Replied", "On Hold", "Closed")
ACTIONS = {"Open": "Open", "Reply": "Replied", "Hold": "On Hold", "Close": "Closed"}


@contextmanager
def issue_workflow() -> Iterator[None]:
	"""Within this context Issues are led by a workflow whose states are ERPNext's statuses."""
	import frappe

	made = [_make("Workflow State", "workflow_state_name", state) for state in STATES]
	made += [_make("Workflow Action Master", "workflow_action_name", action) for action in ACTIONS]
	workflow = frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": NAME,
			"document_type": ISSUES,
			"workflow_state_field": "status",
			"is_active": 1,
			"states": [{"state": state, "doc_status": "0", "allow_edit": "All"} for state in STATES],
			"transitions": [
				{"state": state, "action": action, "next_state": following, "allowed": role}
				for state in STATES
				for action, following in ACTIONS.items()
				if following != state
				for role in ROLES
			],
		}
	).insert()
	frappe.db.commit()
	_forget()
	try:
		yield
	finally:
		frappe.db.rollback()
		workflow.delete()
		for document in filter(None, made):
			document.delete(ignore_permissions=True)
		frappe.db.commit()
		_forget()


def _make(doctype: str, field: str, name: str):
	"""The document made, or None where it was there."""
	import frappe

	if frappe.db.exists(doctype, name):
		return None
	return frappe.get_doc({"doctype": doctype, field: name}).insert()


def _forget() -> None:
	import frappe

	frappe.clear_cache(doctype=ISSUES)
	frappe.cache.hdel("workflow", ISSUES)
	frappe.cache.delete_value("workflow_" + ISSUES)
