"""What latitude and longitude of addresses and tickets mean: the app reckons in those of the world, WGS 84 (E3)."""

from collections.abc import Callable

import frappe

from fsm_app.engine.chinese_coordinates import to_wgs84
from fsm_app.engine.distance import Position

SETTINGS = "Travel Settings"
GCJ02 = "GCJ-02"


def to_world() -> Callable[[Position], Position]:
	"""What makes a place of the world of one that stands on an address or a ticket."""
	return to_wgs84 if frappe.get_cached_doc(SETTINGS).address_coordinates == GCJ02 else _as_it_is


def _as_it_is(place: Position) -> Position:
	return place
