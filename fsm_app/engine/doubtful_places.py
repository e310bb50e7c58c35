"""Places that cannot be where they are said to be, so that one of them does not spoil a plan (E3)."""

from collections.abc import Mapping, Sequence
from math import isfinite
from statistics import median

from fsm_app.engine.distance import Position, is_position, metres_between

MISSING = "Missing"
OFF_EARTH = "Off the Earth"
SWAPPED = "Swapped"
FAR = "Far From All Others"
NO_ROAD = "No Road"
# With these a place cannot be planned; one that is only far away can.
UNUSABLE = (MISSING, OFF_EARTH, SWAPPED, NO_ROAD)

# Fewer places have no middle.
FEWEST = 3
FAR_METRES = 1_000_000
# And so many times as far as is usual among them.
TIMES_FARTHER = 5
# So many times nearer to the others must a place be, its two figures swapped, that they are taken for swapped.
TIMES_NEARER = 2


def doubtful(places: Sequence[tuple[float, float]]) -> dict[int, str]:
	"""By index what is wrong with each place (latitude, longitude) of which something is."""
	reasons = {index: reason for index, place in enumerate(places) if (reason := _wrong_by_itself(*place))}
	sound = {index: Position(*place) for index, place in enumerate(places) if index not in reasons}
	return reasons | _apart(sound) if len(sound) >= FEWEST else reasons


def _wrong_by_itself(latitude: float, longitude: float) -> str | None:
	if not (isfinite(latitude) and isfinite(longitude)):
		return OFF_EARTH
	# 0, 0 is what devices and forms send that know nothing; one of the two alone was forgotten.
	if latitude == 0 or longitude == 0:
		return MISSING
	if is_position(latitude, longitude):
		return None
	return SWAPPED if is_position(longitude, latitude) else OFF_EARTH


def _apart(places: Mapping[int, Position]) -> dict[int, str]:
	"""Those that lie far from the middle of all, and whether that is because their figures are swapped."""
	middle = Position(
		median(place.latitude for place in places.values()),
		median(place.longitude for place in places.values()),
	)
	ways = {index: metres_between(place, middle) for index, place in places.items()}
	usual = median(ways.values())
	reasons = {}
	for index, way in ways.items():
		if way < max(FAR_METRES, TIMES_FARTHER * usual):
			continue
		latitude, longitude = places[index]
		turned = Position(longitude, latitude)
		nearer = is_position(*turned) and metres_between(turned, middle) * TIMES_NEARER < way
		reasons[index] = SWAPPED if nearer else FAR
	return reasons
