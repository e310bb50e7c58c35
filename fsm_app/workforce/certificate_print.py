"""What a printed certificate says (H2)."""

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.workforce.certificate_documents import shown_numbers
from fsm_app.workforce.certifications import EXPIRED, NOT_YET_VALID, VALID, current_state

PRINTED = (VALID, NOT_YET_VALID, EXPIRED)


def engineer_certificate(certificate) -> dict:
	"""Everything that the print format Engineer Certificate shows of `certificate` (a document). Texts are not escaped.

	`is_proof` says whether it was verified and not revoked: anything else carries a stamp across it. Frappe has checked
	that the reader may see it. The number is masked for who may not read it.
	"""
	kind = frappe.get_cached_value("Service Certification", certificate.certification, "kind")
	state = current_state(certificate)
	numbers = shown_numbers(certificate.engineer, [certificate.name])
	return {
		"name": frappe.get_cached_value("Service Engineer", certificate.engineer, "engineer_name"),
		"certification": _(certificate.certification),
		"kind": _(kind),
		"number": numbers.get(certificate.name) or certificate.name,
		"valid_from": _day(certificate.valid_from),
		"valid_until": _day(certificate.valid_until) or _("without end"),
		"issuer": certificate.issuer or certificate.company,
		"company": certificate.company,
		"proofs": _proofs(certificate),
		"verified_by": certificate.verified_by
		and frappe.get_cached_value("User", certificate.verified_by, "full_name"),
		"verified_on": _day(certificate.verified_on),
		"state": state,
		"is_proof": state in PRINTED,
	}


def _proofs(certificate) -> list[dict]:
	"""The exam and the practical assessment that it rests on, each with its day and its score in percent."""
	proofs = []
	if certificate.exam_attempt:
		exam = frappe.db.get_value(
			"Exam Attempt", certificate.exam_attempt, ["exam", "score", "submitted_at"], as_dict=True
		)
		if exam:
			proofs.append(_proof(_("Exam"), _(exam.exam), exam.score, exam.submitted_at))
	if certificate.practical_assessment:
		practical = frappe.db.get_value(
			"Practical Assessment",
			certificate.practical_assessment,
			["rubric", "score", "assessed_on"],
			as_dict=True,
		)
		if practical:
			proofs.append(
				_proof(_("Practical Assessment"), _(practical.rubric), practical.score, practical.assessed_on)
			)
	return proofs


def _proof(kind: str, title: str, score: float, day) -> dict:
	return {"kind": kind, "title": title, "score": f"{score or 0:.0f} %", "day": _day(day)}


def _day(value) -> str | None:
	return formatdate(value) if value else None
