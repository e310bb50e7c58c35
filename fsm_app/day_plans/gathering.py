"""What a plan's days consist of: the engineers who work, and the visits and tickets that are to be planned or stand fast (E3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.utils import cint, get_datetime

from fsm_app.common.clock import now
from fsm_app.day_plans.placing import OPEN_STAGES
from fsm_app.day_plans.turns import bounds_of, turn_name
from fsm_app.engine import stages
from fsm_app.field_work.visits import ENDED, ON_SITE, PLANNED, REMOTE, TRAVELLING, USUAL_MINUTES, VISIT

# With an engineer who has not left for it.
GIVEN_STAGES = (stages.DISPATCHED, stages.ACCEPTED, stages.PREPARING)
# More no search improves in the time it has; the most urgent come first.
MOST_VISITS = 400
LONGEST = timedelta(days=2)
TICKET_FIELDS = (
	"name",
	"stage",
	"engineer",
	"team",
	"region",
	"customer",
	"company",
	"offering",
	"appointment_start",
	"appointment_end",
	"next_due_at",
	"next_due_metric",
	"override_reason",
)
VISIT_FIELDS = (
	"name",
	"ticket",
	"engineer",
	"status",
	"delivery",
	"planned_start",
	"planned_end",
	"plan_locked",
	"travel_started_at",
	"arrived_at",
	"ended_at",
	"work_minutes",
	"travel_minutes",
)


@dataclass
class Job:
	"""A ticket of the days, with its visit as far as there is one.

	`start` and `end` are as planned now; `opens` and `closes` the time within which the customer expects somebody.
	`fixed`: neither engineer nor time may change. `done`: over, or somebody is there or on the way.
	"""

	ticket: frappe._dict
	visit: frappe._dict | None
	minutes: int
	start: datetime | None
	end: datetime | None
	opens: datetime | None
	closes: datetime | None
	fixed: bool
	done: bool
	on_site: bool

	@property
	def name(self) -> str:
		"""The ticket's."""
		return self.ticket.name

	@property
	def engineer(self) -> str | None:
		"""Who has it now."""
		if self.visit:
			return self.visit.engineer
		return self.ticket.engineer if self.ticket.stage in stages.WITH_ENGINEER else None

	@property
	def turn(self) -> str | None:
		"""Whose visit it is now on which day, as the planner calls that."""
		return turn_name(self.engineer, self.start.date()) if self.engineer and self.start else None


def engineers_of(plan) -> list:
	"""The engineers of the plan who are on duty, with the calendar and depot of their teams. One query, and one for the regions."""
	rows = active_engineers(plan.company, plan.team)
	if not plan.region:
		return rows
	within = regions_in(plan.region)
	return [row for row in rows if not row.region or row.region in within or row.shared_pool]


def active_engineers(company: str, of_team: str | None = None) -> list:
	"""The engineers of the company, or of a team, who are on duty. One query."""
	engineer, team = frappe.qb.DocType("Service Engineer"), frappe.qb.DocType("Service Team")
	query = (
		frappe.qb.from_(engineer)
		.left_join(team)
		.on(team.name == engineer.team)
		.select(
			*(
				engineer[field]
				for field in (
					"name", "engineer_name", "status", "level", "region", "max_open_tickets", "employee",
					"shared_pool", "calendar", "starts_from", "team",
				)
			),
			team.calendar.as_("team_calendar"),
			team.depot.as_("team_depot"),
		)
		.where((engineer.company == company) & (engineer.status == "Active"))
		.orderby(engineer.name)
	)  # fmt: skip
	if of_team:
		query = query.where(engineer.team == of_team)
	return query.run(as_dict=True)


def jobs_of(plan, engineers: list) -> list[Job]:
	"""The tickets of the days: those of the plan's team and region, and whatever else its engineers have to do then."""
	first, last = bounds_of(plan)
	crew = {row.name for row in engineers}
	visits = _visits(plan.company, first, last)
	tickets = _tickets(plan, [row.ticket for row in visits], first, last)
	elsewhere = _planned_on_other_days(plan.company, list(tickets), {row.ticket for row in visits})
	within = regions_in(plan.region) if plan.region else None
	jobs, seen = [], set()
	for visit in visits:
		ticket = tickets.get(visit.ticket)
		if ticket and (visit.engineer in crew or _belongs(ticket, plan, within)):
			jobs.append(_job(plan, ticket, visit, _belongs(ticket, plan, within), first, last))
			if visit.status != ENDED:
				seen.add(ticket.name)
	for ticket in tickets.values():
		if ticket.name in seen or ticket.name in elsewhere or not _may_be_planned(ticket):
			continue
		if not _belongs(ticket, plan, within) or not _is_wanted(ticket, plan, first, last):
			continue
		if frappe.get_cached_value("Service Offering", ticket.offering, "delivery") != REMOTE:
			jobs.append(_job(plan, ticket, None, True, first, last))
	timed = [job for job in jobs if job.start or job.opens or job.done]
	loose = [job for job in jobs if not (job.start or job.opens or job.done)]
	loose.sort(key=lambda job: (str(job.ticket.next_due_at or "9"), job.name))
	return timed + loose[: max(0, MOST_VISITS - len(timed))]


def regions_in(region: str) -> set[str]:
	"""The region and those that lie in it."""
	borders = frappe.db.get_value("Territory", region, ["lft", "rgt"])
	if not borders:
		return {region}
	inside = {"lft": [">=", borders[0]], "rgt": ["<=", borders[1]]}
	return {region, *frappe.get_all("Territory", filters=inside, pluck="name", limit_page_length=0)}


