"""What the surveys say, counted: by engineer, service, region or customer, with what each figure rests on (I3)."""

from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import cint, get_datetime

from fsm_app.common.company_limits import companies_of
from fsm_app.feedback.survey import ANSWERED, EXPIRED, OPEN, STAFF, SURVEY, WITHDRAWN
from fsm_app.feedback.survey_links import KEPT
from fsm_app.feedback.survey_mail import FAILED, NO_ADDRESS, QUEUED, UNSUBSCRIBED

SATISFIED_FROM = 4
PROMOTERS_FROM, DETRACTORS_TO = 9, 6


@dataclass
class Figures:
	"""Counts of surveys, and the figures made of them; a figure without data is None."""

	opened: int = 0
	answered: int = 0
	excluded: int = 0
	expired: int = 0
	withdrawn: int = 0
	waiting: int = 0
	stars: int = 0
	satisfied: int = 0
	with_nps: int = 0
	promoters: int = 0
	detractors: int = 0
	mailed: int = 0
	no_address: int = 0
	unsubscribed: int = 0
	failed: int = 0
	copied: int = 0
	reached: int = 0
	by_staff: int = 0

	@property
	def counted(self) -> int:
		"""The answers on which the marks rest: all but those that a manager left out."""
		return self.answered - self.excluded

	@property
	def mean_stars(self) -> float | None:
		"""Mean of the stars."""
		return self.stars / self.counted if self.counted else None

	@property
	def csat(self) -> float | None:
		"""Percent of the answers with 4 or 5 stars."""
		return 100.0 * self.satisfied / self.counted if self.counted else None

	@property
	def nps(self) -> float | None:
		"""Percent of promoters (9, 10) less percent of detractors (0 to 6), of those who gave a number."""
		return 100.0 * (self.promoters - self.detractors) / self.with_nps if self.with_nps else None

	@property
	def response_rate(self) -> float | None:
		"""Percent of the opened surveys that were answered; one that was withdrawn could not be."""
		asked = self.opened - self.withdrawn
		return 100.0 * self.answered / asked if asked else None

	@property
	def reach(self) -> float | None:
		"""Percent of the closings whose survey went to the customer by itself or by a copied link."""
		asked = self.opened - self.withdrawn
		return 100.0 * self.reached / asked if asked else None

	def add(self, row) -> None:
		"""Add `row.number` surveys that are alike in all that is counted."""
		number = row.number
		self.opened += number
		self.expired += number * (row.state == EXPIRED)
		self.withdrawn += number * (row.state == WITHDRAWN)
		self.waiting += number * (row.state == OPEN)
		self.mailed += number * (row.delivery == QUEUED)
		self.no_address += number * (row.delivery == NO_ADDRESS)
		self.unsubscribed += number * (row.delivery == UNSUBSCRIBED)
		self.failed += number * (row.delivery == FAILED)
		self.copied += number * bool(row.copied_by)
		if row.state != WITHDRAWN:
			self.reached += number * (row.delivery == QUEUED or bool(row.copied_by))
		if row.state == ANSWERED:
			self._add_answer(row, number)

	def _add_answer(self, row, number: int) -> None:
		self.answered += number
		self.by_staff += number * (row.answered_through == STAFF)
		if row.excluded:
			self.excluded += number
			return
		self.stars += number * cint(row.stars)
		self.satisfied += number * (cint(row.stars) >= SATISFIED_FROM)
		if row.nps not in (None, ""):
			self.with_nps += number
			self.promoters += number * (cint(row.nps) >= PROMOTERS_FROM)
			self.detractors += number * (cint(row.nps) <= DETRACTORS_TO)


ALIKE = ("state", "stars", "nps", "excluded", "delivery", "copied_by", "answered_through")


def figures_by(field: str, first: date, last: date, filters: dict | None = None) -> dict[str | None, Figures]:
	"""The figures of the surveys opened from `first` to `last`, by the value of `field`. One grouped query.

	Of the companies that the session's user may see; `filters` narrow by engineer, offering, region, customer or company.
	"""
	survey = frappe.qb.DocType(SURVEY)
	columns = [survey[field].as_("of"), *(survey[name] for name in ALIKE)]
	query = (
		frappe.qb.from_(survey)
		.select(*columns, Count(survey.name).as_("number"))
		.where(survey.sent_at >= get_datetime(first))
		.where(survey.sent_at < get_datetime(last) + timedelta(days=1))
		.groupby(survey[field], *(survey[name] for name in ALIKE))
	)
	companies = companies_of(frappe.session.user, SURVEY)
	if companies is not None:
		query = query.where(survey.company.isin(sorted(companies)))
	for name, value in (filters or {}).items():
		query = query.where(survey[name] == value)
	found: dict[str | None, Figures] = {}
	for row in query.run(as_dict=True):
		found.setdefault(row.of, Figures()).add(row)
	return found


def from_one_device(first: date, last: date) -> dict[str, list[str]]:
	"""By engineer, the surveys answered from `first` to `last` on a device that also answered for another customer.

	Nothing is told of the device: two customers who answer on one are a reason to look, an engineer's telephone for one.
	"""
	survey, kept = frappe.qb.DocType(SURVEY), frappe.qb.DocType(KEPT)
	rows = (
		frappe.qb.from_(survey)
		.join(kept)
		.on(kept.survey == survey.name)
		.select(survey.name, survey.engineer, survey.customer, kept.device_mark)
		.where(survey.answered_at >= get_datetime(first))
		.where(survey.answered_at < get_datetime(last) + timedelta(days=1))
		.where(kept.device_mark.isnotnull())
		.orderby(survey.name)
		.run(as_dict=True)
	)
	of_device: dict[tuple, list] = {}
	for row in rows:
		of_device.setdefault((row.engineer, row.device_mark), []).append(row)
	found: dict[str, list[str]] = {}
	for (engineer, _mark), alike in of_device.items():
		if engineer and len({row.customer for row in alike}) > 1:
			found.setdefault(engineer, []).extend(row.name for row in alike)
	return found
