"""The months in which people are scored: opened by themselves, and scored daily as long as they are open (J3)."""

from datetime import date, timedelta

import frappe
from frappe.utils import get_first_day, get_last_day, getdate

from fsm_app.common.clock import now
from fsm_app.performance.scoring import score_cycle


def score_open_cycles() -> None:
	"""Daily: see that every company with engineers has a cycle for this month, and score all that are open."""
	_ensure_cycles_of_this_month()
	for cycle in frappe.get_all(
		"Performance Cycle", filters={"status": "Open"}, pluck="name", order_by="start_date"
	):
		frappe.db.savepoint("score_cycle")
		try:
			score_cycle(cycle)
		except Exception:
			frappe.db.rollback(save_point="score_cycle")
			frappe.log_error(
				title=f"Scoring of {cycle}", reference_doctype="Performance Cycle", reference_name=cycle
			)
		frappe.db.commit()


def _ensure_cycles_of_this_month() -> None:
	today = getdate(now())
	for company in frappe.get_all("Service Engineer", pluck="company", distinct=True, order_by="company"):
		frappe.db.savepoint("open_cycle")
		try:
			_ensure_cycle(company, today)
		except Exception:
			frappe.db.rollback(save_point="open_cycle")
			frappe.log_error(title=f"Performance cycle of {company}")
		frappe.db.commit()


def _ensure_cycle(company: str, today: date) -> None:
	"""Open a cycle for what the company's other cycles leave of this month around today."""
	cycles = frappe.get_all(
		"Performance Cycle", filters={"company": company}, fields=["start_date", "end_date"]
	)
	if any(cycle.start_date <= today <= cycle.end_date for cycle in cycles):
		return
	day = timedelta(days=1)
	start = max([getdate(get_first_day(today)), *(c.end_date + day for c in cycles if c.end_date < today)])
	end = min([getdate(get_last_day(today)), *(c.start_date - day for c in cycles if c.start_date > today)])
	name = f"{start:%Y-%m}" if start.day == 1 else f"{start:%Y-%m-%d}"
	frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"cycle_name": f"{name} {company}",
			"company": company,
			"start_date": start,
			"end_date": end,
		}
	).insert(ignore_permissions=True)  # opened by the scheduler
