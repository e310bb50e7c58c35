"""Who moves to another company while a month runs: the month is scored once, as a whole, where they are at its end (J3).

As with level, team and region, what holds on the last day decides. So one month is one score, one rank and one bonus, paid by
the company that has the engineer. The appraisal moves along with what hangs on it.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from fsm_app.common.clock import now
from fsm_app.performance.appraisal_rows import APPRAISAL, key_of
from fsm_app.performance.cycle_locks import lock
from fsm_app.performance.listeners import CYCLE, tell_moved


def follow_company(engineer, method: str | None = None) -> None:
	"""Service Engineer's on_update: who changes the company takes the appraisal of the running month along, on the same day."""
	before = engineer.get_doc_before_save()
	if before and before.company != engineer.company:
		move_transferred(engineer=engineer.name)


def move_transferred(cycle: str | None = None, engineer: str | None = None) -> None:
	"""Move appraisals of running cycles to those of the companies to which their engineers belong now.

	All that come into `cycle` or leave it, or that of the one `engineer`. Raises CycleBusy while somebody else scores there.
	"""
	today = getdate(now())
	running = {row.name: row for row in _running(today)}
	by_company = {row.company: row.name for row in running.values()}
	leaving: dict[str, list] = {}
	for row in _in_another_company(list(running)):
		target = by_company.get(row.now_at)
		asked = row.engineer == engineer if engineer else cycle in (row.cycle, target)
		if target and asked:
			leaving.setdefault(target, []).append(row)
	for target, rows in leaving.items():
		# Who has an appraisal there already was scored in both by an earlier version.
		stay = settled_elsewhere(running[target], today) | _scored_in(target)
		moving = [row for row in rows if row.engineer not in stay]
		lock({target, *(row.cycle for row in moving)} - {cycle} if moving else ())
		for row in moving:
			_move(row.name, row.cycle, running[target])


def settled_elsewhere(cycle, today) -> set[str]:
	"""The engineers whose days of the cycle are scored for good in that of another company: closed, or at its end."""
	other, appraisal = frappe.qb.DocType(CYCLE), frappe.qb.DocType(APPRAISAL)
	return set(
		frappe.qb.from_(appraisal)
		.inner_join(other)
		.on(other.name == appraisal.cycle)
		.select(appraisal.engineer)
		.where(other.company != cycle.company)
		.where((other.start_date <= cycle.end_date) & (other.end_date >= cycle.start_date))
		.where((other.status == "Closed") | (other.end_date < today))
		.run(pluck=True)
	)


def _running(today) -> list:
	return frappe.get_all(
		CYCLE,
		filters={"status": "Open", "start_date": ["<=", today], "end_date": [">=", today]},
		fields=["name", "company", "start_date", "end_date"],
		limit_page_length=0,
	)


def _scored_in(cycle: str) -> set[str]:
	return set(frappe.get_all(APPRAISAL, filters={"cycle": cycle}, pluck="engineer", limit_page_length=0))


def _in_another_company(running: list[str]) -> list:
	appraisal, engineer = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Service Engineer")
	return (
		frappe.qb.from_(appraisal)
		.inner_join(engineer)
		.on(engineer.name == appraisal.engineer)
		.select(appraisal.name, appraisal.engineer, appraisal.cycle, engineer.company.as_("now_at"))
		.where(appraisal.cycle.isin(running or [""]))
		.where((engineer.company != appraisal.company) & (engineer.status != "Left"))
		.orderby(appraisal.name)
		.run(as_dict=True)
	)


def _move(name: str, before: str, target) -> None:
	appraisal = frappe.get_doc(APPRAISAL, name)
	appraisal.db_set(
		{
			"cycle": target.name,
			"company": target.company,
			"appraisal_key": key_of(target.name, appraisal.engineer),
			"rank": 0,  # until that cycle is scored
		}
	)
	appraisal.add_comment(
		"Info",
		_("Moved from {0} to {1}, for the engineer belongs to {2} now. The month is scored once.").format(
			before, target.name, target.company
		),
	)
	tell_moved(appraisal, before)
