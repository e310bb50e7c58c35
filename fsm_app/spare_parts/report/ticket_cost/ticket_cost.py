"""Report Ticket Cost: what tickets have cost us, and of it what the customer does not pay (F2)."""

import frappe
from frappe import _

from fsm_app.engine.coverage import CHARGEABLE, CONTRACT, COVERAGES, GOODWILL, WARRANTY
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts.report_period import column, period_of
from fsm_app.spare_parts.ticket_cost import TicketCost, costs_of

NARROWED_BY = ("company", "customer", "engineer", "item_code", "fault_code")
MOST_ROWS = 5000


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, the dearest first. Filters: from_date, to_date (by opening; default: the last 90 days), company,
	customer, engineer, item_code, fault_code; coverage: tickets whose labour or a part of which has it."""
	filters = frappe._dict(filters or {})
	first, last = period_of(filters)
	conditions = [
		[field, "=", filters[field]]
		for field in NARROWED_BY
		if isinstance(filters.get(field), str) and filters[field]
	]
	# get_list: the tickets that the user sees.
	tickets = frappe.get_list(
		TICKET,
		filters=[*conditions, ["opened_at", "between", [first, last]]],
		fields=["name", "subject", "customer", "item_code", "fault_code", "stage", "labour_coverage"],
		order_by="opened_at desc, name",
		limit_page_length=MOST_ROWS,
	)
	costs = costs_of([ticket.name for ticket in tickets])
	wanted = filters.coverage if filters.coverage in COVERAGES else None
	rows = [
		_row(ticket, costs[ticket.name])
		for ticket in tickets
		if ticket.name in costs
		and (not wanted or wanted in (ticket.labour_coverage, *costs[ticket.name].parts))
	]
	rows.sort(key=lambda row: (-row["total"], row["ticket"]))
	# Sums of several currencies say nothing.
	is_mixed = len({row["currency"] for row in rows}) > 1
	return _columns(), rows, None, None, None, is_mixed


def _row(ticket, cost: TicketCost) -> dict:
	return {
		"ticket": ticket.name,
		"subject": ticket.subject,
		"customer": ticket.customer,
		"item_code": ticket.item_code,
		"fault_code": ticket.fault_code,
		"labour_coverage": _(ticket.labour_coverage, context="Service Ticket Part")
		if ticket.labour_coverage
		else None,
		**{coverage: cost.parts.get(coverage) for coverage in COVERAGES},
		"work_hours": cost.work_hours,
		"labour": cost.labour_cost,
		"travel_hours": cost.travel_hours,
		"travel": cost.travel_cost,
		"total": cost.total,
		"borne_by_us": cost.borne_by_us,
		"currency": frappe.get_cached_value("Company", cost.company, "default_currency"),
	}


def _columns() -> list[dict]:
	return [
		column("ticket", _("Ticket"), "Link", 130, options=TICKET),
		column("subject", _("Subject"), "Data", 200),
		column("customer", _("Customer"), "Link", 150, options="Customer"),
		column("item_code", _("Model"), "Link", 130, options="Item"),
		column("fault_code", _("Fault Code"), "Data", 100),
		column("labour_coverage", _("Coverage of Labour"), "Data", 120),
		column(WARRANTY, _("Parts: Warranty"), "Currency", 120, options="currency"),
		column(CONTRACT, _("Parts: Contract"), "Currency", 120, options="currency"),
		column(GOODWILL, _("Parts: Goodwill"), "Currency", 120, options="currency"),
		column(CHARGEABLE, _("Parts: Chargeable"), "Currency", 130, options="currency"),
		column("work_hours", _("Hours of Work"), "Float", 110, precision=2),
		column("labour", _("Cost of Work"), "Currency", 110, options="currency"),
		column("travel_hours", _("Hours of Travel"), "Float", 110, precision=2),
		column("travel", _("Cost of Travel"), "Currency", 110, options="currency"),
		column("total", _("Total Cost"), "Currency", 120, options="currency"),
		column("borne_by_us", _("Not Paid by the Customer"), "Currency", 150, options="currency"),
		column("currency", _("Currency"), "Link", 80, options="Currency", hidden=1),
	]
