"""What services that know the roads are asked and answer, whichever of them it is: a table of minutes (E3).

Each service has a file of its own, such as osrm.py, with `request` and `read`.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.travel_estimate import Pace

# What is wrong with an answer. Each is told in words by the room that asks.
NOT_UNDERSTOOD = "Not Understood"
REFUSED = "Refused"
WRONG_KEY = "Wrong Key"
USED_UP = "Used Up"
TOO_MANY = "Too Many Places"
WRONG_PROFILE = "Wrong Profile"
ALL_ZERO = "All Zero"
NO_MAP = "No Map"

# Places that are nearer than this may well be reached in no time.
NEAR_METRES = 500
# Nobody drives that fast along the straight line.
FASTEST_KMH = 250
# As far from the next road as this nothing is reached by it.
OFF_ROAD_METRES = 2_000
# Four digits after the point are eleven metres: places that are nearer than that are one.
DIGITS = 4

Minutes = list[list[float | None]]


class Request(NamedTuple):
	"""What is asked for: a path on the service's host and the query's pairs."""

	path: str
	query: tuple[tuple[str, str], ...]


class ServiceProblem(Exception):
	"""The service has given no table; `kind` is one of those above, `code` what the service calls it."""

	def __init__(self, kind: str, code: str = ""):
		self.kind = kind
		self.code = code if code.isascii() and code.isalnum() and len(code) <= 40 else ""
		super().__init__(kind)


class NoRoadAt(Exception):
	"""Of one place alone the service finds no road, and answers nothing for it; `place` is its number in the request."""

	def __init__(self, place: int):
		self.place = place
		super().__init__(place)


def parsed(status: int, body: bytes) -> dict:
	"""The object that a service has answered, a refusal in its own words being one too. Raises ServiceProblem."""
	try:
		# A redirect is not followed, and what stands beside it is nobody's answer.
		answer = json.loads(body) if status in (200, 400) else None
	except (ValueError, RecursionError):
		answer = None
	if not isinstance(answer, dict):
		raise ServiceProblem(NOT_UNDERSTOOD, f"HTTP{status}")
	return answer


def rounded(place: Position) -> Position:
	"""The place as it is asked for and kept."""
	return Position(round(place[0], DIGITS) + 0.0, round(place[1], DIGITS) + 0.0)


def believed(minutes: Minutes, origins: Sequence[Position], destinations: Sequence[Position]) -> Minutes:
	"""The table without what cannot be: no time, or less than any car needs, between places that lie apart.

	Raises ServiceProblem where every time between places that lie apart is zero.
	"""
	zeros = others = 0
	table: Minutes = []
	for origin, row in zip(origins, minutes, strict=True):
		kept: list[float | None] = []
		for destination, value in zip(destinations, row, strict=True):
			metres = metres_between(origin, destination)
			if value is not None and metres >= NEAR_METRES:
				zeros += value <= 0
				others += value > 0
				if value <= metres / 1000 / FASTEST_KMH * 60:
					value = None
			kept.append(value)
		table.append(kept)
	if zeros > 1 and not others:
		raise ServiceProblem(ALL_ZERO)
	return table


def slowed(minutes: float, hour: int, pace: Pace) -> float:
	"""Minutes on empty roads as they are in that hour: longer by as much as the fastest hour is faster than it."""
	speeds = [speed for _hour, speed in pace.by_hour if speed > 0]
	now = pace.at(hour)
	return minutes * max([now, *speeds]) / now if speeds and now > 0 else minutes


def number(value: object) -> float | None:
	"""A number that is not below zero, also where it is sent as text; None for anything else."""
	try:
		found = float(value)  # type: ignore[arg-type]
	except (TypeError, ValueError, OverflowError):
		return None
	return found if 0 <= found < 1e9 and not isinstance(value, bool) else None
