"""Which of the tickets that wait for parts can go on with what is in stock, and when the others can (F4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

# Quantities are floats of the database: a hair's breadth less is enough.
NEAR = 1e-6


class Awaited(NamedTuple):
	"""A quantity of one item that a ticket waits for, and the warehouses from which it may come, in this order."""

	key: str
	ticket: str
	item: str
	qty: float
	warehouses: tuple[str, ...]


def arrived(awaited: Iterable[Awaited], stock: Mapping[tuple[str, str], float]) -> set[str]:
	"""The keys of those for which there is enough in stock (by item and warehouse), who waits longest first.

	What one takes is not there for the next. A quantity that is there in part is not taken: the next may need just that.
	"""
	left = dict(stock)
	found = set()
	for row in awaited:
		places = [(row.item, warehouse) for warehouse in dict.fromkeys(row.warehouses)]
		if sum(max(left.get(place, 0), 0) for place in places) + NEAR < row.qty:
			continue
		found.add(row.key)
		needed = row.qty
		for place in places:
			taken = min(max(left.get(place, 0), 0), needed)
			left[place] = left.get(place, 0) - taken
			needed -= taken
	return found


class Delivery(NamedTuple):
	"""What is ordered of an item and not yet here."""

	day: date
	qty: float
	order: str


def expected(
	needs: Sequence[float], in_stock: float, deliveries: Iterable[Delivery]
) -> list[Delivery | None]:
	"""For each of the needs of one item, who waits longest first, the delivery that makes it complete; None where none does.

	What is in stock already serves the first ones, though it is not enough for them to go on.
	"""
	coming = sorted(deliveries)
	found, reached, asked = [], max(in_stock, 0), 0.0
	last = None
	for need in needs:
		asked += need
		while reached + NEAR < asked and coming:
			last = coming.pop(0)
			reached += last.qty
		found.append(last if reached + NEAR >= asked else None)
	return found
