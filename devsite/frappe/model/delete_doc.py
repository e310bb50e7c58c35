"""Deleting documents, with the checks that nothing still points at them."""

import frappe
from frappe.model.naming import revert_series_if_last
from frappe.utils.password import delete_all_passwords_for

from devsite.unsupported import guard, refuse

__getattr__ = guard(__name__)


def delete_doc(
	doctype=None,
	name=None,
	force=0,
	ignore_doctypes=None,
	for_reload=False,
	ignore_permissions=False,
	flags=None,
	ignore_on_trash=False,
	ignore_missing=True,
	delete_permanently=False,
	**unknown,
):
	"""Deletes one document or a list of names; LinkExistsError while another document points at it."""
	refuse("frappe.delete_doc", unknown)
	names = name if isinstance(name, list | tuple) else [name]
	for one in names:
		if not frappe.db.exists(doctype, one):
			if not ignore_missing:
				raise frappe.DoesNotExistError(doctype=doctype)
			return False
		doc = frappe.get_doc(doctype, one)
		_delete(
			doc, force, ignore_doctypes or (), for_reload, ignore_permissions, flags, ignore_on_trash,
			delete_permanently,
		)  # fmt: skip
	return None


def _delete(doc, force, ignored, for_reload, ignore_permissions, flags, ignore_on_trash, permanently):
	delete_all_passwords_for(doc.doctype, doc.name)
	if not for_reload:
		doc.flags.update(flags or {})
		if ignore_permissions:
			doc.flags.ignore_permissions = ignore_permissions
		_check_permission_and_docstatus(doc)
		if doc.doctype == "DocType":
			if not (doc.custom or force or frappe.flags.in_patch):
				frappe.throw(frappe._("Standard DocType can not be deleted."))
		elif not ignore_on_trash:
			doc.run_method("on_trash")
			doc.flags.in_delete = True
			doc.run_method("on_change")
		if not force and doc.doctype != "DocType":
			_check_links(doc)
	_revert_series(doc)
	_delete_rows(doc, ignored)
	doc.run_method("after_delete")
	if frappe.db.table_exists("File"):
		frappe.core.files.delete_of(doc.doctype, doc.name)
	if not for_reload:
		frappe.enqueue(
			"frappe.model.delete_doc.delete_dynamic_links",
			doctype=doc.doctype,
			name=doc.name,
			now=frappe.flags.in_test,
			enqueue_after_commit=True,
		)
	doc.clear_cache()
	if not for_reload and not permanently:
		_keep_copy(doc)
	if not for_reload and not frappe.flags.in_patch:
		_note_deletion(doc)


def _check_links(doc):
	try:
		check_if_doc_is_linked(doc)
		check_if_doc_is_dynamically_linked(doc)
	except frappe.LinkExistsError:
		if doc.meta.has_field("enabled") or doc.meta.has_field("disabled"):
			frappe.throw(
				frappe._("You can disable this {0} instead of deleting it.").format(frappe._(doc.doctype)),
				frappe.LinkExistsError,
			)
		raise


def _check_permission_and_docstatus(doc):
	if not doc.flags.ignore_permissions and not doc.has_permission("delete"):
		message = frappe._("User not allowed to delete {0}: {1}").format(doc.doctype, doc.name)
		frappe.msgprint(message, raise_exception=frappe.PermissionError)
	if doc.meta.is_submittable and doc.docstatus.is_submitted():
		message = frappe._("{0} {1}: Submitted Record cannot be deleted. You must {2} Cancel {3} it first.")
		frappe.msgprint(message.format(frappe._(doc.doctype), doc.name, "", ""), raise_exception=True)


def _delete_rows(doc, ignored):
	if doc.meta.issingle:
		frappe.db.delete("Singles", {"doctype": doc.name})
	else:
		frappe.db.execute(f"DELETE FROM `tab{doc.doctype}` WHERE `name`=?", (str(doc.name),))
	for child in {df.options for df in doc.meta.table_fields} - set(ignored):
		query = f"DELETE FROM `tab{child}` WHERE `parenttype`=? AND `parent`=?"
		frappe.db.execute(query, (doc.doctype, str(doc.name)))


def _revert_series(doc):
	rule = doc.meta.autoname or ""
	if rule.startswith("naming_series:") and doc.get("naming_series"):
		revert_series_if_last(doc.naming_series, doc.name, doc)
	elif rule and rule.split(":", 1)[0] not in ("Prompt", "field", "hash", "autoincrement"):
		revert_series_if_last(rule, doc.name, doc)


