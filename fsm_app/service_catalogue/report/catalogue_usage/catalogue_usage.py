"""Report Catalogue Usage: how often each offering was asked for, how well that went, and which are unused (A4)."""

import frappe
from frappe import _
from frappe.utils import add_days, cint, formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.company_limits import companies_of
from fsm_app.engine.catalogue_usage import Usage, percent
from fsm_app.engine.stages import TICKET
from fsm_app.service_catalogue.usage import last_used, usage_of

PERIOD_DAYS = 30


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows. Filters: from_date and to_date (default: the last 30 days), company, offering, unused_only."""
	filters = frappe._dict(filters or {})
	end = getdate(filters.to_date or now())
	start = getdate(filters.from_date or add_days(end, -PERIOD_DAYS))
	if start > end:
		frappe.throw(
			_("To: {0} lies before From ({1}). Choose a later day.").format(
				formatdate(end), formatdate(start)
			)
		)
	return _columns(), _rows(start, end, filters)


def _rows(start, end, filters) -> list[dict]:
	companies = _companies(filters.company)
	usages, latest = usage_of(start, end, companies), last_used(end, companies)
	conditions = {"name": filters.offering} if filters.offering else {}
	offerings = frappe.get_list(
		"Service Offering",
		filters=conditions,
		fields=["name", "category", "disabled"],
		order_by="name",
		limit_page_length=0,
	)
	total = sum(usage.tickets for usage in usages.values())
	rows = []
	for offering in offerings:
		usage = usages.get(offering.name) or Usage()
		# What is no longer offered is of interest only where it was used.
		if (offering.disabled and not usage.tickets) or (cint(filters.unused_only) and usage.tickets):
			continue
		rows.append(_row(offering, usage, total, latest.get(offering.name)))
	return sorted(rows, key=lambda row: (-row["tickets"], row["offering"]))


def _row(offering, usage: Usage, total: int, last) -> dict:
	return {
		"offering": offering.name,
		"category": offering.category,
		"tickets": usage.tickets,
		"share": percent(usage.tickets, total) or 0.0,
		"sla_rate": usage.sla_rate,
		"median_resolution": usage.median_resolution,
		"mean_resolution": usage.mean_resolution,
		"reopen_rate": usage.reopen_rate,
		"last_used": last,
	}


def _companies(company: str | None) -> set[str] | None:
	"""The companies whose tickets count; None for all. A user who is limited to some sees only those."""
	allowed = companies_of(frappe.session.user, TICKET)
	if company:
		return {company} if allowed is None else {company} & allowed
	return allowed


def _columns() -> list[dict]:
	return [
		{
			"fieldname": "offering",
			"label": _("Offering"),
			"fieldtype": "Link",
			"options": "Service Offering",
			"width": 220,
		},
		{
			"fieldname": "category",
			"label": _("Category"),
			"fieldtype": "Link",
			"options": "Service Category",
			"width": 180,
		},
		{"fieldname": "tickets", "label": _("Tickets"), "fieldtype": "Int", "width": 90},
		{
			"fieldname": "share",
			"label": _("Share", context="Service Offering"),
			"fieldtype": "Percent",
			"width": 90,
		},
		{"fieldname": "sla_rate", "label": _("SLA Rate"), "fieldtype": "Percent", "width": 90},
		{
			"fieldname": "median_resolution",
			"label": _("Median Resolution"),
			"fieldtype": "Duration",
			"width": 160,
		},
		{
			"fieldname": "mean_resolution",
			"label": _("Average Resolution"),
			"fieldtype": "Duration",
			"width": 160,
		},
		{"fieldname": "reopen_rate", "label": _("Reopen Rate"), "fieldtype": "Percent", "width": 110},
		{"fieldname": "last_used", "label": _("Last Used"), "fieldtype": "Datetime", "width": 160},
	]
