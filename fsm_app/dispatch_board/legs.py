"""How long engineers are on the way from visit to visit, as the board shows it: by the places of today (E3, N2).

Nothing of it is stored: a ticket that moves, or an address that is corrected, changes every way that leads there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

import frappe

from fsm_app.dispatch.profiles import pace_of, profile_of
from fsm_app.dispatch.travel import VISIT_BEFORE, straight_line, ways
from fsm_app.engine.distance import Position
from fsm_app.engine.travel_estimate import Pace
from fsm_app.engine.travel_table import rounded
from fsm_app.travel_times import kept
from fsm_app.travel_times.settings import source
from fsm_app.travel_times.travel_minutes import at_hour

# As many ways as one moved visit changes; for these whoever moves it waits for the service that knows the roads.
MOST_ASKED = 6


@dataclass(frozen=True)
class Leg:
	"""A way to the visit `to`, or home where that is None: from where, leaving when, at which pace."""

	engineer: str
	to: str | None
	day: str
	origin: Position
	destination: Position
	leaving: datetime
	pace: Pace


@dataclass(frozen=True)
class Time:
	"""Whole minutes; `estimated` by the straight line, as no service has said."""

	minutes: int
	estimated: bool


def legs_of(visits: list, places: dict[str, Position], starts: dict[str, Position], tickets) -> list[Leg]:
	"""The ways of each engineer's days, from where they start in the morning and back: of visits whose place is known."""
	found: list[Leg] = []
	paces: dict[str | None, Pace] = {}

	def pace(visit) -> Pace:
		ticket = tickets.get(visit.ticket)
		offering = ticket.offering if ticket else None
		if offering not in paces:
			document = frappe.get_cached_doc("Service Offering", offering) if offering else frappe._dict()
			paces[offering] = pace_of(profile_of(document))
		return paces[offering]

	placed = sorted(
		(visit for visit in visits if visit.delivery != "Remote" and visit.ticket in places),
		key=lambda visit: (visit.engineer, visit.start, visit.name),
	)
	for (engineer, day), group in groupby(
		placed, key=lambda visit: (visit.engineer, str(visit.start.date()))
	):
		own = list(group)
		home = starts.get(engineer)
		if home:
			first, last = own[0], own[-1]
			found.append(Leg(engineer, first.name, day, home, places[first.ticket], first.start, pace(first)))
			found.append(Leg(engineer, None, day, places[last.ticket], home, last.end, pace(last)))
		found += [
			Leg(
				engineer,
				after.name,
				day,
				places[before.ticket],
				places[after.ticket],
				before.end,
				pace(after),
			)
			for before, after in pairwise(own)
		]
	return found


def times_of(legs: list[Leg], ask_about: Collection[tuple[str, str]] = ()) -> dict[Leg, Time]:
	"""How long each takes: as kept, else by the straight line. One query.

	`ask_about` are pairs of engineer and day: on these the service is asked for what is not known.
	"""
	known = _known(legs)
	found = {}
	asked = 0
	for leg in legs:
		minutes = known.get(leg)
		estimated = minutes is None
		if estimated and asked < MOST_ASKED and (leg.engineer, leg.day) in ask_about:
			asked += 1
			answer = ways({"leg": (leg.origin, VISIT_BEFORE)}, leg.destination, leg.leaving, leg.pace)
			minutes, estimated = (answer["leg"].minutes, source() is None) if answer else (None, True)
		if minutes is None:
			(minutes,) = straight_line([leg.origin], leg.destination, leg.leaving, leg.pace)
		found[leg] = Time(round(minutes), estimated)
	return found


def _known(legs: list[Leg]) -> dict[Leg, float]:
	asked = source()
	if not asked:
		return {}
	pairs = {leg: (rounded(leg.origin), rounded(leg.destination)) for leg in legs}
	times = kept.known_pairs(set(pairs.values()), asked.service, asked.profile)
	return {
		leg: 0.0 if pair[0] == pair[1] else at_hour(times[pair], asked, leg.leaving, leg.pace)
		for leg, pair in pairs.items()
		if pair[0] == pair[1] or times.get(pair) is not None
	}
