"""What was promised to the customer next, in their words (B1, N2).

The clocks of the SLA say it. Those that measure how the service works inside (dispatch, periodic update) stay inside.
"""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.engine import sla_metrics, stages

SHOWN = (
	sla_metrics.FIRST_RESPONSE,
	sla_metrics.ARRIVAL,
	sla_metrics.RESOLUTION,
	sla_metrics.NEXT_REPLY,
	sla_metrics.CALLBACK,
)


def next_promise(ticket, remote: bool) -> dict | None:
	"""`what` is promised, `at` which moment (naive site time), and whether that is over (`late`).

	While the clocks stand still `at` is None and `what` says what they wait for. None where nothing is promised.
	"""
	if ticket.stage in stages.ENDED:
		return None
	clocks = frappe.get_all(
		"SLA Clock",
		filters={"ticket": ticket.name, "metric": ["in", SHOWN], "state": ["in", ("Running", "Paused")]},
		fields=["metric", "state", "due_at"],
	)
	running = [row for row in clocks if row.state == "Running" and row.due_at and not _is_coming(ticket, row)]
	if running:
		first = min(running, key=lambda row: row.due_at)
		return {"what": _what(first.metric, remote), "at": first.due_at, "late": first.due_at < now()}
	if clocks and ticket.stage in stages.WAITING:
		return {"what": _while_waiting(ticket.stage), "at": None, "late": False}
	return None


def _is_coming(ticket, clock) -> bool:
	"""Whoever is on the way is told of by the page itself; a later time beside it would only confuse."""
	return clock.metric == sla_metrics.ARRIVAL and ticket.stage == stages.TRAVELLING and clock.due_at >= now()


def _what(metric: str, remote: bool) -> str:
	return {
		sla_metrics.FIRST_RESPONSE: _("We will respond by"),
		sla_metrics.ARRIVAL: _("Work starts by") if remote else _("An engineer will be with you by"),
		sla_metrics.RESOLUTION: _("Solved by"),
		sla_metrics.NEXT_REPLY: _("We will reply to your message by"),
		sla_metrics.CALLBACK: _("We will call you back by"),
	}[metric]


def _while_waiting(stage: str) -> str:
	if stage == stages.WAITING_FOR_CUSTOMER:
		return _("The promised time continues to run as soon as you have answered.")
	return _("The promised time continues to run as soon as the parts have arrived.")
