"""The days of a plan and the engineers who are at work on them (E3).

What the planner knows as a technician is an engineer on one day: each day has a start, an end and ways of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe.utils import getdate

from fsm_app.dispatch.roster import Roster, roster_of
from fsm_app.engine.day_of_visits import DAY

# No search improves more in the time it has; who plans further ahead makes another plan.
MOST_DAYS = 7


@dataclass(frozen=True)
class Turn:
	"""An engineer (a row with name, calendar, team and so on) at work on a day."""

	row: frappe._dict
	day: date

	@property
	def engineer(self) -> str:
		"""The engineer's name."""
		return self.row.name

	@property
	def name(self) -> str:
		"""What the planner calls them."""
		return turn_name(self.engineer, self.day)


def turn_name(engineer: str, day: date) -> str:
	"""What the planner calls an engineer on a day."""
	return f"{engineer} {day.isoformat()}"


def days_of(plan) -> list[date]:
	"""The days of the plan, one or several in a row."""
	first = getdate(plan.plan_date)
	last = getdate(plan.plan_until) if plan.plan_until else first
	return [first + DAY * number for number in range((last - first).days + 1)]


def bounds_of(plan) -> tuple[datetime, datetime]:
	"""From the first day's midnight to the midnight after the last."""
	days = days_of(plan)
	return datetime.combine(days[0], time()), datetime.combine(days[-1] + DAY, time())


def turns_of(plan, engineers: list) -> tuple[list[Turn], dict[date, Roster]]:
	"""Who is at work when, and by day the roster. Queries grow with the days, not with the engineers."""
	rosters = {day: roster_of(engineers, day, day, True, True) for day in days_of(plan)}
	turns = [
		Turn(row, day)
		for day, roster in rosters.items()
		for row in engineers
		if _is_there(row.name, roster, day)
	]
	return turns, rosters


def _is_there(name: str, roster: Roster, day: date) -> bool:
	if day in roster.leave.get(name, ()) or day in roster.half_leave.get(name, ()):
		return False
	if roster.duties.get(name):
		return True
	if day in roster.holidays.get(name, ()):
		return False
	shifts = roster.shifts.get(name)
	return shifts is None or any(start.date() == day for start, _end in shifts)


def minutes_before(plan_begins: datetime, day: date) -> int:
	"""How many minutes of the plan lie before the day."""
	return (datetime.combine(day, time()) - plan_begins) // timedelta(minutes=1)
