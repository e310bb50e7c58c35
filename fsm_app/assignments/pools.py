"""Engineer Pools: regions and teams that lend one another engineers, and a record of each time they do (E2)."""

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.dispatch.hard_rules import regions_around
from fsm_app.engine import stages
from fsm_app.field_work.visits import VISIT
from fsm_app.service_desk.handovers import is_with_engineer

POOL, MEMBER, ASSIGNMENT = "Engineer Pool", "Engineer Pool Member", "Pool Assignment"
LENDS, BORROWS = ("Lends and Borrows", "Lends"), ("Lends and Borrows", "Borrows")
ENGINEER = "Service Engineer"


class PoolError(frappe.ValidationError):
	"""A pool that shares nothing, or with another company."""


def lent_engineers(ticket) -> set[str]:
	"""Asked by dispatch: the engineers whom the pools of the ticket's region or team lend it."""
	return set(_lending(ticket, ticket.team))


def follow_engineer(ticket, before) -> None:
	"""Has changed its engineer: who was lent goes home, and who is lent is written down."""
	_end(ticket, before)
	begin(ticket, before)


def begin(ticket, before) -> None:
	"""Write down that the ticket's engineer is lent, where they belong to a region that neither holds the ticket's nor lies in it."""
	if not ticket.engineer or not ticket.region or not is_with_engineer(ticket):
		return
	engineer = frappe.get_cached_doc(ENGINEER, ticket.engineer)
	if not engineer.region or engineer.region in regions_around(ticket.region):
		return
	# By now the ticket's team is the engineer's.
	team = (before and before.team) or _team_of(ticket.company, ticket.region)
	pool = _lending(ticket, team, ticket.engineer).get(ticket.engineer)
	if not pool and not engineer.shared_pool:
		return  # the dispatcher's own choice, or one of a profile that asks for no region
	values = {
		"pool": pool,
		"from_region": engineer.region,
		"from_team": engineer.team,
		"to_region": ticket.region,
		"to_team": team,
		"lent_at": now(),
		"ended_at": None,
	}
	key = f"{ticket.name}:{ticket.engineer}"
	if known := frappe.db.get_value(ASSIGNMENT, {"pool_key": key}):
		frappe.db.set_value(ASSIGNMENT, known, values)
		return
	frappe.get_doc(
		{
			"doctype": ASSIGNMENT,
			"ticket": ticket.name,
			"engineer": ticket.engineer,
			"company": ticket.company,
			"pool_key": key,
			**values,
		}
	).insert(ignore_permissions=True)  # follows from the ticket's change, which its workflow has permitted


def follow_stage(ticket, before) -> None:
	"""Has entered a stage: who was chosen before the ticket was dispatched is lent now, and with the work done the hours of whoever was lent for it are known."""
	if ticket.stage == stages.DISPATCHED:
		begin(ticket, before)
	if ticket.stage != stages.DONE:
		return
	filters = {"ticket": ticket.name, "engineer": ticket.engineer}
	if name := frappe.db.get_value(ASSIGNMENT, filters):
		moment = now()
		hours = _hours(ticket.name, ticket.engineer)
		frappe.db.set_value(ASSIGNMENT, name, {"done_at": moment, "ended_at": moment, "hours": hours})


