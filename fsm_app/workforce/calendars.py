"""The calendars of people: when certificates end, and when training is held (H3, H4)."""

import frappe
from frappe import _

from fsm_app.arguments import day, moment
from fsm_app.clock import now
from fsm_app.engine.certificate_standing import standing
from fsm_app.search_queries import readable_conditions
from fsm_app.service_training.sessions import CANCELLED
from fsm_app.workforce.certifications import CERTIFICATION, REJECTED
from fsm_app.workforce.engineer_profile import as_certificate, warning_days
from fsm_app.workforce.engineers import engineer_names

SESSION = "Training Session"


def certificate_ends(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The certificates that the user may see and that end from `start` to `end`, coloured by the days that are left."""
	rows = frappe.get_list(
		CERTIFICATION,
		filters=[
			*readable_conditions(CERTIFICATION, filters),
			[CERTIFICATION, "valid_until", "between", [day(start, "start"), day(end, "end")]],
			[CERTIFICATION, "revoked", "=", 0],
			[CERTIFICATION, "verification", "!=", REJECTED],
		],
		fields=["name", "engineer", "certification", "valid_from", "valid_until", "verification"],
		order_by="valid_until, name",
		limit_page_length=0,
	)
	names = engineer_names(row.engineer for row in rows)
	today, warn_days = now().date(), warning_days()
	return [
		{
			"name": row.name,
			"title": f"{names.get(row.engineer, row.engineer)} · {_(row.certification)}",
			"valid_until": row.valid_until,
			"all_day": 1,
			# a day is the same in every time zone
			"has_time": 0,
			"colour": standing([as_certificate(row)], today, warn_days).colour,
		}
		for row in rows
	]


def sessions_between(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The sessions that the user may see and that touch [start, end), without those that were cancelled."""
	rows = frappe.get_list(
		SESSION,
		filters=[
			*readable_conditions(SESSION, filters),
			[SESSION, "start", "<", moment(end, "end")],
			[SESSION, "end", ">", moment(start, "start")],
			[SESSION, "state", "!=", CANCELLED],
		],
		fields=["name", "course", "location", "start", "end", "state"],
		order_by="start, name",
		limit_page_length=0,
	)
	return [{**row, "title": " · ".join(filter(None, (_(row.course), row.location)))} for row in rows]
