"""Acting on a step of a clock: what is done about the ticket, and who is told (B3, B4).

Everything here happens inside the transaction in which the sweep has recorded the step, so that a step is either
recorded and done or neither. Nothing here waits for the network: see service_desk/ticket_notices.py.
"""

from datetime import datetime

import frappe
from frappe import _

from fsm_app.common.due_documents import CONFLICTS
from fsm_app.common.listeners import call_listeners
from fsm_app.engine.escalation import Step
from fsm_app.engine.stages import WITH_ENGINEER
from fsm_app.service_desk.ticket_notices import Channel, EMail, tell
from fsm_app.service_levels.on_call import LadderAudience
from fsm_app.service_levels.sla_policy import BREACH, WARNING, ladder_row, warning_row
from fsm_app.service_levels.webhook_queue import WebhookChannel

# Asked with the ticket, the reason, and whether a higher level is wanted: whoever gives it to another engineer answers with
# the engineer, or None. Dispatch stands above this room, for it weighs the clocks.
REASSIGNS = "fsm_reassigns"


def act_on(
	step: Step, clock, ticket, policy, audience: LadderAudience, at: datetime | None = None
) -> tuple[str, str]:
	"""Do what the step asks at `at` (naive site time) and tell whom it names; `ticket` is brought up to date.

	Returns the kind of SLA Event and a sentence for its detail.
	"""
	kind = step.key.partition(":")[0]
	if kind == WARNING:
		users = _recipients(warning_row(policy, step.key), ticket, audience, at)
		return "Warning", tell(users, _warning(step, clock), ticket, audience)
	if kind == BREACH:
		return "Breached", tell(audience.engineer(ticket.engineer), _breach(clock), ticket, audience)
	row = ladder_row(policy, step.key)
	message = _("Escalation level {0}: {1} of {2}").format(row.level, _(clock.metric), ticket.name)
	done = _act(row, message, ticket, audience)
	channel = _channel(row, f"{clock.name}:{step.key}")
	told = tell(
		_recipients(row, ticket, audience, at), ". ".join([message, *done]), ticket, audience, channel
	)
	return "Escalated", " ".join([*(f"{sentence}." for sentence in done), told])


def _channel(row, key: str) -> Channel:
	"""The way that a rung of the ladder names; a webhook's message is written once under `key`."""
	if row.channel == "Webhook":
		return WebhookChannel(webhook=row.webhook, key=key)
	return EMail() if row.channel == "E-mail" else Channel()


def _recipients(row, ticket, audience: LadderAudience, at: datetime | None) -> list[str]:
	if row.notify == "Role":
		return audience.with_role(row.role)
	if row.notify == "User":
		return audience.user(row.user)
	if row.notify == "Service Manager":
		return audience.managers()
	if row.notify == "Team Supervisor":
		return audience.supervisor(ticket.team)
	if row.notify == "Engineer on Duty":
		return audience.on_duty(ticket.company, ticket.team, at)
	return audience.engineer(ticket.engineer)


def _act(row, message: str, ticket, audience: LadderAudience) -> list[str]:
	"""Do what the rung of the ladder asks besides telling; returns sentences (without full stop) about it.

	Where that cannot be done, those whom the rung names hear of it: telling them matters more.
	"""
	if (row.action or "Notify") == "Notify":
		return []
	frappe.db.savepoint("ladder_act")
	try:
		if row.action == "Raise Priority":
			return [raise_priority(ticket.name)]
		return [_hand_over(ticket, message, audience, higher=row.action == "Hand to Higher Level")]
	except CONFLICTS:
		raise
	except Exception:
		frappe.db.rollback(save_point="ladder_act")
		frappe.clear_last_message()
		frappe.log_error(
			title=f"{row.action}: {ticket.name}",
			reference_doctype="Service Ticket",
			reference_name=ticket.name,
		)
		return [_("{0} failed, see the Error Log").format(_(row.action))]


def raise_priority(ticket_name: str) -> str:
	"""Give the ticket the next more urgent priority and return a sentence about it; its clocks are planned anew."""
	ticket = frappe.get_doc("Service Ticket", ticket_name, for_update=True)
	priorities = frappe.get_all("Service Priority", fields=["name", "rank"], order_by="rank, name")
	rank = next((row.rank for row in priorities if row.name == ticket.priority), None)
	higher = [row.name for row in priorities if rank is None or row.rank < rank]
	if not higher:
		return _("The priority is the highest already")
	ticket.priority = higher[-1]
	ticket.flags.priority_reason = _("Raised by the escalation ladder.")
	ticket.save(ignore_permissions=True)  # the ladder acts, not the user of the moment
	return _("Priority raised to {0}").format(_(ticket.priority))


def _hand_over(ticket, reason: str, audience: LadderAudience, higher: bool) -> str:
	"""Give the ticket to another engineer and tell both of them; returns a sentence about it."""
	document = frappe.get_doc("Service Ticket", ticket.name, for_update=True)
	if document.stage not in WITH_ENGINEER or not document.engineer:
		return _("Not handed over, because no engineer has it in work")
	before = document.engineer
	document.flags.hands_told = True  # below, with the reason
	if not reassign(document, reason, higher):
		return (
			_("Not handed over, because nobody of a higher level can take it")
			if higher
			else _("Not handed over, because nobody else can take it")
		)
	names = [
		frappe.get_cached_value("Service Engineer", name, "engineer_name")
		for name in (before, document.engineer)
	]
	sentence = _("Handed from {0} to {1}").format(*names)
	users = audience.engineer(before) + audience.engineer(document.engineer)
	if users:
		tell(users, f"{reason}. {sentence}", ticket, audience)
	ticket.update({"engineer": document.engineer, "team": document.team})
	return sentence


def reassign(document, reason: str, higher: bool) -> bool:
	"""Have a ticket in work given to another engineer; whether somebody could take it."""
	return any(call_listeners(REASSIGNS, document.doctype, document, reason, higher))


def _warning(step: Step, clock) -> str:
	return _("{0} % of the time for {1} of {2} is used up").format(
		f"{step.percent:g}", _(clock.metric), clock.ticket
	)


def _breach(clock) -> str:
	return _("The time for {0} of {1} is exceeded").format(_(clock.metric), clock.ticket)
