"""What Frappe checks of a document's values before it writes them."""

import functools
from html import unescape

import frappe
from frappe.database.columns import MAX_INT, VARCHAR_LEN
from frappe.model import (
	datetime_fields,
	display_fieldtypes,
	float_like_fields,
	integer_fields,
	no_value_fields,
	table_fields,
	varchar_fields,
)
from frappe.state import _dict
from frappe.utils.html import sanitize_html, strip_html
from frappe.utils.text import cint, cstr, flt

from devsite.unsupported import Unsupported

_ = frappe._


class Plan:
	"""A doctype's fields, sorted once by the checks that concern them."""

	def __init__(self, meta):
		fields = meta.fields
		self.columns = []
		for column in meta.valid_columns:
			df = meta.get_field(column)
			kind = df.fieldtype if df else "standard"
			if kind not in integer_fields | float_like_fields | datetime_fields | {"JSON", "standard"}:
				kind = "text"
			self.columns.append((column, kind, bool(df and df.unique)))
		self.mandatory = [df for df in fields if cint(df.reqd)]
		self.selects = [
			df for df in fields if df.fieldtype == "Select" and df.options and df.fieldname != "naming_series"
		]
		self.options = {df.fieldname: df.options.split("\n") for df in self.selects}
		self.checked_data = [
			df for df in fields if df.fieldtype == "Data" and df.options in ("Email", "Name", "Phone", "URL")
		]
		self.non_negative = [
			df for df in fields if cint(df.non_negative) and df.fieldtype in ("Int", "Float", "Currency")
		]
		self.limited = [
			(df.fieldname, df, _max_length(df)) for df in fields if df.fieldtype in varchar_fields
		]
		self.integers = [
			(df.fieldname, df, MAX_INT["Long Int" if cint(df.length) > 11 else df.fieldtype])
			for df in fields
			if df.fieldtype == "Int"
		]
		self.code = [
			df for df in fields if df.fieldtype == "Code" and df.options in ("Python", "PythonExpression")
		]
		self.passwords = [df for df in fields if df.fieldtype == "Password"]
		self.texts = [
			(df.fieldname, df)
			for df in fields
			if df.fieldtype not in no_value_fields and df.fieldtype not in integer_fields | float_like_fields
		]
		self.fetches = {}
		for df in fields:
			if df.fetch_from and df.fieldtype not in no_value_fields:
				self.fetches.setdefault(df.fetch_from.partition(".")[0], []).append(df)
		links = [df for df in fields if df.fieldtype == "Link" and df.options != "[Select]"]
		links += [df for df in fields if df.fieldtype == "Dynamic Link"]
		self.links = [(df, df.fieldname, self.fetches.get(df.fieldname, ())) for df in links]
		self.set_only_once = [df for df in fields if cint(df.set_only_once)]
		self.high_permlevel = [df for df in fields if cint(df.permlevel) > 0]
		autoname = meta.autoname or ""
		self.autoname_field = autoname[6:] if autoname.startswith("field:") else None


def _max_length(df):
	return cint(df.length) or VARCHAR_LEN


def missing_mandatory(doc):
	"""(fieldname, message) of each mandatory field without content."""
	missing = []
	for df in doc.meta.plan.mandatory:
		value = doc.get(df.fieldname)
		if value in (None, []) or not _has_content(df, value):
			missing.append((df.fieldname, _missing_message(doc, df)))
	if doc.meta.istable:
		for fieldname in ("parent", "parenttype"):
			if not doc.get(fieldname):
				missing.append((fieldname, _missing_message(doc, _dict(label=fieldname, parent=doc.doctype))))
	return missing


def _has_content(df, value):
	text = cstr(value)
	if (
		df.fieldtype == "Text Editor" or (df.fieldtype == "Code" and df.options == "HTML")
	) and "<img" in text:
		return True
	return bool(strip_html(text).strip())


def _missing_message(doc, df):
	label = _(df.label or df.get("fieldname") or "")
	if df.fieldtype in table_fields:
		return f"{_('Error')}: {_('Data missing in table')}: {label}"
	if doc.get("parentfield"):
		row = f"{frappe.bold(_(doc.doctype))} {_('Row')} #{doc.idx}"
		return f"{_('Error')}: {row}: {_('Value missing for')}: {label}"
	return _("Error: Value missing for {0}: {1}").format(_(df.parent), label)


