"""Frappe's own functions that count or compare documents without asking who may see them (D3).

No hook reaches what they read past all permissions, so for this app's documents they are asked here first. Requests about
other apps' documents go on to Frappe as they came.
"""

from collections import Counter

import frappe
from frappe import _
from frappe.desk import like, listview, search
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.form import utils as form_utils
from frappe.desk.reportview import build_match_conditions

from fsm_app.api.frappe_client import is_ours
from fsm_app.common.arguments import parsed, permitted

MOST_ASSIGNED = 50


@frappe.whitelist()
def get_chart(
	chart_name: str | None = None,
	chart: str | dict | None = None,
	no_cache: int | str | bool | None = None,
	filters: str | list | dict | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: int | str | None = None,
	refresh: int | str | bool | None = None,
) -> dict | None:
	"""dashboard_chart.get: a heatmap of this app's documents only for those who see all of them.

	Frappe counts them past all permissions, and gives what it has once drawn for one user to the next one.
	"""
	shown = (
		frappe.get_doc("Dashboard Chart", chart_name)
		if chart_name
		else frappe._dict(parsed(chart, "chart") or {})
	)
	if shown.document_type and is_ours(shown.document_type):
		refresh = 1
		if shown.type == "Heatmap" and not _sees_all(shown.document_type):
			frappe.throw(
				_(
					"A heatmap is for those who see all documents of {0}. Choose another kind of chart."
				).format(_(shown.document_type)),
				frappe.PermissionError,
			)
	return dashboard_chart.get(
		chart_name=chart_name,
		chart=chart,
		no_cache=no_cache,
		filters=filters,
		from_date=from_date,
		to_date=to_date,
		timespan=timespan,
		time_interval=time_interval,
		heatmap_year=heatmap_year,
		refresh=refresh,
	)


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str | list | dict, field: str) -> list[dict]:
	"""listview.get_group_by_count: how many of the documents that the user sees are assigned to whom.

	Version 15 counts all that match the conditions.
	"""
	if field != "assigned_to" or not is_ours(doctype):
		return listview.get_group_by_count(doctype, current_filters, field)
	names = frappe.get_list(
		doctype, filters=parsed(current_filters, "current_filters"), pluck="name", limit_page_length=0
	)
	assigned = frappe.get_all(
		"ToDo",
		filters={"reference_type": doctype, "reference_name": ["in", names], "status": ["!=", "Cancelled"]},
		pluck="allocated_to",
		limit_page_length=0,
	)
	return [{"name": user, "count": count} for user, count in Counter(assigned).most_common(MOST_ASSIGNED)]


@frappe.whitelist()
def get_next(
	doctype: str,
	value: str,
	prev: int | str,
	filters: str | list | dict | None = None,
	sort_order: str = "desc",
	sort_field: str = "modified",
) -> str | None:
	"""form.utils.get_next: the document after `value`, which the user must be able to read.

	Frappe compares those that the user sees with whichever is named, by whatever field.
	"""
	if is_ours(doctype):
		permitted(doctype, value)
	return form_utils.get_next(doctype, value, prev, filters, sort_order, sort_field)


@frappe.whitelist()
def toggle_like(doctype: str, name: str | int, add: str | bool = False) -> None:
	"""like.toggle_like: of a document that the user may read.

	Frappe notes it on any, also on one found by conditions, and answers otherwise where they find none.
	"""
	if is_ours(doctype):
		permitted(doctype, name)
	like.toggle_like(doctype, name, add)


@frappe.whitelist()
def get_link_title(doctype: str, docname: str | int) -> str | int | None:
	"""search.get_link_title: of a document that the user may read or choose; of any other its name, as where there is none."""
	if is_ours(doctype) and not (
		frappe.db.exists(doctype, str(docname))
		and any(frappe.has_permission(doctype, ptype, str(docname)) for ptype in ("read", "select"))
	):
		return docname
	return search.get_link_title(doctype, docname)


def _sees_all(doctype: str) -> bool:
	"""Whether the user sees all documents of the type; rows of tables are seen with their documents only."""
	return not frappe.get_meta(doctype).istable and not build_match_conditions(doctype)
