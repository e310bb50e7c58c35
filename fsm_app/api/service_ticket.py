"""What the Desk's form of a Service Ticket asks for."""

import frappe

from fsm_app.arguments import permitted
from fsm_app.clock import now
from fsm_app.roles import SERVICE_DISPATCHER, SERVICE_MANAGER
from fsm_app.service_desk import callback, message_warnings
from fsm_app.service_desk import next_step as next_steps
from fsm_app.service_desk.calendars import aware
from fsm_app.service_desk.sla import CLOCK_FIELDS, OPEN_STATES, moment_used, used_seconds

# From this share of the target on, a clock is shown as short of time.
SHORT_FROM = 0.75


@frappe.whitelist(methods=["GET"])
def next_step(ticket: str) -> dict:
	"""The action that brings `ticket` forward, who may take it, and how much evidence is missing; see next_step.next_step."""
	permitted("Service Ticket", ticket)
	return next_steps.next_step(frappe.get_doc("Service Ticket", ticket))


@frappe.whitelist(methods=["GET"])
def open_clocks(ticket: str) -> list[dict]:
	"""The running and paused clocks of `ticket` that the user may see, with their times as seconds from now.

	`used_seconds` is up to now. A running clock has `due_in` and `short_in`, seconds until the target and 75 % of it are
	used up, a breached one `breached_for`; each is negative for a moment in the past and None where there is none.
	"""
	permitted("Service Ticket", ticket)
	at = now()
	clocks = frappe.get_list(
		"SLA Clock",
		filters={"ticket": ticket, "state": ["in", OPEN_STATES]},
		fields=list(CLOCK_FIELDS),
		order_by="due_at, name",
	)
	return [_shown(clock, at) for clock in clocks]


def _shown(clock, at) -> dict:
	def seconds_until(moment) -> int | None:
		return int((aware(moment) - aware(at)).total_seconds()) if moment else None

	breached_for = seconds_until(clock.breached_at) if clock.breached else None
	return {
		"name": clock.name,
		"metric": clock.metric,
		"state": clock.state,
		"breached": clock.breached,
		"breached_at": clock.breached_at,
		"breached_for": None if breached_for is None else -breached_for,
		"due_at": clock.due_at,
		"due_in": seconds_until(clock.due_at),
		"short_in": seconds_until(moment_used(clock, int(clock.target_seconds * SHORT_FROM))),
		"target_seconds": clock.target_seconds,
		"used_seconds": used_seconds(clock, at),
	}


@frappe.whitelist(methods=["POST"])
def record_callback(ticket: str, result: str) -> dict:
	"""Write down that the customer was called back; needs write permission on the ticket."""
	permitted("Service Ticket", ticket, "write")
	return callback.record_callback(ticket, result).as_dict()


@frappe.whitelist(methods=["POST"])
def warning_dealt_with(ticket: str) -> dict:
	"""Take the warning about a message off the ticket; for those who coordinate the service."""
	frappe.only_for(("System Manager", SERVICE_MANAGER, SERVICE_DISPATCHER))
	permitted("Service Ticket", ticket, "write")
	return message_warnings.deal_with(ticket).as_dict()
