"""Where engineers come from and how long the way takes (E1).

Out of the box the way is a straight line at the speed of the hour. Another app puts its own function in its place by the
hook `fsm_travel_minutes`, see docs/extending.md; where that fails, the straight line answers and the failure is logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.utils import flt

from fsm_app.engine.distance import Position, is_position, metres_between
from fsm_app.engine.travel_estimate import Pace, minutes_of_way
from fsm_app.travel_times.coordinates import to_world

TRAVEL_MINUTES = "fsm_travel_minutes"
START_OF_DAY, VISIT_BEFORE, CHECK_IN = "start", "visit", "check-in"


@dataclass(frozen=True)
class Way:
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
	minutes = _minutes(places, destination, leaving, pace)
	return {
		engineer: Way(minutes[place], metres_between(place, destination) / 1000, kind)
		for engineer, (place, kind) in origins.items()
		if minutes.get(place) is not None
	}


def straight_line(origins: list, destination: Position, leaving: datetime, pace: Pace) -> list[float]:
	"""Minutes from each origin to the destination, leaving then: the shape of every function of the hook."""
	return [minutes_of_way(Position(*place), Position(*destination), leaving.hour, pace) for place in origins]


def _minutes(places: list[Position], destination: Position, leaving: datetime, pace: Pace) -> dict:
	paths = frappe.get_hooks(TRAVEL_MINUTES)
	if paths:
		try:
			found = list(frappe.get_attr(paths[-1])(places, destination, leaving, pace))
			if len(found) == len(places):
				fallback = straight_line(places, destination, leaving, pace)
				return {
					place: float(other if mine is None else mine)
					for place, mine, other in zip(places, found, fallback, strict=True)
				}
			frappe.log_error(title=f"{paths[-1]} answered {len(found)} of {len(places)} travel times")
		except Exception:  # what another app or its server does must not stop the dispatch
			frappe.log_error(title=f"{paths[-1]} gives no travel times")
	return dict(zip(places, straight_line(places, destination, leaving, pace), strict=True))


def starts_of_day(engineers: list) -> dict[str, Position]:
	"""By engineer (rows with name, starts_from and team_depot) where they start from. One query."""
	of = {row.name: (row.starts_from, row.team_depot) for row in engineers}
	named = {address for pair in of.values() for address in pair if address}
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
	return {
		name: place
		for name, pair in of.items()
		if (place := next((places[address] for address in pair if address in places), None))
	}
