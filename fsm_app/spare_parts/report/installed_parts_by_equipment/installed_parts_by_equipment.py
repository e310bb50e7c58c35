"""Report Installed Parts by Equipment: what is built in where, since when, under which warranty as of today (F1)."""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.spare_parts.installed_parts import INSTALLED, warranty_on

NARROWED_BY = (
	"customer",
	"serial_no",
	"asset",
	"item_code",
	"part_item",
	"part_serial_no",
	"company",
	"ticket",
)
FIELDS = (
	"name",
	"customer",
	"serial_no",
	"asset",
	"item_code",
	"part_item",
	"part_serial_no",
	"batch_no",
	"qty",
	"installed_on",
	"ticket",
	"warranty_until",
	"replaced_serial_no",
	"removed_on",
	"removed_in_ticket",
)


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, a part each, of those that the user sees. Filters: NARROWED_BY, and with_removed."""
	filters = frappe._dict(filters or {})
	narrowed = {
		field: filters[field]
		for field in NARROWED_BY
		if filters.get(field) and isinstance(filters[field], str)
	}
	if not filters.with_removed:
		narrowed["removed_on"] = ["is", "not set"]
	rows = frappe.get_list(
		INSTALLED,
		filters=narrowed,
		fields=list(FIELDS),
		order_by="customer, serial_no, item_code, installed_on desc, name",
		limit_page_length=0,
	)
	today = now().date()
	texts = {
		state: _(state, context=INSTALLED) if state else ""
		for state in ("", "In Warranty", "Out of Warranty")
	}
	for row in rows:
		row.warranty = texts[warranty_on(today, row.warranty_until)]
	return _columns(), rows


def _columns() -> list[dict]:
	return [
		_column("customer", _("Customer"), "Link", 160, options="Customer"),
		_column("serial_no", _("Equipment Serial No"), "Link", 150, options="Serial No"),
		_column("asset", _("Equipment Asset"), "Link", 130, options="Asset"),
		_column("item_code", _("Equipment Item"), "Link", 130, options="Item"),
		_column("part_item", _("Part"), "Link", 140, options="Item"),
		_column("part_serial_no", _("Part Serial Number"), "Data", 140),
		_column("batch_no", _("Batch"), "Link", 110, options="Batch"),
		_column("qty", _("Quantity"), "Float", 90),
		_column("installed_on", _("Installed On"), "Date", 110),
		_column("ticket", _("Ticket"), "Link", 130, options="Service Ticket"),
		_column("warranty", _("Warranty"), "Data", 130),
		_column("warranty_until", _("Warranty Until"), "Date", 120),
		_column("replaced_serial_no", _("Replaced Serial Number"), "Data", 150),
		_column("removed_on", _("Removed On"), "Date", 110),
		_column("removed_in_ticket", _("Removed In Ticket"), "Link", 140, options="Service Ticket"),
	]


def _column(field: str, label: str, fieldtype: str, width: int, **more) -> dict:
	return {"fieldname": field, "label": label, "fieldtype": fieldtype, "width": width, **more}
