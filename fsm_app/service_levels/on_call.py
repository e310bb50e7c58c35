"""Who is on duty when others are not reached (B4, P1)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.utils import format_datetime

from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import narrowed


class DutyOverlap(frappe.ValidationError):
	"""An engineer would be on duty twice at the same time."""


def on_duty(company: str, team: str | None, at: datetime) -> str | None:
	"""The engineer on duty for `team` at `at` (naive site time): the team's own before the company's; None if nobody is.

	A duty lasts from its start up to, but not including, its end; one of an engineer who is on leave or has left counts
	for nothing. Of several that began at different times the latest holds.
	"""
	duty, person = frappe.qb.DocType("On-call Duty"), frappe.qb.DocType("Service Engineer")
	for_everyone = duty.team.isnull() | (duty.team == "")
	rows = (
		frappe.qb.from_(duty)
		.join(person)
		.on(person.name == duty.engineer)
		.select(duty.engineer, duty.team)
		.where((duty.company == company) & (duty.start <= at) & (duty.end > at))
		.where(for_everyone | (duty.team == team) if team else for_everyone)
		.where(person.status == "Active")
		.orderby(duty.start, order=Order.desc)
		.orderby(duty.name)
		.run(as_dict=True)
	)
	return min(rows, key=lambda row: not row.team).engineer if rows else None


def duties_between(engineers: Collection[str], start: datetime, end: datetime) -> dict[str, list[tuple]]:
	"""By engineer their duties that touch [start, end), as pairs of start and end. One query."""
	duty = frappe.qb.DocType("On-call Duty")
	query = (
		frappe.qb.from_(duty)
		.select(duty.engineer, duty.start, duty.end)
		.where((duty.start < end) & (duty.end > start))
		.orderby(duty.start)
	)
	duties: dict[str, list[tuple]] = {}
	for engineer, *span in narrowed(query, duty.engineer, engineers).run():
		duties.setdefault(engineer, []).append(tuple(span))
	return duties


@dataclass
class LadderAudience(Audience):
	"""An Audience that also finds who is on duty, for one batch of the sweep."""

	duties: dict[tuple, list[str]] = field(default_factory=dict)

	def on_duty(self, company: str, team: str | None, at: datetime) -> list[str]:
		"""The user of the engineer on duty at `at` (naive site time), if there is one."""
		if (company, team, at) not in self.duties:
			self.duties[company, team, at] = self.engineer(on_duty(company, team, at))
		return self.duties[company, team, at]


def validate_duty(duty) -> None:
	"""Refuse a duty that ends before it begins, that overlaps another of the same engineer, or crosses companies."""
	if not (duty.engineer and duty.company and duty.start and duty.end):
		return  # Frappe says what is missing
	if duty.end <= duty.start:
		frappe.throw(
			_("End: {0} must lie after the start, {1}.").format(
				format_datetime(duty.end), format_datetime(duty.start)
			)
		)
	engineer = frappe.get_cached_doc("Service Engineer", duty.engineer)
	if engineer.company != duty.company:
		frappe.throw(
			_("{0} works for {1}, not for {2}. Choose another engineer or company.").format(
				engineer.engineer_name, engineer.company, duty.company
			)
		)
	if duty.team and frappe.get_cached_value("Service Team", duty.team, "company") != duty.company:
		frappe.throw(
			_("The team {0} does not belong to {1}. Choose another team.").format(duty.team, duty.company)
		)
	# Two duties entered at once for one engineer wait for each other here.
	frappe.db.get_value("Service Engineer", duty.engineer, "name", for_update=True)
	other = frappe.get_all(
		"On-call Duty",
		filters={
			"engineer": duty.engineer,
			"name": ["!=", duty.name or ""],
			"start": ["<", duty.end],
			"end": [">", duty.start],
		},
		fields=["name", "start", "end"],
		limit_page_length=1,
	)
	if other:
		frappe.throw(
			_("{0} is on duty already from {1} to {2} ({3}). Choose another time.").format(
				engineer.engineer_name,
				format_datetime(other[0].start),
				format_datetime(other[0].end),
				other[0].name,
			),
			DutyOverlap,
		)
