"""Whom a Reward Rule finds in a closed cycle, and why (J5). Reads; writes nothing."""

from dataclasses import dataclass

import frappe
from frappe import _

from fsm_app.engine import rewards as engine
from fsm_app.rewards import months

RULE = "Reward Rule"
BEST, ON_TARGET, BELOW = "Best of the Cycle", "Months on Target", "Months Below Target"
ENTITLED, WAITING, SKIPPED, NO_LONGER = "Entitled", "Waiting", "Skipped", "No Longer Entitled"
WAIT = "Wait"
LEFT = "Left"
# What of a rule decides its list and what follows: kept with each list, which later changes of the rule leave as it is.
TERMS = (
	"kind",
	"share",
	"scope",
	"rounding",
	"ties",
	"minimum_score",
	"months",
	"target_score",
	"months_without_data",
	"under_appeal",
	"bonus_amount",
	"salary_component",
	"deduction_component",
	"promotion_points",
	"promotion_priority",
	"opens_plan",
	"plan_days",
)


class RuleRefused(frappe.ValidationError):
	"""A rule that finds nobody, or whose bonus cannot be paid."""


class CycleOpen(frappe.ValidationError):
	"""A cycle whose scores may still change."""


@dataclass(frozen=True)
class Found:
	"""An engineer of whom the list speaks: entitled, waited for, or left out, with the reason."""

	engineer: str
	outcome: str
	why: str
	score: float | None = None


@dataclass(frozen=True)
class Worked:
	"""What came out, and how."""

	rows: tuple[Found, ...]
	summary: str


def validate_rule(rule) -> None:
	"""Before saving a rule: figures that mean something, and components that HR knows."""
	if rule.kind == BEST and not 0 < (rule.share or 0) <= 100:
		_refuse(_("Share (%): give a share above 0 and up to 100."))
	if rule.kind != BEST and not 1 <= (rule.months or 0) <= months.MOST_MONTHS:
		_refuse(_("Months: give a number from 1 to {0}.").format(months.MOST_MONTHS))
	if rule.opens_plan and (rule.plan_days or 0) < 1:
		_refuse(_("Review after (days): give at least 1."))
	if (rule.promotion_points or 0) < 0:
		_refuse(_("Promotion Points: give 0 or more."))
	validate_bonus(rule)


def validate_bonus(doc) -> None:
	"""The bonus of a rule or an award: an amount, and with HR components of the right types. Refuses in words that name them."""
	if (doc.bonus_amount or 0) < 0:
		_refuse(_("Bonus: give 0 or more."))
	if not doc.bonus_amount or not has_payroll():
		return
	for field, kind in (("salary_component", "Earning"), ("deduction_component", "Deduction")):
		label, name = _(doc.meta.get_label(field)), doc.get(field)
		if not name:
			_refuse(_("{0}: name a salary component of type {1}.").format(label, _(kind)))
		if frappe.db.get_value("Salary Component", name, "type") != kind:
			_refuse(
				_("{0}: {1} is no salary component of type {2}. Choose one that is.").format(
					label, name, _(kind)
				)
			)


def has_payroll() -> bool:
	"""Whether HRMS is installed, by whose Additional Salary a bonus is paid."""
	return "hrms" in frappe.get_installed_apps() and bool(frappe.db.exists("DocType", "Additional Salary"))


def terms_of(rule) -> dict:
	"""The terms of the rule as they are now."""
	return {field: rule.get(field) for field in TERMS}


def work_out(terms: dict, cycle) -> Worked:
	"""The list that a rule with these `terms` produces for `cycle`. Raises CycleOpen before it is closed."""
	terms = frappe._dict(terms)
	if cycle.status != months.CLOSED:
		frappe.throw(
			_("{0} is open; its scores may still change. Close it first.").format(cycle.name), CycleOpen
		)
	return _best(terms, cycle) if terms.kind == BEST else _in_a_row(terms, cycle)


def _best(terms, cycle) -> Worked:
	rows = months.appraisals_of([cycle.name])
	people = _people(rows)
	appealed = months.under_appeal([row.name for row in rows])
	groups: dict[str, list] = {}
	skipped = []
	for row in rows:
		if not row.has_data:
			skipped.append(Found(row.engineer, SKIPPED, _("No score in this cycle.")))
			continue
		of = {"Level": row.level, "Team": people[row.engineer].team}.get(terms.scope)
		groups.setdefault(of or "", []).append(row)
	found, sums = [], []
	for group, members in sorted(groups.items()):
		count = engine.places(len(members), terms.share, terms.rounding)
		winners = engine.best({row.engineer: row.total_score for row in members}, count, terms.ties)
		sums.append(_sum(group, members, terms, count, winners))
		waits = [row.engineer for row in members if row.name in appealed]
		for row in members:
			if row.engineer in winners and _reaches(row, terms):
				found.append(_entitled_best(row, people, waits, terms, len(members), count))
			elif row.engineer in waits:
				found.append(
					Found(row.engineer, WAITING, _("Under appeal: looked at again after."), row.total_score)
				)
	return Worked((*found, *skipped), "\n".join(sums))


