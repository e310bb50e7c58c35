"""How long the ways between many places take, for a plan of a day; for jobs, nobody waits for it (E3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.doubtful_places import NO_ROAD, UNUSABLE, doubtful
from fsm_app.engine.travel_estimate import Pace, minutes_of_way
from fsm_app.engine.travel_table import NO_MAP, ServiceProblem, rounded
from fsm_app.travel_times import kept, outage
from fsm_app.travel_times.asking import explained, most_origins, table
from fsm_app.travel_times.settings import OSRM, Source, source
from fsm_app.travel_times.travel_minutes import at_hour, keep

MOST_REQUESTS = 100
# For one request, and for all of them.
REQUEST_SECONDS = 10.0
ALL_SECONDS = 30.0
# Whoever has no way to fewer others may just as well live on an island.
FEWEST_WAYS = 2

Pair = tuple[Position, Position]
Tile = tuple[list[Position], list[Position]]


@dataclass(frozen=True)
class Matrix:
	"""Minutes from each place (rows) to each other.

	`left_out` says by index why a place cannot be planned, its minutes are None; `doubtful` names those that can and should
	be looked at. `estimated` counts the pairs that the straight line had to do for.
	"""

	minutes: list[list[float | None]]
	left_out: dict[int, str] = field(default_factory=dict)
	doubtful: dict[int, str] = field(default_factory=dict)
	estimated: int = 0

	@property
	def is_all_zero(self) -> bool:
		"""Whether no way takes any time, which is an alarm: somebody has given all places the same position."""
		ways = [
			value
			for origin, row in enumerate(self.minutes)
			for destination, value in enumerate(row)
			if origin != destination and value is not None
		]
		return bool(ways) and not any(ways)


def matrix(
	places: Sequence[tuple[float, float]], leaving: datetime, pace: Pace, seconds: float = ALL_SECONDS
) -> Matrix:
	"""The ways between places of the world (latitude, longitude), leaving then.

	One query, and requests up to MOST_REQUESTS within `seconds`, near places first; for the rest the straight line does.
	"""
	reasons = doubtful(places)
	usable = {
		index: rounded(Position(*place))
		for index, place in enumerate(places)
		if reasons.get(index) not in UNUSABLE
	}
	points = sorted(set(usable.values()))
	asked = source()
	times = _times(points, asked, seconds) if asked and len(points) > 1 else {}
	reasons |= {index: NO_ROAD for index in _without_road(usable, points, times, asked)}
	left_out = {index: reason for index, reason in reasons.items() if reason in UNUSABLE}
	table = [[None] * len(places) for _place in places]
	estimated = 0
	for origin, start in usable.items():
		for destination, end in usable.items():
			if origin in left_out or destination in left_out:
				continue
			value = 0.0 if start == end else times.get((start, end))
			if value is None:
				estimated += 1
				table[origin][destination] = minutes_of_way(start, end, leaving.hour, pace)
			else:
				table[origin][destination] = at_hour(value, asked, leaving, pace) if value else 0.0
	return Matrix(
		table,
		left_out,
		{index: reason for index, reason in reasons.items() if index not in left_out},
		estimated,
	)


def _times(points: list[Position], asked: Source, seconds: float) -> dict[Pair, float | None]:
	until = monotonic() + seconds
	times = kept.known(points, points, asked.service, asked.profile)
	new: dict[Pair, float | None] = {}
	for number, (origins, destinations) in enumerate(_tiles(points, times, asked)):
		left = until - monotonic()
		if number >= MOST_REQUESTS or left <= 0:
			break
		answer = table(origins, destinations, asked, min(left, REQUEST_SECONDS))
		if answer is None:
			break
		new |= {
			(origin, destination): value
			for origin, row in zip(origins, answer, strict=True)
			for destination, value in zip(destinations, row, strict=True)
			if origin != destination
		}
	keep(new, asked)
	return times | new


def _tiles(points: list[Position], times: dict, asked: Source) -> Iterator[Tile]:
	"""What to ask for, each as much as the service takes at once, near places first, without what is known."""
	tiles = _of_osrm(points, asked) if asked.service == OSRM else _of_amap(points, times, asked)
	for origins, destinations in tiles:
		if any(
			(origin, destination) not in times
			for origin in origins
			for destination in destinations
			if origin != destination
		):
			yield origins, destinations


def _of_osrm(points: list[Position], asked: Source) -> list[Tile]:
	if len(points) <= asked.most_places:
		return [(points, points)]
	size = max(1, asked.most_places // 2)
	# Rows of a tenth of a degree, and in each from west to east.
	rows = sorted(points, key=lambda place: (round(place.latitude, 1), place.longitude))
	groups = [rows[start : start + size] for start in range(0, len(rows), size)]
	return sorted(
		((one, other) for one in groups for other in groups),
		key=lambda tile: metres_between(_middle(tile[0]), _middle(tile[1])),
	)


def _of_amap(points: list[Position], times: dict, asked: Source) -> Iterator[Tile]:
	for destination in points:
		missing = [place for place in points if place != destination and (place, destination) not in times]
		missing.sort(key=lambda place: metres_between(place, destination))
		if missing:
			yield missing[: most_origins(asked)], [destination]


def _middle(places: list[Position]) -> Position:
	count = len(places)
	return Position(
		sum(place.latitude for place in places) / count, sum(place.longitude for place in places) / count
	)


def _without_road(
	usable: dict[int, Position], points: list[Position], times: dict, asked: Source | None
) -> list[int]:
	"""Which places the service reaches from nowhere. Where that is most of them its map is at fault, and none is left out."""
	answers: dict[Position, list[bool]] = {point: [] for point in points}
	for (origin, destination), value in times.items():
		if origin != destination:
			answers[origin].append(value is not None)
			answers[destination].append(value is not None)
	cut_off = {point for point, ways in answers.items() if len(ways) >= FEWEST_WAYS * 2 and not any(ways)}
	if asked and len(cut_off) * 2 > len(points):
		outage.began(explained(ServiceProblem(NO_MAP), asked))
		return []
	return [index for index, point in usable.items() if point in cut_off]
