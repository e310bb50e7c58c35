"""How far apart two places on the earth are (N1)."""

from math import asin, cos, isfinite, radians, sin, sqrt
from typing import NamedTuple

# Mean radius of the earth. Taken as a sphere, a distance is wrong by half a percent at most.
EARTH_METRES = 6_371_008.8


class Position(NamedTuple):
	"""A place by its latitude and longitude in degrees (WGS 84)."""

	latitude: float
	longitude: float


def is_position(latitude: float, longitude: float) -> bool:
	"""Whether the two are a place on the earth.

	0, 0 is none: it lies in the ocean, and devices that do not know where they are send it.
	"""
	return (
		isfinite(latitude)
		and isfinite(longitude)
		and abs(latitude) <= 90
		and abs(longitude) <= 180
		and (latitude, longitude) != (0, 0)
	)


def metres_between(one: Position, other: Position) -> float:
	"""The distance as the crow flies, by the haversine formula."""
	height = radians(other.latitude - one.latitude)
	width = radians(other.longitude - one.longitude)
	chord = (
		sin(height / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(width / 2) ** 2
	)
	# Rounding may carry antipodes a little above 1.
	return 2 * EARTH_METRES * asin(sqrt(min(1.0, chord)))
