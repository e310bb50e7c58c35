"""A changed stage without a changed state asks for the workflow's action that leads there.

The Kanban board moves a card by writing `stage`, and so may a client over REST. The stage itself follows from the
workflow's state alone, so what is written there is taken as the wish for an action: with it come the action's rights,
reasons and gates. Where no action leads there, the wish is refused (C1).
"""

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, get_workflow, get_workflow_name, has_approval_access

from fsm_app.service_desk.stages import TICKET, stage_of_state


class NoActionToStage(frappe.ValidationError):
	"""The workflow has no action open to this user that leads to the stage asked for."""


def take_as_action(ticket) -> None:
	"""Before saving: set the state that the asked stage needs; Frappe checks the transition after that as any other.

	Raises NoActionToStage. Without an active workflow, or for a new ticket, the written stage is disregarded.
	"""
	before = ticket.get_doc_before_save()
	if not before or not _asks(ticket, before) or not get_workflow_name(TICKET):
		return
	workflow = get_workflow(TICKET)
	for row in get_transitions(before, workflow):
		leads_there = stage_of_state(row["next_state"]) == ticket.stage
		if leads_there and has_approval_access(frappe.session.user, before, row):
			ticket.workflow_state = ticket.flags.state_by_stage = row["next_state"]
			return
	frappe.throw(
		_(
			"Stage: no action leads {0} from {1} to {2} for you. Take one of the actions on the ticket."
		).format(ticket.name, frappe.bold(_(before.stage)), frappe.bold(_(ticket.stage))),
		NoActionToStage,
	)


def note(ticket) -> None:
	"""After saving: the timeline names the state, as after the workflow's own actions."""
	if state := ticket.flags.pop("state_by_stage", None):
		ticket.add_comment("Workflow", _(state))


def _asks(ticket, before) -> bool:
	return bool(
		ticket.stage
		and ticket.stage != before.stage
		and ticket.workflow_state == before.workflow_state
		and "stage" not in (ticket.flags.written_by_app or ())
	)
