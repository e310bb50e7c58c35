"""The monthly review of the catalogue: bottlenecks from the month's figures, and proposals that are followed up (A4)."""

import re
from datetime import date, datetime

import frappe
from frappe import _
from frappe.utils import get_first_day, get_last_day, getdate

from fsm_app.common import clock
from fsm_app.common.clock import now
from fsm_app.engine.catalogue_usage import (
	REOPEN_RATE,
	RESOLUTION_TIME,
	SLA_RATE,
	UNUSED,
	Bottleneck,
	Thresholds,
	bottlenecks,
)
from fsm_app.service_catalogue.usage import last_used, usage_of

REVIEW = "Catalogue Review"
OPEN, CARRIED_OVER = "Open", "Carried Over"
CHANGE, RETIRE, TRAINING = "Change", "Retire", "Training"
KIND_OF = {SLA_RATE: CHANGE, REOPEN_RATE: TRAINING, RESOLUTION_TIME: CHANGE, UNUSED: RETIRE}
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class ReviewError(frappe.ValidationError):
	"""A review of a month that is none, or that has not begun."""


def open_monthly_reviews(at: datetime | None = None) -> int:
	"""Daily: open the review of the month before `at` (default: now) for each company with engineers that lacks it.

	Daily, because a run on the first of a month may fall out. Returns how many were opened.
	"""
	at = at or now()
	month = f"{get_first_day(at, d_months=-1):%Y-%m}"
	companies = frappe.get_all("Service Engineer", pluck="company", distinct=True, order_by="company")
	there = frappe.get_all(REVIEW, filters={"month": month}, pluck="company")
	opened = 0
	with clock.at(at):
		for company in companies:
			if company not in there:
				opened += _open(company, month)
	return opened


def fill_in(review) -> None:
	"""Before a review is inserted: its dates, its bottlenecks, the last review's open proposals and a new one a bottleneck."""
	if not MONTH.fullmatch(review.month or ""):
		_refuse(
			_("Month: {0} is not a year and month such as 2026-10. Enter one.").format(
				frappe.bold(review.month)
			)
		)
	review.start_date = getdate(f"{review.month}-01")
	review.end_date = get_last_day(review.start_date)
	if review.start_date > now().date():
		_refuse(_("Month: {0} has not begun. Choose an earlier one.").format(review.month))
	found = _find(review.company, review.start_date, review.end_date)
	review.set("bottlenecks", [])
	for bottleneck in found:
		review.append("bottlenecks", _as_row(bottleneck))
	former = _former(review)
	for proposal in _open_proposals(former):
		review.append(
			"proposals",
			{
				**{
					field: proposal.get(field)
					for field in ("offering", "proposal", "kind", "state", "responsible", "finding")
				},
				"carried_from": former.name,
			},
		)
	# A bottleneck that lasts does not make a second proposal.
	proposed = {(row.offering, row.finding) for row in review.proposals}
	for bottleneck in found:
		if (bottleneck.entry, bottleneck.finding) not in proposed:
			review.append("proposals", _proposal(bottleneck))


def carry_over(review) -> None:
	"""After a review is inserted: what it has taken over is no longer open in the one before it."""
	former = _former(review)
	taken = _open_proposals(former)
	for row in taken:
		row.state = CARRIED_OVER
	if taken:
		former.save(ignore_permissions=True)  # follows from the new review


def _open(company: str, month: str) -> int:
	frappe.db.savepoint("catalogue_review")
	try:
		review = frappe.get_doc({"doctype": REVIEW, "company": company, "month": month})
		review.insert(ignore_permissions=True)  # the scheduler acts, no user
	except Exception:
		frappe.db.rollback(save_point="catalogue_review")
		frappe.log_error(title=f"Catalogue review of {company} for {month}")
		return 0
	finally:
		frappe.db.commit()
	return 1


def _find(company: str, start: date, end: date) -> list[Bottleneck]:
	settings = frappe.get_cached_doc("Field Service Settings")
	thresholds = Thresholds(
		settings.review_sla_rate_below or 0,
		settings.review_reopen_rate_above or 0,
		settings.review_resolution_above or 0,
		settings.review_unused_days or 0,
		settings.review_minimum_tickets or 0,
	)
	return bottlenecks(usage_of(start, end, [company]), _idle_days(end), thresholds)


def _idle_days(end: date) -> dict[str, int]:
	"""For each enabled offering the days up to `end` since anybody of any company asked for it, or since it was added."""
	latest = last_used(end)
	rows = frappe.get_all(
		"Service Offering", filters={"disabled": 0}, fields=["name", "creation"], order_by="name"
	)
	return {row.name: (end - getdate(latest.get(row.name) or row.creation)).days for row in rows}


def _as_row(bottleneck: Bottleneck) -> dict:
	return {
		"offering": bottleneck.entry,
		"finding": bottleneck.finding,
		"figure": bottleneck.figure,
		"threshold": bottleneck.threshold,
		"detail": _detail(bottleneck),
	}


def _detail(bottleneck: Bottleneck) -> str:
	figure, threshold = f"{bottleneck.figure:g}", f"{bottleneck.threshold:g}"
	return {
		SLA_RATE: _("{0} % of the SLA targets were kept, fewer than {1} %."),
		REOPEN_RATE: _("{0} % of the tickets were reopened, more than {1} %."),
		RESOLUTION_TIME: _("The resolution took {0} % of the target on average, more than {1} %."),
		UNUSED: _("Not asked for in {0} days, longer than {1}."),
	}[bottleneck.finding].format(figure, threshold)


def _proposal(bottleneck: Bottleneck) -> dict:
	text = {
		SLA_RATE: _("Change the targets, the required level or the procedure of {0}."),
		REOPEN_RATE: _("Train the engineers who deliver {0}; look for what the procedure lacks."),
		RESOLUTION_TIME: _("Shorten the procedure of {0}, or plan more time for it."),
		UNUSED: _("Retire {0}, or tell customers about it."),
	}[bottleneck.finding].format(bottleneck.entry)
	return {
		"offering": bottleneck.entry,
		"finding": bottleneck.finding,
		"proposal": text,
		"kind": KIND_OF[bottleneck.finding],
		"state": OPEN,
	}


def _former(review):
	"""The company's latest review of a month before this one's; None where there is none."""
	names = frappe.get_all(
		REVIEW,
		filters={"company": review.company, "month": ["<", review.month]},
		pluck="name",
		order_by="month desc",
		limit_page_length=1,
	)
	return frappe.get_doc(REVIEW, names[0]) if names else None


def _open_proposals(former) -> list:
	return [row for row in former.proposals if row.state == OPEN] if former else []


def _refuse(message: str) -> None:
	frappe.throw(message, ReviewError)
