"""What is known of a company's tickets of a month, for its case review. One query for each kind of fact (G4)."""

from datetime import date, datetime, time, timedelta

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt

from fsm_app.engine.case_agenda import Facts
from fsm_app.engine.stages import CANCELLED, TICKET
from fsm_app.feedback.complaints import COMPLAINT, REJECTED
from fsm_app.feedback.survey import ANSWERED, SURVEY
from fsm_app.knowledge.stages import CASE, PUBLISHED

CLOCK, VISIT = "SLA Clock", "Service Visit"
IMPORTED = "Import"


def facts_of(company: str, start: date, end: date) -> list[Facts]:
	"""The tickets whose work ended from `start` to `end`, or about which a complaint came in then.

	Cancelled ones and those taken over from another help desk are left out: their story is not in the app.
	"""
	period = datetime.combine(start, time()), datetime.combine(end + timedelta(days=1), time())
	complaints = _complaints(company, *period)
	found = {row.name: _facts(row) for row in _tickets(company, *period, list(complaints))}
	names = list(found)
	if not names:
		return []
	for name, number in complaints.items():
		if name in found:
			found[name].complaints = number
	for row in _answers(names):
		found[row.ticket].stars = cint(row.stars) or None
		found[row.ticket].nps = cint(row.nps) if row.nps not in (None, "") else None
	for row in _clocks(names):
		facts = found[row.ticket]
		facts.targets, facts.missed = cint(row.targets), cint(row.missed)
		facts.used_of_target = flt(row.used) / flt(row.target) if flt(row.target) else 0.0
	for row in _visits(names):
		found[row.ticket].visits = cint(row.visits)
	for ticket in _with_case(names):
		found[ticket].cases += 1
	return list(found.values())


def _facts(row) -> Facts:
	return Facts(
		row.name,
		row.engineer,
		row.offering,
		reopened=cint(row.reopen_count),
		returned=cint(row.return_count),
	)


def _tickets(company: str, first: datetime, day_after: datetime, complained: list[str]) -> list:
	ticket = frappe.qb.DocType(TICKET)
	of_month = (ticket.done_at >= first) & (ticket.done_at < day_after)
	if complained:
		of_month = of_month | ticket.name.isin(complained)
	return (
		frappe.qb.from_(ticket)
		.select(ticket.name, ticket.engineer, ticket.offering, ticket.reopen_count, ticket.return_count)
		.where(ticket.company == company)
		.where(ticket.stage != CANCELLED)
		.where(ticket.source.isnull() | (ticket.source != IMPORTED))
		.where(of_month)
		.orderby(ticket.name)
		.run(as_dict=True)
	)


def _complaints(company: str, first: datetime, day_after: datetime) -> dict[str, int]:
	complaint = frappe.qb.DocType(COMPLAINT)
	rows = (
		frappe.qb.from_(complaint)
		.select(complaint.ticket, Count(complaint.name).as_("complaints"))
		.where(complaint.company == company)
		.where(complaint.state != REJECTED)
		.where((complaint.received_at >= first) & (complaint.received_at < day_after))
		.groupby(complaint.ticket)
		.run(as_dict=True)
	)
	return {row.ticket: cint(row.complaints) for row in rows if row.ticket}


def _answers(names: list[str]) -> list:
	"""The customers' answers, the latest of a ticket last."""
	return frappe.get_all(
		SURVEY,
		filters={"ticket": ["in", names], "state": ANSWERED, "excluded": 0},
		fields=["ticket", "stars", "nps"],
		order_by="answered_at, name",
		limit_page_length=0,
	)


def _clocks(names: list[str]) -> list:
	clock = frappe.qb.DocType(CLOCK)
	return (
		frappe.qb.from_(clock)
		.select(
			clock.ticket,
			Count(clock.name).as_("targets"),
			Sum(Case().when(clock.breached == 1, 1).else_(0)).as_("missed"),
			Sum(clock.used_seconds).as_("used"),
			Sum(clock.target_seconds).as_("target"),
		)
		.where(clock.ticket.isin(names))
		# A running clock that is breached already has its verdict, a cancelled one has none.
		.where((clock.state == "Met") | ((clock.breached == 1) & (clock.state != "Cancelled")))
		.groupby(clock.ticket)
		.run(as_dict=True)
	)


def _visits(names: list[str]) -> list:
	visit = frappe.qb.DocType(VISIT)
	return (
		frappe.qb.from_(visit)
		.select(visit.ticket, Count(visit.name).as_("visits"))
		.where(visit.ticket.isin(names))
		.where(visit.status == "Ended")
		.groupby(visit.ticket)
		.run(as_dict=True)
	)


def _with_case(names: list[str]) -> list[str]:
	"""The tickets of which a published case was written."""
	return frappe.get_all(
		CASE,
		filters={"from_ticket": ["in", names], "stage": PUBLISHED},
		pluck="from_ticket",
		limit_page_length=0,
	)
