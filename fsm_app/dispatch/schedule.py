"""Whether the time of a ticket's work fits into an engineer's days: leave, holidays, shift, hours, visits, rest (E1, P1)."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, formatdate

from fsm_app.dispatch.profiles import pace_of
from fsm_app.dispatch.roster import Roster, days_of, roster_of
from fsm_app.dispatch.travel import CHECK_IN, START_OF_DAY, VISIT_BEFORE, Way, starts_of_day, ways
from fsm_app.dispatch.work import Work
from fsm_app.dispatch.work_in_hand import work_in_hand
from fsm_app.engine.day_of_visits import (
	DAY,
	Span,
	free_from,
	hours_in_all,
	hours_on,
	lies_within,
	overlapping,
	rest_is_kept,
)
from fsm_app.engine.distance import Position
from fsm_app.field_work.visit_times import TimedVisit, visits_between
from fsm_app.service_desk.ticket_caller import positions_of

NO_TIME = timedelta(0)


@dataclass
class Schedule:
	"""What is known of the engineers around the time of the work."""

	work: Work
	profile: Document
	roster: Roster
	visits: dict[str, list[TimedVisit]]
	ways: dict[str, Way]
	ticket: Document
	# Of those who are left out, whom a dispatcher may choose without a reason.
	by_hand: set[str] = field(default_factory=set)
	# What is the same for most is reckoned once: see _span and _most_hours.
	_usual_span: Span | None = None
	_most: dict[int, float | None] = field(default_factory=dict)
	_in_hand: dict[str, timedelta] | None = None

	def __post_init__(self):
		work, profile = self.work, self.profile
		self._usual_span = work.start, work.end if work.agreed else work.start
		self._with_way = bool(work.agreed and profile.travel_in_shift)
		self._by_roster = bool(profile.by_roster)
		self._by_leave = bool(profile.by_leave and (self.roster.leave or self.roster.half_leave))
		self._rest = timedelta(hours=profile.rest_hours or 0)

	@classmethod
	def of(cls, engineers: list, ticket, work, profile) -> "Schedule":
		"""Ask the database once for all engineers."""
		span = (work.start, work.end) if work.agreed else (work.start, work.start + timedelta(seconds=1))
		days = days_of(span)
		around = days[0] - DAY, days[-1] + DAY
		roster = roster_of(
			engineers, *around, shifts=bool(profile.by_roster and work.timed), leave=bool(profile.by_leave)
		)
		lead = DAY if profile.rest_hours else timedelta(0)
		visits = visits_between(
			[row.name for row in engineers],
			ticket.company,
			datetime.combine(days[0], time()) - lead,
			datetime.combine(days[-1] + DAY, time()) + lead,
			but=ticket.name,
		)
		schedule = cls(work, profile, roster, visits, {}, ticket)
		if work.on_site:
			schedule.ways = _ways(engineers, visits, ticket, work, profile)
		return schedule

	def reason(self, engineer) -> str | None:
		"""The first rule of the calendar that keeps the engineer from the work; `by_hand` has who may be chosen all the same."""
		name, work = engineer.name, self.work
		if self._by_leave and (reason := self.away(name)):
			return reason
		if not work.timed:
			return None
		span = self._span(name)
		if self._by_roster and (reason := self._off_shift(name, span)):
			return reason
		return self._no_time(name, span) if work.agreed else None

	def _no_time(self, name: str, with_way: Span) -> str | None:
		span = self.work.start, self.work.end
		spans = [(visit.start, visit.end) for visit in self.visits.get(name, ())]
		if other := overlapping(span, spans):
			self.by_hand.add(name)
			return _("has a visit from {0} to {1}").format(
				format_datetime(other[0]), format_datetime(other[1])
			)
		if reason := self._too_many_hours(name, spans, with_way):
			return reason
		if self._rest and not rest_is_kept(span, spans, self._rest):
			return _("less than {0} hours of rest between two working days").format(
				f"{self.profile.rest_hours:g}"
			)
		return None

	def arrivals(self, engineers: list[str]) -> list[datetime]:
		"""When each of the engineers could be there: at the appointment, else as soon as their visits and the way allow."""
		if self.work.agreed:
			return [self.work.start] * len(engineers)
		return [
			free + self._way(name) for name, free in zip(engineers, self.free_from(engineers), strict=True)
		]

	def free_from(self, engineers: list[str]) -> list[datetime]:
		"""From when on each of them has time for the way and the work, after what they have in hand and between their visits."""
		if self._in_hand is None:
			self._in_hand = work_in_hand(engineers, self.ticket, self.work.start)
		return [
			free_from(
				self.work.start + self._in_hand.get(name, NO_TIME),
				self.work.length + self._way(name),
				[visit.span for visit in self.visits.get(name, ())],
			)
			for name in engineers
		]

	def _way(self, name: str) -> timedelta:
		way = self.ways.get(name)
		return timedelta(minutes=way.minutes) if way else NO_TIME

	def _span(self, name: str) -> Span:
		"""What has to lie in the shift: the work, where asked for with the way there; a moment where it is to be done at once."""
		way = self.ways.get(name) if self._with_way else None
		if not way:
			return self._usual_span
		return self.work.start - timedelta(minutes=way.minutes), self.work.end

	def away(self, name: str) -> str | None:
		"""The day on which the engineer is on leave, as a sentence."""
		leave, half = self.roster.leave.get(name), self.roster.half_leave.get(name)
		if not leave and not half:
			return None
		for day in days_of(self._span(name)):
			if leave and day in leave:
				return _("on leave on {0}").format(formatdate(day))
			if half and day in half:
				self.by_hand.add(name)
				return _("half a day on leave on {0}").format(formatdate(day))
		return None

	def _off_shift(self, name: str, span: Span) -> str | None:
		roster = self.roster
		shifts, duties = roster.shifts.get(name), roster.duties.get(name, [])
		if duties and lies_within(span, duties):
			return None
		if holidays := roster.holidays.get(name):
			if day := next((day for day in days_of(span) if day in holidays), None):
				return _("a holiday on {0}").format(formatdate(day))
		if shifts is None:
			return None
		there = [*shifts, *duties] if duties else shifts
		if lies_within(span, there):
			return None
		if lies_within((self.work.start, span[1]), there):
			return _("not on shift: the way there would begin at {0}").format(format_datetime(span[0]))
		return _("not on shift at that time")

	def _too_many_hours(self, name: str, spans: list[Span], span: Span) -> str | None:
		most = self._most_hours(name)
		if most is None or hours_in_all([span, *spans]) <= most:
			return None
		day = self.work.start.date()
		planned = hours_on(day, spans)
		if planned + hours_on(day, [span]) <= most + 1e-9:
			return None
		return _("{0} of {1} hours of the day are planned already").format(f"{planned:.1f}", f"{most:.1f}")

	def _most_hours(self, name: str) -> float | None:
		"""How many hours may be planned on the day; reckoned once for all who work by the same calendar."""
		worked = self.roster.worked.get(name) if self._by_roster else None
		duties = self.roster.duties.get(name, ())
		if duties or id(worked) not in self._most:
			day, most = self.work.start.date(), self.profile.most_hours_a_day or None
			if worked is not None:
				hours = hours_on(day, worked) + hours_on(day, duties)
				most = min(most or hours, hours)
			if duties:
				return most
			self._most[id(worked)] = most
		return self._most[id(worked)]


def _ways(engineers: list, visits: dict[str, list[TimedVisit]], ticket, work, profile) -> dict[str, Way]:
	"""By engineer the way to the customer: from the visit before on that day, where they checked in, else from where they start."""
	before = {}
	midnight = datetime.combine(work.start.date(), time())
	for engineer in engineers:
		for visit in reversed(visits.get(engineer.name, ())):
			if visit.start < work.start and not visit.remote:
				if visit.start >= midnight:
					before[engineer.name] = visit
				break
	places = positions_of({ticket.name, *(visit.ticket for visit in before.values() if not visit.place)})
	destination = places.get(ticket.name)
	if not destination:
		return {}
	origins: dict[str, tuple[Position, str]] = {}
	for name, last in before.items():
		if last.place:
			origins[name] = last.place, CHECK_IN
		elif last.ticket in places:
			origins[name] = places[last.ticket], VISIT_BEFORE
	others = [engineer for engineer in engineers if engineer.name not in origins]
	origins |= {name: (place, START_OF_DAY) for name, place in starts_of_day(others).items()}
	return ways(origins, destination, work.start, pace_of(profile))
