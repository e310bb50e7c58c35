"""The doors of searches and forms, charts, prints, exports and what hangs on a document; see doors.py."""

import json

from tests.app.doors import FORM, Door, chart, get, here, like, post

CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
OF_DOCUMENTS = (
	# searches
	Door(
		"search_link",
		lambda r, w: post(
			"frappe.desk.search.search_link",
			doctype=r.doctype,
			txt="",
			filters=like(r, w),
			page_length=500,
			ignore_user_permissions=1,
			reference_doctype=r.parent or "Service Visit",
			link_fieldname="ticket",
		),
	),
	Door(
		"search_widget",
		lambda r, w: post(
			"frappe.desk.search.search_widget",
			doctype=r.doctype,
			txt=w,
			searchfield=r.field,
			filter_fields=json.dumps([r.field]),
			page_length=500,
			ignore_user_permissions=1,
			reference_doctype=r.parent,
			as_dict=1,
		),
	),
	Door(
		"own query of a search",
		lambda r, w: post(
			"fsm_app.common.search_queries.rows_seen",
			doctype=r.doctype,
			txt="",
			filters={r.field: ["like", f"%{w}%"]},
		),
		True,
	),
	Door(
		"get_link_title",
		lambda r, w: post("frappe.desk.search.get_link_title", doctype=r.doctype, docname=here(r, w)),
	),
	Door("global search", lambda r, w: post("frappe.utils.global_search.search", text=w, doctype=r.doctype)),
	Door("web search", lambda r, w: post("frappe.utils.global_search.web_search", text=w)),
	Door(
		"link preview",
		lambda r, w: post("frappe.desk.link_preview.get_preview_data", doctype=r.doctype, docname=r.name),
	),
	# forms
	Door("getdoc", lambda r, w: post(FORM + "load.getdoc", doctype=r.doctype, name=r.name)),
	Door("getdoc by conditions", lambda r, w: post(FORM + "load.getdoc", doctype=r.doctype, name=here(r, w))),
	Door("get_docinfo", lambda r, w: post(FORM + "load.get_docinfo", doctype=r.doctype, name=r.name)),
	Door(
		"get_docinfo by conditions",
		lambda r, w: post(FORM + "load.get_docinfo", doctype=r.doctype, name=here(r, w)),
	),
	Door(
		"get_communications",
		lambda r, w: post(FORM + "load.get_communications", doctype=r.doctype, name=r.name),
	),
	Door(
		"get_open_count",
		lambda r, w: post("frappe.desk.notifications.get_open_count", doctype=r.doctype, name=r.name),
	),
	Door("linked_with", lambda r, w: post(FORM + "linked_with.get", doctype=r.doctype, docname=r.name)),
	Door(
		"submitted linked documents",
		lambda r, w: post(FORM + "linked_with.get_submitted_linked_docs", doctype=r.doctype, name=r.name),
	),
	Door(
		"get_next",
		lambda r, w: post(
			FORM + "utils.get_next", doctype=r.doctype, value=r.name, prev=0, sort_field=r.field
		),
	),
	Door(
		"get_next by conditions",
		lambda r, w: post(
			FORM + "utils.get_next",
			doctype=r.doctype,
			value=here(r, w),
			prev=0,
			sort_field="name",
			sort_order="asc",
		),
	),
	Door(
		"get_transitions",
		lambda r, w: post(
			"frappe.model.workflow.get_transitions", doc={"doctype": r.doctype, "name": r.name}
		),
	),
	# charts and cards
	Door("chart of counts", lambda r, w: post(CHART, chart=chart(r, w, "Count"), no_cache=1)),
	Door(
		"chart by group",
		lambda r, w: post(
			CHART, chart=chart(r, w, "Group By", group_by_type="Count", group_by_based_on=r.field), no_cache=1
		),
	),
	Door(
		"heatmap",
		lambda r, w: post(CHART, chart=chart(r, w, "Count", type="Heatmap"), no_cache=1),
	),
	Door(
		"number card",
		lambda r, w: post(
			"frappe.desk.doctype.number_card.number_card.get_result",
			doc={"document_type": r.doctype, "parent_document_type": r.parent, "function": "Count"},
			filters=like(r, w),
		),
	),
	# prints and exports
	Door("printview", lambda r, w: get("/printview", doctype=r.doctype, name=r.name)),
	Door(
		"get_html_and_style",
		lambda r, w: post("frappe.www.printview.get_html_and_style", doc=r.doctype, name=r.name),
	),
	Door(
		"raw print",
		lambda r, w: post("frappe.www.printview.get_rendered_raw_commands", doc=r.doctype, name=r.name),
	),
	Door(
		"export_data",
		lambda r, w: post(
			"frappe.core.doctype.data_export.exporter.export_data",
			doctype=r.doctype,
			all_doctypes=True,
			with_data=True,
			filters=like(r, w),
			file_type="CSV",
		),
	),
	Door(
		"import template",
		lambda r, w: post(
			"frappe.core.doctype.data_import.data_import.download_template",
			doctype=r.doctype,
			export_fields=json.dumps({r.doctype: ["name", r.field]}),
			export_records="by_filter",
			export_filters=json.dumps(like(r, w)),
			file_type="CSV",
		),
	),
	# what hangs on a document
	Door(
		"versions",
		lambda r, w: get("/api/resource/Version", fields=["*"], filters={"docname": r.name}),
	),
	Door(
		"comments",
		lambda r, w: get("/api/resource/Comment", fields=["*"], filters={"reference_name": r.name}),
	),
	Door(
		"messages",
		lambda r, w: get("/api/resource/Communication", fields=["*"], filters={"reference_name": r.name}),
	),
	Door("files", lambda r, w: get("/api/resource/File", fields=["*"], filters={"attached_to_name": r.name})),
	Door(
		"attached images",
		lambda r, w: post("frappe.core.api.file.get_attached_images", doctype=r.doctype, names=[r.name]),
	),
	Door("files by name", lambda r, w: post("frappe.core.api.file.get_files_by_search_text", text=r.name)),
	Door(
		"values for HR's roster",
		lambda r, w: post(
			"hrms.api.roster.get_values", doctype=r.doctype, name=r.name, fields=["name", r.field]
		),
	),
	Door(
		"values for HR's roster by conditions",
		lambda r, w: post("hrms.api.roster.get_values", doctype=r.doctype, name=here(r, w), fields=["name"]),
	),
	Door("HR's attachments", lambda r, w: post("hrms.api.get_attachments", dt=r.doctype, dn=r.name)),
	Door(
		"ERPNext's activities",
		lambda r, w: post("erpnext.crm.utils.get_open_activities", ref_doctype=r.doctype, ref_docname=r.name),
	),
	Door("shares", lambda r, w: post("frappe.share.get_users", doctype=r.doctype, name=r.name)),
	Door(
		"tagged documents",
		lambda r, w: post("frappe.desk.doctype.tag.tag.get_tagged_docs", doctype=r.doctype, tag=w),
	),
	Door("documents of a tag", lambda r, w: post("frappe.desk.doctype.tag.tag.get_documents_for_tag", tag=w)),
	Door("tags", lambda r, w: post("frappe.desk.doctype.tag.tag.get_tags", doctype=r.doctype, txt=w)),
	Door(
		"followers",
		lambda r, w: post(FORM + "document_follow.get_follow_users", doctype=r.doctype, doc_name=r.name),
	),
	Door(
		"assignments",
		lambda r, w: post(FORM + "assign_to.get", args=json.dumps({"doctype": r.doctype, "name": r.name})),
	),
)
