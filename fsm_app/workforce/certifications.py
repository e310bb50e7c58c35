"""The certificates that engineers hold, and on which days they hold (A2, E1)."""

from collections.abc import Collection
from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

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
