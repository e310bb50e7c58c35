"""Workflows: the transitions open to a user, and taking one."""

import frappe
from frappe.exceptions import ValidationError
from frappe.state import _dict

from devsite.unsupported import guard

__getattr__ = guard(__name__)


class WorkflowStateError(ValidationError):
	pass


class WorkflowTransitionError(ValidationError):
	pass


class WorkflowPermissionError(ValidationError):
	pass


def get_workflow_name(doctype):
	"""Name of the active workflow of a doctype, '' where there is none."""
	known = frappe.db.value_cache.setdefault("workflow", {})
	if doctype not in known:
		if "Workflow" not in frappe.db.tables:
			return ""
		name = frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}, "name")
		known[doctype] = name or ""
	return known[doctype]


def get_workflow(doctype):
	return frappe.get_cached_doc("Workflow", get_workflow_name(doctype))


@frappe.whitelist()
def get_transitions(doc, workflow=None, raise_exception=False):
	"""Transitions (dicts) that the session's user may take from the document's state."""
	from frappe.model.document import Document

	if not isinstance(doc, Document):
		doc = frappe.get_doc(frappe.parse_json(doc))
		doc.load_from_db()
	if doc.is_new():
		return []
	doc.check_permission("read")
	workflow = workflow or get_workflow(doc.doctype)
	state = doc.get(workflow.workflow_state_field)
	if not state:
		if raise_exception:
			raise WorkflowStateError
		frappe.throw(frappe._("Workflow State not set"), WorkflowStateError)
	roles = frappe.get_roles()
	found, values = [], None
	for transition in workflow.transitions:
		if transition.state != state or transition.allowed not in roles:
			continue
		if transition.condition and values is None:
			values = doc.as_dict()
		if not transition.condition or _satisfied(transition.condition, values):
			found.append(transition.as_dict())
	return found


def is_transition_condition_satisfied(transition, doc):
	"""Whether the transition's condition, if it has one, holds for the document."""
	return not transition.condition or _satisfied(transition.condition, doc.as_dict())


def _satisfied(condition, values):
	return frappe.safe_eval(condition, get_workflow_safe_globals(), {"doc": values})


def get_workflow_safe_globals():
	utils = frappe.utils
	return {
		"frappe": _dict(
			db=_dict(get_value=frappe.db.get_value, get_list=frappe.db.get_list),
			session=frappe.session,
			utils=_dict(now_datetime=utils.now_datetime, get_datetime=utils.get_datetime, now=utils.now),
		)
	}


@frappe.whitelist()
def apply_workflow(doc, action):
	"""Takes the action on the stored document and saves it with the next state; returns the document."""
	doc = frappe.get_doc(frappe.parse_json(doc))
	doc.load_from_db()
	workflow = get_workflow(doc.doctype)
	matching = [t for t in get_transitions(doc, workflow) if t.action == action]
	if not matching:
		frappe.throw(frappe._("Not a valid Workflow Action"), WorkflowTransitionError)
	transition = matching[-1]
	if not has_approval_access(frappe.session.user, doc, transition):
		frappe.throw(frappe._("Self approval is not allowed"))
	doc.set(workflow.workflow_state_field, transition.next_state)
	next_state = next(row for row in workflow.states if row.state == transition.next_state)
	if next_state.update_field:
		doc.set(next_state.update_field, next_state.update_value)
	doc.save()
	doc.add_comment("Workflow", frappe._(next_state.state))
	return doc


def validate_workflow(doc):
	"""Sets a missing state; refuses a change of state that no transition allows to this user."""
	workflow = get_workflow(doc.doctype)
	field, before = workflow.workflow_state_field, getattr(doc, "_doc_before_save", None)
	current = before.get(field) if before else None
	following = doc.get(field)
	first = workflow.states[0].state
	if not following:
		following = first
		doc.set(field, following)
	current = current or first
	if not any(row.state == current for row in workflow.states):
		frappe.throw(
			frappe._("{0} is not a valid Workflow State. Please update your Workflow and try again.").format(
				frappe.bold(current)
			)
		)
	if current == following:
		return
	if not before or not any(t.next_state == following for t in get_transitions(before)):
		frappe.throw(
			frappe._("Workflow State transition not allowed from {0} to {1}").format(
				frappe.bold(current), frappe.bold(following)
			),
			WorkflowPermissionError,
		)


def has_approval_access(user, doc, transition):
	return user == "Administrator" or transition.get("allow_self_approval") or user != doc.get("owner")
