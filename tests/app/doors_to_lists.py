"""The doors that list, count, group or read rows; see doors.py."""

import json

from tests import host
from tests.app.doors import CLIENT, VIEW, Call, Door, get, here, like, of_parent, post, resource


def _link_check(row) -> Call:
	path, asked = host.start().link_check(row.doctype, row.name, [row.field])
	return post(path, **asked)


LISTS = (
	# REST
	Door("resource", lambda r, w: get(f"/api/resource/{r.doctype}/{r.name}"), True, tables=False),
	Door("resource list", lambda r, w: resource(r, fields=["*"], limit_page_length="0"), True),
	Door("resource filters", lambda r, w: resource(r, filters=like(r, w)), True),
	Door(
		"resource or_filters",
		lambda r, w: resource(r, fields=["name", r.field], or_filters=like(r, w), limit_page_length="0"),
		True,
	),
	Door(
		"resource group_by",
		lambda r, w: resource(
			r,
			fields=[r.field, host.start().function_of("count", "name", "n")],
			group_by=r.field,
			order_by=r.field,
		),
		True,
	),
	Door("v2 document", lambda r, w: get(f"/api/v2/document/{r.doctype}/{r.name}/")),
	Door("v2 copy", lambda r, w: get(f"/api/v2/document/{r.doctype}/{r.name}/copy")),
	Door(
		"v2 list",
		lambda r, w: get(f"/api/v2/document/{r.doctype}", fields=["*"], limit="500", parent=r.parent or ""),
	),
	Door(
		"v2 filters",
		lambda r, w: get(f"/api/v2/document/{r.doctype}", filters=like(r, w), parent=r.parent or ""),
	),
	Door(
		"v2 count",
		lambda r, w: get(f"/api/v2/doctype/{r.doctype}/count", filters=like(r, w), **of_parent(r)),
	),
	Door(
		"v2 count of another",
		lambda r, w: get(f"/api/v2/doctype/{r.doctype}/count", doctype="ToDo", filters=like(r, w)),
	),
	Door(
		"v2 method", lambda r, w: Call("POST", f"/api/v2/document/{r.doctype}/{r.name}/method/as_dict/", {})
	),
	# frappe.client
	Door(
		"client.get",
		lambda r, w: post(CLIENT + "get", doctype=r.doctype, name=r.name, parent=r.parent),
		True,
		False,
	),
	Door(
		"client.get filters",
		lambda r, w: post(CLIENT + "get", doctype=r.doctype, filters=here(r, w), parent=r.parent),
		True,
		False,
	),
	Door(
		"client.get name",
		lambda r, w: post(CLIENT + "get", doctype=r.doctype, name=here(r, w), parent=r.parent),
	),
	Door(
		"client.get_list",
		lambda r, w: post(
			CLIENT + "get_list",
			doctype=r.doctype,
			fields=["name", r.field],
			filters=like(r, w),
			parent=r.parent,
			limit_page_length=0,
			ignore_permissions=1,
		),
	),
	Door("client.get_count", lambda r, w: post(CLIENT + "get_count", doctype=r.doctype, filters=like(r, w))),
	Door(
		"client.get_value",
		lambda r, w: post(
			CLIENT + "get_value",
			doctype=r.doctype,
			fieldname=r.field,
			filters=json.dumps(here(r, w)),
			parent=r.parent,
		),
		True,
	),
	Door(
		"client.validate_link",
		lambda r, w: _link_check(r),
	),
	Door(
		"client.has_permission",
		lambda r, w: post(CLIENT + "has_permission", doctype=r.doctype, docname=here(r, w)),
	),
	Door(
		"client.get_doc_permissions",
		lambda r, w: post(CLIENT + "get_doc_permissions", doctype=r.doctype, docname=here(r, w)),
	),
	Door(
		"client.is_document_amended",
		lambda r, w: post(CLIENT + "is_document_amended", doctype=r.doctype, docname=r.name),
	),
	# lists and reports
	Door(
		"reportview.get",
		lambda r, w: post(
			VIEW + "get", doctype=r.doctype, fields=["name", r.field], filters=like(r, w), **of_parent(r)
		),
	),
	Door(
		"reportview.get_list",
		lambda r, w: post(
			VIEW + "get_list",
			doctype=r.doctype,
			fields=[r.field],
			filters=like(r, w),
			ignore_permissions=1,
			user="Administrator",
			**of_parent(r),
		),
	),
	Door(
		"reportview.get_count",
		lambda r, w: post(
			VIEW + "get_count", doctype=r.doctype, fields=[], filters=like(r, w), **of_parent(r)
		),
	),
	Door(
		"reportview.export_query",
		lambda r, w: post(
			VIEW + "export_query",
			doctype=r.doctype,
			fields=json.dumps([f"`tab{r.doctype}`.`{r.field}`"]),
			filters=json.dumps(like(r, w)),
			file_format_type="CSV",
			title="Door",
			**of_parent(r),
		),
	),
	Door(
		"reportview.get_stats",
		lambda r, w: post(
			VIEW + "get_stats", stats=json.dumps([r.field]), doctype=r.doctype, filters=json.dumps(like(r, w))
		),
	),
	Door(
		"reportview.get_sidebar_stats",
		lambda r, w: post(
			VIEW + "get_sidebar_stats",
			stats=json.dumps([r.field]),
			doctype=r.doctype,
			filters=json.dumps(like(r, w)),
		),
	),
	Door(
		"reportview.get_filter_dashboard_data",
		lambda r, w: post(
			VIEW + "get_filter_dashboard_data",
			stats=json.dumps([{"name": r.field, "type": "Data"}]),
			doctype=r.doctype,
			filters=json.dumps(like(r, w)),
		),
	),
	Door(
		"listview.get_group_by_count",
		lambda r, w: post(
			"frappe.desk.listview.get_group_by_count",
			doctype=r.doctype,
			current_filters=json.dumps(like(r, w)),
			field=r.field,
		),
	),
	Door(
		"listview.get_group_by_count of assignments",
		lambda r, w: post(
			"frappe.desk.listview.get_group_by_count",
			doctype=r.doctype,
			current_filters=json.dumps(like(r, w)),
			field="assigned_to",
		),
	),
	Door(
		"calendar",
		lambda r, w: post(
			"frappe.desk.calendar.get_events",
			doctype=r.doctype,
			start="2000-01-01",
			end="2099-01-01",
			field_map=json.dumps({"start": "creation", "end": "modified", "title": r.field}),
			filters=json.dumps(like(r, w)),
		),
	),
	Door(
		"tree",
		lambda r, w: post(
			"frappe.desk.treeview.get_children", doctype=r.doctype, parent="", ignore_permissions=1
		),
	),
	Door(
		"website list",
		lambda r, w: post("frappe.www.list.get", doctype=r.doctype, ignore_permissions=1, txt=w),
	),
	Door(
		"website list data",
		lambda r, w: post(
			"frappe.www.list.get_list_data", doctype=r.doctype, **{r.field: json.dumps(["like", f"%{w}%"])}
		),
	),
)
