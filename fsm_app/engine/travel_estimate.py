"""How long the way between two places takes, from the straight line between them (E1)."""

from collections.abc import Sequence
from typing import NamedTuple

from fsm_app.engine.distance import Position, metres_between


class Pace(NamedTuple):
	"""How fast one gets ahead: `speed` in km/h, from some hours of the day on another one, and by how much roads are longer.

	`by_hour` are pairs of an hour (0 to 23) and the speed from then on, in any order.
	"""

	speed: float
	detour_factor: float = 1.0
	by_hour: Sequence[tuple[int, float]] = ()

	def at(self, hour: int) -> float:
		"""The speed of an hour of the day: that of the last row at or before it, else that of the day before's last."""
		rows = sorted((from_hour, speed) for from_hour, speed in self.by_hour if speed > 0)
		if not rows:
			return self.speed
		before = [speed for from_hour, speed in rows if from_hour <= hour]
		return before[-1] if before else rows[-1][1]


def minutes_of_way(origin: Position, destination: Position, hour: int, pace: Pace) -> float:
	"""Minutes from `origin` to `destination`, leaving in that hour of the day. Raises ValueError for a speed of 0."""
	return minutes_of_metres([metres_between(origin, destination)], hour, pace)[0]


def minutes_of_metres(metres: Sequence[float], hour: int, pace: Pace) -> list[float]:
	"""For each distance as the crow flies the minutes of the way, leaving in that hour. Raises ValueError for a speed of 0."""
	speed = pace.at(hour)
	if speed <= 0:
		raise ValueError("the speed must be above 0")
	of_a_metre = max(1.0, pace.detour_factor) / 1000 / speed * 60
	return [each * of_a_metre for each in metres]
