"""The text that an action of the ticket's workflow asks for before it is taken: why it is returned, what is left, what was done (C1, C4)."""

from frappe.model.workflow import get_transitions

from fsm_app.field_work import gates
from fsm_app.service_desk import handovers
from fsm_app.service_desk.ticket_workflow import stage_of_state


def asked_by_action(ticket, action: str) -> str | None:
	"""The field of `ticket` that has to be filled in before the user takes `action`; None where none has, or they cannot take it."""
	# Of several open transitions with one action, Frappe takes the last.
	states = [row["next_state"] for row in get_transitions(ticket) if row["action"] == action]
	return asked_before(ticket, stage_of_state(states[-1])) if states else None


def asked_before(ticket, stage: str) -> str | None:
	"""The same for the stage to which an action leads."""
	kind = handovers.kind_of_move(ticket, stage)
	return handovers.REASON_OF[kind] if kind else gates.text_asked(ticket, stage)
