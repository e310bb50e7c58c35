"""Who sees a runbook at work: those who see its ticket, and those who own one of its steps (A3, D3)."""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.service_desk.ticket_visibility import NOTHING, may_see_ticket_record, ticket_conditions


def run_conditions(user: str | None = None) -> str:
	"""SQL condition on Runbook Run for lists and reports."""
	condition = ticket_conditions(user)
	if not condition:
		return ""
	roles = ", ".join(frappe.db.escape(role) for role in frappe.get_roles(user))
	parts = [
		"`tabRunbook Run`.`name` in (select `parent` from `tabRunbook Run Step`"
		f" where `parenttype` = 'Runbook Run' and `owner_role` in ({roles}))"
	]
	if condition != NOTHING:
		parts.append(
			f"`tabRunbook Run`.`ticket` in (select `name` from `tabService Ticket` where {condition})"
		)
	return f"({' or '.join(parts)})"


def step_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Runbook Run Step, the rows of a run."""
	return rows_of("Runbook Run", "Runbook Run Step", run_conditions(user), user)


def may_see_run(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Runbook Run: as its list."""
	roles = frappe.get_roles(user)
	return any(row.owner_role in roles for row in doc.steps) or may_see_ticket_record(doc, ptype, user)
