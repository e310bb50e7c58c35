"""Who of those that have a part is near (F4)."""

from collections.abc import Iterable
from typing import NamedTuple

from fsm_app.engine.distance import Position, metres_between


class Holder(NamedTuple):
	"""Somebody who has a part: where they were last seen, if known, and their region."""

	name: str
	qty: float
	position: Position | None
	region: str | None


def by_nearness(
	holders: Iterable[Holder], place: Position | None, region: str | None
) -> list[tuple[Holder, float | None]]:
	"""The holders, the nearest first, with the metres to each; those of unknown place follow, the own region's first."""
	found = [
		(holder, metres_between(place, holder.position) if place and holder.position else None)
		for holder in holders
	]
	return sorted(
		found,
		key=lambda row: (
			row[1] is None,
			row[1] or 0.0,
			not (region and row[0].region == region),
			-row[0].qty,
			row[0].name,
		),
	)
