"""The actions of the workflow that an engineer may take, for many tickets with no query for each (N1)."""

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name, is_transition_condition_satisfied

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import handovers


def actions_of(ticket, roles: set[str]) -> list[dict]:
	"""What the user with `roles` can do with `ticket` (a document).

	For each action its `label`, the `next_state` and the stage `to` which it leads, and the `field` that it asks for.
	"""
	found = {}
	for row in _rows(roles):
		if row.state == ticket.workflow_state and is_transition_condition_satisfied(row, ticket):
			# Of several open transitions with one action, Frappe takes the last.
			found[row.action] = _shown(row, ticket)
	return list(found.values())


def workflow_for(roles: set[str]) -> list[dict]:
	"""All actions that the user with `roles` may take in some `state`; `conditional` says that one hangs on more."""
	stage_of = _stages()
	return [
		{
			**_shown(row, frappe._dict(stage=stage_of.get(row.state), waiting_from=None)),
			"state": row.state,
			"conditional": bool(row.condition),
		}
		for row in _rows(roles)
	]


def _shown(row, ticket) -> dict:
	to = _stages()[row.next_state]
	kind = handovers.kind_of_move(ticket, to)
	field = handovers.REASON_OF[kind] if kind else None
	return {
		"action": row.action,
		"label": _(row.action),
		"next_state": row.next_state,
		"to": to,
		"field": field,
		"field_label": _(frappe.get_meta(TICKET).get_label(field)) if field else None,
	}


def _rows(roles: set[str]) -> list:
	workflow = _workflow()
	return [row for row in workflow.transitions if row.allowed in roles] if workflow else []


def _stages() -> dict[str, str]:
	return {row.state: row.update_value for row in _workflow().states}


def _workflow():
	name = get_workflow_name(TICKET)
	return frappe.get_cached_doc("Workflow", name) if name else None
