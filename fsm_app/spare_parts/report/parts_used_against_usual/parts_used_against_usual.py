"""Report Parts Used Against Usual: tickets that took more parts for more money than their fault usually takes (F3)."""

import frappe
from frappe import _

from fsm_app.spare_parts.comparisons import COMPARISON
from fsm_app.spare_parts.report_period import column, period_of
from fsm_app.workforce.engineers import engineer_names

NARROWED_BY = ("company", "engineer", "fault_code", "item_code")
ALL = "All"
MOST_ROWS = 5000


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, the dearest first. Filters: from_date, to_date (by when the work was done; default: the last 90 days),
	company, engineer, fault_code, item_code; show: 'All' for those within the usual as well."""
	filters = frappe._dict(filters or {})
	first, last = period_of(filters)
	conditions = {
		field: filters[field]
		for field in NARROWED_BY
		if isinstance(filters.get(field), str) and filters[field]
	}
	if filters.show != ALL:
		conditions["over"] = 1
	# get_list: of the user's own, their team's or all, as in the list.
	rows = frappe.get_list(
		COMPARISON,
		filters=[
			*([field, "=", value] for field, value in conditions.items()),
			["done_at", "between", [first, last]],
		],
		fields=[
			"name",
			"ticket",
			"engineer",
			"company",
			"fault_code",
			"item_code",
			"done_at",
			"quantity",
			"usual_quantity",
			"cost",
			"usual_cost",
			"excess_cost",
			"tickets",
			"over",
		],
		order_by="excess_cost desc, done_at desc, name",
		limit_page_length=MOST_ROWS,
	)
	names = engineer_names(row.engineer for row in rows)
	for row in rows:
		row.engineer_name = names.get(row.engineer)
		row.currency = frappe.get_cached_value("Company", row.company, "default_currency")
		if not row.tickets:
			# Too few to tell: no data is not nothing.
			row.update({"usual_quantity": None, "usual_cost": None, "excess_cost": None})
	return _columns(), rows


def _columns() -> list[dict]:
	return [
		column("name", _("Comparison"), "Link", 130, options=COMPARISON),
		column("ticket", _("Ticket"), "Link", 130, options="Service Ticket"),
		column("engineer_name", _("Engineer"), "Data", 150),
		column("fault_code", _("Fault Code"), "Data", 100),
		column("item_code", _("Model"), "Link", 140, options="Item"),
		column("done_at", _("Done At"), "Datetime", 150),
		column("quantity", _("Parts"), "Float", 80),
		column("usual_quantity", _("Usual Parts", context="Parts Comparison"), "Float", 100),
		column("cost", _("Cost"), "Currency", 110, options="currency"),
		column("usual_cost", _("Usual Cost"), "Currency", 110, options="currency"),
		column("excess_cost", _("Above the Usual"), "Currency", 130, options="currency"),
		column("tickets", _("Compared With"), "Int", 120),
		column("over", _("More Than Usual"), "Check", 120),
		column("currency", _("Currency"), "Link", 80, options="Currency", hidden=1),
	]
