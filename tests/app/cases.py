"""Cases for the tests of what rests on them."""

import frappe
from frappe.model.workflow import apply_workflow

from tests.app import factories as f

CASE = "Knowledge Case"
ANN, BO, REVIEWER, OTHER_REVIEWER, MANAGER, AUDITOR = (
	f"{name}-of-cases@example.com" for name in ("ann", "bo", "reviewer", "second", "manager", "auditor")
)


def people() -> dict[str, str]:
	"""Two engineers, two reviewers, a manager and an auditor; returns the engineers' IDs by name."""
	for user, role in (
		(REVIEWER, "Service Knowledge Reviewer"),
		(OTHER_REVIEWER, "Service Knowledge Reviewer"),
		(MANAGER, "Service Manager"),
		(AUDITOR, "Service Auditor"),
	):
		f.user(user, role)
	found = {}
	for name, user in (("Ann", ANN), ("Bo", BO)):
		f.user(user, "Service Engineer")
		known = frappe.db.get_value("Service Engineer", {"user": user})
		found[name] = known or f.engineer(name, user=user).name
	return found


def draft(**values):
	"""A case as the session's user writes it down."""
	return frappe.get_doc(
		{
			"doctype": CASE,
			"title": "Pump loses pressure after the start",
			"symptom": "Pressure falls from 6 to 2 bar within a minute.",
			"cause": "The check valve is worn.",
			"solution": "<p>Replace the check valve.</p>",
			**values,
		}
	).insert()


def act(name: str, action: str):
	"""The workflow's action, by the session's user."""
	return apply_workflow(frappe.get_doc(CASE, name), action)


def published(as_user, author: str = ANN, **values):
	"""A case of the author that a reviewer has published."""
	with as_user(author):
		made = draft(**values)
		act(made.name, "Submit for Review")
	with as_user(REVIEWER):
		return act(made.name, "Publish")
