"""New cases, one's monthly duty, missing cases and those that may be old: for the page and the forms (G1, G3)."""

from datetime import timedelta

import frappe
from frappe.utils import cint, get_first_day, get_last_day, getdate

from fsm_app.common.arguments import number, permitted
from fsm_app.common.clock import now
from fsm_app.common.roles import HR_MANAGER, ROLES
from fsm_app.knowledge import duty, feed, gap_tasks, stale_cases
from fsm_app.knowledge.gap_visibility import GAP
from fsm_app.knowledge.stages import CASE, PUBLISHED
from fsm_app.workforce.engineers import engineer_of

STAFF = ("System Manager", HR_MANAGER, *ROLES)
PAGE = 20


@frappe.whitelist(methods=["GET"])
def new_cases(days: int = 30, only_mine: int = 1, start: int = 0) -> list[dict]:
	"""The cases published in the last `days` that one may read, 20 from `start` on; by default those in one's own skills."""
	frappe.only_for(STAFF)
	since = now().date() - timedelta(days=number(days, 1, 366))
	return feed.new_cases(since, bool(cint(only_mine)), number(start, 0, 10_000), PAGE)


@frappe.whitelist(methods=["GET"])
def my_duty() -> dict:
	"""One's month: `engineer` (False for who is none), cases `due`, `published`, `in_review`, whether `weekly` notices are
	wanted, the missing cases that one is asked for (`gaps`), and how many cases are doubted (`old`): of all for who reviews
	cases, else one's own."""
	frappe.only_for(STAFF)
	own = engineer_of()
	old = {"stage": PUBLISHED, "review_reason": ["is", "set"]}
	if not stale_cases.reviews(frappe.session.user):
		old["author_user"] = frappe.session.user
	found = {
		"engineer": False,
		"old": len(frappe.get_list(CASE, filters=old, pluck="name", limit_page_length=100)),
	}
	if not own or own.status == "Left":
		return found
	today = now().date()
	first, last = getdate(get_first_day(today)), getdate(get_last_day(today))
	written = duty.standing([own.name], first, last)[own.name]
	gaps = frappe.get_all(
		GAP,
		filters={"state": gap_tasks.OPEN, "engineer": own.name},
		fields=["name", "about", "tickets"],
		order_by="tickets desc, name",
	)
	return {
		**found,
		"engineer": True,
		"due": duty.cases_due(),
		"published": written.published,
		"in_review": written.in_review,
		"weekly": feed.wants_weekly(own.name),
		"gaps": gaps,
	}


@frappe.whitelist(methods=["POST"])
def choose_weekly(wanted: int) -> None:
	"""Be told weekly of new cases in one's skills, or not any more; for engineers."""
	feed.choose_weekly(bool(cint(wanted)))


@frappe.whitelist(methods=["POST"])
def confirm_case(case: str) -> None:
	"""Say that a published case is still right; for reviewers and managers who have not written it."""
	stale_cases.confirm(permitted(CASE, case))


@frappe.whitelist(methods=["GET"])
def may_confirm(case: str) -> bool:
	"""Whether one may say that a case is still right."""
	return stale_cases.may_confirm(frappe.get_doc(CASE, permitted(CASE, case)))


@frappe.whitelist(methods=["POST"])
def write_case(gap: str) -> str:
	"""Begin the case that is missing; returns the draft's name. For whoever was asked and who reviews cases."""
	return gap_tasks.write_case(permitted(GAP, gap))


@frappe.whitelist(methods=["POST"])
def decline_gap(gap: str, reason: str) -> None:
	"""Say why one does not write a case that one was asked for; somebody else is asked."""
	gap_tasks.decline(permitted(GAP, gap), reason)


@frappe.whitelist(methods=["POST"])
def close_gap(gap: str, reason: str) -> None:
	"""Say why a case is not needed; for who reviews cases."""
	gap_tasks.not_needed(permitted(GAP, gap), reason)
