"""The month of the demo in an empty company of a real site: loaded, and taken away without a trace (C2)."""

import frappe

from fsm_app.demo_month import record

EMPTY = "Demo Month Works"
FEW, ENGINEERS = 25, 12


def everything() -> dict[str, list]:
	"""All rows of the site by table."""
	return {
		doctype: sorted(
			map(
				repr,
				frappe.get_all(doctype, fields=["*"], order_by="name", as_list=True, limit_page_length=0),
			)
		)
		for doctype in record.stored_doctypes()
	} | {
		"Singles": sorted(map(repr, frappe.db.sql("select * from `tabSingles`"))),
		"Series": sorted(record.series().items()),
	}
