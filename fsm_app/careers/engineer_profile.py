"""An engineer's profile: level and the way to the next, skills, certificates, training, open tickets, scores (D1, H1-H4).

Each part is shown to those who may see the records behind it; colleagues see level and skills.
"""

from datetime import date

import frappe
from frappe.utils import getdate

from fsm_app.careers.promotion import PROPOSAL, UNDECIDED, detail_of, next_level, requirements_of
from fsm_app.common.clock import now
from fsm_app.common.roles import SEES_ALL_TICKETS
from fsm_app.engine import certificate_standing as engine
from fsm_app.engine import stages
from fsm_app.performance.scoring import latest_scores
from fsm_app.service_training.assignments import ASSIGNMENT, TO_DO
from fsm_app.workforce.certificate_documents import shown_numbers
from fsm_app.workforce.certificate_expiry import warning_days
from fsm_app.workforce.certifications import CERTIFICATION, REJECTED, VERIFIED, as_certificate
from fsm_app.workforce.engineers import today_of
from fsm_app.workforce.person_visibility import engineers_seen

SCORES = 6
TICKETS = 8


def profile_of(engineer_name: str) -> dict:
	"""What the user may know of the engineer, with a fixed number of queries; parts that are not theirs to see are None.

	The caller has checked that the user may read the Service Engineer.
	"""
	engineer = frappe.get_doc("Service Engineer", engineer_name)
	today = today_of([engineer.name], now())[engineer.name]
	is_whole = _sees(engineer.name)
	return {
		"engineer": engineer.name,
		"level": engineer.level,
		"level_since": engineer.level_since,
		"skills": [{"skill": row.skill, "proficiency": row.proficiency} for row in engineer.skills],
		"next_level": _next_level(engineer, today) if is_whole else None,
		"certificates": _certificates(engineer.name, today) if _sees(engineer.name, CERTIFICATION) else None,
		"training": _training(engineer.name, today) if _sees(engineer.name, ASSIGNMENT) else None,
		"tickets": _tickets(engineer.name) if is_whole or _sees_all_tickets() else None,
		"scores": latest_scores([engineer.name], SCORES).get(engineer.name, []) if is_whole else None,
	}


def _sees(engineer: str, doctype: str | None = None) -> bool:
	seen = engineers_seen(doctype)
	return seen is None or engineer in seen


def _sees_all_tickets() -> bool:
	return frappe.session.user == "Administrator" or bool(SEES_ALL_TICKETS & set(frappe.get_roles()))


def _next_level(engineer, today: date) -> dict | None:
	level = next_level(engineer.level)
	if not level:
		return None
	return {
		"level": level,
		"proposal": frappe.db.get_value(PROPOSAL, {"engineer": engineer.name, "stage": ["in", UNDECIDED]}),
		"requirements": [
			{"kind": row.kind, "name": row.name, "fulfilled": row.fulfilled, "detail": detail_of(row)}
			for row in requirements_of(engineer.name, level, today)
		],
	}


def _certificates(engineer: str, today: date) -> list[dict]:
	"""The certificates that were not renewed since, those that end first at the top."""
	rows = frappe.get_all(
		CERTIFICATION,
		filters={"engineer": engineer, "revoked": 0, "verification": ["!=", REJECTED]},
		fields=[
			*("name", "certification", "valid_from", "valid_until"),
			*("verification", "renewed_from"),
		],
		order_by="valid_from, name",
		limit_page_length=0,
	)
	renewed = {
		row.renewed_from
		for row in rows
		if row.verification == VERIFIED and not (row.valid_from and getdate(row.valid_from) > today)
	}
	numbers = shown_numbers(engineer, [row.name for row in rows])
	shown = [_certificate(row, numbers, today) for row in rows if row.name not in renewed]
	return sorted(shown, key=lambda row: (str(row["valid_until"] or "9999"), row["certification"]))


def _certificate(row, numbers: dict[str, str], today: date) -> dict:
	found = engine.standing([as_certificate(row)], today, warning_days())
	return {
		"name": row.name,
		"certification": row.certification,
		"number": numbers.get(row.name),
		"valid_until": row.valid_until,
		"standing": found.kind,
		"colour": found.colour,
		"days_left": (getdate(row.valid_until) - today).days if row.valid_until else None,
	}


def _training(engineer: str, today: date) -> list[dict]:
	rows = frappe.get_all(
		ASSIGNMENT,
		filters={"engineer": engineer, "state": ["in", TO_DO]},
		fields=["name", "course", "due_date", "state"],
		order_by="due_date, name",
		limit_page_length=0,
	)
	return [{**row, "overdue": getdate(row.due_date) < today} for row in rows]


def _tickets(engineer: str) -> dict | None:
	"""How many tickets that the user may see the engineer has in hand, and the oldest of them."""
	if not frappe.has_permission(stages.TICKET, "read"):
		return None
	rows = frappe.get_list(
		stages.TICKET,
		filters={"engineer": engineer, "stage": ["in", sorted(stages.WITH_ENGINEER)]},
		fields=["name", "subject", "stage"],
		order_by="creation, name",
		limit_page_length=0,
	)
	return {"count": len(rows), "rows": rows[:TICKETS]}
