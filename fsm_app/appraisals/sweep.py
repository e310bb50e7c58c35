"""The daily look at reviews: open those whose cycle ends, remind, say who is late, and go on where nobody acts (J4).

Nothing stands still for ever. What the engineer lets pass goes on at the deadline: no self-assessment, or confirmed by lapse.
What others let pass is told to whoever stands above, and goes on without them when as much time again has passed. An appeal
is never decided by time: who decides is told again and again.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import getdate

from fsm_app.appraisals import reviews, stages
from fsm_app.appraisals.due import days_of, setting
from fsm_app.appraisals.telling import format_day, remind, tell, tell_overdue
from fsm_app.common.clock import now
from fsm_app.workforce.audience import Audience

BY_LAPSE = (stages.SELF, stages.TO_CONFIRM)


def follow_reviews() -> None:
	"""Daily: open the reviews of cycles that end, and follow the deadlines of those that are open."""
	audience = Audience()
	open_due_reviews(audience)
	# What the job after a closing has left, because it was broken off.
	_each(stages.REVIEW, _waiting_for_closing(), lambda name: _end_waiting(name, audience))
	today = getdate(now())
	until = today + timedelta(days=setting("review_reminder_days"))
	due = frappe.get_all(
		stages.REVIEW,
		filters={"stage": ["in", stages.OPEN], "due_on": ["<=", until]},
		pluck="name",
		order_by="due_on, name",
	)
	_each(stages.REVIEW, due, lambda name: _follow(name, today, audience))
	asked = frappe.get_all(
		stages.RATING,
		filters={"state": stages.ASKED, "due_on": ["<=", until]},
		pluck="name",
		order_by="due_on, name",
	)
	_each(stages.RATING, asked, lambda name: _follow_colleague(name, today, audience))


def open_due_reviews(audience: Audience) -> None:
	"""Open the reviews of all open cycles that end within the days that the settings name."""
	if not setting("open_reviews"):
		return
	until = getdate(now()) + timedelta(days=setting("review_opens_days"))
	for cycle in frappe.get_all(
		"Performance Cycle",
		filters={"status": "Open", "end_date": ["<=", until]},
		pluck="name",
		order_by="end_date",
	):
		open_missing(cycle, audience)


def open_missing(cycle: str, audience: Audience) -> None:
	"""Open the review of every appraisal of the cycle that has none, except for those who were away all the time."""
	appraisal, review = frappe.qb.DocType("Performance Appraisal"), frappe.qb.DocType(stages.REVIEW)
	missing = (
		frappe.qb.from_(appraisal)
		.left_join(review)
		.on(review.appraisal == appraisal.name)
		.select(appraisal.name, appraisal.engineer, appraisal.cycle, appraisal.company, appraisal.at_work)
		.where(appraisal.cycle == cycle)
		.where(review.name.isnull())
		.orderby(appraisal.name)
		.run(as_dict=True)
	)
	rows = {row.name: row for row in missing if row.at_work != "Away"}
	_each("Performance Appraisal", rows, lambda name: reviews.open_review(rows[name], audience))


def follow_closed_cycle(cycle) -> None:
	"""fsm_cycle_closed: what follows for the reviews is a job of its own, so that closing takes no longer for them."""
	frappe.enqueue(
		"fsm_app.appraisals.sweep.follow_closing",
		queue="long",
		cycle=cycle.name,
		enqueue_after_commit=True,
		job_id=f"fsm_follow_closing:{cycle.name}",
		deduplicate=True,
	)


def follow_closing(cycle: str) -> None:
	"""After a cycle was closed: whatever was not handed in does not count any more, and the interviews can begin."""
	audience = Audience()
	if setting("open_reviews"):
		open_missing(cycle, audience)
	_each(stages.REVIEW, _waiting_for_closing(cycle), lambda name: _end_waiting(name, audience))


def _waiting_for_closing(cycle: str | None = None) -> list[str]:
	"""The reviews of a closed cycle, or of all, that still collect ratings or wait for the scores."""
	review, period = frappe.qb.DocType(stages.REVIEW), frappe.qb.DocType("Performance Cycle")
	waits = review.stage.isin(stages.COLLECTING) | (
		(review.stage == stages.INTERVIEW) & review.due_on.isnull()
	)
	query = (
		frappe.qb.from_(review)
		.inner_join(period)
		.on(period.name == review.cycle)
		.select(review.name)
		.where(period.status == "Closed")
		.where(waits)
		.orderby(review.name)
	)
	return [name for (name,) in (query.where(review.cycle == cycle) if cycle else query).run()]


def _end_waiting(name: str, audience: Audience) -> None:
	review = frappe.get_doc(stages.REVIEW, name, for_update=True)
	if review.stage == stages.INTERVIEW:
		note = _("The scores are closed; the interview can be held.")
		reviews.move(review, stages.INTERVIEW, note, audience)
	else:
		note = _("The cycle was closed; ratings that were not handed in do not count.")
		reviews.move(review, reviews.next_stage(stages.SUPERVISOR), note, audience)


def _follow(name: str, today, audience: Audience) -> None:
	# Whoever acts at the same moment is waited for, and what they did holds.
	review = frappe.get_doc(stages.REVIEW, name, for_update=True)
	if not review.due_on or review.stage not in stages.OPEN:
		return
	if getdate(review.due_on) < today:
		_follow_overdue(review, today, audience)
	elif not review.reminded:
		remind(review, audience)
		frappe.db.set_value(stages.REVIEW, name, "reminded", 1)


def _follow_overdue(review, today, audience: Audience) -> None:
	days = days_of(review.stage)
	late = (today - getdate(review.due_on)).days
	if review.stage in BY_LAPSE or (review.stage != stages.APPEALED and late > days):
		reviews.move(review, reviews.next_stage(review.stage), _lapsed(review), audience)
		return
	told = getdate(review.overdue_told_on) if review.overdue_told_on else None
	again = review.stage == stages.APPEALED and told and (today - told).days >= days
	if told and not again:
		return
	tell_overdue(review, audience)
	if review.stage == stages.APPEALED:
		remind(review, audience)
	frappe.db.set_value(stages.REVIEW, review.name, "overdue_told_on", today)


def _lapsed(review) -> str:
	return {
		stages.SELF: _("No self-assessment was handed in until {0}."),
		stages.SUPERVISOR: _("No rating of the supervisor was handed in until {0}."),
		stages.HR_REVIEW: _("HR did not check the review until {0}."),
		stages.INTERVIEW: _("No interview was written down until {0}."),
		stages.TO_CONFIRM: _("Neither confirmed nor appealed against until {0}: confirmed by lapse of time."),
	}[review.stage].format(format_day(review.due_on))


def _follow_colleague(name: str, today, audience: Audience) -> None:
	rating = frappe.get_doc(stages.RATING, name)
	if getdate(rating.due_on) < today:
		frappe.db.set_value(stages.RATING, name, "state", stages.LAPSED)
	elif not rating.reminded:
		engineer = frappe.get_cached_value("Service Engineer", rating.engineer, "engineer_name")

		def message(language: str) -> str:
			return _("Reminder: rate your colleague {0} until {1}.", language).format(
				engineer, format_day(rating.due_on)
			)

		tell(audience.user(rating.rater), message, stages.RATING, name)
		frappe.db.set_value(stages.RATING, name, "reminded", 1)


def _each(doctype: str, names: Iterable[str], act: Callable[[str], object]) -> None:
	"""Let `act` deal with each document by itself, a commit each: one that fails is logged and keeps nobody waiting."""
	for name in names:
		frappe.db.savepoint("appraisal_sweep")
		try:
			act(name)
		except Exception:
			frappe.db.rollback(save_point="appraisal_sweep")
			frappe.log_error(title=f"Review of {name}", reference_doctype=doctype, reference_name=name)
		frappe.db.commit()
