"""Dispatch Profiles: who may be sent and what counts how much, by offering, delivery class or for all (E1, Q1)."""

import frappe
from frappe import _

from fsm_app.engine.travel_estimate import Pace

PROFILE = "Dispatch Profile"
OBJECTIVES = (
	"skill",
	"level",
	"travel",
	"load",
	"wait",
	"region",
	"fairness",
	"efficiency",
	"slack",
	"dedicated",
	"continuity",
	"parts",
)
OWN_REGION = "Own Region and Shared Pool"


class DispatchProfileError(frappe.ValidationError):
	"""A profile by which nobody could be ranked."""


def profile_of(offering):
	"""The profile for an offering (a document): its own, else its delivery class's, else that of the settings.

	One that is disabled is passed over; where none is left the defaults of the form hold.
	"""
	of_class = offering.delivery_class and frappe.get_cached_value(
		"Delivery Class", offering.delivery_class, "dispatch_profile"
	)
	of_all = frappe.db.get_single_value("Field Service Settings", "dispatch_profile", cache=True)
	for name in (offering.dispatch_profile, of_class, of_all):
		if name and frappe.db.exists(PROFILE, name, cache=True):
			profile = frappe.get_cached_doc(PROFILE, name)
			if not profile.disabled:
				return profile
	return frappe.new_doc(PROFILE)


def weights_of(profile) -> dict[str, float]:
	"""By objective its weight."""
	return {name: profile.get(f"weight_{name}") or 0.0 for name in OBJECTIVES}


def pace_of(profile) -> Pace:
	"""How fast one gets ahead."""
	rows = tuple((row.from_hour, row.speed) for row in profile.speeds)
	return Pace(profile.speed or 0.0, profile.detour_factor or 1.0, rows)


def labels() -> dict[str, str]:
	"""What the objectives are called, in the user's language."""
	return {
		"skill": _("Skill"),
		"level": _("Fitting Level"),
		"travel": _("Short Travel"),
		"load": _("Free Capacity"),
		"wait": _("Free Soon"),
		"region": _("Region", context=PROFILE),
		"fairness": _("Fairness over the Month"),
		"efficiency": _("Past Efficiency"),
		"slack": _("Time Left of the Clocks"),
		"dedicated": _("Customer's Dedicated Engineer"),
		"continuity": _("Was There Before"),
		"parts": _("Parts in the Van"),
	}


def validate_profile(profile) -> None:
	"""Refuse a profile without any weight, without speed, or with an hour that is none or stands twice."""
	if not any(weights_of(profile).values()):
		_refuse(_("Weights: give at least one of them a number above 0."))
	if not profile.speed or profile.speed < 0:
		_refuse(_("Speed (km/h): enter a number above 0."))
	seen = set()
	for row in profile.speeds:
		if not 0 <= row.from_hour <= 23 or row.from_hour in seen:
			_refuse(
				_("Speed by Hour, row {0}: enter an hour from 0 to 23 that stands in no other row.").format(
					row.idx
				)
			)
		if not row.speed or row.speed < 0:
			_refuse(_("Speed by Hour, row {0}: enter a speed above 0.").format(row.idx))
		seen.add(row.from_hour)
	if (profile.rest_hours or 0) >= 24 or (profile.most_hours_a_day or 0) > 24:
		_refuse(_("Most Planned Hours a Day, Rest Without a Break: a day has 24 hours. Enter fewer."))


def _refuse(message: str) -> None:
	frappe.throw(message, DispatchProfileError)
