"""Rounds of awards: opened when a month or a year is closed, decided by people (K1)."""

from collections.abc import Iterable
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import HR_MANAGER, ROLES
from fsm_app.rewards import candidates, deciding, grants, months
from fsm_app.rewards.rules import validate_bonus
from fsm_app.workforce.audience import Audience

AWARD, ROUND, TALLY = "Award", "Award Round", "Award Tally"
STAFF = frozenset({*ROLES, HR_MANAGER})
VOTING, TO_DECIDE, DECIDED = "Voting", "To Decide", "Decided"


class AwardRefused(frappe.ValidationError):
	"""An award, or a decision on one, that cannot be."""


def validate_award(award) -> None:
	"""Before saving an award: figures that mean something."""
	if (award.winners or 0) < 1:
		_refuse(_("Awards per Round: give at least 1."))
	if award.basis == candidates.KPI and not award.kpi:
		_refuse(_("KPI: choose the one by which the candidates are found."))
	if award.basis == candidates.VOTES and (award.voting_days or 0) < 1:
		_refuse(_("Voting Days: give at least 1."))
	if (award.promotion_points or 0) < 0:
		_refuse(_("Promotion Points: give 0 or more."))
	validate_bonus(award)


def open_rounds(cycle_name: str) -> list[str]:
	"""Open the rounds that a closed cycle brings: those of its month, and of the year when it is complete. Idempotent."""
	cycle = frappe.get_doc(months.CYCLE, cycle_name)
	opened = []
	for name in frappe.get_all(AWARD, filters={"disabled": 0}, pluck="name", order_by="name"):
		award = frappe.get_doc(AWARD, name)
		period = _period_of(award, cycle)
		if not period or (award.only_company and award.only_company != cycle.company):
			continue
		frappe.db.savepoint("award_round")
		try:
			opened.append(_open(award, cycle.company, *period))
		except Exception:
			frappe.db.rollback(save_point="award_round")
			frappe.log_error(
				title=f"{award.name} for {cycle.name}", reference_doctype=AWARD, reference_name=award.name
			)
	return opened


def end_votings() -> None:
	"""Daily: rounds whose voting is over go to those who decide."""
	today = now().date()
	for name in frappe.get_all(
		ROUND, filters={"state": VOTING, "voting_until": ["<", today]}, pluck="name", order_by="name"
	):
		document = frappe.get_doc(ROUND, name, for_update=True)
		document.state = TO_DECIDE
		document.save(ignore_permissions=True)  # by the calendar
		_tell_deciders(document)


def follow_scores(company: str, start, end) -> None:
	"""Look again at the rounds whose period holds a corrected score: candidates change, and grants come into question."""
	for name in frappe.get_all(
		ROUND,
		filters={"company": company, "period_start": ["<=", start], "period_end": [">=", end]},
		pluck="name",
		order_by="name",
	):
		document = frappe.get_doc(ROUND, name, for_update=True)
		award = frappe.get_doc(AWARD, document.award)
		if award.basis == candidates.VOTES:
			continue
		found = candidates.leaders(award, company, document.period_start, document.period_end)
		if document.state == TO_DECIDE:
			_set_candidates(document, found)
			document.save(ignore_permissions=True)  # follows from a correction
			continue
		leading = {leader.engineer for leader in found}
		grants.question_others(document, leading)


def decide(name: str, engineers: Iterable[str], note: str | None = None) -> list[str]:
	"""Give the award to these candidates, or with a reason to nobody. The caller has asked for the right."""
	document = frappe.get_doc(ROUND, name, for_update=True)
	chosen = list(dict.fromkeys(engineers))
	if document.state != TO_DECIDE:
		_refuse(_("{0} is {1}; it cannot be decided.").format(name, _(document.state, context=ROUND)))
	named = {row.engineer for row in document.candidates}
	for engineer in chosen:
		if engineer not in named:
			_refuse(_("{0} is no candidate of {1}. Choose one from the list.").format(engineer, name))
	deciding.refuse_own(chosen)
	if not chosen:
		note = deciding.given(note)
	document.update({"state": DECIDED, "decided_by": frappe.session.user, "decided_at": now(), "note": note})
	document.save(ignore_permissions=True)  # written by deciding alone
	reasons = {row.engineer: row.reason for row in document.candidates}
	return [grants.give(document, engineer, reasons.get(engineer)) for engineer in chosen]


