"""When training is held, for the calendar (H4)."""

import frappe
from frappe import _

from fsm_app.common.arguments import moment
from fsm_app.common.search_queries import readable_conditions
from fsm_app.service_training.sessions import CANCELLED

SESSION = "Training Session"


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
