"""Asking the service that the settings name for a table of minutes (E3)."""

from collections.abc import Sequence
from time import monotonic
from urllib.parse import urlencode, urlsplit

import frappe
from frappe import _

from fsm_app.common.outgoing import AddressNotAllowed, NotReached
from fsm_app.engine import amap, osrm
from fsm_app.engine.distance import Position
from fsm_app.engine.travel_table import (
	ALL_ZERO,
	NO_MAP,
	NOT_UNDERSTOOD,
	TOO_MANY,
	USED_UP,
	WRONG_KEY,
	WRONG_PROFILE,
	Minutes,
	NoRoadAt,
	Request,
	ServiceProblem,
	believed,
)
from fsm_app.travel_times import outage
from fsm_app.travel_times.settings import OSRM, Source, key, service_caller

# So often places are taken out that have no road, until it is the map that has none.
TRIES = 4


def table(
	origins: Sequence[Position], destinations: Sequence[Position], source: Source, seconds: float
) -> Minutes | None:
	"""Minutes from each origin (rows) to each destination, as `answered`; None while the service is left alone or fails."""
	if outage.is_open():
		return None
	try:
		minutes = answered(origins, destinations, source, seconds)
	except (ServiceProblem, NotReached, AddressNotAllowed) as error:
		outage.began(explained(error, source))
		return None
	outage.ended()
	return minutes


def answered(
	origins: Sequence[Position], destinations: Sequence[Position], source: Source, seconds: float
) -> Minutes:
	"""What the service answers within `seconds`. AMap takes one destination.

	Raises ServiceProblem, NotReached or AddressNotAllowed.
	"""
	if source.service == OSRM:
		minutes = _of_osrm(origins, destinations, source, seconds)
	else:
		wanted = amap.request(origins, destinations[0], key())
		status, body = service_caller.get(_url(source, wanted), seconds)
		minutes = amap.read(status, body, len(origins))
	return believed(minutes, origins, destinations)


def _of_osrm(
	origins: Sequence[Position], destinations: Sequence[Position], source: Source, seconds: float
) -> Minutes:
	"""Of a place without a road the server says so and nothing of the others: they are asked for again without it."""
	until = monotonic() + seconds
	cut_off: set[Position] = set()
	for _try in range(TRIES):
		starts = [place for place in origins if place not in cut_off]
		ends = [place for place in destinations if place not in cut_off]
		if not starts or not ends:
			return [[None] * len(destinations) for _origin in origins]
		wanted = osrm.request(starts, ends, source.profile)
		status, body = service_caller.get(_url(source, wanted), max(0.0, until - monotonic()))
		try:
			rows = osrm.read(status, body, len(starts), len(ends))
		except NoRoadAt as error:
			places = osrm.sent(starts, ends)
			cut_off |= set(places[error.place : error.place + 1])
			continue
		times = {
			(start, end): value
			for start, row in zip(starts, rows, strict=True)
			for end, value in zip(ends, row, strict=True)
		}
		return [[times.get((origin, end)) for end in destinations] for origin in origins]
	raise ServiceProblem(NO_MAP)


def most_origins(source: Source) -> int:
	"""From how many places to one the service is asked at once."""
	return source.most_places - 1 if source.service == OSRM else min(source.most_places, amap.MOST_ORIGINS)


def explained(error: Exception, source: Source) -> str:
	"""Why there are no travel times, in a sentence that holds no secret."""
	if isinstance(error, ServiceProblem):
		return _sentence(error.kind).format(urlsplit(source.url).hostname, error.code or "-")
	if isinstance(error, AddressNotAllowed):
		# Whoever dispatches has nothing to do with it.
		frappe.clear_last_message()
	return str(error)


def _sentence(kind: str) -> str:
	return {
		NOT_UNDERSTOOD: _("{0} answers something else than travel times ({1}). Check the URL."),
		WRONG_KEY: _("{0} does not take the key ({1}). Enter one for Web services."),
		USED_UP: _("{0} gives no more travel times for now, its quota is used up ({1})."),
		TOO_MANY: _("{0} takes fewer places at once ({1}). Lower Most Places Asked at Once."),
		WRONG_PROFILE: _("{0} does not know this URL or profile ({1}). Check both."),
		ALL_ZERO: _("{0} says that every way takes no time. Check its map."),
		NO_MAP: _("{0} knows no roads at most of the places. Check its map, and the coordinates."),
	}.get(kind) or _("{0} refuses to give travel times ({1}).")


def _url(source: Source, wanted: Request) -> str:
	return f"{source.url}{wanted.path}?{urlencode(wanted.query, safe=',;')}"
