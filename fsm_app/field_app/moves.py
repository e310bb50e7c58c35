"""The actions of the workflow that an engineer may take, for many tickets with no query for each (N1)."""

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name, is_transition_condition_satisfied

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import handovers


def actions_of(ticket, roles: set[str]) -> list[dict]:
	"""What the user with `roles` can do with `ticket` (a document): `action`, its `label`, the stage `to` which it leads, and the reason that it asks for."""
	name = get_workflow_name(TICKET)
	if not name:
		return []
	workflow = frappe.get_cached_doc("Workflow", name)
	stage_of = {row.state: row.update_value for row in workflow.states}
	found = {}
	for row in workflow.transitions:
		is_open = row.state == ticket.workflow_state and row.allowed in roles
		if is_open and is_transition_condition_satisfied(row, ticket):
			# Of several open transitions with one action, Frappe takes the last.
			found[row.action] = _action(ticket, row.action, stage_of[row.next_state])
	return list(found.values())


def _action(ticket, action: str, to: str) -> dict:
	kind = handovers.kind_of_move(ticket, to)
	field = handovers.REASON_OF[kind] if kind else None
	return {
		"action": action,
		"label": _(action),
		"to": to,
		"field": field,
		"field_label": _(ticket.meta.get_label(field)) if field else None,
	}