def validate_values(doc):
	"""All checks of one document or child row that need no other document, in Frappe's order."""
	plan = doc.meta.plan
	_data_fields(doc, plan)
	_selects(doc, plan)
	_non_negative(doc, plan)
	_lengths(doc, plan)
	for df in plan.code:
		_python_code(doc.get(df.fieldname), df)
	if plan.autoname_field and doc.name and doc.name != doc.get(plan.autoname_field):
		doc.set(plan.autoname_field, doc.name)
	_sanitize(doc, plan)
	_save_passwords(doc, plan)


def _data_fields(doc, plan):
	for df in plan.checked_data:
		value = doc.get(df.fieldname)
		if df.options == "Email":
			if doc.owner in frappe.STANDARD_USERS and value in frappe.STANDARD_USERS:
				continue
			if value:
				frappe.utils.validate_email_address(value, throw=True)
		elif df.options == "Phone":
			frappe.utils.validate_phone_number(value, throw=True)
		elif value:
			raise Unsupported(f"a text that is a {df.options} ({df.parent}.{df.fieldname})")


def _selects(doc, plan):
	for df in plan.selects:
		value = doc.get(df.fieldname)
		if not value:
			continue
		value = cstr(value).strip()
		doc.set(df.fieldname, value)
		options = plan.options[df.fieldname]
		if value in options:
			continue
		prefix = _("Row #{0}:").format(doc.idx) if doc.get("parentfield") else ""
		allowed = '", "'.join(_(option) for option in options)
		frappe.throw(
			_('{0} {1} cannot be "{2}". It should be one of "{3}"').format(
				prefix, _(df.label), value, allowed
			)
		)


def _non_negative(doc, plan):
	for df in plan.non_negative:
		if flt(doc.get(df.fieldname)) < 0:
			label = frappe.bold(_(df.label))
			message = _("Value cannot be negative for {0}: {1}").format(_(df.parent), label)
			if doc.get("parentfield"):
				row = f"{frappe.bold(_(doc.doctype))} {_('Row')} #{doc.idx}"
				message = f"{row}: {_('Value cannot be negative for')} {label}"
			frappe.throw(message, frappe.NonNegativeError, title=_("Negative Value"))


def _lengths(doc, plan):
	if frappe.flags.in_install or doc.meta.issingle:
		return
	values = doc.__dict__
	for fieldname, df, limit in plan.limited:
		value = values.get(fieldname)
		if value is not None and len(cstr(value)) > limit:
			_too_long(doc, df, limit, value)
	for fieldname, df, limit in plan.integers:
		value = cint(values.get(fieldname))
		if abs(value) > limit:
			_too_long(doc, df, limit, value)


def _too_long(doc, df, limit, value):
	reference = f"{_(doc.doctype)} {doc.name}"
	if doc.get("parentfield"):
		reference = _("{0}, Row {1}").format(_(doc.doctype), doc.idx)
	frappe.throw(
		_("{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}").format(
			reference, frappe.bold(_(df.label)), limit, value
		),
		frappe.CharacterLengthExceededError,
		title=_("Value too big"),
	)


@functools.lru_cache
def _compiles(code, mode):
	compile(code, "<code>", mode)


def _python_code(code, df):
	if not code:
		return
	try:
		_compiles(code.strip(), "exec" if df.options == "Python" else "eval")
	except SyntaxError as error:
		frappe.throw(
			_("Invalid python code in field {0} at line {1}: {2}").format(df.label, error.lineno, error.msg)
		)


def _sanitize(doc, plan):
	if frappe.flags.in_install:
		return
	values = doc.__dict__
	for fieldname, df in plan.texts:
		value = values.get(fieldname)
		if not isinstance(value, str) or ("<" not in value and ">" not in value):
			continue
		if (
			cint(df.ignore_xss_filter)
			or (df.fieldtype in ("Data", "Small Text", "Text") and df.options == "Email")
			or df.fieldtype in ("Attach", "Attach Image", "Barcode", "Code")
			or doc.docstatus.is_cancelled()
			or (doc.docstatus.is_submitted() and not cint(df.allow_on_submit))
		):
			continue
		values[fieldname] = sanitize_html(value)


