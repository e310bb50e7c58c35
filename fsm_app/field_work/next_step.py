"""What a ticket needs next: the action that brings it forward, who may take it, and how much evidence is missing (C1, N1)."""

import frappe
from frappe.model.workflow import (
	get_transitions,
	get_workflow_name,
	has_approval_access,
	is_transition_condition_satisfied,
)

from fsm_app.engine import stages
from fsm_app.field_work import gates
from fsm_app.service_desk import verification
from fsm_app.service_desk.ticket_workflow import stage_of_state
from fsm_app.workforce.rights import APPROVE_CLOSING, has_right


def next_step(ticket) -> dict:
	"""The next step of `ticket` for the session's user.

	Returns `action` (None where none leads forward), `stage` it leads to, `mine` (the user may take it), `common/roles` that may
	take it, `others` (what else the user may do, see _offered), `missing_now` (pieces of evidence asked for before the
	present stage is left) and `missing_later`.
	"""
	step = {"action": None, "stage": None, "mine": False, "roles": []}
	here = gates.place_on_line(ticket)
	offered = _offered(ticket, here)
	if rows := _forward(ticket, here):
		action = rows[0].action
		step = {
			"action": action,
			"stage": stage_of_state(rows[0].next_state),
			"mine": any(one["action"] == action for one in offered),
			"roles": [row.allowed for row in rows],
		}
	step["others"] = [one for one in offered if one["action"] != step["action"]]
	missing = (
		[need for need in gates.needs(ticket) if need.missing] if ticket.stage not in stages.ENDED else []
	)
	step["missing_now"] = sum(need.stage == here for need in missing)
	step["missing_later"] = len(missing) - step["missing_now"]
	return step


def _offered(ticket, here: str) -> list[dict]:
	"""The actions that the session's user may take: `action`, `stage` it leads to, and `forward` on the main line.

	Those that lead forward come first, the nearest before the farther, then the rest as in the workflow.
	"""
	if not ticket.workflow_state or not get_workflow_name(stages.TICKET):
		return []
	if not frappe.has_permission(stages.TICKET, "write", ticket):
		return []
	# Of several open transitions with one action, Frappe takes the last.
	taken = {row.action: row for row in get_transitions(ticket)}
	line, offered = stages.MAIN_LINE, []
	for action, row in taken.items():
		stage = stage_of_state(row.next_state)
		if not has_approval_access(frappe.session.user, ticket, row) or _lacks_right(ticket, stage):
			continue
		steps = line.index(stage) - line.index(here) if stage in line and here in line else 0
		offered.append((max(steps, 0) or len(line), {"action": action, "stage": stage, "forward": steps > 0}))
	return [one for _distance, one in sorted(offered, key=lambda pair: pair[0])]


def _lacks_right(ticket, stage: str) -> bool:
	"""Whether the server would refuse the stage for want of a right; a button that is always refused is none."""
	return stage == stages.VERIFIED and not (has_right(APPROVE_CLOSING) and verification.may_verify(ticket))


def _forward(ticket, here: str) -> list:
	"""The transitions of the action that leads to the nearest stage ahead; of a waiting ticket, back to its work."""
	name = get_workflow_name(stages.TICKET)
	if not name or ticket.stage in stages.ENDED:
		return []
	line = stages.MAIN_LINE
	waits = ticket.stage in stages.WAITING
	ahead: dict[tuple, list] = {}
	for row in frappe.get_cached_doc("Workflow", name).transitions:
		stage = stage_of_state(row.next_state) if row.state == ticket.workflow_state else None
		if stage not in line or not is_transition_condition_satisfied(row, ticket):
			continue
		steps = line.index(stage) - line.index(here)
		# What waited goes on where it was, or a little before.
		if waits or steps > 0:
			ahead.setdefault((abs(steps), row.action), []).append(row)
	return ahead[min(ahead, key=lambda key: key[0])] if ahead else []
