"""What an engineer may not begin without a certificate (H3, L1).

The candidate list, the ticket's way, the rights and the levels all ask the same records, through `certifications`.
"""

from datetime import datetime

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.workforce.certifications import held_at

# Who is at work when their certificate ends may finish, and not begin anew.
BEGINS_IN = frozenset({stages.ACCEPTED, stages.TRAVELLING, stages.ON_SITE, stages.WORKING})
CHECKED_IN = BEGINS_IN | {stages.DISPATCHED}
# The law asks for these: no reason of a dispatcher overrides them.
WORK_LICENCE = "Work Licence"


class CertificateMissing(frappe.ValidationError):
	"""The engineer lacks a certificate that the work needs on that day."""


def check(ticket, before=None) -> None:
	"""About to enter a stage, before a ticket is given to its engineer or the work begins: the engineer holds what the offering needs, by the date at the own place.

	A reason for override stands for everything but a work licence. No query where the offering needs nothing.
	"""
	if ticket.stage not in CHECKED_IN or not ticket.engineer:
		return
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	needed = [row.certification for row in offering.certifications]
	if not needed:
		return
	held = held_at(now(), needed).get(ticket.engineer, ())
	missing = [name for name in needed if name not in held]
	licences = [name for name in missing if _is_licence(name)]
	if ticket.stage == stages.DISPATCHED or ticket.override_reason:
		missing = licences
	if not missing:
		return
	way_out = (
		_("Choose another engineer: no reason overrides a work licence.")
		if licences
		else _("Renew it, or let the dispatcher choose another engineer or enter a Reason for Override.")
	)
	frappe.throw(
		_("{0} does not hold {1} on this day. {2}").format(
			frappe.get_cached_value("Service Engineer", ticket.engineer, "engineer_name"),
			", ".join(frappe.bold(name) for name in missing),
			way_out,
		),
		CertificateMissing,
	)


def tickets_without_certificate(at: datetime, engineers: list[str] | None = None) -> list[dict]:
	"""The tickets with an engineer whose offering needs certifications that they do not hold `at` that moment.

	Dicts with `ticket`, `subject`, `stage`, `company`, `engineer`, `team` and `missing` (names). Three queries.
	"""
	ticket, needed = frappe.qb.DocType(stages.TICKET), frappe.qb.DocType("Service Offering Certification")
	query = (
		frappe.qb.from_(ticket)
		.inner_join(needed)
		.on((needed.parent == ticket.offering) & (needed.parenttype == "Service Offering"))
		.select(
			*(ticket.name, ticket.subject, ticket.stage, ticket.company, ticket.engineer, ticket.team),
			needed.certification,
		)
		.where(ticket.stage.isin(sorted(stages.WITH_ENGINEER)))
		.where(ticket.engineer.isnotnull())
		.orderby(ticket.name)
	)
	if engineers is not None:
		query = query.where(ticket.engineer.isin(sorted(engineers)))
	rows = query.run(as_dict=True) if engineers is None or engineers else []
	held = held_at(at, {row.certification for row in rows})
	found: dict[str, dict] = {}
	for row in rows:
		if row.certification in held.get(row.engineer, ()):
			continue
		certification = row.pop("certification")
		entry = found.setdefault(row.name, {**row, "ticket": row.name, "missing": []})
		entry["missing"].append(certification)
	return list(found.values())


def _is_licence(certification: str) -> bool:
	return frappe.get_cached_value("Service Certification", certification, "kind") == WORK_LICENCE
