"""Case reviews and what was agreed on in them, for their forms (G4)."""

import frappe
from frappe.utils import cint

from fsm_app.case_reviews import actions, meetings
from fsm_app.case_reviews.actions import ACTION
from fsm_app.case_reviews.people import MEETING
from fsm_app.common.arguments import permitted


@frappe.whitelist(methods=["POST"])
def refresh_agenda(meeting: str) -> None:
	"""Look the month's best and worst tickets up again; for who may change the meeting."""
	meetings.refresh(permitted(MEETING, meeting, "write"))


@frappe.whitelist(methods=["POST"])
def hold(meeting: str) -> None:
	"""Close a meeting whose minutes are written; for who may change it."""
	meetings.hold(permitted(MEETING, meeting, "write"))


@frappe.whitelist(methods=["POST"])
def close_action(action: str, result: str, dropped: int = 0) -> None:
	"""Say what came of an action, or why it is dropped; for who is responsible and who holds the meetings."""
	actions.close(permitted(ACTION, action), result, bool(cint(dropped)))


@frappe.whitelist(methods=["GET"])
def actions_of(meeting: str) -> list[dict]:
	"""What was agreed on in a meeting that one may read, the nearest day first."""
	permitted(MEETING, meeting)
	rows = frappe.get_list(
		ACTION,
		filters={"meeting": meeting},
		fields=["name", "action", "responsible", "due_on", "state", "result"],
		order_by="due_on, name",
		limit_page_length=200,
	)
	users = {"name": ["in", sorted({row.responsible for row in rows})]}
	names = dict(frappe.get_all("User", filters=users, fields=["name", "full_name"], as_list=True))
	return [{**row, "responsible": names.get(row.responsible) or row.responsible} for row in rows]
