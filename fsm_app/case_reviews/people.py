"""Who holds case reviews, who takes part and who is told (G4)."""

import frappe
from frappe import _

from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import (
	HR_MANAGER,
	MANAGES_SERVICE,
	ROLES,
	SERVICE_AUDITOR,
	SERVICE_KNOWLEDGE_REVIEWER,
)
from fsm_app.workforce.audience import Audience

MEETING = "Service Case Review"
HOLDS = MANAGES_SERVICE | {SERVICE_KNOWLEDGE_REVIEWER}
SEES_ALL = HOLDS | {SERVICE_AUDITOR}
STAFF = frozenset({"System Manager", HR_MANAGER, *ROLES})


class CannotTakePart(frappe.ValidationError):
	"""Somebody named in a case review who could not read it."""


def holds_reviews(user: str) -> bool:
	"""Whether the user prepares and holds case reviews by role."""
	return user == "Administrator" or bool(HOLDS & set(frappe.get_roles(user)))


def sees_all(user: str) -> bool:
	"""Whether the user reads the case reviews of all whom they see at all."""
	return user == "Administrator" or bool(SEES_ALL & set(frappe.get_roles(user)))


def chair_of(meeting: str) -> list[str]:
	"""Who chaired the meeting; the service managers of its company where nobody is named."""
	row = frappe.db.get_value(MEETING, meeting, ["chair", "company"], as_dict=True)
	audience = Audience()
	return audience.user(row.chair) or managers_of(row.company, audience)


def managers_of(company: str, audience: Audience) -> list[str]:
	"""The service managers who see the company's reviews."""
	return [user for user in audience.managers() if sees_company(user, company, MEETING)]


def invited_by_itself(company: str, engineers: list[str]) -> list[str]:
	"""The users of these engineers, and the knowledge reviewers who see the company's reviews."""
	users = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", engineers], "user": ["is", "set"], "status": ["!=", "Left"]},
		pluck="user",
		order_by="user",
	)
	reviewers = [
		user
		for user in Audience().with_role(SERVICE_KNOWLEDGE_REVIEWER)
		if sees_company(user, company, MEETING)
	]
	enabled = frappe.get_all("User", filters={"name": ["in", users], "enabled": 1}, pluck="name")
	return list(dict.fromkeys([*(user for user in users if user in enabled), *reviewers]))


def refuse_who_cannot_read(user: str | None, company: str | None, title: str) -> None:
	"""Refuse, under `title`, a user who is no member of the staff or who may not see the company's documents."""
	if not user:
		return
	is_staff = user == "Administrator" or bool(STAFF & set(frappe.get_roles(user)))
	if (
		not is_staff
		or not frappe.db.get_value("User", user, "enabled")
		or not sees_company(user, company, MEETING)
	):
		frappe.throw(
			_("{0}: {1} could not read it. Choose somebody of the service's staff.").format(
				title, frappe.bold(user)
			),
			CannotTakePart,
		)
