"""Where the demo's customers and engineers live, and how long the way between two places takes.

The six regions lie in two rows of three, 25 km apart; homes and customers are scattered around the middle of theirs.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import frappe

from fsm_app.demo_month.company import REGIONS, Company, make
from fsm_app.engine.distance import Position, metres_between

MIDDLE = Position(30.9, 121.6)
KM_OF_LATITUDE, KM_OF_LONGITUDE = 111.2, 95.4
APART, SCATTER = 25.0, 7.0
IN_A_ROW = 3
# Roads are longer than the crow flies; hours of the day from which on one gets ahead so fast, in km/h.
DETOUR = 1.3
SPEEDS = ((0, 50.0), (7, 26.0), (10, 36.0), (16, 26.0), (20, 50.0))


@dataclass
class Geography:
	"""By engineer the home; by customer the place and the name of the Address."""

	homes: dict[str, Position] = field(default_factory=dict)
	places: dict[str, Position] = field(default_factory=dict)
	addresses: dict[str, str] = field(default_factory=dict)


def settle(company: Company, seed: int) -> Geography:
	"""Give every engineer of the company and every customer an Address with coordinates; the same seed gives the same."""
	rng = random.Random(f"geography {seed}")
	found = Geography()
	for engineer in company.engineers.values():
		found.homes[engineer.name] = place = _near(engineer.region, rng)
		address = _address(engineer.name, engineer.region, place, [])
		frappe.db.set_value("Service Engineer", engineer.name, "starts_from", address)
	for customer, region in company.customers:
		found.places[customer] = place = _near(region, rng)
		link = {"link_doctype": "Customer", "link_name": customer}
		found.addresses[customer] = _address(customer, region, place, [link])
	company.commit()
	return found


def seconds_of_way(one: Position, other: Position, leaving: datetime) -> float:
	"""How long the way usually takes, when one leaves at that hour."""
	speed = next(speed for hour, speed in reversed(SPEEDS) if leaving.hour >= hour)
	return metres_between(one, other) / 1000 * DETOUR / speed * 3600


def nearest(names: list[str], where: Callable[[str], Position], place: Position) -> str:
	"""The one who is nearest to the place; of equals the first by name."""
	return min(names, key=lambda name: (metres_between(where(name), place), name))


def _near(region: str, rng: random.Random) -> Position:
	row, column = divmod(REGIONS.index(region), IN_A_ROW)
	north, east = APART * row + rng.gauss(0, SCATTER), APART * (column - 1) + rng.gauss(0, SCATTER)
	return Position(
		round(MIDDLE.latitude + north / KM_OF_LATITUDE, 6),
		round(MIDDLE.longitude + east / KM_OF_LONGITUDE, 6),
	)


def _address(title: str, region: str, place: Position, links: list[dict]) -> str:
	return make(
		"Address",
		address_title=title,
		address_type="Other",
		address_line1="Harbour Road 1",
		city=region,
		country="China",
		fsm_latitude=place.latitude,
		fsm_longitude=place.longitude,
		links=links,
	).name
