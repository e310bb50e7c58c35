"""Whom a dispatcher sends: the nearest who is free, the next in turn, or whom the app proposes."""

from bisect import bisect_right
from collections.abc import Callable

from fsm_app.demo_month.geography import nearest
from fsm_app.engine.distance import Position

# How many tickets wait for an engineer, where they are, and which of them could take the ticket.
Waiting = Callable[[str], int]
Where = Callable[[str], Position]


class NearestFree:
	"""The nearest who has nothing to do; where all are at work, the nearest of those for whom the least waits."""

	name = "Nearest free"

	def choose(self, names: list[str], place: Position, where: Where, waiting: Waiting) -> str | None:
		"""One of `names`."""
		least = min(map(waiting, names))
		return nearest([name for name in names if waiting(name) == least], where, place)


class RoundRobin:
	"""The next in turn; who cannot take a ticket is passed over until their turn comes again."""

	name = "Round-robin"

	def __init__(self):
		self.last = ""

	def choose(self, names: list[str], place: Position, where: Where, waiting: Waiting) -> str | None:
		"""One of `names`."""
		names = sorted(names)
		self.last = names[bisect_right(names, self.last) % len(names)]
		return self.last


class Ours:
	"""What the app chooses by its Dispatch Profile."""

	name = "fsm_app"

	def choose(self, names: list[str], place: Position, where: Where, waiting: Waiting) -> str | None:
		"""None: the app is asked."""
		return None


POLICIES = (NearestFree, RoundRobin, Ours)
