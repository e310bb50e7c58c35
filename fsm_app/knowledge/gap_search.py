"""Frequent faults and offerings without a case, found in the tickets. One query for each kind of fact (G3)."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import NamedTuple

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_months, cint, getdate

from fsm_app.engine.case_gaps import FAULT_CODE, OFFERING, Gap, Known, Solved, gaps_in
from fsm_app.engine.search_words import code_key
from fsm_app.engine.stages import CANCELLED, TICKET
from fsm_app.knowledge.stages import CASE, PUBLISHED

SETTINGS = "Field Service Settings"
IMPORTED = "Import"


class Rules(NamedTuple):
	"""How many tickets of how long make a gap; nothing is looked for where none are wanted."""

	tickets: int
	since: datetime


def rules(today: date) -> Rules:
	"""What the settings say, as of today."""
	settings = frappe.get_cached_doc(SETTINGS)
	months = max(cint(settings.gap_months), 1)
	return Rules(cint(settings.gap_tickets), datetime.combine(getdate(add_months(today, -months)), time()))


def find_gaps(asked: Rules) -> list[Gap]:
	"""The gaps of all companies, the most frequent first."""
	return gaps_in(_solved(asked.since), known_things(), asked.tickets) if asked.tickets > 0 else []


def find_gap(key: str, asked: Rules) -> Gap | None:
	"""The gap with this key whatever cases there are, so that somebody else may be asked; None where no ticket is left."""
	return next((gap for gap in gaps_in(_solved(asked.since), (), 1) if gap.key == key), None)


def _solved(since: datetime) -> list[Solved]:
	ticket = frappe.qb.DocType(TICKET)
	rows = (
		frappe.qb.from_(ticket)
		.select(
			ticket.company,
			ticket.fault_code,
			ticket.offering,
			ticket.engineer,
			Count(ticket.name).as_("tickets"),
			Sum(Case().when(ticket.reopen_count > 0, 0).else_(1)).as_("lasting"),
		)
		.where(ticket.done_at >= since)
		.where(ticket.stage != CANCELLED)
		.where(ticket.source.isnull() | (ticket.source != IMPORTED))
		.groupby(ticket.company, ticket.fault_code, ticket.offering, ticket.engineer)
		.run(as_dict=True)
	)
	return [
		Solved(row.company, row.fault_code, row.offering, row.engineer, cint(row.tickets), cint(row.lasting))
		for row in rows
	]


def known_things() -> set[Known]:
	"""What the published cases are about."""
	return _known("Knowledge Fault Code", "code", FAULT_CODE) | _known(
		"Knowledge Case Offering", "offering", OFFERING
	)


def _known(table: str, column: str, kind: str) -> set[Known]:
	case, row = frappe.qb.DocType(CASE), frappe.qb.DocType(table)
	rows = (
		frappe.qb.from_(row)
		.join(case)
		.on((case.name == row.parent) & (row.parenttype == CASE))
		.select(case.only_company, row[column])
		.where(case.stage == PUBLISHED)
		.distinct()
		.run()
	)
	return {Known(company or None, kind, about) for company, about in rows if about}


def examples(engineers: Collection[str], since: datetime) -> dict[tuple[str, str], str]:
	"""By the engineer and the gap's key the latest ticket that the engineer solved so that it did not come back."""
	rows = frappe.get_all(
		TICKET,
		filters={
			"engineer": ["in", sorted(engineers)],
			"done_at": [">=", since],
			"reopen_count": 0,
			"stage": ["!=", CANCELLED],
		},
		fields=["name", "company", "engineer", "fault_code", "offering"],
		order_by="done_at, name",
		limit_page_length=0,
	)
	found = {}
	for row in rows:
		if key := code_key(row.fault_code):
			found[row.engineer, f"{row.company}|{FAULT_CODE}|{key}"] = row.name
		elif row.offering:
			found[row.engineer, f"{row.company}|{OFFERING}|{row.offering}"] = row.name
	return found
