"""Taking a ticket to a stage through whatever workflow is active, by its ordinary actions.

The states' names and their order belong to the administrator (C1), so the way is looked for, not known.
"""

from collections import deque
from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow, get_transitions, get_workflow_name

from fsm_app.engine.stages import CANCELLED, FINISHED, REOPENED, STAGES, TICKET, WAITING

# No way leads through these unless it begins or ends there: they would say of the ticket what did not happen.
NO_THOROUGHFARE = WAITING | {CANCELLED, REOPENED}


class NoWayToStage(frappe.ValidationError):
	"""The active workflow has no actions that lead from a ticket's state to the stage wanted."""


def take_to_stage(
	ticket, stage: str, before: Callable | None = None, reason: str | None = None, recorded: bool = False
):
	"""Apply the fewest actions that bring `ticket` to `stage`; returns the ticket as it then is.

	`before(ticket, next_stage)` is called ahead of each action and returns the ticket, saved if it changed it. `reason` is
	given where a step asks for one and the ticket holds none; with `recorded` no step asks, as the caller keeps the record.
	Raises NoWayToStage when the workflow offers no way, and whatever the ticket refuses.
	"""
	visited = set()
	while ticket.stage != stage:
		visited.add(ticket.workflow_state)
		action, next_stage = next_action(ticket, stage, visited)
		if before:
			ticket = before(ticket, next_stage)
		ticket.flags.update({"reason_by_app": reason, "handover_recorded": recorded})
		ticket = apply_workflow(ticket, action)
	ticket.flags.update({"reason_by_app": None, "handover_recorded": False})
	return ticket


def next_action(ticket, stage: str, avoid: set[str] = frozenset()) -> tuple[str, str]:
	"""The action to take now on the shortest way to `stage`, and the stage that it leads to.

	The conditions of the transitions are asked for the first step, which the ticket as it is decides; those of later ones
	when it is their turn. States in `avoid` are not entered.
	"""
	workflow = frappe.get_cached_doc("Workflow", get_workflow_name(TICKET))
	stage_of = {row.state: row.update_value for row in workflow.states}
	# Of several open transitions with one action, Frappe takes the last.
	open_now = {row["action"]: row["next_state"] for row in get_transitions(ticket, workflow)}
	closed = NO_THOROUGHFARE - {stage}
	if ticket.stage in FINISHED:
		closed -= {REOPENED}
	later: dict[str, list[str]] = {}
	for row in workflow.transitions:
		later.setdefault(row.state, []).append(row.next_state)

	def forward(state: str) -> int:
		"""Of ways equally long, the one that does not lead back."""
		return -STAGES.index(stage_of[state])

	waiting = deque(
		(state, action) for action, state in sorted(open_now.items(), key=lambda item: forward(item[1]))
	)
	seen = set(avoid)
	while waiting:
		state, action = waiting.popleft()
		if state in seen:
			continue
		if stage_of[state] == stage:
			return action, stage_of[open_now[action]]
		seen.add(state)
		if stage_of[state] not in closed:
			waiting.extend((following, action) for following in sorted(later.get(state, ()), key=forward))
	frappe.throw(
		_(
			"You cannot move the ticket from {0} to {1}. Ask an administrator to add a transition to the workflow {2}."
		).format(frappe.bold(_(ticket.workflow_state)), frappe.bold(_(stage)), workflow.name),
		NoWayToStage,
	)
