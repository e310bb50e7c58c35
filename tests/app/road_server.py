"""A server on this machine that answers as OSRM and as AMap do, for tests: 60 km/h, by ways half as long again."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from fsm_app.engine.distance import Position, metres_between

METRES_A_SECOND = 60_000 / 3600
DETOUR = 1.5


class Roads:
	"""`asked` are the requests' paths with their queries; the rest a test may set."""

	def __init__(self, port: int):
		self.port = port
		self.asked: list[str] = []
		# Answered in place of a table: status and body.
		self.instead: tuple[int, bytes] | None = None
		self.redirect: str | None = None
		# Seconds before the answer, and between any two bytes of its head.
		self.delay = 0.0
		self.drip = 0.0
		# Of these no road is near: (latitude, longitude) to two digits.
		self.sea: set[tuple[float, float]] = set()
		# As OSRM does where it was told how far to look for roads: it answers nothing for a place in the sea.
		self.strict = False
		self.seconds = lambda one, other: metres_between(one, other) * DETOUR / METRES_A_SECOND

	@property
	def url(self) -> str:
		return f"http://127.0.0.1:{self.port}"

	def answer(self, path: str) -> dict:
		parts = urlsplit(path)
		query = {name: values[0] for name, values in parse_qs(parts.query).items()}
		return self.of_amap(query) if parts.path == "/v3/distance" else self.of_osrm(parts.path, query)

	def of_osrm(self, path: str, query: dict) -> dict:
		places = [_place(pair) for pair in path.rsplit("/", 1)[1].split(";")]
		drowned = [index for index, place in enumerate(places) if _short(place) in self.sea]
		if self.strict and drowned:
			message = f"Could not find a matching segment for coordinate {drowned[0]}"
			return {"code": "NoSegment", "message": message}
		sources = [places[int(index)] for index in query["sources"].split(";")]
		destinations = [places[int(index)] for index in query["destinations"].split(";")]
		return {
			"code": "Ok",
			"durations": [[self.seconds(one, other) for other in destinations] for one in sources],
			"sources": [self.snapped(place) for place in sources],
			"destinations": [self.snapped(place) for place in destinations],
		}

	def of_amap(self, query: dict) -> dict:
		if query.get("key") != "right-key":
			return {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}
		destination = _place(query["destination"])
		results = []
		for number, pair in enumerate(query["origins"].split("|"), 1):
			place = _place(pair)
			result = {"origin_id": str(number), "dest_id": "1", "distance": "0", "duration": "0"}
			if _short(place) in self.sea:
				result |= {"info": "1", "code": "2"}
			else:
				result["duration"] = str(int(self.seconds(place, destination)))
			results.append(result)
		return {"status": "1", "info": "OK", "infocode": "10000", "results": results}

	def snapped(self, place: Position) -> dict:
		off = 90_000.0 if _short(place) in self.sea else 4.5
		return {"distance": off, "name": "Road", "location": [place.longitude, place.latitude]}


def _place(pair: str) -> Position:
	longitude, latitude = map(float, pair.split(","))
	return Position(latitude, longitude)


def _short(place: Position) -> tuple[float, float]:
	return round(place.latitude, 2), round(place.longitude, 2)


@contextmanager
def roads() -> Iterator[Roads]:
	"""Such a server on a free port of 127.0.0.1 within this context."""

	class Handler(BaseHTTPRequestHandler):
		def do_GET(self):
			server.asked.append(self.path)
			time.sleep(server.delay)
			status, body = server.instead or (200, json.dumps(server.answer(self.path)).encode())
			head = [f"HTTP/1.1 {302 if server.redirect else status} OK", f"Content-Length: {len(body)}"]
			if server.redirect:
				head.append(f"Location: {server.redirect}")
			head = "\r\n".join([*head, "Connection: close", "", ""]).encode()
			try:
				for start in range(len(head)) if server.drip else ():
					self.wfile.write(head[start : start + 1])
					self.wfile.flush()
					time.sleep(server.drip)
				self.wfile.write(body if server.drip else head + body)
			except OSError:
				pass  # whoever asked has given up

		def log_message(self, *args):
			"""Keep the tests' output quiet."""

	running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	running.daemon_threads = True
	server = Roads(running.server_port)
	thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
	thread.start()
	try:
		yield server
	finally:
		running.shutdown()
		running.server_close()
		thread.join()
