"""What runbooks make of a ticket's changes: an emergency's starts with its ticket and ends when that is cancelled (A3)."""

from fsm_app.engine import stages
from fsm_app.runbooks import runbook_runs


def follow_stage(ticket, before) -> None:
	"""Has entered a stage: start the runbook of a new ticket, end those of a cancelled one."""
	if ticket.stage == stages.CANCELLED:
		runbook_runs.cancel_runs(ticket)
	if before is None:
		runbook_runs.start_on_opening(ticket)


def delete_runs(ticket, method: str | None = None) -> None:
	"""Being deleted: its runs go with it."""
	runbook_runs.delete_runs(ticket.name)
