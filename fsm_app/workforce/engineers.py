"""Finding the engineer behind a user."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import frappe

from fsm_app.common.clock import now
from fsm_app.common.site_time import aware


def engineer_of(user: str | None = None) -> dict | None:
	"""The Service Engineer of `user` (default: the one logged in) with what decides their rights, or None."""
	return frappe.db.get_value(
		"Service Engineer",
		{"user": user or frappe.session.user},
		["name", "level", "team", "status", "company", "region", "visibility"],
		as_dict=True,
	)


def engineer_names(engineers: Iterable[str]) -> dict[str, str]:
	"""The full names of these Service Engineers, by what they are called in links."""
	rows = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", sorted(set(engineers) - {None, ""})]},
		fields=["name", "engineer_name"],
		limit_page_length=0,
	)
	return {row.name: row.engineer_name for row in rows}


def today_of(engineers: Collection[str], moment: datetime) -> dict[str, date]:
	"""For each engineer the date that they have at `moment` (naive site time), in their user's time zone. One query.

	Who has no user or no time zone has that of the site.
	"""
	if not engineers:
		return {}
	engineer, user = frappe.qb.DocType("Service Engineer"), frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(engineer)
		.left_join(user)
		.on(user.name == engineer.user)
		.select(engineer.name, user.time_zone)
		.where(engineer.name.isin(sorted(engineers)))
		.run()
	)
	there = aware(moment)
	return {name: (there.astimezone(ZoneInfo(zone)) if zone else there).date() for name, zone in rows}


def note_level_change(engineer) -> None:
	"""Before an engineer is saved: note since when they have their level."""
	if not engineer.level_since if engineer.is_new() else engineer.has_value_changed("level"):
		engineer.level_since = now().date()
