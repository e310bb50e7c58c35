"""Report Parts to Send: the parts keeper's picking list (F1)."""

from frappe import _

from fsm_app.spare_parts.picking import open_lines


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, a part of a requisition each. Filters: company, from_warehouse, engineer, kind."""
	return _columns(), open_lines(filters)


def _columns() -> list[dict]:
	return [
		_column("required_by", _("Required By"), "Date", 110),
		# Texts, for links would be shown to those alone who have a role in ERPNext's stock.
		_column("from_warehouse", _("From", context="Parts Requisition"), "Data", 160),
		_column("item_code", _("Item"), "Data", 150),
		_column("item_name", _("Item Name"), "Data", 160),
		_column("open_qty", _("To Send", context="Parts Requisition"), "Float", 90),
		_column("there", _("In Stock"), "Float", 90),
		_column("short", _("Missing"), "Float", 90),
		_column("stock_uom", _("Unit"), "Data", 70),
		_column("engineer_name", _("Engineer"), "Data", 140),
		_column("to_warehouse", _("To", context="Parts Requisition"), "Data", 160),
		_column("ticket", _("Service Ticket"), "Link", 140, options="Service Ticket"),
		_column("requisition", _("Parts Requisition"), "Link", 150, options="Parts Requisition"),
	]


def _column(fieldname: str, label: str, fieldtype: str, width: int, **more) -> dict:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}
