"""New cases in the skills that one has: for the page, and told once a week (G3)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import frappe
from frappe import _
from frappe.utils import cint, getdate, strip_html

from fsm_app.common import clock
from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.knowledge import readers_told
from fsm_app.knowledge.stages import CASE, PUBLISHED
from fsm_app.workforce.engineers import engineer_names, engineer_of

SETTINGS = "Field Service Settings"
WEEK = timedelta(days=7)
# Who was away is not told of half a year.
LONGEST = timedelta(days=28)
NAMED = 3
EXCERPT = 200


class NoEngineer(frappe.PermissionError):
	"""A user who is no engineer is not told of cases, and need not choose."""


def new_cases(since: date, only_mine: bool, start: int, length: int) -> list[dict]:
	"""The cases published since then that the session's user may read, the newest first, with their skills and authors.

	`only_mine`: those in the skills of the engineer that the user is, without the engineer's own.
	"""
	filters = [["stage", "=", PUBLISHED], ["published_on", ">=", since]]
	own = engineer_of() if only_mine else None
	if only_mine:
		names = _in_skills_of(own.name, since) if own else []
		filters.append(["name", "in", names or [""]])
	rows = frappe.get_list(
		CASE,
		filters=filters,
		fields=["name", "title", "kind", "symptom", "author", "published_on", "first_published_on", "solved"],
		order_by="published_on desc, name desc",
		limit_start=start,
		limit_page_length=length,
	)
	skills = _skills_of({row.name for row in rows})
	authors = engineer_names(row.author for row in rows)
	for row in rows:
		symptom = strip_html(row.symptom or "").strip()
		row.update(
			{
				"symptom": symptom if len(symptom) <= EXCERPT else f"{symptom[:EXCERPT]}…",
				"author": authors.get(row.author) or "",
				"skills": sorted(skills.get(row.name, ())),
				"revised": bool(
					row.first_published_on and getdate(row.published_on) > getdate(row.first_published_on)
				),
			}
		)
	return rows


def _in_skills_of(engineer: str, since: date) -> list[str]:
	mine = _skills_by_engineer([engineer]).get(engineer, set())
	case = frappe.qb.DocType(CASE)
	rows = (
		frappe.qb.from_(case)
		.select(case.name)
		.where((case.stage == PUBLISHED) & (case.published_on >= since))
		.where(case.author.isnull() | (case.author != engineer))
		.run()
	)
	skills = _skills_of({name for (name,) in rows})
	return sorted(name for name, needed in skills.items() if needed & mine)


def wants_weekly(engineer: str) -> bool:
	"""Whether the engineer is told weekly of new cases."""
	return not frappe.db.get_value(readers_told.READER, engineer, "no_weekly")


def choose_weekly(wanted: bool) -> None:
	"""The engineer who the session's user is wants to be told weekly, or not any more."""
	own = engineer_of()
	if not own or own.status == "Left":
		frappe.throw(_("Only engineers are told of new cases. You need not choose."), NoEngineer)
	readers_told.note(own.name, no_weekly=int(not wanted))


def tell_of_new_cases(at: datetime | None = None) -> int:
	"""Weekly: tell each engineer of the cases first published since they were last told, in their skills.

	Their own ones, those of other companies and of authors alone are not told of; who has switched it off is left alone.
	Returns how many were told.
	"""
	at = at or now()
	if not cint(frappe.db.get_single_value(SETTINGS, "send_case_feed")):
		return 0
	today = at.date()
	off, told = readers_told.values("no_weekly"), readers_told.values("told_on")
	cases = frappe.get_all(
		CASE,
		filters={"stage": PUBLISHED, "first_published_on": [">=", today - LONGEST]},
		fields=["name", "title", "author", "only_company", "first_published_on"],
		order_by="first_published_on desc, name desc",
		limit_page_length=0,
	)
	if not cases:
		return 0
	needed = _skills_of({case.name for case in cases})
	engineers = [row for row in readers_told.at_work() if not off.get(row.name)]
	skills = _skills_by_engineer([row.name for row in engineers])
	count = 0
	with clock.at(at):
		for row in engineers:
			last = told.get(row.name)
			# Told within the week: the job has run twice.
			if last and getdate(last) > today - WEEK:
				continue
			since = max(getdate(last), today - LONGEST) if last else today - WEEK
			new = [case for case in cases if _is_for(case, row, since, needed, skills)]
			if new:
				count += readers_told.each_on_its_own(
					"feed", row.name, lambda row=row, new=new: _tell(row, new, today)
				)
	return count


def _is_for(case, engineer, since: date, needed: dict, skills: dict) -> bool:
	return (
		getdate(case.first_published_on) >= since
		and case.author != engineer.name
		and (not case.only_company or case.only_company == engineer.company)
		and sees_company(engineer.user, case.only_company, CASE)
		and bool(needed.get(case.name, set()) & skills.get(engineer.name, set()))
	)


def _tell(engineer, cases: list, today: date) -> None:
	titles = "; ".join(case.title for case in cases[:NAMED])
	more = len(cases) - NAMED

	def message(language: str) -> str:
		text = _("New cases in your skills: {0}", language).format(titles)
		return text + (" " + _("and {0} more", language).format(more) if more > 0 else "")

	readers_told.note(engineer.name, told_on=today)
	notify_of_others([engineer.user], message, CASE, cases[0].name, "", WISH_OF_ASSIGNMENTS)


def _skills_of(cases: Collection[str]) -> dict[str, set[str]]:
	"""The skills of each case: those that it names, else those of its offerings."""
	found = _rows("Knowledge Case Skill", CASE, sorted(cases), "skill")
	without = sorted(set(cases) - set(found))
	offerings = _rows("Knowledge Case Offering", CASE, without, "offering")
	skills = _rows(
		"Service Offering Skill", "Service Offering", sorted(set().union(*offerings.values())), "skill"
	)
	for case, named in offerings.items():
		of_offerings = set().union(*(skills.get(offering, set()) for offering in named))
		if of_offerings:
			found[case] = of_offerings
	return found


def _skills_by_engineer(engineers: list[str]) -> dict[str, set[str]]:
	return _rows("Engineer Skill", "Service Engineer", engineers, "skill")


def _rows(table: str, parenttype: str, parents: list[str], column: str) -> dict[str, set[str]]:
	if not parents:
		return {}
	rows = frappe.get_all(
		table,
		filters={"parenttype": parenttype, "parent": ["in", parents]},
		fields=["parent", column],
		limit_page_length=0,
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		found.setdefault(row.parent, set()).add(row[column])
	return found
