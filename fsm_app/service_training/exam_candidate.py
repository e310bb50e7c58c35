"""Whose sitting it is: the engineer's who is logged in, or nobody's (H2, D3)."""

import frappe
from frappe import _

from fsm_app.workforce.engineers import engineer_of

ATTEMPT = "Exam Attempt"


def candidate():
	"""The engineer who is logged in (name, level, team, status); raises PermissionError for anybody else."""
	engineer = engineer_of()
	if not engineer or engineer.status == "Left":
		frappe.throw(
			_("Only service engineers sit exams. Ask your manager for a Service Engineer with your user."),
			frappe.PermissionError,
		)
	return engineer


def own_attempt(attempt_name: str, lock: bool = False):
	"""The sitting, if it is the engineer's own; whether another one exists is not told."""
	engineer = candidate()
	row = frappe.db.get_value(
		ATTEMPT,
		{"name": attempt_name, "engineer": engineer.name},
		["name", "exam", "state", "deadline", "submitted_at", "score", "marks", "max_marks", "passed"],
		as_dict=True,
		for_update=lock,
	)
	if not row:
		frappe.throw(
			_("Exam Attempt: there is no {0} of yours. Open it from the list of your exams.").format(
				attempt_name
			),
			frappe.DoesNotExistError,
		)
	return row
