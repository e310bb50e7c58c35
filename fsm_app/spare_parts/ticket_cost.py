"""What a ticket costs us: its parts at the stock's valuation, hours of work, hours of travel (F2).

Read from ERPNext's ledger and from the visits each time, so that it agrees with both after whatever was cancelled or posted
anew. A figure of which nothing is known is None.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import flt

from fsm_app.engine.coverage import CHARGEABLE
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import ENDED, VISIT
from fsm_app.spare_parts import settings


@dataclass
class TicketCost:
	"""One ticket's cost, in its company's currency."""

	ticket: str
	company: str
	parts: dict[str, float] = field(default_factory=dict)  # by coverage
	labour_coverage: str | None = None
	work_hours: float = 0.0
	travel_hours: float = 0.0
	labour_rate: float | None = None
	travel_rate: float | None = None

	@property
	def parts_cost(self) -> float | None:
		"""All parts together; None where parts are only written down and none was posted."""
		return flt(sum(self.parts.values()), 6) if self.parts or settings.posts() else None

	@property
	def labour_cost(self) -> float | None:
		"""The hours of work at the company's rate; None without one."""
		return None if self.labour_rate is None else self.work_hours * self.labour_rate

	@property
	def travel_cost(self) -> float | None:
		"""The hours of travel at the company's rate; None without one."""
		return None if self.travel_rate is None else self.travel_hours * self.travel_rate

	@property
	def total(self) -> float:
		"""All that is known."""
		return sum(filter(None, (self.parts_cost, self.labour_cost, self.travel_cost)))

	@property
	def borne_by_us(self) -> float:
		"""Of it what the customer does not pay: the cost of the warranty job."""
		parts = sum(cost for coverage, cost in self.parts.items() if coverage != CHARGEABLE)
		if self.labour_coverage == CHARGEABLE:
			return parts
		return parts + sum(filter(None, (self.labour_cost, self.travel_cost)))


def costs_of(tickets: Collection[str]) -> dict[str, TicketCost]:
	"""The cost of each of the tickets, by name. Three queries, however many there are."""
	if not tickets:
		return {}
	names = sorted(tickets)
	found = {}
	for row in frappe.get_all(
		TICKET,
		filters={"name": ["in", names]},
		fields=["name", "company", "labour_coverage"],
		limit_page_length=0,
	):
		terms = settings.of_company(row.company)
		found[row.name] = TicketCost(
			row.name,
			row.company,
			labour_coverage=row.labour_coverage,
			labour_rate=flt(terms.get("labour_cost_per_hour")) or None,
			travel_rate=flt(terms.get("travel_cost_per_hour")) or None,
		)
	for ticket, coverage, cost in _parts(names):
		if ticket in found:
			found[ticket].parts[coverage or CHARGEABLE] = flt(cost, 6)
	for row in _hours(names):
		if cost := found.get(row.ticket):
			cost.work_hours, cost.travel_hours = flt(row.work) / 60, flt(row.travel) / 60
	return found


def cost_of_rows(tickets: Collection[str]) -> dict[str, float]:
	"""What each row of the tickets' parts has cost, less what was returned, by its name. One query."""
	entry, detail, ledger = _stock()
	rows = (
		_booked(entry, detail, ledger, list(tickets) or [""])
		.select(detail.fsm_part_row, Sum(ledger.stock_value_difference))
		.groupby(detail.fsm_part_row)
		.run()
	)
	return {row: -flt(value) for row, value in rows}


def _stock() -> tuple:
	return (
		frappe.qb.DocType("Stock Entry"),
		frappe.qb.DocType("Stock Entry Detail"),
		frappe.qb.DocType("Stock Ledger Entry"),
	)


def _booked(entry, detail, ledger, tickets: list[str]):
	"""The ledger's lines of the parts that were used for the tickets and of those that came back."""
	return (
		frappe.qb.from_(entry)
		.join(detail)
		.on(detail.parent == entry.name)
		.join(ledger)
		.on((ledger.voucher_no == entry.name) & (ledger.voucher_detail_no == detail.name))
		.where(entry.fsm_ticket.isin(tickets) & (entry.docstatus == 1))
		.where((entry.purpose != "Material Transfer") & (ledger.is_cancelled == 0))
		.where(detail.fsm_part_row.isnotnull() & (detail.fsm_part_row != ""))
	)


def _parts(tickets: list[str]) -> list[tuple]:
	entry, detail, ledger = _stock()
	part = frappe.qb.DocType("Service Ticket Part")
	rows = (
		_booked(entry, detail, ledger, tickets)
		.join(part)
		.on(part.name == detail.fsm_part_row)
		.select(entry.fsm_ticket, part.coverage, Sum(ledger.stock_value_difference))
		.groupby(entry.fsm_ticket, part.coverage)
		.run()
	)
	return [(ticket, coverage, -flt(value)) for ticket, coverage, value in rows]


def _hours(tickets: list[str]) -> list:
	visit = frappe.qb.DocType(VISIT)
	return (
		frappe.qb.from_(visit)
		.select(visit.ticket, Sum(visit.work_minutes).as_("work"), Sum(visit.travel_minutes).as_("travel"))
		.where(visit.ticket.isin(tickets) & (visit.status == ENDED))
		.groupby(visit.ticket)
		.run(as_dict=True)
	)
