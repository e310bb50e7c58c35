"""The doors that change a document or hang something on it; see doors.py."""

import json

from tests.app.doors import CLIENT, FORM, VIEW, Call, Door, here, post
from tests.app.foreign_rows import DAY

CHANGING = (
	Door(
		"PUT resource",
		lambda r, w: Call("PUT", f"/api/resource/{r.doctype}/{r.name}", {r.field: "mine"}),
		True,
		tables=False,
	),
	Door(
		"DELETE resource",
		lambda r, w: Call("DELETE", f"/api/resource/{r.doctype}/{r.name}", {}),
		True,
		tables=False,
	),
	Door(
		"v2 PATCH", lambda r, w: Call("PATCH", f"/api/v2/document/{r.doctype}/{r.name}/", {r.field: "mine"})
	),
	Door("v2 DELETE", lambda r, w: Call("DELETE", f"/api/v2/document/{r.doctype}/{r.name}/", {})),
	Door(
		"client.set_value",
		lambda r, w: post(
			CLIENT + "set_value", doctype=r.doctype, name=r.name, fieldname=r.field, value="mine"
		),
		True,
		tables=False,
	),
	Door(
		"client.set_value by conditions",
		lambda r, w: post(
			CLIENT + "set_value", doctype=r.doctype, name=here(r, w), fieldname=r.field, value="mine"
		),
	),
	Door(
		"client.save",
		lambda r, w: post(CLIENT + "save", doc={"doctype": r.doctype, "name": r.name, r.field: "mine"}),
	),
	Door("client.submit", lambda r, w: post(CLIENT + "submit", doc={"doctype": r.doctype, "name": r.name})),
	Door("client.cancel", lambda r, w: post(CLIENT + "cancel", doctype=r.doctype, name=r.name)),
	Door("client.delete", lambda r, w: post(CLIENT + "delete", doctype=r.doctype, name=r.name)),
	Door(
		"client.bulk_update",
		lambda r, w: post(
			CLIENT + "bulk_update",
			docs=json.dumps([{"doctype": r.doctype, "docname": r.name, r.field: "mine"}]),
		),
	),
	Door(
		"client.rename_doc",
		lambda r, w: post(CLIENT + "rename_doc", doctype=r.doctype, old_name=r.name, new_name="MINE"),
	),
	Door(
		"client.attach_file",
		lambda r, w: post(
			CLIENT + "attach_file",
			filename="mine.txt",
			filedata="x",
			doctype=r.doctype,
			docname=r.name,
			is_private=1,
		),
	),
	Door(
		"a file of one's own",
		lambda r, w: Call(
			"POST",
			"/api/resource/File",
			{
				"file_name": "mine.txt",
				"content": "x",
				"is_private": 1,
				"attached_to_doctype": r.doctype,
				"attached_to_name": r.name,
			},
		),
		True,
		tables=False,
	),
	Door(
		"update_document_title",
		lambda r, w: post(
			"frappe.model.rename_doc.update_document_title",
			doctype=r.doctype,
			docname=r.name,
			title="mine",
			name="MINE",
		),
	),
	Door(
		"savedocs",
		lambda r, w: post(
			FORM + "save.savedocs",
			doc=json.dumps({"doctype": r.doctype, "name": r.name, r.field: "mine"}),
			action="Save",
		),
	),
	Door("form cancel", lambda r, w: post(FORM + "save.cancel", doctype=r.doctype, name=r.name)),
	Door(
		"delete_items",
		lambda r, w: post(VIEW + "delete_items", items=json.dumps([r.name]), doctype=r.doctype),
	),
	Door(
		"bulk update",
		lambda r, w: post(
			"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
			doctype=r.doctype,
			docnames=json.dumps([r.name]),
			action="update",
			data=json.dumps({r.field: "mine"}),
		),
	),
	Door(
		"apply_workflow",
		lambda r, w: post(
			"frappe.model.workflow.apply_workflow",
			doc={"doctype": r.doctype, "name": r.name},
			action="Cancel",
		),
	),
	Door(
		"bulk_workflow_approval",
		lambda r, w: post(
			"frappe.model.workflow.bulk_workflow_approval",
			docnames=json.dumps([r.name]),
			doctype=r.doctype,
			action="Cancel",
		),
	),
	Door(
		"calendar update",
		lambda r, w: post(
			"frappe.desk.calendar.update_event",
			args=json.dumps({"doctype": r.doctype, "name": r.name, "start": DAY, "end": DAY}),
			field_map=json.dumps({"start": r.field, "end": r.field}),
		),
	),
	Door(
		"add_comment",
		lambda r, w: post(
			FORM + "utils.add_comment",
			reference_doctype=r.doctype,
			reference_name=r.name,
			content="mine",
			comment_email="mine@example.com",
			comment_by="mine",
		),
	),
	Door(
		"communication",
		lambda r, w: post(
			"frappe.core.doctype.communication.email.make", doctype=r.doctype, name=r.name, content="mine"
		),
	),
	Door(
		"share",
		lambda r, w: post(
			"frappe.share.add", doctype=r.doctype, name=r.name, user="Administrator", everyone=1, read=1
		),
	),
	Door(
		"share permission",
		lambda r, w: post(
			"frappe.share.set_permission",
			doctype=r.doctype,
			name=r.name,
			user="Administrator",
			permission_to="read",
		),
	),
	Door(
		"tag", lambda r, w: post("frappe.desk.doctype.tag.tag.add_tag", tag="mine", dt=r.doctype, dn=r.name)
	),
	Door(
		"tags",
		lambda r, w: post("frappe.desk.doctype.tag.tag.add_tags", tags=["mine"], dt=r.doctype, docs=[r.name]),
	),
	Door(
		"like", lambda r, w: post("frappe.desk.like.toggle_like", doctype=r.doctype, name=r.name, add="Yes")
	),
	Door(
		"thing to do",
		lambda r, w: post(
			CLIENT + "insert",
			doc={
				"doctype": "ToDo",
				"description": "mine",
				"reference_type": r.doctype,
				"reference_name": r.name,
			},
		),
		tables=False,
	),
	Door(
		"assign",
		lambda r, w: post(
			FORM + "assign_to.add", assign_to=json.dumps(["Administrator"]), doctype=r.doctype, name=r.name
		),
	),
	Door(
		"follow",
		lambda r, w: post(
			FORM + "document_follow.update_follow", doctype=r.doctype, doc_name=r.name, following=True
		),
	),
	Door(
		"run_doc_method",
		lambda r, w: post("run_doc_method", dt=r.doctype, dn=r.name, method="as_dict"),
	),
)
