"""What parts a fault usually takes, and whether a ticket took more than that (F3)."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Used(NamedTuple):
	"""What one ticket took: quantities by item, and what they cost together."""

	parts: Mapping[str, float]
	cost: float

	@property
	def quantity(self) -> float:
		"""How many parts, of whatever kind."""
		return sum(self.parts.values())


class Usual(NamedTuple):
	"""The medians of the history: parts and cost of a ticket, and the quantity of each item that was ever used."""

	tickets: int
	quantity: float
	cost: float
	parts: Mapping[str, float]


class Judgement(NamedTuple):
	"""A ticket against what is usual; `usual` is None where too few tickets tell it."""

	usual: Usual | None
	over: bool
	excess_cost: float


def usual_of(history: Sequence[Used], fewest: int) -> Usual | None:
	"""The medians of a fault's history, None where fewer than `fewest` tickets make it."""
	if len(history) < max(fewest, 1):
		return None
	items = sorted({item for used in history for item in used.parts})
	return Usual(
		tickets=len(history),
		quantity=median(used.quantity for used in history),
		cost=median(used.cost for used in history),
		# A ticket that did not need the item counts with none of it.
		parts={item: median(used.parts.get(item, 0) for used in history) for item in items},
	)


def judge(used: Used, history: Sequence[Used], fewest: int, factor: float) -> Judgement:
	"""Too much was replaced where both the number of parts and their cost exceed `factor` times the usual.

	One dear part in place of a cheap one is a diagnosis, several cheap ones in place of one may be thoroughness; more parts
	for more money is what is to be looked at.
	"""
	usual = usual_of(history, fewest)
	if not usual:
		return Judgement(None, False, 0.0)
	over = used.quantity > factor * usual.quantity and used.cost > factor * usual.cost
	return Judgement(usual, over, max(used.cost - usual.cost, 0.0) if over else 0.0)