def _visits(company: str, first: datetime, last: datetime) -> list:
	"""Visits planned for the days, under way, and those that ended on them. Three queries."""
	found = {}
	for conditions in (
		{"status": ["in", [PLANNED, TRAVELLING]], "planned_start": ["between", [first, last - timedelta(microseconds=1)]]},
		{"status": ["in", [TRAVELLING, ON_SITE]], "travel_started_at": ["between", [now() - LONGEST, now()]]},
		{"status": ["in", [ON_SITE, ENDED]], "arrived_at": ["between", [first, last - timedelta(microseconds=1)]]},
	):  # fmt: skip
		for row in frappe.get_all(
			VISIT,
			filters={"company": company, **conditions},
			fields=list(VISIT_FIELDS),
			order_by="name",
			limit_page_length=0,
		):
			found[row.name] = row
	if not first <= now() < last:
		# Who is under way now is so today.
		return [row for row in found.values() if row.status not in (TRAVELLING, ON_SITE)]
	return list(found.values())


def _tickets(plan, named: list[str], first: datetime, last: datetime) -> dict[str, frappe._dict]:
	"""By name the tickets of the visits, those with an appointment on the days, and those without. Two queries."""
	found = {}
	open_ones = {"company": plan.company, "stage": ["in", [*OPEN_STAGES, *GIVEN_STAGES]]}
	for filters in ({"name": ["in", named]}, open_ones):
		rows = frappe.get_all(
			stages.TICKET,
			filters=filters,
			fields=list(TICKET_FIELDS),
			order_by="due_order, name",
			limit_page_length=5000,
		)
		found.update({row.name: row for row in rows})
	return found


def _planned_on_other_days(company: str, tickets: list[str], known: set[str]) -> set[str]:
	"""Tickets whose visit has a time on a day outside, which is none of this plan's business. One query."""
	rows = frappe.get_all(
		VISIT,
		filters={
			"company": company,
			"status": ["in", [PLANNED, TRAVELLING, ON_SITE]],
			"planned_start": ["is", "set"],
		},
		pluck="ticket",
		limit_page_length=0,
	)
	return set(rows) - known


def _belongs(ticket, plan, within: set[str] | None) -> bool:
	if ticket.name == plan.ticket:
		return True
	if within is not None and ticket.region and ticket.region not in within:
		return False
	return not plan.team or not ticket.team or ticket.team == plan.team


def _may_be_planned(ticket) -> bool:
	return ticket.stage in (*OPEN_STAGES, *GIVEN_STAGES)


def _is_wanted(ticket, plan, first: datetime, last: datetime) -> bool:
	if ticket.name == plan.ticket:
		return True
	if ticket.appointment_start:
		return _touches(_span(ticket.appointment_start, ticket.appointment_end, 1), first, last)
	return bool(plan.with_open)


def _touches(span: tuple[datetime, datetime], first: datetime, last: datetime) -> bool:
	return span[0] < last and span[1] > first


def _job(plan, ticket, visit, in_plan: bool, first: datetime, last: datetime) -> Job:
	usual = cint(frappe.get_cached_value("Service Offering", ticket.offering, "planned_duration"))
	minutes = round(usual / 60) or USUAL_MINUTES
	delivery = (
		visit.delivery if visit else frappe.get_cached_value("Service Offering", ticket.offering, "delivery")
	)
	agreed = _span(ticket.appointment_start, ticket.appointment_end, minutes)
	if agreed and not _touches(agreed, first, last):
		agreed = None
	if visit and visit.status in (TRAVELLING, ON_SITE, ENDED):
		start, end = _as_it_took_place(visit, minutes)
		length = max(1, round((end - start).total_seconds() / 60))
		return Job(ticket, visit, length, start, end, None, None, True, True, delivery != REMOTE)
	planned = visit and _span(visit.planned_start, visit.planned_end, minutes)
	fixed = bool(visit) and (bool(visit.plan_locked) or not in_plan or delivery == REMOTE)
	fixed = fixed or (bool(visit) and not _may_be_planned(ticket))
	# Of what was agreed with the customer as a window the work takes its part, unless nobody may change when it ends.
	if planned and (planned != agreed or fixed):
		minutes = max(1, round((planned[1] - planned[0]).total_seconds() / 60))
	start = planned[0] if planned else None
	end = start + timedelta(minutes=minutes) if start else None
	opens, closes = _window(plan, agreed, planned, minutes)
	return Job(ticket, visit, minutes, start, end, opens, closes, fixed, False, delivery != REMOTE)


def _window(plan, agreed, planned, minutes: int):
	"""From when to when the visit may begin: as agreed with the customer, else as planned by hand where that is kept."""
	length = timedelta(minutes=minutes)
	if agreed and (
		not planned or (agreed[0] <= planned[0] and planned[1] <= max(agreed[1], agreed[0] + length))
	):
		return agreed[0], max(agreed[0], agreed[1] - length)
	if planned and (agreed or plan.keep_times):
		return planned[0], planned[0]
	return None, None


def _span(start, end, minutes: int):
	if not start:
		return None
	start = get_datetime(start)
	return start, get_datetime(end) if end else start + timedelta(minutes=minutes)


def _as_it_took_place(visit, minutes: int) -> tuple[datetime, datetime]:
	start = get_datetime(visit.arrived_at or visit.travel_started_at or visit.planned_start or now())
	if visit.ended_at:
		return start, max(get_datetime(visit.ended_at), start + timedelta(minutes=1))
	if visit.status == TRAVELLING and visit.planned_start:
		start = max(start, get_datetime(visit.planned_start))
	until = get_datetime(visit.planned_end) if visit.planned_end else start + timedelta(minutes=minutes)
	return start, max(until, now() + timedelta(minutes=1), start + timedelta(minutes=1))
