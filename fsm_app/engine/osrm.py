"""What OSRM's table service is asked and answers (E3): http://project-osrm.org/docs/v5.24.0/api/#table-service."""

import re
from collections.abc import Sequence

from fsm_app.engine.distance import Position
from fsm_app.engine.travel_table import (
	NOT_UNDERSTOOD,
	OFF_ROAD_METRES,
	REFUSED,
	TOO_MANY,
	WRONG_PROFILE,
	Minutes,
	NoRoadAt,
	Request,
	ServiceProblem,
	number,
	parsed,
)

KINDS = {
	"TooBig": TOO_MANY,
	"InvalidProfile": WRONG_PROFILE,
	"InvalidUrl": WRONG_PROFILE,
	"InvalidService": REFUSED,
}
# From none of the places a road leads to any other.
NO_TABLE = ("NoTable", "NoRoute")
NO_SEGMENT = "NoSegment"
PLACE = re.compile(r"coordinate (\d{1,6})$")


def request(origins: Sequence[Position], destinations: Sequence[Position], profile: str) -> Request:
	"""From each of the origins to each of the destinations; places that are both are sent once."""
	places = sent(origins, destinations)
	index = {place: str(number) for number, place in enumerate(places)}
	coordinates = ";".join(f"{place.longitude:.6f},{place.latitude:.6f}" for place in places)
	return Request(
		f"/table/v1/{profile}/{coordinates}",
		(
			("sources", ";".join(index[place] for place in origins)),
			("destinations", ";".join(index[place] for place in destinations)),
			("annotations", "duration"),
			("generate_hints", "false"),
		),
	)


def sent(origins: Sequence[Position], destinations: Sequence[Position]) -> list[Position]:
	"""The places of a request by their numbers."""
	return list(dict.fromkeys([*origins, *destinations]))


def read(status: int, body: bytes, origins: int, destinations: int) -> Minutes:
	"""The table of an answer: minutes, None where no road leads or a place lies far from any. Raises ServiceProblem, or NoRoadAt."""
	answer = parsed(status, body)
	code = str(answer.get("code") or "")
	if code == NO_SEGMENT and (named := PLACE.search(str(answer.get("message") or ""))):
		raise NoRoadAt(int(named[1]))
	if code in (*NO_TABLE, NO_SEGMENT):
		return [[None] * destinations for _origin in range(origins)]
	if code != "Ok":
		raise ServiceProblem(KINDS.get(code, REFUSED), code or f"HTTP{status}")
	rows = answer.get("durations")
	if not isinstance(rows, list) or len(rows) != origins:
		raise ServiceProblem(NOT_UNDERSTOOD)
	from_afar, to_afar = _off_road(answer, "sources"), _off_road(answer, "destinations")
	table: Minutes = []
	for origin, row in enumerate(rows):
		if not isinstance(row, list) or len(row) != destinations:
			raise ServiceProblem(NOT_UNDERSTOOD)
		seconds = [
			None if origin in from_afar or destination in to_afar else number(value)
			for destination, value in enumerate(row)
		]
		table.append([None if value is None else value / 60 for value in seconds])
	return table


def _off_road(answer: dict, side: str) -> set[int]:
	"""Which of the places were moved so far to the next road that they are somewhere else, such as in the sea."""
	places = answer.get(side)
	if not isinstance(places, list):
		return set()
	return {
		index
		for index, place in enumerate(places)
		if isinstance(place, dict) and (number(place.get("distance")) or 0) > OFF_ROAD_METRES
	}