def _save_passwords(doc, plan):
	from frappe.utils.password import remove_encrypted_password, set_encrypted_password

	ignored = doc.flags.ignore_save_passwords
	for df in plan.passwords:
		if ignored is True or (ignored and df.fieldname in ignored):
			continue
		value = doc.get(df.fieldname)
		if not value:
			remove_encrypted_password(doc.doctype, doc.name, df.fieldname)
		elif set(value) != {"*"}:
			set_encrypted_password(doc.doctype, doc.name, value, df.fieldname)
			doc.set(df.fieldname, "*" * len(value))


def invalid_links(doc, is_submittable=False):
	"""Messages of links to missing and to cancelled documents; fills what is fetched along links."""
	missing, cancelled = [], []
	meta = doc.meta
	given = doc.__dict__
	for df, fieldname, fetches in meta.plan.links:
		name = given.get(fieldname)
		if not name:
			continue
		doctype = df.options if df.fieldtype == "Link" else doc.get(df.options)
		if not doctype:
			message = _("Options not set for link field {0}").format(df.fieldname)
			if df.fieldtype == "Dynamic Link":
				message = _("{0} must be set first").format(meta.get_label(df.options))
			frappe.throw(message)
		target = frappe.get_meta(doctype)
		fetched = [f for f in fetches if not f.fetch_if_empty or not doc.get(f.fieldname)]
		values = _link_values(doctype, name, fetched)
		if not values:
			# Frappe 15 does not notice a link to nothing along which fields are fetched (16 does)
			if not fetched:
				missing.append(_link_message(doc, df, name))
			continue
		given[fieldname] = values.name
		for f in fetched:
			if doc.is_new() or not doc.docstatus.is_submitted() or cint(f.allow_on_submit):
				given[f.fieldname] = _fetched_value(doctype, f, values)
		if (
			df.fieldname != "amended_from"
			and (is_submittable or meta.is_submittable)
			and target.is_submittable
			and frappe.db.get_value(doctype, name, "docstatus") == 2
		):
			cancelled.append(_link_message(doc, df, name))
	return missing, cancelled


def _link_message(doc, df, name):
	message = f"{_(df.label)}: {name}"
	return f"{_('Row')} #{doc.idx}: {message}" if doc.get("parentfield") else message


def _link_values(doctype, name, fetched):
	if not fetched:
		found = frappe.db.get_value(doctype, name, "name", cache=True)
		return _dict(name=found) if found else None
	sources = ["name", *(df.fetch_from.partition(".")[2] for df in fetched)]
	return frappe.db.get_value(doctype, name, sources, as_dict=True)


def _fetched_value(doctype, df, values):
	source = df.fetch_from.partition(".")[2]
	origin = frappe.get_meta(doctype).get_field(source)
	if origin and origin.fieldtype == "Text Editor" and df.fieldtype != "Text Editor":
		if df.fieldtype not in ("Small Text", "Text", "Data"):
			raise Unsupported(f"fetching a Text Editor's value as {df.fieldtype} ({df.fieldname})")
		return unescape(strip_html(values[source])) if values[source] else values[source]
	return values[source]


def reset_high_permlevel(doc, allowed_levels):
	"""Fields above the user's permission levels get back their old (or default) values."""
	ignored = doc.flags.get("ignore_permlevel_for_fields", [])
	locked = [
		df
		for df in doc.meta.plan.high_permlevel
		if cint(df.permlevel) not in allowed_levels
		and df.fieldtype not in display_fieldtypes
		and df.fieldname not in ignored
	]
	if not locked:
		return
	if doc.is_new():
		reference = frappe.new_doc(doc.doctype)
	elif doc.parent_doc:
		rows = doc.parent_doc.get_latest().get(doc.parentfield)
		reference = next((row for row in rows if row.name == doc.name), None)
		if reference is None:
			return
	else:
		reference = doc.get_latest()
	for df in locked:
		doc.set(df.fieldname, reference.get(df.fieldname))
