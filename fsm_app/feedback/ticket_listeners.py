"""What feedback makes of a ticket's changes: warning signs in the request, the survey after closing (C7, I1)."""

from fsm_app.engine import stages
from fsm_app.feedback import message_warnings, survey


def warn_of_request(ticket, method: str | None = None) -> None:
	"""Inserted: look for warning signs in what the customer asks."""
	message_warnings.warn_of_request(ticket)


def open_survey(ticket, before) -> None:
	"""Has entered a stage: a closed ticket opens the survey."""
	if ticket.stage == stages.CLOSED:
		survey.open_survey(ticket)
