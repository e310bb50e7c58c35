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
		self._is_cut = False
		self._deaf_to: bytes | None = None
		self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
		threading.Thread(target=self._accept, daemon=True).start()

	def cut(self) -> None:
		"""Nothing goes through any more; what is under way is torn off."""
		self._is_cut = True
		self._tear()

	def lose_answers(self, to: str) -> None:
		"""Requests whose address holds `to` go through, their answers do not: the site has done it, the phone does not know."""
		self._deaf_to = to.encode()
		self._tear()

	def mend(self) -> None:
		"""All goes through again."""
		self._is_cut, self._deaf_to = False, None
		self._tear()

	def close(self) -> None:
		self._is_cut = True
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
		with browser:
			if self._is_cut:
				return
			try:
				site = socket.create_connection(self._site)
			except OSError:
				return
			with site:
				self._open |= {browser, site}
				with contextlib.suppress(OSError):
					_pump(browser, site, self._deaf_to)
				self._open -= {browser, site}


def _pump(browser: socket.socket, site: socket.socket, deaf_to: bytes | None) -> None:
	"""Carry bytes both ways until one side is done; of a request that holds `deaf_to` the answer is thrown away."""
	is_deaf = False
	with selectors.DefaultSelector() as ready:
		ready.register(browser, selectors.EVENT_READ)
		ready.register(site, selectors.EVENT_READ)
		while True:
			for key, _events in ready.select():
				data = key.fileobj.recv(65536)
				if not data:
					return
				if key.fileobj is browser:
					is_deaf = is_deaf or bool(deaf_to and deaf_to in data)
					site.sendall(data)
				elif not is_deaf:
					browser.sendall(data)
