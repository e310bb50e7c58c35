"""When certificates end, for the calendar (H3)."""

import frappe
from frappe import _

from fsm_app.common.arguments import day
from fsm_app.common.clock import now
from fsm_app.common.search_queries import readable_conditions
from fsm_app.engine.certificate_standing import standing
from fsm_app.workforce.certificate_expiry import warning_days
from fsm_app.workforce.certifications import CERTIFICATION, REJECTED, as_certificate
from fsm_app.workforce.engineers import engineer_names


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
