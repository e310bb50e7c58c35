"""Times into which a customer may move an appointment, because an engineer is really free then (N2).

Asked are the rules by which dispatch chooses: shift, leave, holidays, other visits with the ways between, hours of the day,
rest. Whoever has the ticket is asked for, or, while nobody has it, some of those who may get it. A number of queries that
depends neither on the days nor on the engineers.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.customer_page.rules import time_of_day
from fsm_app.dispatch import travel
from fsm_app.dispatch.candidates import engineers_of
from fsm_app.dispatch.customer_profiles import profile_for
from fsm_app.dispatch.hard_rules import Rules
from fsm_app.dispatch.profiles import pace_of, profile_of
from fsm_app.dispatch.roster import roster_of
from fsm_app.dispatch.schedule import Schedule
from fsm_app.dispatch.work import Work
from fsm_app.engine.day_of_visits import DAY, Span
from fsm_app.field_work.visit_times import visits_between
from fsm_app.field_work.visits import REMOTE
from fsm_app.service_desk.ticket_caller import positions_of

STEP = timedelta(minutes=30)
# Of one day a few, well apart: more is no choice but a search.
OF_A_DAY = 4
APART = timedelta(hours=2)
# While nobody has the ticket: enough to find who is free, few enough for a page.
CANDIDATES = 50


class Days(NamedTuple):
	"""Between which moments the customer may choose, and between which hours of a day."""

	first: datetime
	last: datetime
	opens: timedelta
	closes: timedelta


def free_windows(ticket, engineer: str | None, span: Span, rules) -> list[Span]:
	"""The times offered for the appointment `span` of `ticket` (a document), in order; `engineer` has it, or nobody."""
	days = _days(rules)
	length = span[1] - span[0]
	free = _Free.of(ticket, engineer, days)
	found: list[Span] = []
	for start in _starts(days, length):
		of_day = [row for row in found if row[0].date() == start.date()]
		if len(of_day) >= OF_A_DAY or (of_day and start < of_day[-1][0] + APART):
			continue
		offered = start, start + length
		if offered != span and free.somebody(offered):
			found.append(offered)
	return found


def is_free(ticket, engineer: str | None, span: Span, rules) -> bool:
	"""Whether the time `span` may be chosen for the appointment of `ticket`: as free_windows, without leaving any out."""
	days = _days(rules)
	if span[0] < days.first or span not in _grid(days, span):
		return False
	return _Free.of(ticket, engineer, days).somebody(span)


def _grid(days: Days, span: Span) -> list[Span]:
	"""The times of the day of `span` that there are to choose."""
	length = span[1] - span[0]
	return [(start, start + length) for start in _starts(days, length) if start.date() == span[0].date()]


def _days(rules) -> Days:
	first = now() + timedelta(hours=cint(rules.move_hours))
	midnight = datetime.combine(now().date(), time())
	return Days(
		first,
		midnight + DAY * (cint(rules.days_ahead) + 1),
		time_of_day(rules.offered_from),
		time_of_day(rules.offered_until),
	)


def _starts(days: Days, length: timedelta) -> Iterator[datetime]:
	midnight = datetime.combine(days.first.date(), time())
	while midnight < days.last:
		start = midnight + days.opens
		while start + length <= midnight + days.closes:
			if start >= days.first:
				yield start
			start += STEP
		midnight += DAY


class _Free:
	"""Who is free when, as far as it is known from a few queries."""

	def __init__(self, names: list[str], schedule: Schedule, on_site: bool, minutes: dict, starts: dict):
		self.names, self.schedule, self.on_site = names, schedule, on_site
		# By place of a visit, or of the start of an engineer's day, the way between it and the customer.
		self.minutes, self.starts = minutes, starts

	@classmethod
	def of(cls, ticket, engineer: str | None, days: Days) -> "_Free":
		"""Ask the database once for all days and engineers."""
		offering = frappe.get_cached_doc("Service Offering", ticket.offering)
		profile = profile_of(offering)
		on_site = offering.delivery != REMOTE
		whole = Work(days.first, days.last, True, False, on_site)
		engineers = _able(ticket, engineer, offering, profile, whole)
		names = [row.name for row in engineers]
		first, last = whole.start.date(), whole.end.date()
		roster = roster_of(
			engineers, first - DAY, last + DAY, shifts=bool(profile.by_roster), leave=bool(profile.by_leave)
		)
		visits = visits_between(
			names,
			ticket.company,
			datetime.combine(first - DAY, time()),
			datetime.combine(last + DAY * 2, time()),
			but=ticket.name,
		)
		minutes, starts = _ways(ticket, engineers, visits, whole, profile) if on_site else ({}, {})
		return cls(names, Schedule(whole, profile, roster, visits, {}, ticket), on_site, minutes, starts)

	def somebody(self, span: Span) -> bool:
		"""Whether one of them is free."""
		work = Work(*span, True, False, self.on_site)
		asked = self.schedule
		for name in self.names:
			way = self._way_to(name, span)
			ways = {} if way is None else {name: travel.Way(way, 0, travel.START_OF_DAY)}
			schedule = Schedule(work, asked.profile, asked.roster, asked.visits, ways, asked.ticket)
			if schedule.reason(_Named(name)) is None and self._ways_fit(name, span, way or 0):
				return True
		return False

	def _way_to(self, name: str, span: Span) -> float | None:
		earlier = [
			row
			for row in self.schedule.visits.get(name, ())
			if row.start < span[0] and row.start.date() == span[0].date() and not row.remote
		]
		return self.minutes.get(earlier[-1].ticket if earlier else self.starts.get(name))

	def _ways_fit(self, name: str, span: Span, way: float) -> bool:
		"""Whether there is time for the way from the visit before, and to the one after."""
		for row in self.schedule.visits.get(name, ()):
			if row.start.date() != span[0].date():
				continue
			# Nobody goes anywhere for a remote visit, which only takes its time.
			there, back = (0, 0) if row.remote else (way, self.minutes.get(row.ticket) or 0)
			if row.start < span[0] and row.end + timedelta(minutes=there) > span[0]:
				return False
			if row.start >= span[0] and span[1] + timedelta(minutes=back) > row.start:
				return False
		return True


class _Named(NamedTuple):
	name: str


def _able(ticket, engineer: str | None, offering, profile, whole: Work) -> list:
	"""Who has the ticket, or else some who may get it, each with what the work asks for on the first day and on the last."""
	rules = Rules.of(
		ticket, offering, profile, whole, profile_for(ticket.customer, ticket.company), None, False
	)
	all_of_company = engineers_of(ticket.company)
	if engineer:
		mine = [row for row in all_of_company if row.name == engineer and row.status == "Active"]
		rules.learn([row.name for row in mine], whole)
		return [row for row in mine if ticket.override_reason or not rules.knowledge(row)]
	able = [row for row in all_of_company if row.user_enabled and not rules.who_they_are(row)]
	rules.learn([row.name for row in able], whole)
	return [row for row in able if not rules.what_they_know(row)][:CANDIDATES]


def _ways(ticket, engineers: list, visits: dict, whole: Work, profile) -> tuple[dict, dict]:
	"""The minutes between the customer and each visit (by ticket) or place where a day begins; and by engineer that place."""
	tickets = {row.ticket for timed in visits.values() for row in timed}
	places = positions_of({ticket.name, *tickets})
	destination = places.get(ticket.name)
	if not destination:
		return {}, {}
	starts = travel.starts_of_day(engineers)
	origins = {name: (place, travel.VISIT_BEFORE) for name, place in places.items() if name != ticket.name}
	origins |= {place: (place, travel.START_OF_DAY) for place in starts.values()}
	ways = travel.ways(origins, destination, whole.start, pace_of(profile))
	return {key: way.minutes for key, way in ways.items()}, starts
