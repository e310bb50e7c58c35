"""Version documents: what a save has changed."""

import frappe
from frappe.model import display_fieldtypes, table_fields
from frappe.state import _dict
from frappe.utils.formatters import format_value
from frappe.utils.text import cstr

RAW = frozenset(("Markdown Editor", "Text Editor", "Code", "HTML Editor"))


def write_version(old, new):
	"""Inserts a Version when the save changed something (or notes what created a new document)."""
	if old:
		data = get_diff(old, new)
	else:
		reference = new.flags.updater_reference
		data = reference and {
			"creation": new.creation,
			"updater_reference": reference,
			"created_by": new.owner,
		}
	if not data:
		return
	version = frappe.new_doc("Version")
	version.ref_doctype, version.docname = new.doctype, new.name
	version.data = frappe.as_json(data, indent=None, separators=(",", ":"))
	version.insert(ignore_permissions=True)


def get_diff(old, new, for_child=False, compare_cancelled=False):
	"""Changed fields, added, removed and changed rows, or None where nothing differs."""
	out = _dict(
		changed=[],
		added=[],
		removed=[],
		row_changed=[],
		data_import=new.flags.via_data_import,
		updater_reference=new.flags.updater_reference,
	)
	for df in new.meta.fields:
		if df.fieldtype in display_fieldtypes:
			continue
		before, after = old.get(df.fieldname), new.get(df.fieldname)
		if df.fieldtype in table_fields and not for_child:
			_compare_rows(df.fieldname, before or [], after or [], out)
			continue
		if df.fieldtype in ("Link", "Dynamic Link"):
			before, after = cstr(before), cstr(after)
		if before == after:
			continue
		if df.fieldtype not in RAW:
			before = format_value(before, df) if before else before
			after = format_value(after, df) if after else after
		if before != after:
			out.changed.append((df.fieldname, before, after))
	if not for_child:
		for key in ("name", "docstatus"):
			if getattr(old, key) != getattr(new, key):
				out.changed.append([key, getattr(old, key), getattr(new, key)])
	return out if out.changed or out.added or out.removed or out.row_changed else None


def _is_same(before, after):
	before, after_values = before.__dict__, after.__dict__
	return all(before.get(df.fieldname) == after_values.get(df.fieldname) for df in after.meta.column_fields)


def _compare_rows(fieldname, before, after, out):
	known, kept = {row.name: row for row in before}, set()
	for position, row in enumerate(after):
		if row.name in known:
			kept.add(row.name)
			if _is_same(known[row.name], row):
				continue
			diff = get_diff(known[row.name], row, for_child=True)
			if diff and diff.changed:
				out.row_changed.append((fieldname, position, row.name, diff.changed))
		else:
			out.added.append([fieldname, row.as_dict()])
	out.removed += [[fieldname, row.as_dict()] for row in before if row.name not in kept]
