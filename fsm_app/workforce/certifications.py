"""The certificates that engineers hold: when one counts, who may enter and verify it, how it is renewed (H2, H3)."""

from collections.abc import Collection, Sequence
from datetime import date

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.utils import add_days, add_months, formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.many_rows import day_of, rows_of
from fsm_app.common.roles import MANAGES_PEOPLE
from fsm_app.engine.certificate_standing import Certificate
from fsm_app.workforce import certificate_documents
from fsm_app.workforce.certificate_documents import CertificationError
from fsm_app.workforce.engineers import engineer_of, narrowed, today_of

CERTIFICATION = "Engineer Certification"
VALID, NOT_YET_VALID, EXPIRED = "Valid", "Not Yet Valid", "Expired"
UNVERIFIED, VERIFIED, REJECTED, REVOKED = "Unverified", "Verified", "Rejected", "Revoked"
OWN_FIELDS = ("verified_by", "verified_on", "exam_attempt", "practical_assessment", "renewed_from")


def held_on(day: date, certifications: Collection[str]) -> dict[str, set[str]]:
	"""For each engineer those of `certifications` that hold on `day`. One query; none where nothing is asked for."""
	held: dict[str, set[str]] = {}
	for engineer, certification, *_dates in _counting(certifications, day, day):
		held.setdefault(engineer, set()).add(certification)
	return held


def held_at(
	moment, certifications: Collection[str], engineers: Collection[str] | None = None
) -> dict[str, set[str]]:
	"""For each engineer those of `certifications` that hold at `moment` (naive site time), by the date where they are.

	A certificate holds to the end of its last day in the engineer's own time zone (H3). Two queries; none where nothing is
	asked for, one where all hold on the days around, too. Of everybody, or of `engineers` at least.
	"""
	day = moment.date()
	# Wherever the engineer is, their date is this one or one beside it.
	rows = _counting(certifications, getdate(add_days(day, -1)), getdate(add_days(day, 1)), engineers)
	days = today_of({engineer for engineer, _certification, *dates in rows if any(dates)}, moment)
	held: dict[str, set[str]] = {}
	for engineer, certification, begins, ends in rows:
		if not (begins or ends) or _holds(day_of(begins), day_of(ends), days[engineer]):
			held.setdefault(engineer, set()).add(certification)
	return held


def held_by(engineer: str, moment) -> dict[str, date | None]:
	"""What one engineer holds at `moment`, as held_at has it: by certification the last day, None where there is none."""
	day = moment.date()
	kinds = frappe.get_all("Service Certification", pluck="name", limit_page_length=0)
	# To the last day that there is, so that each says when it ends.
	rows = _counting(kinds, getdate(add_days(day, -1)), date.max, [engineer])
	today = today_of({engineer}, moment)[engineer]
	held: dict[str, date | None] = {}
	for owner, certification, begins, ends in rows:
		if owner != engineer or not _holds(day_of(begins), day_of(ends), today):
			continue
		until = day_of(ends)
		known = held.get(certification, until)
		held[certification] = known and until and max(known, until)
	return held


def issue(engineer: str, certification: str, valid_from: date, **proof):
	"""Give the engineer a certificate from `valid_from` on, as a renewal where they have had one; returns it.

	`proof` are the fields that say what it rests on. The app issues it: what was passed has been checked (H2).
	"""
	months = frappe.get_cached_value("Service Certification", certification, "validity_months")
	certificate = frappe.get_doc(
		{
			"doctype": CERTIFICATION,
			"engineer": engineer,
			"certification": certification,
			"valid_from": valid_from,
			"valid_until": last_day(valid_from, months) if months else None,
		}
	)
	certificate.flags.issued_by_app = proof
	return certificate.insert(ignore_permissions=True)  # earned, not given by the user of the moment


