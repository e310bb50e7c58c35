"""Places that cannot be meant, so that one of them does not spoil the whole plan."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fsm_app.engine.distance import Position, is_position, metres_between

NOT_ON_EARTH, SWAPPED, FAR_AWAY = "no location", "latitude and longitude swapped", "far away"


class Doubtful(NamedTuple):
	"""A place that is left out of the plan, why, and how many kilometres it is from the nearest technician or store."""

	name: str
	why: str
	kilometres: float | None = None


def doubtful(
	places: Mapping[str, tuple[float, float] | None], bases: Iterable[Position], farthest: float
) -> list[Doubtful]:
	"""Places, by latitude and longitude, that are none, or farther than `farthest` kilometres from each base.

	If such a place is near with its two numbers exchanged, they were typed the wrong way round.
	"""
	bases = list(bases)
	found = []
	for name, place in places.items():
		if place is None or not _is_place(place):
			swapped = (
				place is not None and _is_place(place[::-1]) and _nearest(place[::-1], bases) <= farthest
			)
			found.append(Doubtful(name, SWAPPED if swapped else NOT_ON_EARTH))
			continue
		away = _nearest(place, bases)
		if away > farthest:
			swapped = _is_place(place[::-1]) and _nearest(place[::-1], bases) <= farthest
			found.append(Doubtful(name, SWAPPED if swapped else FAR_AWAY, round(away, 1)))
	return found


def _is_place(place: tuple[float, float]) -> bool:
	return is_position(*place)


def _nearest(place: tuple[float, float], bases: list[Position]) -> float:
	return min((metres_between(Position(*place), base) / 1000 for base in bases), default=0.0)
