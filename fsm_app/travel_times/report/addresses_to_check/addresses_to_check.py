"""Report Addresses to Check: whose latitude and longitude cannot be right, or are missing (E3)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.engine.doubtful_places import FAR, MISSING, OFF_EARTH, SWAPPED, doubtful

FIELDS = ("name", "city", "fsm_latitude", "fsm_longitude")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, an address each, of those that the user sees. Filter `with_missing`: also those without a place."""
	filters = frappe._dict(filters or {})
	rows = frappe.get_list(
		"Address", filters={"disabled": 0}, fields=list(FIELDS), order_by="name", limit_page_length=0
	)
	reasons = doubtful([(flt(row.fsm_latitude), flt(row.fsm_longitude)) for row in rows])
	words = {
		MISSING: _("Latitude or longitude is missing."),
		OFF_EARTH: _("This is no place on the earth."),
		SWAPPED: _("Latitude and longitude are swapped."),
		FAR: _("It lies far from all others."),
	}
	found = []
	for index, reason in reasons.items():
		row = rows[index]
		nothing = not flt(row.fsm_latitude) and not flt(row.fsm_longitude)
		if not nothing or filters.with_missing:
			found.append({**row, "reason": words[reason]})
	return _columns(), found


def _columns() -> list[dict]:
	return [
		{"fieldname": "name", "label": _("Address"), "fieldtype": "Link", "options": "Address", "width": 200},
		{"fieldname": "reason", "label": _("What Is Wrong"), "fieldtype": "Data", "width": 300},
		{"fieldname": "city", "label": _("City"), "fieldtype": "Data", "width": 140},
		{
			"fieldname": "fsm_latitude",
			"label": _("Latitude"),
			"fieldtype": "Float",
			"precision": 6,
			"width": 130,
		},
		{
			"fieldname": "fsm_longitude",
			"label": _("Longitude"),
			"fieldtype": "Float",
			"precision": 6,
			"width": 130,
		},
	]
