"""Whether experts are called by video, and by which servers it finds its way (N3)."""

import base64
import hashlib
import hmac
import re
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.site_time import aware

SETTINGS = "Guidance Settings"
HOURS = (1, 72)
_HOST = r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?"
STUN = re.compile(rf"stuns?:{_HOST}")
TURN = re.compile(rf"turns?:{_HOST}(?:\?transport=(?:udp|tcp))?")
MOST_SERVERS = 5


class GuidanceIsOff(frappe.ValidationError):
	"""The company has not switched remote guidance on."""


class WrongGuidanceSettings(frappe.ValidationError):
	"""Servers to which no browser could turn."""


def require_on() -> None:
	"""Raise GuidanceIsOff where the company has not switched remote guidance on."""
	if not frappe.get_cached_doc(SETTINGS).enabled:
		frappe.throw(
			_("Remote guidance is switched off. An administrator can switch it on in Guidance Settings."),
			GuidanceIsOff,
		)


def link_hours() -> int:
	"""How long a call may be joined after it was asked for."""
	return cint(frappe.get_cached_doc(SETTINGS).link_hours) or 4


def mails_links() -> bool:
	"""Whether customers get their link by e-mail as soon as a call is asked for."""
	return bool(frappe.get_cached_doc(SETTINGS).mail_links)


def ice_servers(session: str, until: datetime) -> list[dict]:
	"""The servers for a call that ends at `until` (site time), as a browser's RTCPeerConnection wants them."""
	settings = frappe.get_cached_doc(SETTINGS)
	servers = [{"urls": urls}] if (urls := _lines(settings.stun_urls)) else []
	if urls := _lines(settings.turn_urls):
		secret = settings.get_password("turn_secret", raise_exception=False) or ""
		if settings.turn_user:
			servers.append({"urls": urls, "username": settings.turn_user, "credential": secret})
		else:
			servers.append({"urls": urls, **_passing(session, until, secret)})
	return servers


def _passing(session: str, until: datetime, secret: str) -> dict:
	"""A user and password that the TURN server takes until then, made from the secret that it shares with this site."""
	user = f"{int(aware(until).timestamp())}:{session}"
	digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
	return {"username": user, "credential": base64.b64encode(digest).decode()}


def validate_settings(settings) -> None:
	"""Refuse what is no server, and a time in which no call could take place."""
	lowest, highest = HOURS
	if not lowest <= cint(settings.link_hours) <= highest:
		_refuse("link_hours", _("enter a number between {0} and {1}.").format(lowest, highest))
	for field, kind, example in (
		("stun_urls", STUN, "stun:stun.example.com:3478"),
		("turn_urls", TURN, "turns:turn.example.com:5349?transport=tcp"),
	):
		lines = _lines(settings.get(field))
		settings.set(field, "\n".join(lines))
		if len(lines) > MOST_SERVERS:
			_refuse(
				field,
				_("more than {0} servers make calls slow to begin. Leave some out.").format(MOST_SERVERS),
			)
		if wrong := [line for line in lines if not kind.fullmatch(line)]:
			_refuse(field, _("{0} is no such server. Write it as {1}.").format(wrong[0][:80], example))
	if settings.turn_urls and not settings.turn_secret:
		_refuse("turn_secret", _("TURN servers pass on nothing without one. Enter it."))


def _lines(text: str | None) -> list[str]:
	return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _refuse(field: str, why: str) -> None:
	label = frappe.bold(_(frappe.get_meta(SETTINGS).get_label(field), context=SETTINGS))
	frappe.throw(f"{label}: {why}", WrongGuidanceSettings)
