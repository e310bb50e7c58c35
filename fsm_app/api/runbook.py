"""Whitelisted functions of tickets and runbooks at work (A3)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.runbooks import runbook_runs


@frappe.whitelist(methods=["POST"])
def start(ticket: str) -> dict:
	"""Start the runbook of the ticket's offering; needs write permission on the ticket. A running one is returned."""
	permitted("Service Ticket", ticket, "write")
	return runbook_runs.start(frappe.get_doc("Service Ticket", ticket)).as_dict()


@frappe.whitelist(methods=["POST"])
def tick_off(run: str, step: int) -> dict:
	"""Tick off step number `step` (from 1) of `run`; for users with the step's owner role and service managers."""
	return runbook_runs.tick_off(run, step).as_dict()


@frappe.whitelist(methods=["POST"])
def cancel(run: str, reason: str) -> dict:
	"""End `run` before all its steps are done; for service managers."""
	return runbook_runs.cancel(run, reason).as_dict()
