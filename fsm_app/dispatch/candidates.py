"""Who could take a ticket: the hard rules first, the cheap ones before the others, then marks for those who pass them (E1).

All is asked for the time of the appointment, see work.py. The number of queries does not depend on how many engineers the
company has; what needs the calendars, the visits and the past is asked only of those whom the cheap rules leave.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

import frappe

from fsm_app.common.many_rows import nothing_to_collect, rows_of
from fsm_app.dispatch import hard_rules
from fsm_app.dispatch.customer_profiles import profile_for
from fsm_app.dispatch.objectives import Column, judge
from fsm_app.dispatch.profiles import profile_of, weights_of
from fsm_app.dispatch.schedule import Schedule
from fsm_app.dispatch.work import Work, work_of
from fsm_app.engine.ranking import Ranked, mean_marks, rank

OWN_FIELDS = (
	"name",
	"status",
	"level",
	"region",
	"max_open_tickets",
	"employee",
	"shared_pool",
	"calendar",
	"starts_from",
)
# With the calendar and the depot of the team, and whether there is a user who may log in.
Engineer = namedtuple("Engineer", (*OWN_FIELDS, "team_calendar", "team_depot", "user_enabled"))
NO_TEAM = (None, None)


class Facts(Mapping):
	"""By engineer and objective the figures behind the mark; put together only for those who are looked at."""

	def __init__(self, names: list[str], columns: dict[str, Column]):
		self._places = dict(zip(names, range(len(names)), strict=True))
		self._columns = columns

	def __getitem__(self, engineer: str) -> dict[str, tuple | None]:
		place = self._places[engineer]
		return {objective: column.figures[place] for objective, column in self._columns.items()}

	def __iter__(self) -> Iterator[str]:
		return iter(self._places)

	def __len__(self) -> int:
		return len(self._places)


@dataclass
class Considered:
	"""The engineers who may take a ticket, the best first, and why each other one may not."""

	ranked: list[Ranked]
	excluded: dict[str, str]
	# Of the excluded those who pass every hard rule and are left to the dispatcher's own choice.
	by_hand: set[str] = field(default_factory=set)
	# Who has no user can neither see nor accept a ticket, and comes after all others.
	without_user: set[str] = field(default_factory=set)
	# By engineer and objective the figures behind the mark, for the sentence about it.
	facts: Mapping[str, dict[str, tuple | None]] = field(default_factory=dict)
	# By objective the mean of the marks, which stands for one that is not known.
	means: dict[str, float] = field(default_factory=dict)
	weights: dict[str, float] = field(default_factory=dict)
	profile: str | None = None
	work: Work | None = None

	def includes(self, engineer: str) -> bool:
		"""Whether the engineer was judged at all: they have not left, and work for the ticket's company."""
		return engineer in self.excluded or any(row.candidate == engineer for row in self.ranked)

	def left_out(self) -> dict[str, list[str]]:
		"""For each reason the engineers who were left out for it, the most frequent reason first."""
		by_reason: dict[str, list[str]] = {}
		for engineer, reason in sorted(self.excluded.items()):
			by_reason.setdefault(reason, []).append(engineer)
		return dict(sorted(by_reason.items(), key=lambda item: -len(item[1])))

	def reasons(self) -> str:
		"""How many were left out for which reason, as one sentence a reason."""
		return "; ".join(f"{len(engineers)} x {reason}" for reason, engineers in self.left_out().items())


@nothing_to_collect()
def consider(ticket, instead_of: str | None = None, higher: bool = False) -> Considered:
	"""Judge every engineer of the ticket's company who has not left.

	With `instead_of` whoever has the ticket is left out, and with `higher` all whose level is not above theirs.
	"""
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	profile = profile_of(offering)
	work = work_of(ticket, offering)
	customer = profile_for(ticket.customer, ticket.company)
	engineers = engineers_of(ticket.company)
	rules = hard_rules.Rules.of(ticket, offering, profile, work, customer, instead_of, higher)
	excluded: dict[str, str] = {}
	left = _left(engineers, rules.who_they_are, excluded)
	rules.learn([engineer.name for engineer in left], work)
	left = _left(left, rules.what_they_know, excluded)
	schedule = Schedule.of(left, ticket, work, profile)
	free = _left(left, schedule.reason, excluded)
	weights = weights_of(profile)
	columns = judge(free, ticket, offering, profile, work, customer, rules, schedule, weights)
	marks = {objective: column.marks for objective, column in columns.items()}
	names = [engineer.name for engineer in free]
	# Who has no user can neither see nor accept a ticket.
	without_user = {engineer.name for engineer in engineers if not engineer.user_enabled}
	ranked = rank(names, marks, weights)
	if without_user:
		ranked.sort(key=lambda row: row.candidate in without_user)
	return Considered(
		ranked,
		excluded,
		rules.by_hand | schedule.by_hand,
		without_user,
		Facts(names, columns),
		mean_marks(marks, weights),
		weights,
		profile.name,
		work,
	)


def _left(engineers: list, reason_of: Callable, excluded: dict[str, str]) -> list:
	"""Those whom the rule leaves; the reasons of the others go into `excluded`."""
	left = []
	for engineer in engineers:
		if reason := reason_of(engineer):
			excluded[engineer.name] = reason
		else:
			left.append(engineer)
	return left


def engineers_of(company: str) -> list[Engineer]:
	"""The engineers of the company who have not left. Two queries."""
	engineer, user = (frappe.qb.DocType(doctype) for doctype in ("Service Engineer", "User"))
	query = (
		frappe.qb.from_(engineer)
		.left_join(user)
		.on(user.name == engineer.user)
		.select(*(engineer[field] for field in OWN_FIELDS), engineer.team, user.enabled)
		.where((engineer.company == company) & (engineer.status != "Left"))
	)
	rows = rows_of(query, numbers=["max_open_tickets", "shared_pool", "enabled"])
	team = frappe.qb.DocType("Service Team")
	# few to find once, instead of with every engineer
	teams = {
		name: (calendar, depot)
		for name, calendar, depot in frappe.qb.from_(team).select(team.name, team.calendar, team.depot).run()
	}
	engineers = [
		Engineer._make(own[:-2] + teams.get(own[-2], NO_TEAM) + own[-1:]) for own in map(tuple, rows)
	]
	engineers.sort(key=attrgetter("name"))
	return engineers
