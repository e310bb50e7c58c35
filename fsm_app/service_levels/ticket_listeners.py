"""What service levels make of a ticket's changes: its clocks follow, and the report goes out where the policy says so (B1, B2, C8)."""

from fsm_app.engine import stages
from fsm_app.field_work import report_mail
from fsm_app.service_levels import next_due, ticket_clocks, webhook_queue
from fsm_app.service_levels.sla_policy import policy_for

TARGETS_DEPEND_ON = ("priority", "offering", "service_tier", "region")


def set_due_order(ticket, method: str | None = None) -> None:
	"""Before it is inserted: nothing is due yet, and it stands behind all that is."""
	ticket.due_order = next_due.order_without_due(ticket.opened_at)


def follow_engineer(ticket, before) -> None:
	"""Has changed its engineer: the open clocks count for the new one."""
	ticket_clocks.assign_engineer(ticket)


def follow_terms(ticket, method: str | None = None) -> None:
	"""Stored: a callback meets its clock, and other terms give other targets."""
	before = ticket.get_doc_before_save()
	if not before:
		return
	if ticket.called_back_at and not before.called_back_at:
		ticket_clocks.called_back(ticket, ticket.called_back_at)
	if any(before.get(field) != ticket.get(field) for field in TARGETS_DEPEND_ON):
		ticket_clocks.replan(ticket)


def follow_stage(ticket, before) -> None:
	"""Has entered a stage: its clocks start, pause, go on or end."""
	ticket_clocks.follow_stage(ticket)


def send_report(ticket, before) -> None:
	"""Has entered a stage: on closing the service report is sent, where the policy of its offering wants that."""
	if ticket.stage != stages.CLOSED:
		return
	policy = policy_for(ticket)
	if policy and policy.send_report_on_closing:
		report_mail.send_on_closing(ticket)


def delete_records(ticket, method: str | None = None) -> None:
	"""Being deleted: its clocks and the webhook messages about it go with it."""
	ticket_clocks.delete_clocks(ticket.name)
	webhook_queue.delete_deliveries(ticket.name)
