"""Calling an address that a user has typed in, without letting them reach the server's own network (B4, E3).

The host is looked up once, every address found is judged, and the connection goes to the address that was judged: a
name that answers differently the second time cannot slip past. Redirects are not followed, environment proxies not
used, and answers are read only as far as they are needed. What an exception says is never passed on, because it names
the URL, which may hold a secret.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

import frappe
from frappe import _

from fsm_app.engine.addresses import is_in_house, is_public

CHUNK = 65_536


class AddressNotAllowed(frappe.ValidationError):
	"""The URL does not lead to a public host by https."""


class NotReached(Exception):
	"""There was no answer; says why in words that hold no secret."""


class Answer(NamedTuple):
	"""The HTTP status and the beginning of the body."""

	status: int
	body: bytes


@dataclass(frozen=True)
class Caller:
	"""Calls for one purpose. `private_allowed` is the key of the site's configuration that opens http and hosts that are
	not in the public internet, `in_house_only` of those only the ones of private networks.

	The seconds are for connecting, for each part of an answer and for the body of an answer, however slowly it drips;
	`answer_bytes` is how much of it is read.
	"""

	private_allowed: str
	answer_bytes: int
	connect_seconds: float = 5
	read_seconds: float = 10
	answer_seconds: float = 15
	in_house_only: bool = False

	def check_url(self, url: str) -> None:
		"""Raise AddressNotAllowed for a URL that may not be called; one that cannot be looked up now may pass."""
		host, port = self._host_and_port(url)
		try:
			self._allowed_address(host, resolve(host, port))
		except NotReached:
			# Each call checks again; a name server that is down must not keep anybody from saving.
			return

	def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
		"""POST the body and return the answer, a redirect being one too.

		Raises AddressNotAllowed, or NotReached where no answer came in time.
		"""
		host, port = self._host_and_port(url)
		address = self._allowed_address(host, resolve(host, port))
		return self._told(host, lambda: _send("POST", url, host, address, headers, body, self, _drop_by_drop))

	def get(self, url: str, seconds: float) -> Answer:
		"""GET the whole answer within `seconds`, the look-up of the host's name included.

		Raises AddressNotAllowed, or NotReached where it did not come in time or is longer than `answer_bytes`.
		"""
		until = monotonic() + seconds
		host, port = self._host_and_port(url)
		within = f"{seconds:g}"
		address = self._allowed_address(
			host, self._told(host, _in_time(until, lambda: resolve(host, port)), within)
		)
		answer = self._told(
			host, _in_time(until, lambda: _send("GET", url, host, address, {}, None, self, _whole)), within
		)
		if len(answer.body) > self.answer_bytes:
			raise NotReached(_("The answer of {0} is too long. Check the URL.").format(host))
		return answer

	def _told(self, host: str, act: Callable, within: str = ""):
		try:
			return act()
		except requests.exceptions.SSLError:
			raise NotReached(
				_(
					"The certificate of {0} could not be verified. Have it renewed, or correct the URL."
				).format(host)
			) from None
		except requests.exceptions.ConnectTimeout:
			raise NotReached(
				_(
					"{0} did not take the connection within {1} seconds. Check that it runs and lets this server in."
				).format(host, within or f"{self.connect_seconds:g}")
			) from None
		except requests.exceptions.Timeout:
			raise NotReached(
				_("{0} did not answer within {1} seconds. Check that it runs.").format(
					host, within or f"{self.read_seconds:g}"
				)
			) from None
		except requests.exceptions.RequestException as error:
			raise NotReached(
				_("{0} cannot be reached ({1}). Check the URL, and that it runs.").format(
					host, type(error).__name__
				)
			) from None

	def _allowed_address(self, host: str, addresses: list[str]) -> str:
		if not addresses:
			raise NotReached(_("The host {0} is not known. Check the URL.").format(host))
		if refused := [each for each in addresses if not self._may_be_called(each)]:
			frappe.throw(
				_(
					"URL: {0} leads to {1}, which is not an address in the public internet. Enter a public one."
				).format(host, refused[0]),
				AddressNotAllowed,
			)
		return addresses[0]

	def _may_be_called(self, address: str) -> bool:
		if is_public(address):
			return True
		return self._is_private_allowed() and (not self.in_house_only or is_in_house(address))

	def _host_and_port(self, url: str) -> tuple[str, int]:
		schemes = ("https", "http") if self._is_private_allowed() else ("https",)
		try:
			parts = urlsplit(url)
			host, port = parts.hostname, parts.port
		except ValueError:
			host = None
		if not host or not url.isascii() or parts.scheme not in schemes or parts.username is not None:
			frappe.throw(
				_("URL: enter the whole address in ASCII, beginning with https:// and the name of a host."),
				AddressNotAllowed,
			)
		return host, port or (443 if parts.scheme == "https" else 80)

	def _is_private_allowed(self) -> bool:
		return bool(frappe.conf.get(self.private_allowed))


def resolve(host: str, port: int) -> list[str]:
	"""Every IP address of the host; none where its name is not known."""
	try:
		found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
	except (OSError, UnicodeError):
		return []
	return list(dict.fromkeys(info[4][0] for info in found))


class _Pinned(HTTPAdapter):
	"""Connects to an address but asks for, and verifies, the certificate of the host behind the name."""

	def __init__(self, host: str):
		self.host = host
		super().__init__()

	def init_poolmanager(self, *args, **kwargs):
		super().init_poolmanager(*args, server_hostname=self.host, assert_hostname=self.host, **kwargs)


def _send(
	method: str,
	url: str,
	host: str,
	address: str,
	headers: dict[str, str],
	body: bytes | None,
	caller: Caller,
	read: Callable,
) -> Answer:
	"""Knows nothing of Frappe, for it may run in a thread of its own."""
	with requests.Session() as session:
		session.trust_env = False
		session.mount("https://", _Pinned(host))
		with session.request(
			method,
			_at_address(url, address),
			data=body,
			headers={
				"Host": urlsplit(url).netloc,
				"User-Agent": "fsm_app",
				"Accept-Encoding": "identity",
				**headers,
			},
			timeout=(caller.connect_seconds, caller.read_seconds),
			allow_redirects=False,
			stream=True,
		) as response:
			return Answer(response.status_code, read(response, caller))


def _in_time(until: float, act: Callable) -> Callable:
	"""`act`, given up at `until` whatever it hangs in: a name server, or an answer that drips.

	The thread ends by itself when the connection does; nobody waits for it.
	"""

	def acting():
		outcome = SimpleQueue()

		def run():
			try:
				outcome.put((act(), None))
			except BaseException as error:  # raised again where somebody waits for it
				outcome.put((None, error))

		threading.Thread(target=run, daemon=True).start()
		try:
			result, error = outcome.get(timeout=max(0.0, until - monotonic()))
		except Empty:
			raise requests.exceptions.Timeout from None
		if error:
			raise error
		return result

	return acting


def _at_address(url: str, address: str) -> str:
	parts = urlsplit(url)
	host = f"[{address}]" if ":" in address else address
	return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))


def _drop_by_drop(response: requests.Response, caller: Caller) -> bytes:
	"""Read byte by byte, so that a slow sender cannot hold a longer read open; what comes too late is left."""
	body, until = bytearray(), monotonic() + caller.answer_seconds
	for byte in response.iter_content(chunk_size=1):
		body += byte
		if len(body) >= caller.answer_bytes or monotonic() > until:
			break
	return bytes(body)


def _whole(response: requests.Response, caller: Caller) -> bytes:
	"""All of it, or a little more than is allowed; whoever waits gives up in time."""
	body = bytearray()
	for chunk in response.iter_content(chunk_size=CHUNK):
		body += chunk
		if len(body) > caller.answer_bytes:
			break
	return bytes(body)
