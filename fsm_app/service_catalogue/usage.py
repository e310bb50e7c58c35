"""How much the catalogue's offerings are used and how well that goes (A4). One grouped query for each figure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import cint

from fsm_app.engine.catalogue_usage import Usage
from fsm_app.engine.sla_metrics import RESOLUTION
from fsm_app.engine.stages import CANCELLED, TICKET

CLOCK = "SLA Clock"


def usage_of(start: date, end: date, companies: Collection[str] | None = None) -> dict[str, Usage]:
	"""The figures of the tickets that were opened from `start` to `end`, both included, by offering.

	`companies` None counts those of all. Offerings without tickets do not occur. Cancelled tickets count as use.
	"""
	found = {
		row.offering: Usage(tickets=row.tickets, reopened=cint(row.reopened))
		for row in _tickets(start, end, companies)
	}
	for row in _verdicts(start, end, companies):
		found[row.offering].clocks = row.clocks
		found[row.offering].breached = cint(row.breached)
	for row in _resolutions(start, end, companies):
		usage = found[row.offering]
		usage.resolutions[cint(row.used_seconds)] = row.clocks
		usage.target_seconds += cint(row.target_seconds)
	return found


def last_used(until: date, companies: Collection[str] | None = None) -> dict[str, datetime]:
	"""When each offering was last asked for, up to and including `until`; those never asked for do not occur."""
	ticket = frappe.qb.DocType(TICKET)
	query = (
		frappe.qb.from_(ticket)
		.select(ticket.offering, Max(ticket.opened_at).as_("last_used"))
		.where(ticket.opened_at < until + timedelta(days=1))
		.groupby(ticket.offering)
	)
	return {row.offering: row.last_used for row in _within(query, ticket, companies).run(as_dict=True)}


def _tickets(start: date, end: date, companies: Collection[str] | None) -> list[dict]:
	ticket = frappe.qb.DocType(TICKET)
	query = (
		frappe.qb.from_(ticket)
		.select(
			ticket.offering,
			Count(ticket.name).as_("tickets"),
			Sum(Case().when(ticket.reopen_count > 0, 1).else_(0)).as_("reopened"),
		)
		.groupby(ticket.offering)
	)
	return _opened(query, ticket, start, end, companies)


def _verdicts(start: date, end: date, companies: Collection[str] | None) -> list[dict]:
	ticket, clock = frappe.qb.DocType(TICKET), frappe.qb.DocType(CLOCK)
	query = (
		frappe.qb.from_(clock)
		.inner_join(ticket)
		.on(clock.ticket == ticket.name)
		.select(ticket.offering, Count(clock.name).as_("clocks"), Sum(clock.breached).as_("breached"))
		# A running clock that is breached already has its verdict, a cancelled one has none.
		.where((clock.state == "Met") | ((clock.breached == 1) & (clock.state != CANCELLED)))
		.groupby(ticket.offering)
	)
	return _opened(query, ticket, start, end, companies)


def _resolutions(start: date, end: date, companies: Collection[str] | None) -> list[dict]:
	ticket, clock = frappe.qb.DocType(TICKET), frappe.qb.DocType(CLOCK)
	query = (
		frappe.qb.from_(clock)
		.inner_join(ticket)
		.on(clock.ticket == ticket.name)
		.select(
			ticket.offering,
			clock.used_seconds,
			Count(clock.name).as_("clocks"),
			Sum(clock.target_seconds).as_("target_seconds"),
		)
		.where(clock.metric == RESOLUTION)
		.where(clock.state == "Met")
		.groupby(ticket.offering, clock.used_seconds)
	)
	return _opened(query, ticket, start, end, companies)


def _opened(query, ticket, start: date, end: date, companies: Collection[str] | None) -> list[dict]:
	query = query.where(ticket.opened_at >= start).where(ticket.opened_at < end + timedelta(days=1))
	return _within(query, ticket, companies).run(as_dict=True)


def _within(query, ticket, companies: Collection[str] | None):
	if companies is None:
		return query
	# A user who may see no company sees no figure.
	return query.where(ticket.company.isin(sorted(companies) or [""]))
