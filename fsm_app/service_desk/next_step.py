"""What a ticket needs next: the action that brings it forward, who may take it, and how much evidence is missing."""

import frappe
from frappe.model.workflow import get_workflow_name, is_transition_condition_satisfied

from fsm_app.field_work import gates
from fsm_app.service_desk import stages, verification


def next_step(ticket) -> dict:
	"""The next step of `ticket` for the session's user.

	Returns `action` (None where none leads forward), `stage` it leads to, `mine` (the user may take it), `roles` that may
	take it, `missing_now` (pieces of evidence asked for before the present stage is left) and `missing_later`.
	"""
	step = {"action": None, "stage": None, "mine": False, "roles": []}
	here = gates.place_on_line(ticket)
	if rows := _forward(ticket, here):
		roles = [row.allowed for row in rows]
		step = {
			"action": rows[0].action,
			"stage": stages.stage_of_state(rows[0].next_state),
			"mine": bool(set(roles) & set(frappe.get_roles())) and bool(ticket.has_permission("write")),
			"roles": roles,
		}
		if step["stage"] == stages.VERIFIED and not verification.may_verify(ticket):
			step["mine"] = False
	missing = (
		[need for need in gates.needs(ticket) if need.missing] if ticket.stage not in stages.ENDED else []
	)
	step["missing_now"] = sum(need.stage == here for need in missing)
	step["missing_later"] = len(missing) - step["missing_now"]
	return step


def _forward(ticket, here: str) -> list:
	"""The transitions of the action that leads to the nearest stage ahead; of a waiting ticket, back to its work."""
	name = get_workflow_name(stages.TICKET)
	if not name or ticket.stage in stages.ENDED:
		return []
	line = stages.MAIN_LINE
	waits = ticket.stage in stages.WAITING
	ahead: dict[tuple, list] = {}
	for row in frappe.get_cached_doc("Workflow", name).transitions:
		stage = stages.stage_of_state(row.next_state) if row.state == ticket.workflow_state else None
		if stage not in line or not is_transition_condition_satisfied(row, ticket):
			continue
		steps = line.index(stage) - line.index(here)
		# What waited goes on where it was, or a little before.
		if waits or steps > 0:
			ahead.setdefault((abs(steps), row.action), []).append(row)
	return ahead[min(ahead, key=lambda key: key[0])] if ahead else []
