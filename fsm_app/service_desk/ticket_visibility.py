"""Who sees which tickets, and what hangs on them: one definition behind list, form, report and REST (D3).

Those of roles.SEES_ALL_TICKETS see every ticket. Engineers see their own and, as their record or level says, those of
their team, of their region with all below it, or all of their company; a team's supervisor sees the team's. A user's own
User Permissions narrow this further, which is Frappe's work. Seeing is not changing: engineers work on the tickets that
they have in hand, and those who approve closings verify the finished ones that they see.
"""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import SEES_ALL_TICKETS, SERVICE_ENGINEER
from fsm_app.engine.stages import FINISHED
from fsm_app.workforce.engineers import engineer_of
from fsm_app.workforce.rights import APPROVE_CLOSING, has_right

NOTHING = "1=0"
TICKET = "Service Ticket"
OWN, TEAM, REGION, ALL = "Own", "Team", "Region", "All"
READING = frozenset({"read", "select", "print", "email", "report", "export"})
JUDGED_BY = ("engineer", "team", "region", "company")


def _scope(user: str | None) -> list[dict] | None:
	"""What `user` may see: None for every ticket, else groups of tickets, each by the values of its fields.

	A ticket is seen that belongs to one of the groups: that has in each field of the group one of the values.
	"""
	user = user or frappe.session.user
	if _sees_all(user):
		return None
	engineer = _engineer(user)
	return _groups(engineer, user) if engineer else []


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(SEES_ALL_TICKETS & set(frappe.get_roles(user)))


def _engineer(user: str) -> dict | None:
	"""The engineer that `user` is, unless they have left."""
	engineer = engineer_of(user) if SERVICE_ENGINEER in frappe.get_roles(user) else None
	return engineer if engineer and engineer.status != "Left" else None


def _groups(engineer: dict, user: str) -> list[dict]:
	groups = [{"engineer": [engineer.name]}]
	reach = (
		engineer.visibility or frappe.get_cached_value("Engineer Level", engineer.level, "visibility") or TEAM
	)
	teams = set(frappe.get_all("Service Team", filters={"supervisor": user}, pluck="name"))
	if reach != OWN and engineer.team:
		teams.add(engineer.team)
	if teams:
		groups.append({"team": sorted(teams)})
	if reach == ALL:
		groups.append({"company": [engineer.company]})
	elif reach == REGION and (regions := _regions_of(engineer)):
		groups.append({"company": [engineer.company], "region": regions})
	return groups


def _regions_of(engineer) -> list[str]:
	"""The engineer's territory, or else their team's, with all territories below it; none where neither has one."""
	region = engineer.region or (
		frappe.get_cached_value("Service Team", engineer.team, "region") if engineer.team else None
	)
	borders = region and frappe.db.get_value("Territory", region, ["lft", "rgt"])
	if not borders:
		return []
	return frappe.get_all(
		"Territory",
		filters=[["lft", ">=", borders[0]], ["rgt", "<=", borders[1]]],
		pluck="name",
		limit_page_length=0,
	)


def ticket_conditions(user: str | None = None) -> str:
	"""SQL condition on Service Ticket for lists and reports."""
	scope = _scope(user)
	if scope is None:
		return ""
	return f"({' or '.join(map(_condition, scope))})" if scope else NOTHING


def _condition(group: dict) -> str:
	parts = [
		f"`tabService Ticket`.`{field}` in ({', '.join(frappe.db.escape(value) for value in values)})"
		for field, values in group.items()
	]
	return f"({' and '.join(parts)})"


def record_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a doctype whose records belong to a ticket: that of the ticket."""
	condition = ticket_conditions(user)
	if not condition or condition == NOTHING:
		return condition
	return f"(`tab{doctype}`.`ticket` in (select `name` from `tabService Ticket` where {condition}))"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of a ticket, such as the parts used: that of the ticket."""
	return rows_of(TICKET, doctype, ticket_conditions(user), user)


def candidate_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Dispatch Candidate, the rows of a Dispatch Decision."""
	return rows_of("Dispatch Decision", "Dispatch Candidate", "", user)


def may_see_ticket(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Service Ticket: true also for one that is still being written."""
	user = user or frappe.session.user
	return _sees_all(user) or bool(doc.is_new()) or _may(ptype, doc.name, user)


def may_see_ticket_record(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of the records that belong to a ticket: that of the ticket."""
	user = user or frappe.session.user
	return _sees_all(user) or _may(ptype, doc.ticket, user)


def _may(ptype: str | None, ticket: str | None, user: str) -> bool:
	"""Whether an engineer sees the ticket as it is stored, and may do this with it or with what hangs on it.

	As it is stored: nobody gains one by a change that is about to be saved. Their own needs no look at the teams.
	"""
	engineer = _engineer(user) if ticket else None
	stored = engineer and frappe.db.get_value(TICKET, ticket, [*JUDGED_BY, "stage"], as_dict=True)
	if not stored:
		return False
	own = stored.engineer == engineer.name
	if not own and not _is_in(_groups(engineer, user), stored):
		return False
	reads = ptype is None or ptype in READING
	return reads or own or (stored.stage in FINISHED and has_right(APPROVE_CLOSING, user))


def _is_in(groups: list[dict], stored: dict) -> bool:
	return any(all(stored[field] in values for field, values in group.items()) for group in groups)
