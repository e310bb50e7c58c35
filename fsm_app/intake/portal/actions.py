"""What customers do with their own tickets: confirm the work, say that it is not solved, or cancel the request (C2).

Each is a transition of the active workflow for ERPNext's role Customer, so the administrator decides which of them there
are, from which states, and on what conditions. The customer has no permission on tickets, so Frappe's own check of the
transition would refuse them for the lack of read permission. Here that one permission is waived, for a ticket that
`own_ticket` has found to be theirs; which transitions are open to them, and their conditions, Frappe still checks against
their own roles, both before saving (apply_workflow) and while saving (validate_workflow). Nobody's session is borrowed,
so the ticket, its versions and its timeline name the customer's user as the one who acted.

Whoever comes by a ticket's link has no user, so Frappe would find no role at all. For them the same transitions are looked
up here, with their conditions, and the ticket is told which state it may enter without Frappe's check (`by_link`).
"""

import frappe
from frappe import _
from frappe.model.workflow import (
	apply_workflow,
	get_transitions,
	get_workflow_name,
	has_approval_access,
	is_transition_condition_satisfied,
)

from fsm_app.engine import stages
from fsm_app.intake.portal.customers import CUSTOMER_ROLE
from fsm_app.intake.portal.stages import stage_name
from fsm_app.service_desk.reopening import is_too_late

# What customers may bring about, as far as the workflow lets them.
ACTIONS = {"confirm": stages.CONFIRMED, "not_solved": stages.REOPENED, "cancel": stages.CANCELLED}


class NotPossibleNow(frappe.ValidationError):
	"""The workflow has no transition for customers from the ticket's state to what they want."""


def by_link(ticket):
	"""`ticket`, to be acted on by whoever has its link, as far as its customers may; the caller has looked at the link."""
	ticket.flags.by_link = True
	return ticket


def possible(ticket) -> list[str]:
	"""Which of ACTIONS the session's user, or whoever has the link, may take on their `ticket` now."""
	open_to_them = _transitions(ticket)
	return [
		action
		for action, stage in ACTIONS.items()
		if stage in open_to_them and not (stage == stages.REOPENED and is_too_late(ticket))
	]


def take(ticket, stage: str):
	"""Take the customer's transition to `stage`; `ticket` is theirs (own_ticket). Returns the ticket as it is then.

	A ticket that is in that stage already stays as it is: the first answer may have been lost on its way. Raises
	NotPossibleNow, and whatever the ticket refuses.
	"""
	if ticket.stage == stage:
		return ticket
	action = _transitions(ticket).get(stage)
	if not action:
		frappe.throw(
			_(
				"This is not possible while the ticket is in this state: {0}. Send us a message instead."
			).format(stage_name(ticket.stage)),
			NotPossibleNow,
		)
	if ticket.flags.by_link:
		return _take_by_link(_open_to_customer(ticket), stage)
	return apply_workflow(_open_to_customer(ticket), action)


def _take_by_link(ticket, stage: str):
	workflow = frappe.get_cached_doc("Workflow", get_workflow_name(stages.TICKET))
	row = next(
		row for row in _rows_by_link(ticket, workflow) if _stages_of(workflow)[row.next_state] == stage
	)
	state = next(state for state in workflow.states if state.state == row.next_state)
	ticket.set(workflow.workflow_state_field, row.next_state)
	if state.update_field:
		ticket.set(state.update_field, state.update_value)
	ticket.flags.state_checked = row.next_state
	ticket.save()
	ticket.add_comment("Workflow", _(row.next_state))
	return ticket


def cancel(ticket, reason: str):
	"""Cancel the customer's request, with the customer's reason. Raises as `take`; then nothing has changed."""
	if stages.CANCELLED not in _transitions(ticket):
		return take(ticket, stages.CANCELLED)  # refuses
	_open_to_customer(ticket).cancel_reason = reason
	ticket.save()
	return take(ticket, stages.CANCELLED)


def let_customer_act(ticket) -> None:
	"""Before Frappe checks a transition that `take` performs: it may read the ticket as it was before (see above)."""
	if ticket.flags.customer_acts and (before := ticket.get_doc_before_save()):
		before.flags.ignore_permissions = True


def _transitions(ticket) -> dict[str, str]:
	"""By the stage it leads to, the action open to the customer from the ticket's state."""
	name = get_workflow_name(stages.TICKET)
	if not name:
		return {}
	workflow = frappe.get_cached_doc("Workflow", name)
	if ticket.flags.by_link:
		rows = _rows_by_link(ticket, workflow)
	else:
		rows = get_transitions(_open_to_customer(ticket), workflow)
	stage_of = _stages_of(workflow)
	return {stage_of[row["next_state"]]: row["action"] for row in rows if row["allowed"] == CUSTOMER_ROLE}


def _stages_of(workflow) -> dict[str, str]:
	return {row.state: row.update_value for row in workflow.states}


def _rows_by_link(ticket, workflow) -> list:
	"""The customers' transitions from the ticket's state whose conditions hold."""
	state = ticket.get(workflow.workflow_state_field)
	return [
		row.as_dict()
		for row in workflow.transitions
		if row.state == state
		and row.allowed == CUSTOMER_ROLE
		and is_transition_condition_satisfied(row, ticket)
		and has_approval_access(frappe.session.user, ticket, row)
	]


def _open_to_customer(ticket):
	"""The ticket, marked so that reading and saving it ask for no permission: it is the customer's, see the module's docstring."""
	ticket.flags.ignore_permissions = True
	ticket.flags.customer_acts = True
	return ticket
