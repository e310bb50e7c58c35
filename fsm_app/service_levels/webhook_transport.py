"""Posting to an address that a user has typed in, without letting them reach the server's own network (B4).

The host is looked up once, every address found is judged, and the connection goes to the address that was judged: a
name that answers differently the second time cannot slip past. Redirects are not followed, environment proxies not
used, and answers are read only as far as they are needed. What an exception says is never passed on, because it names
the URL, which is a secret.
"""

import socket
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

import frappe
from frappe import _

from fsm_app.engine.addresses import is_public

CONNECT_SECONDS = 5
READ_SECONDS = 10
# For the whole answer, however slowly it drips.
ANSWER_SECONDS = 15
ANSWER_BYTES = 2048
PRIVATE_ALLOWED = "fsm_allow_private_webhooks"


class AddressNotAllowed(frappe.ValidationError):
	"""The URL does not lead to a public host by https."""


class NotReached(Exception):
	"""There was no answer; says why in words that hold no secret."""


class Answer(NamedTuple):
	"""The HTTP status and the beginning of the body."""

	status: int
	body: bytes


def check_url(url: str) -> None:
	"""Raise AddressNotAllowed for a URL to which nothing may be posted; one that cannot be looked up now may pass."""
	host, port = _host_and_port(url)
	try:
		_allowed_address(host, port)
	except NotReached:
		# Sending checks again; a name server that is down must not keep anybody from saving.
		return


def post(url: str, headers: dict[str, str], body: bytes) -> Answer:
	"""POST the body and return the answer, a redirect being one too.

	Raises AddressNotAllowed, or NotReached where no answer came in time.
	"""
	host, port = _host_and_port(url)
	address = _allowed_address(host, port)
	with requests.Session() as session:
		session.trust_env = False
		session.mount("https://", _Pinned(host))
		try:
			with session.post(
				_at_address(url, address),
				data=body,
				headers={
					"Host": _host_header(url),
					"User-Agent": "fsm_app",
					"Accept-Encoding": "identity",
					**headers,
				},
				timeout=(CONNECT_SECONDS, READ_SECONDS),
				allow_redirects=False,
				stream=True,
			) as response:
				return Answer(response.status_code, _beginning_of(response))
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
				).format(host, CONNECT_SECONDS)
			) from None
		except requests.exceptions.Timeout:
			raise NotReached(
				_("{0} did not answer within {1} seconds. Check that it runs.").format(host, READ_SECONDS)
			) from None
		except requests.exceptions.RequestException as error:
			raise NotReached(
				_("{0} cannot be reached ({1}). Check the URL, and that it runs.").format(
					host, type(error).__name__
				)
			) from None


class _Pinned(HTTPAdapter):
	"""Connects to an address but asks for, and verifies, the certificate of the host behind the name."""

	def __init__(self, host: str):
		self.host = host
		super().__init__()

	def init_poolmanager(self, *args, **kwargs):
		super().init_poolmanager(*args, server_hostname=self.host, assert_hostname=self.host, **kwargs)


def resolve(host: str, port: int) -> list[str]:
	"""Every IP address of the host; raises NotReached where there is none."""
	try:
		found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
	except (OSError, UnicodeError):
		raise NotReached(_("The host {0} is not known. Check the URL.").format(host)) from None
	return list(dict.fromkeys(info[4][0] for info in found))


def _allowed_address(host: str, port: int) -> str:
	addresses = resolve(host, port)
	if not _private_allowed() and (refused := [each for each in addresses if not is_public(each)]):
		frappe.throw(
			_(
				"URL: {0} leads to {1}, which is not an address in the public internet. Enter a public one."
			).format(host, refused[0]),
			AddressNotAllowed,
		)
	if not addresses:
		raise NotReached(_("The host {0} is not known. Check the URL.").format(host))
	return addresses[0]


def _host_and_port(url: str) -> tuple[str, int]:
	schemes = ("https", "http") if _private_allowed() else ("https",)
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


def _private_allowed() -> bool:
	return bool(frappe.conf.get(PRIVATE_ALLOWED))


def _at_address(url: str, address: str) -> str:
	parts = urlsplit(url)
	host = f"[{address}]" if ":" in address else address
	return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))


def _host_header(url: str) -> str:
	return urlsplit(url).netloc


def _beginning_of(response: requests.Response) -> bytes:
	"""Read byte by byte, so that a slow sender cannot hold a longer read open; what comes too late is left."""
	body, until = bytearray(), monotonic() + ANSWER_SECONDS
	for byte in response.iter_content(chunk_size=1):
		body += byte
		if len(body) >= ANSWER_BYTES or monotonic() > until:
			break
	return bytes(body)