def candidates_of(document) -> list[dict]:
	"""The candidates as the form shows them: engineer, name and reason; figure, sample and votes for who may see the tally."""
	engineers = [row.engineer for row in document.candidates]
	names = dict(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", engineers]},
			fields=["name", "engineer_name"],
			as_list=True,
		)
	)
	tallies = {}
	if frappe.has_permission(TALLY):
		rows = frappe.get_list(
			TALLY,
			filters={"round": document.name},
			fields=["engineer", "figure", "sample", "votes"],
			limit_page_length=0,
		)
		tallies = {row.engineer: row for row in rows}
	return [
		{
			"engineer": row.engineer,
			"engineer_name": names.get(row.engineer) or row.engineer,
			"reason": row.reason,
			**{field: value for field, value in tallies.get(row.engineer, {}).items() if field != "engineer"},
		}
		for row in document.candidates
	]


def voters(company: str | None) -> list[str]:
	"""The users who may nominate and vote: the staff of the company's service; an engineer in their own company alone."""
	audience = Audience()
	users = dict.fromkeys(user for role in sorted(STAFF) for user in audience.with_role(role))
	of = dict(
		frappe.get_all(
			"Service Engineer",
			filters={"user": ["in", list(users)], "status": ["!=", "Left"]},
			fields=["user", "company"],
			as_list=True,
			limit_page_length=0,
		)
	)
	return [user for user in users if of.get(user, company) == company and sees_company(user, company, ROUND)]


def tell_staff(document) -> None:
	"""Tell those who may vote that candidates are asked for."""
	deciding.tell(
		voters(document.company),
		lambda code: _("{0} of {1}: nominate and vote until {2}.", code).format(
			_(document.award, code), document.period_label, formatdate(document.voting_until)
		),
		document,
	)


def _period_of(award, cycle) -> tuple[str, date, date] | None:
	"""The label and the days of the period that ends with this cycle; None while the year is not complete."""
	if award.period == candidates.MONTH:
		return months.label_of(cycle), cycle.start_date, cycle.end_date
	year = cycle.end_date.year
	start, end = date(year, 1, 1), date(year, 12, 31)
	cycles = frappe.get_all(
		months.CYCLE,
		filters={"company": cycle.company, "end_date": ["between", [start, end]]},
		fields=["status", "end_date"],
	)
	is_complete = any(each.end_date.month == 12 for each in cycles)
	if not is_complete or any(each.status != months.CLOSED for each in cycles):
		return None
	return str(year), start, end


def _open(award, company: str, label: str, start: date, end: date) -> str:
	key = f"{award.name}:{company}:{label}"
	if existing := frappe.db.get_value(ROUND, {"round_key": key}, "name", for_update=True):
		return existing
	is_vote = award.basis == candidates.VOTES
	document = frappe.get_doc(
		{
			"doctype": ROUND,
			"award": award.name,
			"company": company,
			"period_label": label,
			"period_start": start,
			"period_end": end,
			"state": VOTING if is_vote else TO_DECIDE,
			"voting_until": now().date() + timedelta(days=award.voting_days) if is_vote else None,
			"round_key": key,
		}
	)
	document.insert(ignore_permissions=True)  # opened by the calendar
	if is_vote:
		tell_staff(document)
	else:
		_set_candidates(document, candidates.leaders(award, company, start, end))
		document.save(ignore_permissions=True)
		_tell_deciders(document)
	return document.name


def _set_candidates(document, found: list) -> None:
	document.set("candidates", [])
	frappe.db.delete(TALLY, {"round": document.name})
	for leader in found:
		document.append("candidates", {"engineer": leader.engineer})
		frappe.get_doc(
			{
				"doctype": TALLY,
				"round": document.name,
				"company": document.company,
				"engineer": leader.engineer,
				"figure": leader.figure,
				"sample": leader.sample,
				"tally_key": f"{document.name}:{leader.engineer}",
			}
		).insert(ignore_permissions=True)  # figures of the rule


def _tell_deciders(document) -> None:
	document.db_set("reminded_on", now().date())
	deciding.tell_deciders(
		document,
		lambda code: _("{0} of {1}: choose who gets it.", code).format(
			_(document.award, code), document.period_label
		),
	)


def _refuse(message: str) -> None:
	frappe.throw(message, AwardRefused)
