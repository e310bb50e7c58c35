"""Finding the documents that hold personal data of a ticket or an engineer, and making them anonymous (D3)."""

from collections.abc import Iterable

import frappe

from fsm_app.engine.masking import HIDDEN
from fsm_app.privacy.declared import ACCOUNT_FIELDS, EMPTY, HIDE, OFFERING, Records

FILE = "File"
NUMBERS = ("Int", "Float", "Currency", "Percent")
NOBODY = "Administrator"
# Every user of these is one of the company's own, or nobody.
KEPT_ACCOUNTS = ("Guest", NOBODY)


def filters_of(records: Records, doctype: str, name: str) -> dict:
	"""The filters that find the `records` of one document."""
	filters = dict(records.where)
	if records.through:
		owners = frappe.get_all(records.through, filters={"engineer": name}, pluck="name")
		filters[records.by] = ["in", owners or [""]]
	else:
		filters[records.by] = name
	if records.type_field:
		filters[records.type_field] = doctype
	return filters


def fields_of(records: Records) -> list[str]:
	"""The declared fields that this version of Frappe has."""
	meta = frappe.get_meta(records.doctype)
	return [field for field in records.fields if field.startswith("_") or meta.has_field(field)]


def anonymise(declared: Iterable[Records], doctype: str, name: str) -> int:
	"""Make the documents that belong to one ticket or engineer anonymous; returns how many there were.

	Neither events run nor times of change move. Files do not come back with a rollback; done again, it copes with that.
	"""
	return sum(_anonymise(records, filters_of(records, doctype, name)) for records in declared)


def anonymise_rows(records: Records, names: list[str]) -> int:
	"""As anonymise, for documents that are known by name."""
	return _anonymise(records, {"name": ["in", names or [""]]})


def delete_files(doctype: str, names: list[str]) -> None:
	"""Delete what is attached to these documents, from disk too, without a copy and without a note of what it was called."""
	attached = {"attached_to_doctype": doctype, "attached_to_name": ["in", names or [""]]}
	files = frappe.get_all(FILE, filters=attached, pluck="name")
	for file in files:
		frappe.delete_doc(FILE, file, force=True, ignore_permissions=True, delete_permanently=True)
	if files:
		notes = {"reference_doctype": doctype, "reference_name": ["in", names]}
		frappe.db.delete("Comment", {**notes, "comment_type": ["in", ["Attachment", "Attachment Removed"]]})


def scrub_versions(doctype: str, names: list[str], fields: Iterable[str]) -> None:
	"""Take the values of these fields out of the documents' recorded changes; that they changed, when and by whom stays."""
	fields = set(fields)
	rows = frappe.get_all(
		"Version",
		filters={"ref_doctype": doctype, "docname": ["in", names or [""]]},
		fields=["name", "data"],
	)
	for row in rows:
		data = frappe.parse_json(row.data) or {}
		changed = data.get("changed") or []
		hidden = [
			[field, *(HIDDEN if value else value for value in values)]
			if field in fields
			else [field, *values]
			for field, *values in changed
		]
		if hidden != changed:
			text = frappe.as_json({**data, "changed": hidden}, indent=None, separators=(",", ":"))
			frappe.db.set_value("Version", row.name, "data", text, update_modified=False)


def _anonymise(records: Records, filters: dict) -> int:
	if records.delete:
		return _delete(records, filters)
	is_child = frappe.get_meta(records.doctype).istable
	fields = fields_of(records)
	extra = [] if is_child else ["owner", "modified_by", *ACCOUNT_FIELDS.get(records.doctype, {})]
	offering = ["offering"] if OFFERING in records.fields.values() else []
	rows = frappe.get_all(
		records.doctype,
		filters=filters,
		fields=list(dict.fromkeys(["name", *fields, *extra, *offering])),
		limit_page_length=0,
	)
	portal = _portal_users(rows)
	for row in rows:
		values = {field: _anonymous(records, row, field) for field in fields}
		values.update(_without_account(records.doctype, row, portal))
		values = {
			field: value for field, value in values.items() if (row.get(field) or None) != (value or None)
		}
		if values:
			frappe.db.set_value(records.doctype, row.name, values, update_modified=False)
	names = [row.name for row in rows]
	if names and not is_child:
		_clean_around(records, names, portal)
	return len(rows)


def _clean_around(records: Records, names: list[str], portal: set[str]) -> None:
	"""What hangs on the documents themselves: recorded changes, links to people, files."""
	scrub_versions(records.doctype, names, records.fields)
	if portal:
		changes = {"ref_doctype": records.doctype, "docname": ["in", names], "owner": ["in", sorted(portal)]}
		frappe.db.set_value(
			"Version", changes, {"owner": NOBODY, "modified_by": NOBODY}, update_modified=False
		)
	if records.doctype == "Communication":
		_unlink_people(names)
	if records.files:
		delete_files(records.doctype, names)


def _unlink_people(messages: list[str]) -> None:
	"""Frappe links a message to the contacts behind its addresses, and records that as a change of the message."""
	if frappe.get_meta("Communication").has_field("timeline_links"):
		frappe.db.delete("Communication Link", {"parent": ["in", messages]})
	frappe.db.delete("Version", {"ref_doctype": "Communication", "docname": ["in", messages]})


def _anonymous(records: Records, row, field: str):
	treatment, value = records.fields[field], row.get(field)
	if treatment == OFFERING:
		return row.offering
	if not value:
		return value
	if treatment == HIDE:
		return HIDDEN
	df = frappe.get_meta(records.doctype).get_field(field)
	return 0 if df and df.fieldtype in NUMBERS else None


def _without_account(doctype: str, row, portal: set[str]) -> dict:
	"""A customer's own account, whose name is their e-mail address, is nobody's afterwards."""
	values = {field: NOBODY for field in ("owner", "modified_by") if row.get(field) in portal}
	if row.get("owner") in portal:
		for field, treatment in ACCOUNT_FIELDS.get(doctype, {}).items():
			values[field] = None if treatment == EMPTY else HIDDEN
	return values


def _portal_users(rows: list) -> set[str]:
	accounts = {row.get(field) for row in rows for field in ("owner", "modified_by")} - {None, *KEPT_ACCOUNTS}
	if not accounts:
		return set()
	users = {"name": ["in", sorted(accounts)], "user_type": "Website User"}
	return set(frappe.get_all("User", filters=users, pluck="name"))


def _delete(records: Records, filters: dict) -> int:
	names = frappe.get_all(records.doctype, filters=filters, pluck="name")
	if names:
		for df in frappe.get_meta(records.doctype).get_table_fields():
			frappe.db.delete(df.options, {"parenttype": records.doctype, "parent": ["in", names]})
		frappe.db.delete(records.doctype, {"name": ["in", names]})
	return len(names)
