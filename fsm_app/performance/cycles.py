"""The months in which people are scored: opened by themselves, and scored daily as long as they are open (J3)."""

from datetime import date, timedelta

import frappe
from frappe.utils import cint, get_first_day, get_last_day, getdate

from fsm_app.common.clock import now
from fsm_app.performance.closing import close_cycle, is_due
from fsm_app.performance.cycle_locks import CycleBusy
from fsm_app.performance.scoring import CYCLE, CycleClosed, score_cycle


def score_open_cycles() -> None:
	"""Daily: see that every company with engineers has a cycle for this month; score all that are open, close those due."""
	_ensure_cycles_of_this_month()
	closing_day = cint(frappe.db.get_single_value("Field Service Settings", "scoring_closing_day"))
	for cycle in frappe.get_all(
		CYCLE,
		filters={"status": "Open"},
		fields=["name", "end_date", "closes_by_itself"],
		order_by="start_date",
		limit_page_length=0,
	):
		# So that each is scored by what is there now, and not by what was there when the one before began.
		frappe.db.commit()
		frappe.db.savepoint("score_cycle")
		try:
			(close_cycle if is_due(cycle, getdate(now()), closing_day) else score_cycle)(cycle.name)
		except (CycleBusy, CycleClosed):
			# Somebody else is at it, or was: what they write is the same.
			frappe.db.rollback(save_point="score_cycle")
			frappe.clear_last_message()
		except Exception:
			frappe.db.rollback(save_point="score_cycle")
			frappe.log_error(
				title=f"Scoring of {cycle.name}", reference_doctype=CYCLE, reference_name=cycle.name
			)
		frappe.db.commit()


def enqueue_scoring() -> None:
	"""Daily: the scoring is a long job of its own, of which there is one at a time."""
	frappe.enqueue(
		"fsm_app.performance.cycles.score_open_cycles",
		queue="long",
		timeout=4 * 3600,
		job_id="fsm_score_open_cycles",
		deduplicate=True,
	)


def _ensure_cycles_of_this_month() -> None:
	today = getdate(now())
	for company in frappe.get_all("Service Engineer", pluck="company", distinct=True, order_by="company"):
		frappe.db.savepoint("open_cycle")
		try:
			ensure_cycle(company, today)
		except Exception:
			frappe.db.rollback(save_point="open_cycle")
			frappe.log_error(title=f"Performance cycle of {company}")
		frappe.db.commit()


def ensure_cycle(company: str, today: date) -> None:
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


def close_in_background(cycle: str) -> None:
	"""Close the cycle as its form asks; one that somebody else is at, or has closed, is left to them."""
	try:
		close_cycle(cycle)
	except (CycleBusy, CycleClosed):
		frappe.db.rollback()
	frappe.db.commit()