def delete_assignments(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: what was written down about its engineers goes with it."""
	frappe.db.delete(ASSIGNMENT, {"ticket": ticket.name})


def validate_pool(pool) -> None:
	"""Refuse members that are neither region nor team, or both, teams of other companies, and a pool without lender or borrower."""
	for row in pool.members:
		if bool(row.region) == bool(row.team):
			_refuse(_("Members, row {0}: enter a region or a team, not both.").format(row.idx))
		if row.team and frappe.get_cached_value("Service Team", row.team, "company") != pool.company:
			_refuse(
				_("The team {0} does not belong to {1}. Choose another team.").format(row.team, pool.company)
			)
	shares = {row.share for row in pool.members}
	if not shares & set(LENDS) or not shares & set(BORROWS):
		_refuse(
			_("Members: somebody has to lend and somebody to borrow. Change the column Lends or Borrows.")
		)


def _end(ticket, before) -> None:
	if not before or not before.engineer:
		return
	filters = {"ticket": ticket.name, "engineer": before.engineer, "ended_at": ["is", "not set"]}
	if name := frappe.db.get_value(ASSIGNMENT, filters):
		hours = _hours(ticket.name, before.engineer)
		frappe.db.set_value(ASSIGNMENT, name, {"ended_at": now(), "hours": hours})


def _lending(ticket, team: str | None, only: str | None = None) -> dict[str, str]:
	"""By engineer the first pool that lends them to the ticket. One query where the company has no pool, four where it has."""
	pools = frappe.get_all(
		POOL, filters={"company": ticket.company, "disabled": 0}, pluck="name", order_by="name"
	)
	if not pools:
		return {}
	in_pools = {"parent": ["in", pools], "parenttype": POOL}
	narrowed = frappe.get_all(
		"Engineer Pool Offering", filters=in_pools, fields=["parent", "offering"], limit_page_length=0
	)
	members = frappe.get_all(
		MEMBER, filters=in_pools, fields=["parent", "region", "team", "share"], limit_page_length=0
	)
	of_offering = {row.parent for row in narrowed if row.offering == ticket.offering}
	closed = {row.parent for row in narrowed} - of_offering
	borders = _borders({row.region for row in members if row.region} | {ticket.region})
	borrowing = {
		row.parent for row in members if row.share in BORROWS and _holds(row, ticket.region, team, borders)
	}
	lenders = [
		row for row in members if row.share in LENDS and row.parent in borrowing and row.parent not in closed
	]
	return _engineers(ticket.company, lenders, borders, only) if lenders else {}


def _holds(member, region: str | None, team: str | None, borders: dict) -> bool:
	if member.team:
		return member.team == team
	return _within(region, member.region, borders)


def _within(region: str | None, around: str, borders: dict) -> bool:
	inner, outer = borders.get(region), borders.get(around)
	return bool(inner and outer) and outer[0] <= inner[0] and inner[1] <= outer[1]


def _borders(regions: set) -> dict[str, tuple[int, int]]:
	rows = frappe.get_all(
		"Territory",
		filters={"name": ["in", [region for region in regions if region]]},
		fields=["name", "lft", "rgt"],
		limit_page_length=0,
	)
	return {row.name: (row.lft, row.rgt) for row in rows}


def _engineers(company: str, lenders: list, borders: dict, only: str | None) -> dict[str, str]:
	engineer, territory = frappe.qb.DocType(ENGINEER), frappe.qb.DocType("Territory")
	query = (
		frappe.qb.from_(engineer)
		.left_join(territory)
		.on(territory.name == engineer.region)
		.select(engineer.name, engineer.team, territory.lft, territory.rgt)
		.where((engineer.company == company) & (engineer.status == "Active"))
	)
	if only:
		query = query.where(engineer.name == only)
	found: dict[str, str] = {}
	by_team = {row.team: row.parent for row in reversed(lenders) if row.team}
	by_border = [(*borders[row.region], row.parent) for row in lenders if row.region in borders]
	for name, team, left, right in query.run():
		if team in by_team:
			found[name] = by_team[team]
		elif left is not None:
			pool = next((pool for lft, rgt, pool in by_border if lft <= left and right <= rgt), None)
			if pool:
				found[name] = pool
	return found


def _hours(ticket: str, engineer: str) -> float:
	visit = frappe.qb.DocType(VISIT)
	((work, travel),) = (
		frappe.qb.from_(visit)
		.select(Sum(visit.work_minutes), Sum(visit.travel_minutes))
		.where((visit.ticket == ticket) & (visit.engineer == engineer))
		.run()
	)
	return round((cint(work) + cint(travel)) / 60, 2)


def _team_of(company: str, region: str) -> str | None:
	"""The team in whose region the ticket lies."""
	return frappe.db.get_value("Service Team", {"company": company, "region": region}, order_by="name")


def _refuse(message: str) -> None:
	frappe.throw(message, PoolError)
