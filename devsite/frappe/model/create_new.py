"""New documents with their defaults."""

import frappe
from frappe.model import data_fieldtypes
from frappe.permissions import filter_allowed_docs_for_doctype, get_user_permissions
from frappe.state import _dict
from frappe.utils import dates
from frappe.utils.text import cint, cstr

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


def new_doc(doctype, *, parent_doc=None, parentfield=None, as_dict=False, **kwargs):
	"""A document (or dict) of the doctype with defaults and the given values."""
	return get_new_doc(doctype, parent_doc, parentfield, as_dict).update(kwargs)


def get_new_doc(doctype, parent_doc=None, parentfield=None, as_dict=False):
	templates, key = frappe.local.new_doc_templates, (doctype, frappe.session.user)
	if key not in templates:
		templates[key] = _template(doctype)
	static, dynamic = templates[key]
	doc = _dict(static)
	for fieldname, make in dynamic:
		doc[fieldname] = make()
	if parent_doc:
		doc["parent"], doc["parenttype"] = parent_doc.name, parent_doc.doctype
	if parentfield:
		doc["parentfield"] = parentfield
	return doc if as_dict else frappe.get_doc(doc)


def _template(doctype):
	"""Values that stay for this user, and (fieldname, function) of those that depend on the clock."""
	meta = frappe.get_meta(doctype)
	values = dict.fromkeys(meta.valid_columns)
	values.update(owner=frappe.session.user, docstatus=0, idx=0, doctype=doctype, __islocal=1)
	if not meta.issingle:
		values["__unsaved"] = 1
	permissions, defaults, dynamic = get_user_permissions(), frappe.defaults.get_defaults(), []
	for df in meta.fields:
		if df.fieldtype not in data_fieldtypes:
			continue
		value = _default(df, permissions, defaults, meta)
		if value is not None:
			values[df.fieldname] = value
		if df.fieldtype == "Check":
			values[df.fieldname] = cint(values[df.fieldname])
		elif values[df.fieldname] is not None and df.fieldtype in ("Int", "Float", "Currency", "Percent"):
			convert = cint if df.fieldtype == "Int" else frappe.utils.flt
			values[df.fieldname] = convert(values[df.fieldname])
		if cstr(df.default).startswith(":"):
			raise Unsupported(f"default {df.default} of {doctype}.{df.fieldname}")
		if df.fieldtype == "Datetime" and cstr(df.default).lower() == "now":
			dynamic.append((df.fieldname, frappe.utils.now_datetime))
		elif df.fieldtype == "Time":
			# Frappe fills every Time field of a new document with the present time
			dynamic.append((df.fieldname, dates.nowtime))
		elif df.default == "Today":
			dynamic.append((df.fieldname, frappe.utils.nowdate))
	return values, dynamic


def _default(df, permissions, defaults, meta):
	"""Default by User Permission, by the user's defaults, or by the field itself."""
	mine = permissions.get(df.options, []) if df.fieldtype == "Link" else []
	allowed, only = filter_allowed_docs_for_doctype(mine, df.parent, with_default_doc=True)
	if df.fieldtype == "Link" and df.options != "User":
		restricted = bool(mine and allowed and not cint(df.ignore_user_permissions))
		value = only if only and not cint(df.ignore_user_permissions) else None
		if not value:
			value = defaults.get(df.fieldname)
			if value and restricted and value not in allowed:
				value = None
		if value:
			return value if frappe.db.exists(df.options, value) else None
		if df.default and restricted and df.default not in allowed:
			return None
	elif defaults.get(df.fieldname) and df.fieldtype == "Link":
		return None
	if df.fieldname == meta.title_field:
		return None
	if df.default:
		if df.default == "__user":
			return frappe.session.user
		if df.default == "Today":
			return None
		return None if cstr(df.default).startswith(":") else df.default
	if df.fieldtype == "Select" and df.options:
		return df.options.split("\n", 1)[0]
	return None


def copy_doc(doc, ignore_no_copy=True):
	"""A new document with the values of `doc` and of its rows; without what is not copied where that is asked for."""
	values = doc.as_dict()
	_make_new(values, doc.meta, ignore_no_copy)
	for df in doc.meta.table_fields:
		for row in values.get(df.fieldname) or ():
			_make_new(row, frappe.get_meta(df.options), ignore_no_copy)
	return frappe.get_doc(values)


def _make_new(values, meta, ignore_no_copy):
	for key in ("name", "owner", "creation", "modified", "modified_by", "parent"):
		values.pop(key, None)
	values.update(docstatus=0, __islocal=1)
	if not ignore_no_copy:
		for df in meta.fields:
			if cint(df.no_copy):
				values[df.fieldname] = None
