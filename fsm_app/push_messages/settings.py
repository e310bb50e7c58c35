"""Whether push messages are sent, by which keys, and what they tell (N1)."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urldecode, b64urlencode

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.outgoing import Caller
from fsm_app.push_messages.switch import SETTINGS, SUBSCRIPTION

THAT_SOMETHING_IS_THERE, TICKETS_NUMBER, WHOLE_MESSAGE = (
	"Only a Hint",
	"The Ticket's Number",
	"The Whole Message",
)
# Opens http and hosts that are not in the public internet, for a push service of one's own.
PRIVATE_ALLOWED = "fsm_allow_private_push_services"
ANSWER_BYTES = 2048
CURVE = ec.SECP256R1()

push_services = Caller(PRIVATE_ALLOWED, ANSWER_BYTES)


class WrongPushSettings(frappe.ValidationError):
	"""Settings by which no message could be sent."""


def validate_settings(settings) -> None:
	"""Refuse to switch on without keys and a contact, and keys that the app has not made."""
	is_changed = settings.has_value_changed("public_key") or _is_typed(settings.private_key)
	if is_changed and not settings.flags.keys_made:
		_refuse(_("{0}: keys are not typed in. Press Make Keys.").format(_label("public_key")))
	if settings.enabled and not settings.public_key:
		_refuse(_("{0}: there are no keys yet. Press Make Keys.").format(_label("enabled")))
	if settings.enabled and not settings.contact:
		_refuse(_("{0}: enter an e-mail address of yours.").format(_label("contact")))


def _is_typed(password: str | None) -> bool:
	"""A password that was not touched comes back as asterisks."""
	return bool(password) and set(password) != {"*"}


def make_keys() -> None:
	"""Make a new pair of keys and switch on. The devices of the old pair are forgotten, for it alone opens them."""
	settings = frappe.get_doc(SETTINGS)
	if not settings.contact:
		_refuse(_("{0}: enter an e-mail address of yours, and save.").format(_label("contact")))
	# Not by py_vapid, whose versions that Frappe 15 takes make none with a newer cryptography.
	key = ec.generate_private_key(CURVE)
	point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
	settings.flags.keys_made = True
	settings.update(
		{
			"enabled": 1,
			"public_key": b64urlencode(point),
			"private_key": b64urlencode(key.private_numbers().private_value.to_bytes(32, "big")),
			"keys_made_at": now(),
		}
	)
	settings.save()
	frappe.db.delete(SUBSCRIPTION)


def signing_keys() -> Vapid02:
	"""The pair of keys with which messages are signed."""
	private = b64urldecode(frappe.get_cached_doc(SETTINGS).get_password("private_key").encode())
	return Vapid02(ec.derive_private_key(int.from_bytes(private, "big"), CURVE))


def _label(field: str) -> str:
	return frappe.bold(_(frappe.get_meta(SETTINGS).get_label(field), context=SETTINGS))


def _refuse(message: str) -> None:
	frappe.throw(message, WrongPushSettings)
