"""Finding the engineer behind a user."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import get_system_timezone

from fsm_app.common.clock import now
from fsm_app.common.site_time import aware

# Up to so many are named in a query.
FEW = 500


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


def narrowed(query, column, engineers: Collection[str]):
	"""The query for these engineers alone, where they are few.

	Of many it is quicker to read everybody's and to leave out than to name each: whoever asks looks only at theirs.
	"""
	return query if len(engineers) > FEW else query.where(column.isin(sorted(engineers) or [""]))


def today_of(engineers: Collection[str], moment: datetime) -> dict[str, date]:
	"""For each engineer the date that they have at `moment` (naive site time), in their user's time zone. One query.

	Who has no user or no time zone has that of the site.
	"""
	if not engineers:
		return {}
	engineer, user = frappe.qb.DocType("Service Engineer"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(engineer)
		.left_join(user)
		.on(user.name == engineer.user)
		.select(engineer.name, user.time_zone)
	)
	if len(engineers) > FEW:
		# most have that of the site, and need not be named
		query = query.where(user.time_zone.isnotnull() & (user.time_zone != get_system_timezone()))
	rows = narrowed(query, engineer.name, engineers).run()
	there, found = aware(moment), dict.fromkeys(engineers, moment.date())
	days = {zone: there.astimezone(ZoneInfo(zone)).date() for zone in {zone for _name, zone in rows} if zone}
	found.update({name: days[zone] for name, zone in rows if zone and name in found})
	return found


def note_level_change(engineer) -> None:
	"""Before an engineer is saved: note since when they have their level."""
	if not engineer.level_since if engineer.is_new() else engineer.has_value_changed("level"):
		engineer.level_since = now().date()
