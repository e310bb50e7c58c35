"""How long the way to a customer takes, as a service says that knows the roads (E1).

Behind the hook `fsm_travel_minutes`, which dispatch asks; docs/travel_times.md.
"""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic

import frappe

from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.travel_estimate import Pace
from fsm_app.engine.travel_table import rounded, slowed
from fsm_app.travel_times import kept
from fsm_app.travel_times.asking import most_origins, table
from fsm_app.travel_times.settings import OSRM, Source, source

# With less than this left of the time that somebody waits, nobody is asked.
LEAST_SECONDS = 0.1


def minutes(
	places: Sequence[Position], destination: Position, leaving: datetime, pace: Pace
) -> list[float | None]:
	"""Minutes from each place to the destination, leaving then; None where the straight line has to do.

	One query and at most one request, whatever the number of places: of those that are not known yet the nearest are asked
	for. Whoever acts waits for all requests together no longer than the settings say.
	"""
	asked = source()
	if not asked or not places:
		return [None] * len(places)
	end = rounded(destination)
	starts = [rounded(place) for place in places]
	times = kept.known(list(dict.fromkeys(starts)), [end], asked.service, asked.profile)
	missing = {place for place in starts if place != end and (place, end) not in times}
	if missing:
		times |= _asked_now(missing, end, asked)
	found = [0.0 if start == end else times.get((start, end)) for start in starts]
	return [None if value is None else at_hour(value, asked, leaving, pace) for value in found]


def at_hour(value: float, asked: Source, leaving: datetime, pace: Pace) -> float:
	"""OSRM's minutes are those of empty roads; AMap's are what the traffic makes of them."""
	return slowed(value, leaving.hour, pace) if asked.service == OSRM else value


def _asked_now(missing: set[Position], end: Position, asked: Source) -> dict:
	seconds = _seconds_left(asked)
	if seconds < LEAST_SECONDS:
		return {}
	nearest = sorted(missing, key=lambda place: (metres_between(place, end), place))[: most_origins(asked)]
	began = monotonic()
	answer = table(nearest, [end], asked, seconds)
	_note_waited(monotonic() - began)
	if answer is None:
		return {}
	times = {(place, end): row[0] for place, row in zip(nearest, answer, strict=True)}
	keep(times, asked)
	return times


def keep(times: dict, asked: Source) -> None:
	"""Have what was answered kept. Where not one of several ways is known, one place may be at fault: that is asked again."""
	if len(times) == 1 or any(value is not None for value in times.values()):
		kept.keep_later(times, asked.service, asked.profile, asked.keep_days)


def _seconds_left(asked: Source) -> float:
	"""Somebody who waits for a page does so once, however many tickets are dispatched by it; a job has time for each."""
	if not frappe.request:
		return asked.wait_seconds
	return asked.wait_seconds - (frappe.flags.fsm_travel_waited or 0)


def _note_waited(seconds: float) -> None:
	if frappe.request:
		frappe.flags.fsm_travel_waited = (frappe.flags.fsm_travel_waited or 0) + seconds
