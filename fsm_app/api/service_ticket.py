"""What the Desk's form of a Service Ticket asks for (C1, B2)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.common.clock import now
from fsm_app.common.roles import COORDINATORS, SERVICE_ENGINEER
from fsm_app.common.site_time import aware
from fsm_app.engine.stages import TICKET
from fsm_app.feedback import callback, message_warnings
from fsm_app.field_work import going_there
from fsm_app.field_work import next_step as next_steps
from fsm_app.service_levels.next_due import SHORT_FROM
from fsm_app.service_levels.ticket_clocks import CLOCK_FIELDS, OPEN_STATES, moment_used, used_seconds
from fsm_app.workforce.engineers import engineer_names

DECISION = "Dispatch Decision"


@frappe.whitelist(methods=["GET"])
def head(ticket: str) -> dict:
	"""All that stands above the ticket's form, in one answer.

	`step` (next_step.next_step), `clocks` (see _open_clocks), `engineer_name`, `decision` (the last Dispatch Decision that
	the user may read), `going_there` (going_there.of; None for all but the engineer who has the ticket in hand) and
	`map_link` (the site's setting, empty for the device's own map).
	"""
	permitted(TICKET, ticket)
	document = frappe.get_doc(TICKET, ticket)
	return {
		"step": next_steps.next_step(document),
		"clocks": _open_clocks(ticket),
		"engineer_name": engineer_names([document.engineer]).get(document.engineer),
		"decision": _last_decision(ticket),
		"going_there": going_there.of(document),
		"map_link": frappe.db.get_single_value("Field Service Settings", "map_link", cache=True) or "",
	}


def _last_decision(ticket: str) -> str | None:
	if not frappe.has_permission(DECISION, "read"):
		return None
	found = frappe.get_list(
		DECISION, filters={"ticket": ticket}, pluck="name", order_by="decided_at desc", limit_page_length=1
	)
	return found[0] if found else None


def _open_clocks(ticket: str) -> list[dict]:
	"""The running and paused clocks of `ticket` that the user may see, with their times as seconds from now.

	`used_seconds` is up to now. A running clock has `due_in` and `short_in`, seconds until the target and 75 % of it are
	used up, a breached one `breached_for`; each is negative for a moment in the past and None where there is none.
	"""
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
	"""Write down that the customer was called back: for coordinators and colleagues of the engineer who see the ticket."""
	frappe.only_for((*COORDINATORS, SERVICE_ENGINEER))
	permitted(TICKET, ticket)
	return callback.record_callback(ticket, result).as_dict()


@frappe.whitelist(methods=["POST"])
def warning_dealt_with(ticket: str) -> dict:
	"""Take the warning about a message off the ticket; for those who coordinate the service."""
	frappe.only_for(COORDINATORS)
	permitted(TICKET, ticket, "write")
	return message_warnings.deal_with(ticket).as_dict()