def _reaches(row, terms) -> bool:
	return round(row.total_score, engine.DIGITS) >= (terms.minimum_score or 0)


def _entitled_best(row, people: dict, waits: list[str], terms, size: int, count: int) -> Found:
	why = _("Rank {0}, among the best {1} of {2}.").format(row.rank, count, size)
	if people[row.engineer].status == LEFT:
		return Found(row.engineer, SKIPPED, f"{why} {_('Has left.')}", row.total_score)
	if waits and terms.under_appeal == WAIT:
		reason = _("Waits for {0} appeals in this field.").format(len(waits))
		return Found(row.engineer, WAITING, f"{why} {reason}", row.total_score)
	if row.engineer in waits:
		return Found(
			row.engineer, WAITING, f"{why} {_('Under appeal: looked at again after.')}", row.total_score
		)
	return Found(row.engineer, ENTITLED, why, row.total_score)


def _sum(group: str, members: list, terms, count: int, winners: set[str]) -> str:
	text = _(
		"{0} of {1} engineers with a score are {2}, rounded to {3}; with a shared last place {4}."
	).format(
		f"{terms.share:g} %",
		len(members),
		f"{len(members) * terms.share / 100:g}",
		count,
		len(winners),
	)
	return f"{_(group)}: {text}" if group else text


def _in_a_row(terms, cycle) -> Worked:
	cycles = months.cycles_up_to(cycle)
	latest = months.appraisals_of([cycle.name])
	people = _people(latest)
	scored: dict[str, dict[str, object]] = {}
	for row in months.appraisals_of([each.name for each in cycles], [row.engineer for row in latest]):
		scored.setdefault(row.engineer, {})[row.cycle] = row
	appealed = months.under_appeal([row.name for of in scored.values() for row in of.values()])
	found = []
	for row in latest:
		history = [_month(each, scored[row.engineer].get(each.name), appealed) for each in cycles]
		result = _of_one(row, history, people, terms)
		if result:
			found.append(result)
	summary = _("{0} months in a row {1} {2}, up to {3}.").format(
		terms.months,
		_("below") if terms.kind == BELOW else _("at or above"),
		f"{terms.target_score:g}",
		months.label_of(cycle),
	)
	return Worked(tuple(found), summary)


def _month(cycle, row, appealed: set[str]) -> engine.Month:
	if cycle.status != months.CLOSED:
		return engine.Month(months.label_of(cycle), None, _("still open"))
	score = row.total_score if row and row.has_data else None
	waits = _("under appeal") if row and row.name in appealed else ""
	return engine.Month(months.label_of(cycle), score, waits)


def _of_one(row, history: list[engine.Month], people: dict, terms) -> Found | None:
	streak = engine.streak(
		history,
		terms.target_score,
		terms.kind == BELOW,
		terms.months_without_data,
		engine.WAIT if terms.under_appeal == WAIT else engine.SKIP,
	)
	score = row.total_score if row.has_data else None
	if streak.waits:
		why = _("Waits for {0}: {1}.").format(streak.waits.name, streak.waits.waits)
		return Found(row.engineer, WAITING, why, score)
	if not row.has_data:
		return Found(row.engineer, SKIPPED, _("No score in this cycle."))
	# The months count once: after three it takes three more.
	if not streak.months or len(streak.months) % terms.months:
		return None
	counted = ", ".join(f"{month.name}: {month.score:.1f}" for month in streak.months[: terms.months])
	if people[row.engineer].status == LEFT:
		return Found(row.engineer, SKIPPED, f"{counted}. {_('Has left.')}", score)
	return Found(row.engineer, ENTITLED, counted, score)


def _people(rows: list) -> dict:
	"""By name, team and status of the engineers of the rows."""
	found = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", [row.engineer for row in rows]]},
		fields=["name", "team", "status"],
		limit_page_length=0,
	)
	return {row.name: row for row in found}


def _refuse(message: str) -> None:
	frappe.throw(message, RuleRefused)
