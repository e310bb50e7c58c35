"""The map beneath places on a screen: pictures from an address that the company has set; none is asked for without (E3, N2)."""

import re
from collections.abc import Callable

import frappe
from frappe import _

from fsm_app.engine.chinese_coordinates import to_gcj02
from fsm_app.engine.distance import Position

SETTINGS = "Travel Settings"
GCJ02 = "GCJ-02"
# {s} stands for one of several servers a, b, c; {r} for pictures of screens with many dots.
ADDRESS = re.compile(r"https?://[^\s<>\"'{}]+(?:\{(?:[xyzsr]|-y)\}[^\s<>\"'{}]*){3,5}", re.IGNORECASE)
PLACES = ("{x}", "{z}")


class WrongMapAddress(frappe.ValidationError):
	"""An address from which no map could come."""


def map_tiles() -> dict | None:
	"""`url` of the pictures, with {z}, {x} and {y}, and `credit`, whom to name beneath them; None where there is no map."""
	settings = frappe.get_cached_doc(SETTINGS)
	if not settings.map_tiles:
		return None
	return {"url": settings.map_tiles, "credit": settings.map_credit or ""}


def to_map() -> Callable[[Position | None], list[float] | None]:
	"""What says where the company's map shows a place of the world: latitude and longitude, None for no place."""
	is_moved = frappe.get_cached_doc(SETTINGS).map_coordinates == GCJ02

	def shown(place: Position | None) -> list[float] | None:
		if place is None:
			return None
		found = to_gcj02(place) if is_moved else place
		return [round(found.latitude, 6), round(found.longitude, 6)]

	return shown


def validate_map(settings) -> None:
	"""Refuse an address without the places of a picture in it."""
	for field in ("map_tiles", "map_credit"):
		settings.set(field, (settings.get(field) or "").strip())
	url = settings.map_tiles
	if not url:
		return
	has_row = "{y}" in url or "{-y}" in url
	if not ADDRESS.fullmatch(url) or not has_row or not all(mark in url for mark in PLACES):
		frappe.throw(
			_(
				"{0}: enter an address that begins with https:// and contains {1}, such as https://tiles.example.com/{1}.png."
			).format(frappe.bold(_(settings.meta.get_label("map_tiles"), context=SETTINGS)), "{z}/{x}/{y}"),
			WrongMapAddress,
		)
