"""Who is on duty when others are not reached (B4, P1)."""

from datetime import datetime

import frappe
from frappe import _


class DutyOverlap(frappe.ValidationError):
	"""An engineer would be on duty twice at the same time."""


def on_duty(company: str, team: str | None, at: datetime) -> str | None:
	"""The engineer on duty for `team` at `at` (naive site time): the team's own before the company's; None if nobody is.

	A duty lasts from its start up to, but not including, its end.
	"""
	rows = frappe.get_all(
		"On-call Duty",
		filters={"company": company, "start": ["<=", at], "end": [">", at]},
		or_filters=[["team", "=", team], ["team", "is", "not set"]] if team else [["team", "is", "not set"]],
		fields=["engineer", "team"],
		order_by="start desc, name",
	)
	return min(rows, key=lambda row: not row.team).engineer if rows else None


def validate_duty(duty) -> None:
	"""Refuse a duty that ends before it begins, that overlaps another of the same engineer, or crosses companies."""
	if duty.end <= duty.start:
		frappe.throw(_("End: {0} must lie after the start, {1}.").format(duty.end, duty.start))
	engineer = frappe.get_cached_doc("Service Engineer", duty.engineer)
	if engineer.company != duty.company:
		frappe.throw(
			_("Engineer: {0} works for {1}, not for {2}.").format(
				engineer.engineer_name, engineer.company, duty.company
			)
		)
	if duty.team and frappe.get_cached_value("Service Team", duty.team, "company") != duty.company:
		frappe.throw(_("Team: {0} does not belong to {1}.").format(duty.team, duty.company))
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
			_("Start: {0} is on duty already from {1} to {2} ({3}). Choose another time.").format(
				engineer.engineer_name, other[0].start, other[0].end, other[0].name
			),
			DutyOverlap,
		)
