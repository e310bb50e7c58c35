"""A line between a browser and a site that can be cut, as a phone's is: before a request, or before its answer."""

import contextlib
import selectors
import socket
import threading
from urllib.parse import urlsplit


class Line:
	"""Forwards TCP to the site. `url` is where the browser goes; the site itself stays where it is."""

	def __init__(self, site: str):
		parts = urlsplit(site)
		self._site = (parts.hostname, parts.port)
		self._listener = socket.create_server(("127.0.0.1", 0))
		self._open: set[socket.socket] = set()
		self._state = "whole"
		self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
		threading.Thread(target=self._accept, daemon=True).start()

	def cut(self) -> None:
		"""Nothing goes through any more; what is under way is torn off."""
		self._state = "cut"
		self._tear()

	def lose_answers(self) -> None:
		"""Requests go through, their answers do not: the site has done it, and the phone does not know."""
		self._state = "deaf"
		self._tear()

	def mend(self) -> None:
		"""All goes through again."""
		self._state = "whole"
		self._tear()

	def close(self) -> None:
		self._state = "cut"
		self._listener.close()
		self._tear()

	def _tear(self) -> None:
		for connection in list(self._open):
			with contextlib.suppress(OSError):
				connection.shutdown(socket.SHUT_RDWR)

	def _accept(self) -> None:
		while True:
			try:
				browser, _address = self._listener.accept()
			except OSError:
				return
			threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

	def _carry(self, browser: socket.socket) -> None:
		state = self._state
		with browser:
			if state == "cut":
				return
			try:
				site = socket.create_connection(self._site)
			except OSError:
				return
			with site:
				self._open |= {browser, site}
				with contextlib.suppress(OSError):
					_pump(browser, site, deaf=state == "deaf")
				self._open -= {browser, site}


def _pump(browser: socket.socket, site: socket.socket, deaf: bool) -> None:
	"""Carry bytes both ways until one side is done; a deaf line throws away what the site says."""
	with selectors.DefaultSelector() as ready:
		ready.register(browser, selectors.EVENT_READ)
		ready.register(site, selectors.EVENT_READ)
		while True:
			for key, _events in ready.select():
				data = key.fileobj.recv(65536)
				if not data:
					return
				if key.fileobj is browser:
					site.sendall(data)
				elif not deaf:
					browser.sendall(data)
