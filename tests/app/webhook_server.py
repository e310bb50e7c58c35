"""A receiver of webhooks on this machine, for tests: keeps what it is sent and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
	path: str
	headers: dict[str, str]
	body: bytes


class Receiver:
	"""`answers` are (status, body, headers), each given once, the last one for ever; `received` is what came."""

	def __init__(self, port: int):
		self.port = port
		self.answers: list[tuple] = [(200, b"ok", {})]
		self.received: list[Received] = []

	@property
	def url(self) -> str:
		return f"http://127.0.0.1:{self.port}/hook/geheim"

	def answer(self, *answers: tuple) -> None:
		self.answers = [(*answer, {})[:3] for answer in answers]

	def judge(self, request: Received) -> tuple:
		"""The answer to a request; a test may put its own function here."""
		return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiving() -> Iterator[Receiver]:
	"""A receiver that listens on a free port of 127.0.0.1 within this context."""

	class Handler(BaseHTTPRequestHandler):
		def do_POST(self):
			body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
			request = Received(self.path, dict(self.headers), body)
			receiver.received.append(request)
			status, answer, headers = receiver.judge(request)
			self.send_response(status)
			for name, value in headers.items():
				self.send_header(name, value)
			self.send_header("Content-Length", str(len(answer)))
			self.end_headers()
			try:
				self.wfile.write(answer)
			except ConnectionError:
				pass  # the sender reads only the beginning

		do_GET = do_POST

		def log_message(self, *args):
			"""Keep the tests' output quiet."""

	server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	receiver = Receiver(server.server_port)
	thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
	thread.start()
	try:
		yield receiver
	finally:
		server.shutdown()
		server.server_close()
		thread.join()
