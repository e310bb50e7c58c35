"""Places in the coordinates of Chinese maps (GCJ-02) and in those of the world (WGS 84) (E3).

Maps that are published in China, and services such as AMap, move each place by some hundred metres. How far is public; how
to get back is not, so the way back is sought until it lies within a millimetre.
"""

from functools import lru_cache
from math import cos, pi, radians, sin, sqrt

from fsm_app.engine.distance import Position

# Krasovsky's ellipsoid of 1940, by which the places are moved: the longer half axis in metres, the eccentricity squared.
HALF_AXIS = 6_378_245.0
ECCENTRICITY = 0.006_693_421_622_965_943
# A hundredth of a micro-degree, a millimetre on the ground; each step comes a thousand times closer.
CLOSE = 1e-8
MOST_STEPS = 10

# Where such maps move places: the mainland with Hainan, Hong Kong and Macau, to some twenty kilometres, as pairs of latitude
# and longitude. Drawn from the public domain data of Natural Earth; it says nothing of borders.
_OUTLINE = """
	39.4 73.5, 40 73.7, 40.5 74.7, 40.7 76.3, 41.2 76.8, 41.4 78, 41.8 78.5, 42.2 79.8, 43.5 80.4, 45.1 79.8,
	45.7 82.2, 47.5 83.1, 47.3 85.2, 47.6 85.5, 48.6 85.6, 48.8 86.5, 49.4 87.3, 49.5 87.7, 48.7 88.3, 48.3 89,
	47.9 90.4, 47 91.1, 45.9 90.9, 45.5 91.1, 45.2 93.5, 44.4 95.4, 43 96.4, 42.7 99.5, 42.9 100.9, 42.7 101.9,
	42.1 103.4, 42.1 104.6, 41.9 105, 42.3 106.1, 42.7 107.7, 42.7 109.2, 43.1 110.3, 43.7 111.2, 44.5 111.2,
	45.3 111.8, 45.1 113.5, 46 115.9, 46.7 117, 47.2 117.1, 47.6 116.7, 47.6 115.6, 48.3 115.3, 50.1 116.6,
	49.8 117.9, 50.2 118.9, 52 120.2, 52.9 120, 53.4 121, 53.7 123.6, 53 126, 50 127.8, 49.6 129.5, 48.9 130.7,
	48 131.3, 48 132.5, 48.4 133.3, 48.7 135, 48.5 135.2, 45 133.2, 45.1 131.9, 44.8 131.5, 42.9 131.3,
	42.2 130.7, 42.4 130, 42 128.7, 41.3 128.2, 41.4 126.8, 39.7 124.3, 39.5 123, 38.6 121.2, 38 121.2,
	37.6 122.5, 36.9 122.7, 36.4 121.2, 35.5 119.9, 35.1 119.8, 34.5 120.4, 33.4 120.8, 31.8 122.1, 30.8 122.1,
	30.2 122.6, 28.1 121.9, 27.9 121.2, 27 120.6, 26.1 120, 25.3 120, 25.1 119.4, 24.4 118.8, 23.5 117.4,
	22.6 116, 22.4 114.8, 22 114.3, 21.9 113.5, 21.2 111, 20.6 110.8, 19.6 111.2, 18.5 110.5, 18 109.5,
	18.5 108.5, 19.5 108.5, 20.4 109.5, 21.2 109.3, 21.5 108.6, 21.4 108, 21.6 107, 22.1 106.4, 22.6 106.2,
	23 105.5, 22.9 105.1, 22.3 104, 22.5 102.9, 22.2 102.2, 21.9 101.9, 21.2 102, 21 101.8, 21 101.2, 21.3 100.9,
	21.4 100.3, 22 99.1, 22.7 99.1, 23.6 98.5, 23.9 97.4, 25.2 97.5, 26.2 98.5, 27.3 98.5, 28 97.7, 28.2 96.2,
	28.8 95.8, 29 94.6, 27.7 92.6, 27.6 91.7, 28 90, 27.1 88.8, 27.6 88.3, 28 85.8, 28.7 84.1, 29.1 83.7,
	30 82.2, 30.1 81.6, 30 81, 30.7 79.6, 31.5 78.5, 32.6 78.3, 33.2 78.7, 34.4 78.6, 35.3 77.7, 35.8 76.1,
	36.5 75.7, 37 75, 38.2 74.5, 38.4 73.8,
"""
OUTLINE = tuple(
	Position(*map(float, pair.split())) for pair in _OUTLINE.replace("\n", " ").split(",") if pair.strip()
)
SOUTH, NORTH = min(OUTLINE).latitude, max(OUTLINE).latitude
WEST, EAST = (edge(place.longitude for place in OUTLINE) for edge in (min, max))


def is_moved(place: Position) -> bool:
	"""Whether Chinese maps show the place elsewhere than it is."""
	if not (SOUTH <= place.latitude <= NORTH and WEST <= place.longitude <= EAST):
		return False
	inside = False
	before = OUTLINE[-1]
	for corner in OUTLINE:
		if (corner.latitude > place.latitude) != (before.latitude > place.latitude):
			share = (place.latitude - corner.latitude) / (before.latitude - corner.latitude)
			if place.longitude < corner.longitude + share * (before.longitude - corner.longitude):
				inside = not inside
		before = corner
	return inside


def to_gcj02(place: Position) -> Position:
	"""Where a Chinese map shows a place of the world; outside of China the place itself."""
	return _moved(place) if is_moved(place) else place


@lru_cache(maxsize=50_000)
def to_wgs84(shown: Position) -> Position:
	"""Where in the world the place lies that a Chinese map shows there; outside of China the place itself."""
	if not is_moved(shown):
		return shown
	found = shown
	for _step in range(MOST_STEPS):
		there = _moved(found)
		off = there.latitude - shown.latitude, there.longitude - shown.longitude
		found = Position(found.latitude - off[0], found.longitude - off[1])
		if max(map(abs, off)) < CLOSE:
			break
	return found


def _moved(place: Position) -> Position:
	"""The public formula: metres to the north and to the east, turned into degrees."""
	x, y = place.longitude - 105, place.latitude - 35
	waves = 2 * sin(6 * x * pi) + 2 * sin(2 * x * pi)
	north = (
		-100
		+ 2 * x
		+ 3 * y
		+ 0.2 * y * y
		+ 0.1 * x * y
		+ 0.2 * sqrt(abs(x))
		+ (waves + _waves(y, (2, 1), (4, 3), (16, 12), (32, 30))) * 20 / 3
	)
	east = (
		300
		+ x
		+ 2 * y
		+ 0.1 * x * x
		+ 0.1 * x * y
		+ 0.1 * sqrt(abs(x))
		+ (waves + _waves(x, (2, 1), (4, 3), (15, 12), (30, 30))) * 20 / 3
	)
	flattened = 1 - ECCENTRICITY * sin(radians(place.latitude)) ** 2
	metres_of_latitude = radians(HALF_AXIS * (1 - ECCENTRICITY) / flattened**1.5)
	metres_of_longitude = radians(HALF_AXIS / sqrt(flattened) * cos(radians(place.latitude)))
	return Position(place.latitude + north / metres_of_latitude, place.longitude + east / metres_of_longitude)


def _waves(value: float, *waves: tuple[int, int]) -> float:
	return sum(height * sin(value / length * pi) for height, length in waves)
