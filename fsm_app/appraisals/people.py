"""Who rates, decides and is told in an engineer's review: never the engineer themselves (J4)."""

from collections.abc import Iterable

import frappe

from fsm_app.appraisals import stages
from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import HR_MANAGER, MANAGES_PEOPLE
from fsm_app.workforce.audience import Audience


def manages_people(user: str | None = None) -> bool:
	"""Whether the user reviews by role: service managers, HR managers and administrators."""
	user = user or frappe.session.user
	return user == "Administrator" or bool(MANAGES_PEOPLE & set(frappe.get_roles(user)))


def supervisor_of(engineer: str, audience: Audience) -> str | None:
	"""The user who reviews the engineer: the team's supervisor, else the one to whom they report as an Employee.

	Whoever supervises a team is in it, too, and then reviewed by the next above. None: any manager may.
	"""
	row = frappe.get_cached_doc("Service Engineer", engineer)
	above = [*audience.supervisor(row.team), *_reports_to(row.employee, audience)]
	return next((user for user in above if user != row.user and may_review(user)), None)


def may_review(user: str) -> bool:
	"""Whether the user has a role that works on reviews at all."""
	return bool(frappe.has_permission(stages.REVIEW, "write", user=user))


def _reports_to(employee: str | None, audience: Audience) -> list[str]:
	boss = frappe.get_cached_value("Employee", employee, "reports_to") if employee else None
	return audience.user(frappe.get_cached_value("Employee", boss, "user_id")) if boss else []


def may_supervise(review, user: str | None = None) -> bool:
	"""Whether the user takes the supervisor's steps: the supervisor, or any manager where there is none."""
	user = user or frappe.session.user
	if user == review.engineer_user:
		return False
	return user == review.supervisor if review.supervisor else manages_people(user)


def may_check(review, user: str | None = None) -> bool:
	"""Whether the user takes the steps of HR: a manager who is not the engineer."""
	user = user or frappe.session.user
	return user != review.engineer_user and manages_people(user)


def may_decide(review, against: str | None, user: str | None = None) -> bool:
	"""Whether the user decides an appeal: a manager who is neither the engineer nor the one appealed against."""
	user = user or frappe.session.user
	return may_check(review, user) and user not in (against, review.supervisor)


def to_act(review, audience: Audience) -> list[str]:
	"""The users whose turn it is."""
	if review.stage in (stages.SELF, stages.TO_CONFIRM):
		return audience.engineer(review.engineer)
	if review.stage in (stages.SUPERVISOR, stages.INTERVIEW):
		return audience.user(review.supervisor) or others(managers(audience), review)
	if review.stage == stages.HR_REVIEW:
		return others(hr(audience), review) or others(managers(audience), review)
	if review.stage == stages.APPEALED:
		against = frappe.db.get_value(stages.APPEAL, {"review": review.name}, "against")
		deciders = others(managers(audience), review)
		return [user for user in deciders if user not in (against, review.supervisor)]
	return []


def above(review, audience: Audience) -> list[str]:
	"""Who stands above those whose turn it is: the next above the supervisor, and the managers."""
	if review.stage in (stages.SELF, stages.TO_CONFIRM):
		return audience.user(review.supervisor) or others(managers(audience), review)
	employee = frappe.db.get_value("Employee", {"user_id": review.supervisor}) if review.supervisor else None
	found = others([*_reports_to(employee, audience), *managers(audience)], review)
	return [user for user in found if user != review.supervisor]


def supervisor_and_hr(review, audience: Audience) -> list[str]:
	"""The supervisor and HR, who hear how a plan went."""
	return others([*audience.user(review.supervisor), *hr(audience)], review)


def hr(audience: Audience) -> list[str]:
	"""The HR managers, or the service managers where there are none."""
	return audience.with_role(HR_MANAGER) or audience.managers()


def managers(audience: Audience) -> list[str]:
	"""The service managers and the HR managers."""
	return list(dict.fromkeys([*audience.managers(), *audience.with_role(HR_MANAGER)]))


def others(users: Iterable[str], review) -> list[str]:
	"""Those of the users who are not the engineer and see the company's reviews."""
	return [
		user
		for user in dict.fromkeys(users)
		if user != review.engineer_user and sees_company(user, review.company, stages.REVIEW)
	]
