"""Who sees which tickets, and what hangs on them: one definition behind list, form, report and REST (D3)."""

import frappe

from fsm_app.company_limits import rows_of
from fsm_app.roles import SEES_ALL_TICKETS, SERVICE_ENGINEER
from fsm_app.workforce.engineers import engineer_of

NOTHING = "1=0"
TICKET = "Service Ticket"


def _scope(user: str | None) -> dict | None:
	"""What `user` may see: None for every ticket, else the engineer and team whose tickets those are."""
	user = user or frappe.session.user
	roles = set(frappe.get_roles(user))
	if user == "Administrator" or roles & SEES_ALL_TICKETS:
		return None
	engineer = engineer_of(user) if SERVICE_ENGINEER in roles else None
	if not engineer or engineer.status == "Left":
		return {}
	return {"engineer": engineer.name, "team": engineer.team}


def ticket_conditions(user: str | None = None) -> str:
	"""SQL condition on Service Ticket for lists and reports."""
	scope = _scope(user)
	if scope is None:
		return ""
	parts = [
		f"`tabService Ticket`.`{field}` = {frappe.db.escape(value)}"
		for field, value in scope.items()
		if value
	]
	return f"({' or '.join(parts)})" if parts else NOTHING


def record_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a doctype whose records belong to a ticket: that of the ticket."""
	condition = ticket_conditions(user)
	if not condition or condition == NOTHING:
		return condition
	return f"(`tab{doctype}`.`ticket` in (select `name` from `tabService Ticket` where {condition}))"


def candidate_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Dispatch Candidate, the rows of a Dispatch Decision."""
	return rows_of("Dispatch Decision", "Dispatch Candidate", "", user)


def may_see_ticket(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Service Ticket: true also for one that is still being written."""
	scope = _scope(user)
	return scope is None or doc.is_new() or _is_in(scope, doc.name)


def may_see_ticket_record(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of the records that belong to a ticket: that of the ticket."""
	scope = _scope(user)
	return scope is None or _is_in(scope, doc.ticket)


def _is_in(scope: dict, ticket: str) -> bool:
	"""Whether the ticket as it is stored is in the scope: nobody gains one by a change that he is about to save."""
	stored = frappe.db.get_value(TICKET, ticket, ["engineer", "team"], as_dict=True) if scope else None
	return bool(stored) and any(value and stored[field] == value for field, value in scope.items())
