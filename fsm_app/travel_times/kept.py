"""What services have answered, kept for some days (E3)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import frappe
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.common.due_documents import CONFLICTS
from fsm_app.engine.distance import Position
from fsm_app.engine.travel_table import DIGITS

TIME = "Travel Time"
KEEP_JOB = "fsm_app.travel_times.kept.keep"
BATCH = 2_000
# So many go to one job.
AT_ONCE = 10_000
# Of more origins than that the database is asked for all that lead to the destinations.
NAMED_ORIGINS = 500

Pair = tuple[Position, Position]
FIELDS = (
	"name",
	"creation",
	"modified",
	"owner",
	"modified_by",
	"origin",
	"destination",
	"service",
	"profile",
	"minutes",
	"no_way",
	"expires_on",
)


def known(
	origins: Sequence[Position], destinations: Sequence[Position], service: str, profile: str
) -> dict[Pair, float | None]:
	"""By rounded pair the minutes that were answered and still hold, None where there is no way. One query."""
	starts = {_written(place): place for place in origins}
	ends = {_written(place): place for place in destinations}
	filters = {
		"destination": ["in", list(ends)],
		"service": service,
		"profile": profile,
		"expires_on": [">", now()],
	}
	if len(starts) <= NAMED_ORIGINS:
		filters["origin"] = ["in", list(starts)]
	rows = frappe.get_all(
		TIME,
		filters=filters,
		fields=["origin", "destination", "minutes", "no_way"],
		limit_page_length=0,
		as_list=True,
	)
	return {
		(starts[origin], ends[destination]): None if no_way else flt(minutes)
		for origin, destination, minutes, no_way in rows
		if origin in starts
	}


def known_pairs(pairs: Collection[Pair], service: str, profile: str) -> dict[Pair, float | None]:
	"""The same for these rounded pairs alone, however many places there are. One query."""
	names = {_name(_written(pair[0]), _written(pair[1]), service, profile): pair for pair in pairs}
	rows = frappe.get_all(
		TIME,
		filters={"name": ["in", sorted(names) or [""]], "expires_on": [">", now()]},
		fields=["name", "minutes", "no_way"],
		limit_page_length=0,
	)
	return {names[row.name]: None if row.no_way else flt(row.minutes) for row in rows}


def keep_later(times: dict[Pair, float | None], service: str, profile: str, days: int) -> None:
	"""Have what was answered written down by a job, so that nobody's save waits for another's."""
	listed = [
		(_written(origin), _written(destination), value) for (origin, destination), value in times.items()
	]
	for start in range(0, len(listed), AT_ONCE):
		frappe.enqueue(
			KEEP_JOB,
			queue="short",
			times=listed[start : start + AT_ONCE],
			service=service,
			profile=profile,
			days=days,
		)


def keep(times: list, service: str, profile: str, days: int) -> None:
	"""The job: write each pair's time down, in place of an older one. A pair that another job writes meanwhile is its."""
	at = now()
	for start in range(0, len(times), BATCH):
		rows = {
			_name(origin, destination, service, profile): (origin, destination, minutes)
			for origin, destination, minutes in times[start : start + BATCH]
		}
		try:
			_replace(rows, service, profile, at, at + timedelta(days=days))
			frappe.db.commit()
		except CONFLICTS:
			# Two jobs at the same pairs; what one of them loses is asked for again.
			frappe.db.rollback()


def _replace(rows: dict[str, tuple], service: str, profile: str, at: datetime, until: datetime) -> None:
	older = frappe.get_all(TIME, filters={"name": ["in", list(rows)]}, pluck="name", limit_page_length=0)
	if older:
		frappe.db.delete(TIME, {"name": ["in", older]})
	by = "Administrator"
	frappe.db.bulk_insert(
		TIME,
		FIELDS,
		[
			(name, at, at, by, by, *places, service, profile, minutes or 0.0, int(minutes is None), until)
			for name, (*places, minutes) in rows.items()
		],
		ignore_duplicates=True,
	)


def delete_expired() -> None:
	"""Daily: delete what holds no longer, a batch and a commit at a time."""
	while names := frappe.get_all(
		TIME,
		filters={"expires_on": ["<=", now()]},
		pluck="name",
		order_by="expires_on",
		limit_page_length=BATCH,
	):
		frappe.db.delete(TIME, {"name": ["in", names]})
		frappe.db.commit()


def delete_all() -> None:
	"""Forget everything: another service is asked from now on."""
	frappe.db.delete(TIME)


def _name(origin: str, destination: str, service: str, profile: str) -> str:
	return f"{origin} {destination} {service} {profile}"


def _written(place: Position) -> str:
	return f"{place.latitude:.{DIGITS}f},{place.longitude:.{DIGITS}f}"
