"""What rewards do when a cycle is closed, a score is corrected or a day has passed. See hooks.py."""

import frappe

from fsm_app.common.clock import now
from fsm_app.rewards import awards, months, plans, reminders, runs, voting

# Cycles that were closed while nobody listened are looked for so far back.
CATCH_UP_DAYS = 62


def follow_closing(cycle) -> None:
	"""A cycle was closed: its lists and rounds are made by a job, once."""
	frappe.enqueue(
		"fsm_app.rewards.listeners.reward_cycle",
		queue="long",
		job_id=f"fsm_reward_cycle:{cycle.name}",
		deduplicate=True,
		enqueue_after_commit=True,
		cycle=cycle.name,
	)


def reward_cycle(cycle: str) -> None:
	"""Make the lists and open the rounds of a closed cycle. Again, it changes nothing."""
	if frappe.db.get_value(months.CYCLE, cycle, "status") != months.CLOSED:
		return
	runs.run_rules(cycle)
	awards.open_rounds(cycle)


def follow_correction(appraisal, before: float | None, reason: str) -> None:
	"""A closed score was corrected: lists are made again, and awards that no longer hold come into question."""
	cycle = frappe.get_doc(months.CYCLE, appraisal.cycle)
	later = frappe.get_all(
		months.CYCLE,
		filters={"company": cycle.company, "end_date": [">=", cycle.end_date]},
		pluck="name",
		order_by="end_date",
		limit_page_length=months.MOST_MONTHS,
	)
	# A list of months in a row may rest on this month later on.
	for name in frappe.get_all(
		runs.RUN, filters={"cycle": ["in", later]}, pluck="name", order_by="name", limit_page_length=0
	):
		runs.bring_up_to_date(name)
	awards.follow_scores(cycle.company, cycle.start_date, cycle.end_date)


def follow_days() -> None:
	"""Daily: cycles that were missed, lists that wait, votings that end, reviews that are due. Each by itself."""
	today = now().date()
	since = frappe.utils.add_days(today, -CATCH_UP_DAYS)
	for cycle in months.closed_cycles(None, since, today):
		_each(reward_cycle, cycle.name)
	for name in runs.waiting_runs():
		_each(runs.bring_up_to_date, name)
	_each(voting.remind_voters)
	_each(awards.end_votings)
	_each(reminders.remind_deciders)
	_each(plans.remind_of_reviews)


def _each(function, *arguments) -> None:
	frappe.db.savepoint("reward_day")
	try:
		function(*arguments)
	except Exception:
		frappe.db.rollback(save_point="reward_day")
		frappe.log_error(title=f"{function.__name__} {' '.join(arguments)}")
	frappe.db.commit()
