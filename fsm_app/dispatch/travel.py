"""Where engineers come from and how long the way takes (E1).

Out of the box the way is a straight line at the speed of the hour. Another app puts its own function in its place by the
hook `fsm_travel_minutes`, see docs/extending.md; where that fails, the straight line answers and the failure is logged.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import frappe
from frappe.utils import flt

from fsm_app.engine.distance import Position, is_position, metres_between
from fsm_app.engine.travel_estimate import Pace, minutes_of_metres
from fsm_app.travel_times.coordinates import to_world

TRAVEL_MINUTES = "fsm_travel_minutes"
START_OF_DAY, VISIT_BEFORE, CHECK_IN = "start", "visit", "check-in"


class Way(NamedTuple):
	"""The way of an engineer to the customer: minutes, kilometres as the crow flies, and from where."""

	minutes: float
	km: float
	origin: str


def ways(
	origins: Mapping[str, tuple[Position, str]], destination: Position | None, leaving: datetime, pace: Pace
) -> dict[str, Way]:
	"""By engineer the way from their place (with what it is) to the destination; none where that is unknown."""
	if not destination or not origins:
		return {}
	places = sorted({place for place, _kind in origins.values()})
	metres = [metres_between(place, destination) for place in places]
	minutes = _minutes(places, metres, destination, leaving, pace)
	found = {place: (of_way, far / 1000) for place, of_way, far in zip(places, minutes, metres, strict=True)}
	return {engineer: Way(*found[place], kind) for engineer, (place, kind) in origins.items()}


def _minutes(
	places: list[Position], metres: list[float], destination: Position, leaving: datetime, pace: Pace
) -> list[float]:
	"""Minutes from each place to the destination, leaving then."""
	straight = minutes_of_metres(metres, leaving.hour, pace)
	paths = frappe.get_hooks(TRAVEL_MINUTES)
	if paths:
		try:
			found = list(frappe.get_attr(paths[-1])(places, destination, leaving, pace))
			if len(found) == len(places):
				return [
					float(other if mine is None else mine)
					for mine, other in zip(found, straight, strict=True)
				]
			frappe.log_error(title=f"{paths[-1]} answered {len(found)} of {len(places)} travel times")
		except Exception:  # what another app or its server does must not stop the dispatch
			frappe.log_error(title=f"{paths[-1]} gives no travel times")
	return straight


def starts_of_day(engineers: list) -> dict[str, Position]:
	"""By engineer (rows with name, starts_from and team_depot) where they start from. One query."""
	# few, for most start from the depot of their team
	pairs = {(row.starts_from, row.team_depot) for row in engineers}
	named = {address for pair in pairs for address in pair if address}
	if not named:
		return {}
	rows = frappe.get_all(
		"Address",
		filters={"name": ["in", sorted(named)]},
		fields=["name", "fsm_latitude", "fsm_longitude"],
		limit_page_length=0,
	)
	places, world = {}, to_world()
	for row in rows:
		pair = flt(row.fsm_latitude), flt(row.fsm_longitude)
		if is_position(*pair):
			places[row.name] = world(Position(*pair))
	of_pair = {pair: next((places[each] for each in pair if each in places), None) for pair in pairs}
	return {row.name: place for row in engineers if (place := of_pair[row.starts_from, row.team_depot])}
