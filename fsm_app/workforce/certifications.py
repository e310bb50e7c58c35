"""The certificates that engineers hold, and on which days they hold (A2, E1)."""

from collections.abc import Collection
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, add_months, formatdate, getdate

from fsm_app.clock import now

CERTIFICATION = "Engineer Certification"
VALID, NOT_YET_VALID, EXPIRED = "Valid", "Not Yet Valid", "Expired"


class CertificationError(frappe.ValidationError):
	"""A certificate that could never hold."""


def held_on(day: date, certifications: Collection[str]) -> dict[str, set[str]]:
	"""For each engineer those of `certifications` that hold on `day`. One query; none where nothing is asked for."""
	if not certifications:
		return {}
	table = frappe.qb.DocType(CERTIFICATION)
	rows = (
		frappe.qb.from_(table)
		.select(table.engineer, table.certification)
		.where(table.certification.isin(sorted(certifications)))
		.where(table.valid_from.isnull() | (table.valid_from <= day))
		.where(table.valid_until.isnull() | (table.valid_until >= day))
		.groupby(table.engineer, table.certification)
		.run(as_dict=True)
	)
	held: dict[str, set[str]] = {}
	for row in rows:
		held.setdefault(row.engineer, set()).add(row.certification)
	return held


def issue(engineer: str, certification: str, valid_from: date, **proof):
	"""Give the engineer a certificate from `valid_from` on, as a renewal where he has had one; returns it.

	`proof` are the fields that say what it rests on. The app issues it: what was passed has been checked (H2).
	"""
	months = frappe.get_cached_value("Service Certification", certification, "validity_months")
	previous = latest_certificate(engineer, certification)
	return frappe.get_doc(
		{
			"doctype": CERTIFICATION,
			"engineer": engineer,
			"certification": certification,
			"valid_from": valid_from,
			"valid_until": last_day(valid_from, months) if months else None,
			"verification": "Verified",
			"renewed_from": previous.name if previous else None,
			**proof,
		}
	).insert(ignore_permissions=True)  # earned, not given by the user of the moment


def latest_certificate(engineer: str, certification: str):
	"""The engineer's last certificate of this kind that was not revoked, with what it rests on; None if he has had none."""
	return frappe.db.get_value(
		CERTIFICATION,
		{"engineer": engineer, "certification": certification, "revoked": 0},
		["name", "valid_from", "valid_until", "exam_attempt", "practical_assessment"],
		order_by="valid_from desc, creation desc",
		as_dict=True,
	)


def last_day(valid_from: date, months: int) -> date:
	"""The last day of `months` from `valid_from` on: the one before the day of the month comes back.

	From 29 February twelve months last until 28 February, for its day comes back as 1 March.
	"""
	back = getdate(add_months(valid_from, months))
	return back if back.day != getdate(valid_from).day else getdate(add_days(back, -1))


def validate_certification(certificate) -> None:
	"""Refuse a certificate that ends before it begins; derive its state."""
	begin, end = certificate.valid_from, certificate.valid_until
	if begin and end and getdate(end) < getdate(begin):
		frappe.throw(
			_("Valid Until: {0} lies before Valid From ({1}).").format(formatdate(end), formatdate(begin)),
			CertificationError,
		)
	certificate.company = frappe.get_cached_value("Service Engineer", certificate.engineer, "company")
	certificate.state = _state(certificate, now().date())


def refresh_certification_states() -> None:
	"""Daily: bring the states shown in lists up to today."""
	today = now().date()
	outdated = (
		({"valid_until": ["<", today]}, EXPIRED),
		({"valid_from": [">", today]}, NOT_YET_VALID),
	)
	for dates, state in outdated:
		frappe.db.set_value(CERTIFICATION, {**dates, "state": ["!=", state]}, "state", state)
	begun = {"state": NOT_YET_VALID, "valid_from": ["<=", today]}
	frappe.db.set_value(CERTIFICATION, begun, "state", VALID)


def _state(certificate, day: date) -> str:
	if certificate.valid_until and getdate(certificate.valid_until) < day:
		return EXPIRED
	if certificate.valid_from and getdate(certificate.valid_from) > day:
		return NOT_YET_VALID
	return VALID
