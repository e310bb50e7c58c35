"""What the Desk and the web app ask for about visits (C1, N1)."""

import frappe
from frappe import _

from fsm_app.field_work import appointments
from fsm_app.field_work import check_in as check_ins
from fsm_app.field_work.visits import VISIT


@frappe.whitelist(methods=["POST"])
def check_in(
	ticket: str,
	latitude: float,
	longitude: float,
	client_key: str,
	accuracy: float | None = None,
	at: str | None = None,
) -> dict:
	"""Note where the engineer of `ticket` is (degrees, metres) and take the ticket to On Site; for that engineer alone."""
	return check_ins.check_in(ticket, latitude, longitude, client_key, accuracy, at)


@frappe.whitelist(methods=["GET"])
def events(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The visits of the calendar from `start` to `end` that the user may see."""
	frappe.has_permission(VISIT, "read", throw=True)
	return [_event(visit) for visit in appointments.visits_between(start, end, filters)]


def _event(visit) -> dict:
	"""A visit for Frappe's calendar: its times stand in the fields that dragging it changes."""
	return {
		"name": visit.name,
		"title": " · ".join(filter(None, (visit.engineer_name, visit.customer))),
		"tooltip": f"{visit.name}: {_(visit.outcome or visit.status, context='Service Visit')}",
		"status": visit.status,
		"planned_start": visit.start,
		"planned_end": visit.end,
	}
