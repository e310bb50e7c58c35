"""Case reviews for tests: a month with good and bad tickets, and the people who talk about them; alike on every host."""

import frappe
from frappe.utils import get_datetime

from tests.app import factories as f
from tests.app import surveys as s
from tests.app.tickets import walk

ENGINEER, COLLEAGUE, MANAGER, REVIEWER, DISPATCHER, AUDITOR = (
	f"{name}.review@example.com"
	for name in ("engineer", "colleague", "manager", "reviewer", "dispatcher", "auditor")
)
# Later than anything the site may hold.
OPENED = get_datetime("2028-06-05 10:00:00")
PREPARED = get_datetime("2028-07-03 00:30:00")
MONTH = "2028-06"
TO_DONE = ("Triage", "Dispatch", "Accept", "Arrive", "Complete")
POINTS = {
	"case_points_complaint": 5,
	"case_points_low_mark": 4,
	"case_points_reopened": 3,
	"case_points_missed": 2,
	"case_points_returned": 1,
	"case_points_full_marks": 4,
	"case_points_case": 3,
	"case_points_kept": 2,
	"case_points_first_visit": 1,
}


def people() -> None:
	"""The company's only engineer, a colleague, and those who hold reviews; settings as with a new site."""
	for email, role in (
		(ENGINEER, "Service Engineer"),
		(COLLEAGUE, "Service Engineer"),
		(MANAGER, "Service Manager"),
		(REVIEWER, "Service Knowledge Reviewer"),
		(DISPATCHER, "Service Dispatcher"),
		(AUDITOR, "Service Auditor"),
	):
		f.user(email, role)
	s.no_other_engineers()
	s.settings(
		**POINTS,
		open_case_reviews=1,
		case_review_day=3,
		case_review_tickets=3,
		case_action_reminder_days=2,
	)
	f.engineer("First", user=ENGINEER)


def done(opened_at=OPENED, **values):
	"""A ticket of the engineer whose work ended in the month."""
	return walk(f.ticket(opened_at=opened_at, **values), *TO_DONE)


def complain(ticket):
	return frappe.get_doc(
		{
			"doctype": "Service Complaint",
			"ticket": ticket.name,
			"category": "Delay",
			"description": "Nobody came",
		}
	).insert()


def meeting(**values):
	"""The month's case review, made by hand."""
	return f.make("Service Case Review", company=f.company(), month=MONTH, **values)


def action(of, **values):
	"""An action that was agreed on in a meeting, by default by the engineer until the middle of July."""
	values = {"action": "Order a second pump", "responsible": ENGINEER, "due_on": "2028-07-15", **values}
	return frappe.get_doc({"doctype": "Service Case Review Action", "meeting": of.name, **values}).insert()


def told(user: str) -> list[str]:
	"""What the user was told of reviews and actions, in order."""
	return frappe.get_all(
		"Notification Log",
		filters={
			"for_user": user,
			"document_type": ["in", ["Service Case Review", "Service Case Review Action"]],
		},
		pluck="subject",
		order_by="creation, name",
	)
