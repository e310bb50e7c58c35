"""A changed stage without a changed state asks for the workflow's action that leads there.

The Kanban board moves a card by writing `stage`, and so may a client over REST. The stage itself follows from the
workflow's state alone, so what is written there is taken as the wish for an action: with it come the action's rights,
reasons and gates. Where no action leads there, the wish is refused (C1).
"""

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, get_workflow, get_workflow_name, has_approval_access

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.ticket_workflow import stage_of_state


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
	actions = _open_actions(before, workflow)
	refused = _("You cannot move this ticket from {0} to {1}.").format(
		frappe.bold(_(before.stage)), frappe.bold(_(ticket.stage))
	)
	way_out = (
		_("Possible now: {0}.").format(", ".join(_(action) for action in actions))
		if actions
		else _("Nothing is left for you to do here; ask the dispatcher.")
	)
	frappe.throw(f"{refused} {way_out}", NoActionToStage)


def _open_actions(ticket, workflow) -> list[str]:
	"""The actions that the user may take on the ticket as it is stored, each once."""
	user = frappe.session.user
	rows = get_transitions(ticket, workflow)
	return list(dict.fromkeys(row["action"] for row in rows if has_approval_access(user, ticket, row)))


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
