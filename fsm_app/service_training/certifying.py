"""Exam and practical assessment together make a certificate (H2)."""

import frappe
from frappe.utils import getdate

from fsm_app.workforce.certifications import issue, latest_certificate


def certify(engineer: str, certification: str):
	"""Issue the certificate once everything that the certification asks for is passed; returns it, or None.

	Each proof is used once: what was passed before the latest certificate began does not make another.
	"""
	asks = frappe.get_cached_doc("Service Certification", certification)
	if not (asks.exam or asks.rubric):
		return None
	since = latest_certificate(engineer, certification)
	attempt = _passed_exam(engineer, asks.exam) if asks.exam else None
	practical = _passed_practical(engineer, certification, asks.rubric) if asks.rubric else None
	if (asks.exam and not attempt) or (asks.rubric and not practical):
		return None
	days = [getdate(proof.day) for proof in (attempt, practical) if proof]
	if asks.proofs_within_days and (max(days) - min(days)).days > asks.proofs_within_days:
		return None
	used = {since.exam_attempt, since.practical_assessment} - {None, ""} if since else set()
	if used & {proof.name for proof in (attempt, practical) if proof}:
		return None
	return issue(
		engineer,
		certification,
		max(days),
		exam_attempt=attempt and attempt.name,
		practical_assessment=practical and practical.name,
	)


def exam_passed(attempt) -> None:
	"""After an exam was passed: issue the certificates that it completes."""
	for certification in frappe.get_all(
		"Service Certification", filters={"exam": attempt.exam}, pluck="name", order_by="name"
	):
		certify(attempt.engineer, certification)


def _passed_exam(engineer: str, exam: str):
	return frappe.db.get_value(
		"Exam Attempt",
		{"engineer": engineer, "exam": exam, "passed": 1},
		["name", "submitted_at as day"],
		order_by="submitted_at desc",
		as_dict=True,
	)


def _passed_practical(engineer: str, certification: str, rubric: str):
	return frappe.db.get_value(
		"Practical Assessment",
		{
			"engineer": engineer,
			"certification": certification,
			"rubric": rubric,
			"passed": 1,
			"docstatus": 1,
		},
		["name", "assessed_on as day"],
		order_by="assessed_on desc",
		as_dict=True,
	)