def latest_certificate(engineer: str, certification: str, but: str | None = None):
	"""The engineer's last certificate of this kind that was not revoked, with what it rests on; None if they have had none."""
	return frappe.db.get_value(
		CERTIFICATION,
		{"engineer": engineer, "certification": certification, "revoked": 0, "name": ["!=", but or ""]},
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


def current_state(certificate) -> str:
	"""Its state today, also where the daily job has not brought the stored one up to date yet."""
	return _state(certificate, now().date())


def validate_certification(certificate) -> None:
	"""Refuse a certificate that could never hold or that is not the user's to enter; derive its state."""
	_check_dates(certificate)
	_keep_own_fields(certificate)
	_check_who(certificate)
	certificate_documents.take(certificate)
	certificate.issuer = certificate.issuer or frappe.get_cached_value(
		"Service Certification", certificate.certification, "issuer"
	)
	certificate.company = frappe.get_cached_value("Service Engineer", certificate.engineer, "company")
	certificate.state = _state(certificate, now().date())


def refresh_certification_states() -> None:
	"""Daily: bring the states shown in lists up to today."""
	today = now().date()
	counting = {"revoked": 0, "verification": VERIFIED}
	outdated = (
		({"valid_until": ["<", today]}, EXPIRED),
		({"valid_from": [">", today]}, NOT_YET_VALID),
	)
	for dates, state in outdated:
		frappe.db.set_value(
			CERTIFICATION,
			{**counting, **dates, "state": ["!=", state]},
			"state",
			state,
			update_modified=False,
		)
	begun = {**counting, "state": NOT_YET_VALID, "valid_from": ["<=", today]}
	frappe.db.set_value(CERTIFICATION, begun, "state", VALID, update_modified=False)


def _counting(
	certifications: Collection[str], first: date, last: date, engineers: Collection[str] | None = None
) -> Sequence[Sequence]:
	"""Engineer and kind of the verified certificates of these kinds that hold on some day from `first` to `last`.

	With them when each begins and ends, where that is one of these days: see day_of.
	"""
	if not certifications:
		return []
	table = frappe.qb.DocType(CERTIFICATION)
	query = (
		frappe.qb.from_(table)
		.select(
			table.engineer,
			table.certification,
			Case().when(table.valid_from > first, table.valid_from).as_("begins"),
			Case().when(table.valid_until < last, table.valid_until).as_("ends"),
		)
		.where(table.certification.isin(sorted(certifications)))
		.where(table.verification == VERIFIED)
		.where(table.revoked == 0)
		.where(table.valid_from.isnull() | (table.valid_from <= last))
		.where(table.valid_until.isnull() | (table.valid_until >= first))
	)
	if engineers is not None:
		query = narrowed(query, table.engineer, engineers)
	return rows_of(query)


def _holds(begins: date | None, ends: date | None, day: date) -> bool:
	return (not begins or begins <= day) and (not ends or ends >= day)


def _check_dates(certificate) -> None:
	begin, end = certificate.valid_from, certificate.valid_until
	if begin and end and getdate(end) < getdate(begin):
		_refuse(
			_("Valid Until: {0} lies before Valid From ({1}). Choose a later day.").format(
				formatdate(end), formatdate(begin)
			)
		)


def _keep_own_fields(certificate) -> None:
	"""What a certificate rests on, and who verified it, is the app's to say."""
	before = certificate.get_doc_before_save()
	certificate.update({field: before.get(field) if before else None for field in OWN_FIELDS})
	if not before:
		if previous := latest_certificate(certificate.engineer, certificate.certification):
			certificate.renewed_from = previous.name
	proof = certificate.flags.issued_by_app
	if proof is not None:
		certificate.update({**proof, "verification": VERIFIED, "verified_on": now().date()})


def _check_who(certificate) -> None:
	"""Managers and personnel enter and verify; engineers hand in their own, which then wait to be verified."""
	if certificate.flags.issued_by_app is not None:
		return
	before = certificate.get_doc_before_save()
	if _may_verify():
		certificate.verification = certificate.verification or VERIFIED
	else:
		if before and before.verification == VERIFIED:
			_refuse(_("{0} was verified. Only a manager changes it.").format(certificate.name))
		me = engineer_of()
		if not me or me.name != certificate.engineer:
			_refuse(_("Engineer: you may only hand in certificates of your own. Choose yourself."))
		certificate.update({"verification": UNVERIFIED, "revoked": 0, "revoked_reason": None})
	if certificate.verification == VERIFIED and not (before and before.verification == VERIFIED):
		certificate.update({"verified_by": frappe.session.user, "verified_on": now().date()})
	if certificate.revoked and not (certificate.revoked_reason or "").strip():
		_refuse(_("Reason for Revoking: say why the certificate no longer counts."))


def _may_verify() -> bool:
	return frappe.session.user == "Administrator" or bool(MANAGES_PEOPLE & set(frappe.get_roles()))


def _state(certificate, day: date) -> str:
	if certificate.revoked:
		return REVOKED
	if certificate.verification != VERIFIED:
		return certificate.verification
	if certificate.valid_until and getdate(certificate.valid_until) < day:
		return EXPIRED
	if certificate.valid_from and getdate(certificate.valid_from) > day:
		return NOT_YET_VALID
	return VALID


def _refuse(message: str) -> None:
	frappe.throw(message, CertificationError)


def as_certificate(row) -> Certificate:
	"""An Engineer Certification's dates and whether it was verified, for engine.certificate_standing."""
	return Certificate(
		getdate(row.valid_from) if row.valid_from else None,
		getdate(row.valid_until) if row.valid_until else None,
		row.verification == VERIFIED,
	)
