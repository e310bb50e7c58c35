"""Trying whether the service that the settings name gives travel times (E3)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.outgoing import AddressNotAllowed, NotReached
from fsm_app.engine.distance import Position, is_position, metres_between
from fsm_app.engine.doubtful_places import doubtful
from fsm_app.engine.travel_table import ServiceProblem, rounded
from fsm_app.travel_times import outage
from fsm_app.travel_times.asking import answered, explained
from fsm_app.travel_times.coordinates import to_world
from fsm_app.travel_times.settings import Source, source

# Addresses looked at, the newest first, and how far apart two of them must be.
LOOKED_AT = 200
LEAST_METRES = 1_000


def try_one_way() -> dict:
	"""Ask for the way between two of the addresses that the user sees: `told` or `problem`, a sentence each."""
	asked = source()
	if not asked:
		return {"problem": _("No service is chosen: the straight line counts.")}
	pair = _two_addresses()
	if not pair:
		return {"problem": _("Enter latitude and longitude of two addresses first, a kilometre apart.")}
	(origin, start), (destination, end) = pair
	try:
		value = answered([start], [end], asked, asked.wait_seconds)[0][0]
	except (ServiceProblem, NotReached, AddressNotAllowed) as error:
		return {"problem": explained(error, asked)}
	outage.forget()
	return _sentence(value, origin, destination, metres_between(start, end) / 1000, asked)


def _sentence(value: float | None, origin: str, destination: str, km: float, asked: Source) -> dict:
	figures = origin, destination, f"{km:.1f}"
	if value is None:
		return {
			"problem": _(
				"The service answers, and knows no way from {0} to {1} ({2} km as the crow flies). Check the two addresses, in which coordinates they are kept, and the service's map."
			).format(*figures)
		}
	return {
		"told": _("From {0} to {1} ({2} km as the crow flies) it takes {3} minutes, says {4}.").format(
			*figures, f"{value:.0f}", asked.service
		)
	}


def _two_addresses() -> tuple | None:
	rows = frappe.get_list(
		"Address",
		filters={"fsm_latitude": ["!=", 0], "fsm_longitude": ["!=", 0]},
		fields=["name", "fsm_latitude", "fsm_longitude"],
		order_by="modified desc",
		limit_page_length=LOOKED_AT,
	)
	world = to_world()
	places = [
		(row.name, rounded(world(Position(*pair))))
		for row in rows
		if is_position(*(pair := (flt(row.fsm_latitude), flt(row.fsm_longitude))))
	]
	wrong = doubtful([place for _name, place in places])
	places = [place for index, place in enumerate(places) if index not in wrong]
	first = places[0] if places else None
	apart = [
		(metres_between(first[1], place), (name, place))
		for name, place in places[1:]
		if metres_between(first[1], place) >= LEAST_METRES
	]
	return (first, min(apart)[1]) if apart else None
