"""Which service is asked for travel times, and within which limits (E3)."""

import re
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import cint, flt

from fsm_app.common.outgoing import AddressNotAllowed, Caller
from fsm_app.travel_times import kept, outage

SETTINGS = "Travel Settings"
NONE, OSRM, AMAP = "None", "OSRM", "AMap"
GCJ02 = "GCJ-02"
AMAP_URL = "https://restapi.amap.com"
# OSRM runs in the company's own network more often than not; whoever keeps the server opens that by this key.
PRIVATE_ALLOWED = "fsm_allow_private_travel_service"
ANSWER_BYTES = 8_000_000
# What is asked for anew when it changes.
SOURCE = ("service", "url", "profile", "key")
LIMITS = {"wait_seconds": (0.2, 10), "keep_days": (1, 365), "most_places": (2, 1000)}
PROFILE = re.compile(r"[A-Za-z0-9_-]{1,40}")

service_caller = Caller(PRIVATE_ALLOWED, ANSWER_BYTES, in_house_only=True)


class WrongTravelSettings(frappe.ValidationError):
	"""A setting by which no service could be asked."""


class Source(NamedTuple):
	"""The service that is asked, without its key."""

	service: str
	url: str
	profile: str
	wait_seconds: float
	keep_days: int
	most_places: int


def source() -> Source | None:
	"""The service that is asked for travel times; None where the straight line counts."""
	settings = frappe.get_cached_doc(SETTINGS)
	if settings.service not in (OSRM, AMAP):
		return None
	return Source(
		settings.service,
		(settings.url or AMAP_URL).rstrip("/"),
		settings.profile if settings.service == OSRM else "driving",
		min(flt(settings.wait_seconds) or 2.0, LIMITS["wait_seconds"][1]),
		cint(settings.keep_days) or 30,
		cint(settings.most_places) or 100,
	)


def key() -> str:
	"""The service's key; never shown, told or logged."""
	return frappe.get_cached_doc(SETTINGS).get_password("key", raise_exception=False) or ""


def validate_settings(settings) -> None:
	"""Refuse what no service could be asked by; a service is not asked for it."""
	for field in ("url", "profile"):
		settings.set(field, (settings.get(field) or "").strip())
	if settings.service == NONE:
		return
	for field, (lowest, highest) in LIMITS.items():
		if not lowest <= flt(settings.get(field)) <= highest:
			_refuse(_("{0}: enter a number between {1} and {2}.").format(_label(field), lowest, highest))
	if settings.service == AMAP and not settings.key:
		_refuse(
			_("{0}: AMap answers nobody without one. Enter a key for Web services.").format(_label("key"))
		)
	if settings.service == OSRM and not PROFILE.fullmatch(settings.profile):
		_refuse(
			_("{0}: enter the name of one of the server's profiles, such as driving.").format(
				_label("profile")
			)
		)
	_check_url(settings)


def _check_url(settings) -> None:
	if settings.service == OSRM and not settings.url:
		_refuse(_("{0}: enter the address of your OSRM server.").format(_label("url")))
	if "?" in settings.url or "#" in settings.url:
		_refuse(_("{0}: enter it without a question mark and what follows.").format(_label("url")))
	if settings.url and (settings.has_value_changed("url") or settings.has_value_changed("service")):
		try:
			service_caller.check_url(settings.url)
		except AddressNotAllowed as error:
			frappe.clear_last_message()
			way_out = _(
				"For a server in your own network whoever keeps this site sets {0} in its site_config.json."
			).format(PRIVATE_ALLOWED)
			frappe.throw(f"{error} {way_out}", AddressNotAllowed)


def _label(field: str) -> str:
	return frappe.bold(_(frappe.get_meta(SETTINGS).get_label(field), context=SETTINGS))


def _refuse(message: str) -> None:
	frappe.throw(message, WrongTravelSettings)


def follow_settings(settings) -> None:
	"""Ask anew what another service has answered, and try at once one that was down."""
	before = settings.get_doc_before_save()
	outage.forget()
	if before and any(before.get(field) != settings.get(field) for field in SOURCE):
		kept.delete_all()
