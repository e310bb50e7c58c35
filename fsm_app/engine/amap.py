"""What AMap's measuring of distances is asked and answers (E3): https://lbs.amap.com/api/webservice/guide/api/direction.

From up to a hundred places to one, by car in the traffic of the moment, in the coordinates of Chinese maps.
"""

from collections.abc import Sequence

from fsm_app.engine.chinese_coordinates import to_gcj02
from fsm_app.engine.distance import Position
from fsm_app.engine.travel_table import (
	NOT_UNDERSTOOD,
	REFUSED,
	TOO_MANY,
	USED_UP,
	WRONG_KEY,
	Minutes,
	Request,
	ServiceProblem,
	number,
	parsed,
)

BY_CAR = "1"
MOST_ORIGINS = 100
KINDS = {
	**dict.fromkeys(("10001", "10002", "10005", "10006", "10007", "10008", "10009", "10012"), WRONG_KEY),
	**dict.fromkeys(("10003", "10004", "10010", "10013", "10014", "10015", "10019", "10020"), USED_UP),
	**dict.fromkeys(("10021", "10029", "10044", "10045", "40000", "40002"), USED_UP),
	"20003": TOO_MANY,
}
# Some place lies outside of the map, far from any road, or too far away.
NO_TABLE = ("20800", "20801", "20802", "20803")


def request(origins: Sequence[Position], destination: Position, key: str) -> Request:
	"""From each of the origins to the destination, all of them places of the world."""
	return Request(
		"/v3/distance",
		(
			("key", key),
			("origins", "|".join(map(_written, origins))),
			("destination", _written(destination)),
			("type", BY_CAR),
			("output", "JSON"),
		),
	)


def read(status: int, body: bytes, origins: int) -> Minutes:
	"""The table of an answer, a row with one time for each origin; None where no road leads. Raises ServiceProblem."""
	answer = parsed(status, body)
	code = str(answer.get("infocode") or "")
	if str(answer.get("status")) != "1":
		if code in NO_TABLE:
			return [[None] for _origin in range(origins)]
		raise ServiceProblem(KINDS.get(code, REFUSED), code or f"HTTP{status}")
	results = answer.get("results")
	if not isinstance(results, list):
		raise ServiceProblem(NOT_UNDERSTOOD)
	table: Minutes = [[None] for _origin in range(origins)]
	for result in results:
		if not isinstance(result, dict):
			raise ServiceProblem(NOT_UNDERSTOOD)
		place, seconds = number(result.get("origin_id")), number(result.get("duration"))
		# A code says why there is no way, and stands beside figures that mean nothing.
		if place and 1 <= place <= origins and place == int(place) and not result.get("code"):
			table[int(place) - 1][0] = None if seconds is None else seconds / 60
	return table


def _written(place: Position) -> str:
	shown = to_gcj02(place)
	return f"{shown.longitude:.6f},{shown.latitude:.6f}"
