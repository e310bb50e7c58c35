"""The documents of the board, as whoever looks at it may see them: engineers, visits, and tickets that have no time yet (N2).

A number of queries that grows neither with the engineers nor with the visits.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import frappe

from fsm_app.day_plans.gathering import GIVEN_STAGES, regions_in
from fsm_app.day_plans.placing import OPEN_STAGES
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.appointments import visits_between
from fsm_app.field_work.visits import OPEN_STATUSES, VISIT

MOST_DAYS = 7
# More nobody looks through; the most urgent come first.
MOST_UNPLANNED = 300
MOST_READ = 2000
PLANNABLE = (*OPEN_STAGES, *GIVEN_STAGES)
TICKET_FIELDS = [
	"name",
	"subject",
	"stage",
	"priority",
	"engineer",
	"team",
	"region",
	"customer",
	"company",
	"offering",
	"appointment_start",
	"appointment_end",
	"next_due_at",
	"next_short_at",
	"next_due_metric",
]
ENGINEER_FIELDS = [
	"name",
	"engineer_name",
	"status",
	"level",
	"team",
	"region",
	"employee",
	"calendar",
	"starts_from",
	"shared_pool",
]
OPEN_VISIT_FIELDS = ["name", "ticket", "status", "engineer", "planned_start", "planned_end", "plan_locked"]


@dataclass(frozen=True)
class Frame:
	"""What the board shows: a company, some days, and where asked for one team or region alone."""

	company: str
	first: date
	days: int = 1
	team: str | None = None
	region: str | None = None

	@property
	def start(self) -> datetime:
		"""Midnight before the first day."""
		return datetime.combine(self.first, time())

	@property
	def end(self) -> datetime:
		"""Midnight after the last day."""
		return self.start + timedelta(days=self.days)

	@property
	def last(self) -> date:
		"""The last day."""
		return self.first + timedelta(days=self.days - 1)


@dataclass
class Gathered:
	"""`visits` are those of the days, `open_visits` by ticket the one that is planned or under way, whenever that is."""

	engineers: list
	visits: list
	tickets: dict[str, frappe._dict]
	unplanned: list[str]
	more: bool
	open_visits: dict[str, frappe._dict]
	customers: dict[str, str] = field(default_factory=dict)


def gather(frame: Frame) -> Gathered:
	"""Everything of the frame that the user may see."""
	within = regions_in(frame.region) if frame.region else None
	visits = visits_between(frame.start, frame.end, {"company": frame.company})
	engineers = _engineers(frame, within, {row.engineer for row in visits})
	shown = {row.name for row in engineers}
	visits = [row for row in visits if row.engineer in shown]
	tickets = _tickets([row.ticket for row in visits])
	unplanned, more = _unplanned(frame, within)
	tickets |= {row.name: row for row in unplanned}
	return Gathered(
		engineers,
		visits,
		tickets,
		[row.name for row in unplanned],
		more,
		_open_visits(list(tickets)),
		_customer_names({row.customer for row in tickets.values()}),
	)


def _engineers(frame: Frame, within: set[str] | None, busy: set[str]) -> list:
	"""Those who are at work or away, and whoever has left and still has visits; with calendar and depot of their teams."""
	conditions = {"company": frame.company}
	if frame.team:
		conditions["team"] = frame.team
	rows = frappe.get_list(
		"Service Engineer",
		filters=conditions,
		fields=ENGINEER_FIELDS,
		order_by="engineer_name, name",
		limit_page_length=0,
	)
	teams = {
		row.name: row
		for row in frappe.get_all(
			"Service Team",
			filters={"company": frame.company},
			fields=["name", "calendar", "depot"],
			limit_page_length=0,
		)
	}
	found = []
	for row in rows:
		if row.status == "Left" and row.name not in busy:
			continue
		if within is not None and row.region and row.region not in within and not row.shared_pool:
			continue
		team = teams.get(row.team) or frappe._dict()
		row.update({"team_calendar": team.calendar, "team_depot": team.depot})
		found.append(row)
	return found


def _tickets(names: list[str]) -> dict[str, frappe._dict]:
	if not names:
		return {}
	rows = frappe.get_list(
		TICKET,
		filters={"name": ["in", sorted(set(names))]},
		fields=TICKET_FIELDS,
		limit_page_length=0,
	)
	return {row.name: row for row in rows}


def _unplanned(frame: Frame, within: set[str] | None) -> tuple[list, bool]:
	"""Tickets that can be planned and have no time yet, the most urgent first; whether there are more than are shown."""
	timed = frappe.get_all(
		VISIT,
		filters={
			"company": frame.company,
			"status": ["in", OPEN_STATUSES],
			"planned_start": ["is", "set"],
		},
		pluck="ticket",
		limit_page_length=0,
	)
	conditions = [["company", "=", frame.company], ["stage", "in", PLANNABLE]]
	if timed:
		conditions.append(["name", "not in", sorted(set(timed))])
	rows = frappe.get_list(
		TICKET,
		filters=conditions,
		fields=TICKET_FIELDS,
		order_by="due_order, name",
		limit_page_length=MOST_READ,
	)
	wanted = [
		row
		for row in rows
		if (not frame.team or row.team in (None, "", frame.team))
		and (within is None or not row.region or row.region in within)
	]
	return wanted[:MOST_UNPLANNED], len(wanted) > MOST_UNPLANNED or len(rows) == MOST_READ


def _open_visits(tickets: list[str]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		VISIT,
		filters={"ticket": ["in", tickets or [""]], "status": ["in", OPEN_STATUSES]},
		fields=OPEN_VISIT_FIELDS,
		limit_page_length=0,
	)
	return {row.ticket: row for row in rows}


def _customer_names(customers: set[str]) -> dict[str, str]:
	return dict(
		frappe.get_all(
			"Customer",
			filters={"name": ["in", sorted(customers - {None, ""}) or [""]]},
			fields=["name", "customer_name"],
			as_list=True,
			limit_page_length=0,
		)
	)
