"""Day plans, for their form: work out, take over, drop (E3)."""

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument, parsed, permitted
from fsm_app.day_plans import fitting_in, plans
from fsm_app.day_plans.plans import PLAN
from fsm_app.engine.stages import TICKET

MOST_ROWS = 2000


@frappe.whitelist(methods=["POST"])
def start(plan: str) -> None:
	"""Have the plan worked out in the background; for who may change it."""
	plans.start(permitted(PLAN, plan, "write"))


@frappe.whitelist(methods=["POST"])
def accept(plan: str, rows: str | list | None = None) -> None:
	"""Have the proposal, or these rows of it, put into the tickets in the background; for who may change the plan.

	Each ticket is changed by the user's own rights.
	"""
	permitted(PLAN, plan, "write")
	rows = parsed(rows, "rows")
	if rows is not None and (
		not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, str) for row in rows)
	):
		frappe.throw(_("rows: name the visits of the plan."), WrongArgument)
	plans.accept_later(plan, rows)


@frappe.whitelist(methods=["POST"])
def discard(plan: str) -> None:
	"""Drop the proposal; for who may change it. Nothing else changes."""
	plans.discard(permitted(PLAN, plan, "write"))


@frappe.whitelist(methods=["POST"])
def fit_in(ticket: str) -> str:
	"""Have a plan worked out that fits the ticket in with as little change as can be; returns its name.

	For who may change the ticket and make plans. Nothing else changes until the plan is accepted.
	"""
	permitted(TICKET, ticket, "write")
	frappe.has_permission(PLAN, "create", throw=True)
	return fitting_in.fit_in(frappe.get_doc(TICKET, ticket))