def _keep_copy(doc):
	if doc.doctype != "Deleted Document" and frappe.db.table_exists("Deleted Document"):
		frappe.get_doc(
			doctype="Deleted Document",
			deleted_doctype=doc.doctype,
			deleted_name=str(doc.name),
			data=doc.as_json(),
			owner=frappe.session.user,
		).db_insert()


def _note_deletion(doc):
	flags = frappe.flags
	if flags.in_install or flags.in_uninstall or flags.in_import or getattr(doc, "no_feed_on_delete", False):
		return
	frappe.get_doc(
		doctype="Comment",
		comment_type="Deleted",
		reference_doctype=doc.doctype,
		subject=f"{frappe._(doc.doctype)} {doc.name}",
	).insert(ignore_permissions=True)


def link_fields(doctype):
	"""(doctype, fieldname) of every Link field that points at a doctype, custom ones included."""
	query = (
		"SELECT `parent`, `fieldname` FROM `tabDocField` WHERE `fieldtype`='Link' AND `options`=?1"
		" UNION SELECT `dt`, `fieldname` FROM `tabCustom Field` WHERE `fieldtype`='Link' AND `options`=?1"
	)
	return frappe.db.execute(query, (doctype,)).fetchall()


def check_if_doc_is_linked(doc, method="Delete"):
	"""LinkExistsError when a Link field somewhere holds the document's name."""
	ignored = set(frappe.get_hooks("ignore_links_on_delete") if method == "Delete" else ())
	if method == "Cancel":
		ignored.update(doc.get("ignore_linked_doctypes") or ())
	for doctype, fieldname in link_fields(doc.doctype):
		if doctype in ignored or (fieldname == "amended_from" and method == "Cancel"):
			continue
		meta = frappe.get_meta(doctype)
		if meta.issingle:
			if frappe.db.get_single_value(doctype, fieldname) == doc.name:
				_refuse(doc, doctype, doctype)
			continue
		fields = ["name", "docstatus", *(("parent", "parenttype") if meta.istable else ())]
		for row in frappe.db.get_values(doctype, {fieldname: str(doc.name)}, fields, as_dict=True):
			_judge(doc, doctype, row, method, ignored)


def check_if_doc_is_dynamically_linked(doc, method="Delete"):
	"""The same for Dynamic Link fields."""
	ignored = set(frappe.get_hooks("ignore_links_on_delete"))
	if method == "Cancel":
		ignored.update(doc.get("ignore_linked_doctypes") or ())
	query = (
		"SELECT `parent`, `fieldname`, `options` FROM `tabDocField` WHERE `fieldtype`='Dynamic Link'"
		" UNION SELECT `dt`, `fieldname`, `options` FROM `tabCustom Field` WHERE `fieldtype`='Dynamic Link'"
	)
	for doctype, fieldname, options in frappe.db.execute(query).fetchall():
		meta = frappe.get_meta(doctype)
		if doctype in ignored or meta.issingle:
			continue
		fields = ["name", "docstatus", *(("parent", "parenttype") if meta.istable else ())]
		filters = {options: doc.doctype, fieldname: str(doc.name)}
		for row in frappe.db.get_values(doctype, filters, fields, as_dict=True):
			if method == "Delete" and row.docstatus == 2:
				continue
			_judge(doc, doctype, row, method, ignored)


def _judge(doc, doctype, row, method, ignored):
	where, name = row.get("parenttype") or doctype, row.get("parent") or row.name
	if where in ignored or (method == "Cancel" and row.docstatus != 1):
		return
	if (doctype == doc.doctype or where == doc.doctype) and name == doc.name:
		return
	_refuse(doc, where, name)


def _refuse(doc, doctype, name):
	link = f'<a href="/app/Form/{doc.doctype}/{doc.name}">{doc.name}</a>'
	other = f'<a href="/app/Form/{doctype}/{name}">{name}</a>'
	frappe.throw(
		frappe._("Cannot delete or cancel because {0} {1} is linked with {2} {3} {4}").format(
			frappe._(doc.doctype), link, "" if doctype == name else frappe._(doctype), other, ""
		),
		frappe.LinkExistsError,
	)


def delete_dynamic_links(doctype, name):
	"""Deletes what hangs on a deleted document: its ToDos, versions, comments and notifications."""
	for other, type_field, name_field in (
		("ToDo", "reference_type", "reference_name"),
		("Version", "ref_doctype", "docname"),
		("Comment", "reference_doctype", "reference_name"),
		("Notification Log", "document_type", "document_name"),
	):
		frappe.db.delete(other, {type_field: doctype, name_field: str(name)})
