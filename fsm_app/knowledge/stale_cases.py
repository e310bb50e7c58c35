"""Published cases that may have grown old: proposed for review, and confirmed in one click (G1)."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import add_months, cint, cstr, get_datetime, getdate

from fsm_app.common import clock
from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import SERVICE_KNOWLEDGE_REVIEWER
from fsm_app.knowledge.cases import set_review_due
from fsm_app.knowledge.gone_things import gone_things
from fsm_app.knowledge.stages import CASE, NOT_SOLVED, PUBLISHED, SOLVED, USE, USED
from fsm_app.knowledge.visibility import REVIEWS
from fsm_app.workforce.audience import Audience

SETTINGS = "Field Service Settings"
# Reviewers are not buried on the day on which the rule is switched on.
MOST_A_DAY = 200
NAMED = 3


class ConfirmRefused(frappe.ValidationError):
	"""A case that is not published, and so has nothing to confirm."""


class NotYourReview(frappe.PermissionError):
	"""A case that somebody else has to confirm."""


def propose_old_cases(at: datetime | None = None) -> int:
	"""Daily: propose published cases for review that grew old, failed, or are about what is no longer offered.

	Each once until it is confirmed or published anew; the reviewers and the authors are told. Returns how many.
	"""
	at = at or now()
	rules = _rules(at)
	with clock.at(at):
		gone = gone_things(at.date())
		cases = _candidates(rules, gone)
		reasons = _reasons(cases, rules, gone)
		names = [case.name for case in cases if case.name in reasons][:MOST_A_DAY]
		due = at.date() + timedelta(
			days=cint(frappe.db.get_single_value(SETTINGS, "case_review_within_days"))
		)
		for name in names:
			values = {"review_due_on": due, "review_reason": "\n".join(reasons[name])}
			# Nobody's open form is to clash with a date of the app's.
			frappe.db.set_value(CASE, name, values, update_modified=False)
		if names:
			_tell([case for case in cases if case.name in set(names)], reasons)
	return len(names)


class Rules(NamedTuple):
	"""After how many months a case is looked at again, what lies before them, and how many marks doubt one. 0: none."""

	months: int
	before: datetime
	marks: int


def _rules(at: datetime) -> Rules:
	settings = frappe.get_cached_doc(SETTINGS)
	months = cint(settings.case_review_months)
	return Rules(months, get_datetime(add_months(at, -months)), cint(settings.contradicted_case_marks))


def _candidates(rules: Rules, gone: dict) -> list:
	"""The published cases that may be old, those first that were published longest ago; without those already proposed."""
	either = [["name", "in", sorted(gone) or [""]]]
	if rules.marks > 0:
		either.append(["not_solved", ">=", rules.marks])
	fields = ["name", "title", "author_user", "only_company", "published_on", "last_confirmed_on"]
	asked = {"fields": [*fields, "gone_confirmed", "not_solved"], "order_by": "published_on, name"}
	published = {"stage": PUBLISHED, "review_reason": ["is", "not set"]}
	found = frappe.get_all(CASE, filters=published, or_filters=either, limit_page_length=0, **asked)
	if rules.months > 0:
		# A case is confirmed when it is published, too.
		old = {**published, "last_confirmed_on": ["<", rules.before.date()]}
		known = {case.name for case in found}
		untouched = frappe.get_all(CASE, filters=old, limit_page_length=MOST_A_DAY, **asked)
		found += [case for case in untouched if case.name not in known]
	return found


def _reasons(cases: list, rules: Rules, gone: dict) -> dict[str, list[str]]:
	found: dict[str, list[str]] = defaultdict(list)
	_add_untouched(found, cases, rules)
	_add_contradicted(found, cases, rules.marks)
	for case in cases:
		new = sorted(gone.get(case.name, set()) - set(cstr(case.gone_confirmed).split("\n")))
		if new:
			found[case.name].append(_("No longer offered: {0}.").format(", ".join(new)))
	return found


def _looked_at(case) -> datetime:
	"""When somebody last stood up for the case: published or confirmed it. A day counts to its end."""
	published = get_datetime(case.published_on) if case.published_on else datetime.min
	if not case.last_confirmed_on or getdate(case.last_confirmed_on) <= published.date():
		return published
	return datetime.combine(getdate(case.last_confirmed_on), time.max)


def _add_untouched(found: dict, cases: list, rules: Rules) -> None:
	old = [case.name for case in cases if rules.months > 0 and _looked_at(case) < rules.before]
	if not old:
		return
	use = frappe.qb.DocType(USE)
	rows = (
		frappe.qb.from_(use)
		.select(use.knowledge_case)
		.where(use.result.isin([USED, SOLVED]))
		.where(use.at >= rules.before)
		.where(use.knowledge_case.isin(old))
		.distinct()
		.run()
	)
	used = {name for (name,) in rows}
	for name in old:
		text = (
			_("Not changed or confirmed in {0} months.")
			if name in used
			else _("Not used, changed or confirmed in {0} months.")
		)
		found[name].append(text.format(rules.months))


def _add_contradicted(found: dict, cases: list, marks: int) -> None:
	# Its figures count all marks; those since it was last confirmed are among them.
	doubted = {case.name: case for case in cases if cint(case.not_solved) >= marks}
	if marks <= 0 or not doubted:
		return
	rows = frappe.get_all(
		USE,
		filters={"knowledge_case": ["in", list(doubted)], "result": ["in", [SOLVED, NOT_SOLVED]]},
		fields=["knowledge_case", "result", "at"],
		limit_page_length=0,
	)
	counted = Counter(
		(row.knowledge_case, row.result)
		for row in rows
		if get_datetime(row.at) > _looked_at(doubted[row.knowledge_case])
	)
	for name in doubted:
		failed, solved = counted[name, NOT_SOLVED], counted[name, SOLVED]
		if failed >= marks and failed > solved:
			found[name].append(_("Did not help {0} times, helped {1} times.").format(failed, solved))


def _tell(cases: list, reasons: dict[str, list[str]]) -> None:
	audience = Audience()
	reviewers = audience.with_role(SERVICE_KNOWLEDGE_REVIEWER) or audience.managers()
	theirs: dict[str, list] = defaultdict(list)
	for case in cases:
		for user in {*reviewers, *audience.user(case.author_user)}:
			if sees_company(user, case.only_company, CASE):
				theirs[user].append(case)
	for user, old in sorted(theirs.items()):
		content = "\n".join(f"{case.title}: {' '.join(reasons[case.name])}" for case in old[:NAMED])
		notify_of_others([user], _message(old), CASE, old[0].name, content, WISH_OF_ASSIGNMENTS)


def _message(old: list):
	titles, more = "; ".join(case.title for case in old[:NAMED]), len(old) - NAMED

	def message(language: str) -> str:
		text = _("Are these cases still right? {0}", language).format(titles)
		return text + (" " + _("and {0} more", language).format(more) if more > 0 else "")

	return message


def may_confirm(case, user: str | None = None) -> bool:
	"""Whether the user says that the case is still right: who reviews cases, but not of their own."""
	user = user or frappe.session.user
	return case.stage == PUBLISHED and reviews(user) and user not in (case.author_user, case.owner)


def reviews(user: str) -> bool:
	"""Whether the user reviews cases by role."""
	return user == "Administrator" or bool(REVIEWS & set(frappe.get_roles(user)))


def confirm(name: str) -> None:
	"""The case is still right: it is not proposed again for the same reason, and counts as looked at today."""
	case = frappe.get_doc(CASE, name, for_update=True)
	if case.stage != PUBLISHED:
		frappe.throw(_("{0} is not published; there is nothing to confirm.").format(name), ConfirmRefused)
	if not may_confirm(case):
		frappe.throw(
			_("{0}: a reviewer who has not written it confirms it. Ask one.").format(name), NotYourReview
		)
	set_review_due(case)
	values = {
		**{field: case.get(field) for field in ("last_confirmed_on", "review_due_on", "review_reason")},
		"gone_confirmed": "\n".join(sorted(gone_things(now().date(), name).get(name, set()))),
	}
	frappe.db.set_value(CASE, name, values)
	case.add_comment("Info", _("confirmed that it is still right"))


def follow_case(case, method: str | None = None) -> None:
	"""Knowledge Case's on_update: what is not published any more is no longer proposed."""
	if case.stage != PUBLISHED and (case.review_due_on or case.review_reason):
		case.db_set({"review_due_on": None, "review_reason": None}, update_modified=False)
