"""How messages go out to webhooks: to the address that was judged, and of the answer only the beginning is read (B4)."""

from fsm_app.common.outgoing import AddressNotAllowed, Answer, Caller, NotReached

__all__ = (
	"ANSWER_BYTES",
	"PRIVATE_ALLOWED",
	"AddressNotAllowed",
	"Answer",
	"NotReached",
	"check_url",
	"post",
)

ANSWER_BYTES = 2048
PRIVATE_ALLOWED = "fsm_allow_private_webhooks"
WEBHOOKS = Caller(PRIVATE_ALLOWED, ANSWER_BYTES)


def check_url(url: str) -> None:
	"""Raise AddressNotAllowed for a URL to which nothing may be posted; one that cannot be looked up now may pass."""
	WEBHOOKS.check_url(url)


def post(url: str, headers: dict[str, str], body: bytes) -> Answer:
	"""POST the body and return the answer, a redirect being one too.

	Raises AddressNotAllowed, or NotReached where no answer came in time.
	"""
	return WEBHOOKS.post(url, headers, body)
