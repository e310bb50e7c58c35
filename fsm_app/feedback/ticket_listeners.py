"""What feedback makes of a ticket's changes: warning signs in the request, the survey after closing, the callback (C7, I1, I2)."""

from fsm_app.engine import stages
from fsm_app.feedback import callback_plan, message_warnings, survey, survey_links, survey_mail


def warn_of_request(ticket, method: str | None = None) -> None:
	"""Inserted: look for warning signs in what the customer asks."""
	message_warnings.warn_of_request(ticket)


def open_survey(ticket, before) -> None:
	"""Has entered a stage: a closed ticket opens the survey, one that comes back withdraws it."""
	if ticket.stage == stages.CLOSED:
		if name := survey.open_survey(ticket):
			survey_links.prepare(name)
			survey_mail.send_after_commit(name)
	elif ticket.stage in (stages.REOPENED, stages.CANCELLED) and before:
		survey.withdraw_surveys(ticket.name)


def plan_callback(ticket, before) -> None:
	"""Has entered a stage: work that is done plans the callback, a ticket that comes back takes it off."""
	if ticket.stage == stages.DONE:
		callback_plan.plan(ticket)
	elif ticket.stage in (stages.REOPENED, stages.CANCELLED) and before:
		callback_plan.cancel(ticket.name)


def delete_callbacks(ticket, method: str | None = None) -> None:
	"""Being deleted: what was planned for it goes with it."""
	callback_plan.delete(ticket.name)
