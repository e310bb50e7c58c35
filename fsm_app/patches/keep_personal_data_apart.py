"""Callers of tickets, and numbers and scans of certificates, move to documents of their own (D3).

Every value and every right goes along, then the old columns go. May be run again: what is moved is not moved twice.
"""

import json

import frappe
from frappe.model.utils.user_settings import sync_user_settings

from fsm_app.service_desk import ticket_caller
from fsm_app.workforce import certificate_documents

BATCH = 20_000
TICKET, CALLER = "Service Ticket", "Ticket Caller"
CERTIFICATION, DOCUMENT = "Engineer Certification", "Certificate Document"
STANDARD = ("owner", "creation", "modified", "modified_by")
# Rights of a document type that go with the permission level at which the fields stood.
RIGHTS = ("read", "write")
ALSO = ("report", "export", "print", "email")


def execute() -> None:
	"""Move callers of tickets, and numbers and scans of certificates, to documents of their own."""
	_move(TICKET, CALLER, "ticket", ticket_caller.FIELDS, ("company",))
	_move(CERTIFICATION, DOCUMENT, "certificate", certificate_documents.FIELDS, ("engineer", "company"))
	_move_scans()
	for doctype, target, fields in (
		(TICKET, CALLER, ticket_caller.FIELDS),
		(CERTIFICATION, DOCUMENT, certificate_documents.FIELDS),
	):
		_move_rights(doctype, target)
		_move_property_setters(doctype, target, fields)
		_forget_saved_conditions(doctype, fields)
		_drop_columns(doctype, fields)
	# What was found there in full text was found by all who read some ticket.
	frappe.db.delete("__global_search", {"doctype": TICKET})


def _move(doctype: str, target: str, link: str, fields: tuple, shared: tuple) -> None:
	"""Copy the values set-wise, a commit for each batch."""
	there = _columns(doctype, fields)
	if not there:
		return
	numbers = ticket_caller.POSITION
	values = [f"coalesce(old.`{field}`, 0)" if field in numbers else f"old.`{field}`" for field in there]
	filled = " or ".join(
		f"coalesce(old.`{field}`, 0) != 0" if field in numbers else f"coalesce(old.`{field}`, '') != ''"
		for field in there
	)
	pending = (
		f"from `tab{doctype}` old where ({filled})"
		f" and not exists (select 1 from `tab{target}` new where new.`name` = old.`name`)"
	)
	columns = ["name", link, "docstatus", "idx", *STANDARD, *shared, *there]
	taken = ["old.`name`", "old.`name`", "0", "0"]
	taken += [f"old.`{column}`" for column in (*STANDARD, *shared)] + values
	names = ", ".join(f"`{column}`" for column in columns)
	while frappe.db.sql(f"select 1 {pending} limit 1"):
		frappe.db.sql(
			f"insert into `tab{target}` ({names}) select {', '.join(taken)} {pending} limit {BATCH}"
		)
		frappe.db.commit()


def _move_scans() -> None:
	"""A scan's file is handed out to who may read what it hangs on."""
	documents = frappe.get_all(
		DOCUMENT, filters={"scan": ["like", "/%"]}, fields=["name", "scan"], limit_page_length=0
	)
	scans = {(row.name, row.scan) for row in documents}
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": CERTIFICATION},
		fields=["name", "attached_to_name", "attached_to_field", "file_url"],
		limit_page_length=0,
	)
	names = [
		file.name
		for file in files
		if file.attached_to_field == "scan" or (file.attached_to_name, file.file_url) in scans
	]
	for start in range(0, len(names), 500):
		frappe.db.set_value(
			"File",
			{"name": ["in", names[start : start + 500]]},
			{"attached_to_doctype": DOCUMENT, "attached_to_field": "scan"},
			update_modified=False,
		)


def _move_rights(doctype: str, target: str) -> None:
	"""Where the administrator has set who reads the fields, the same roles read the new document, and no others."""
	rows = frappe.get_all("Custom DocPerm", filters={"parent": doctype}, fields=["*"])
	if not rows or frappe.db.exists("Custom DocPerm", {"parent": target}):
		return
	base = {row.role: row for row in rows if not row.permlevel}
	granted = {row.role: row for row in rows if row.permlevel == 1 and (row.read or row.write)}
	if not granted:
		# Nobody: a row that grants nothing keeps the standard ones from coming in force.
		granted = {"System Manager": frappe._dict()}
	for role, row in granted.items():
		also = base.get(role, frappe._dict())
		frappe.get_doc(
			{
				"doctype": "Custom DocPerm",
				"parent": target,
				"parenttype": "DocType",
				"parentfield": "permissions",
				"role": role,
				"permlevel": 0,
				"if_owner": also.if_owner or 0,
				**{right: row.get(right) or 0 for right in RIGHTS},
				**{right: (row.read and also.get(right)) or 0 for right in ALSO},
			}
		).insert(ignore_permissions=True)  # upgrading, no user acts
	if doctype == CERTIFICATION:
		# There the level guarded nothing else.
		frappe.db.delete("Custom DocPerm", {"parent": doctype, "permlevel": 1})
	frappe.clear_cache(doctype=target)


def _move_property_setters(doctype: str, target: str, fields: tuple) -> None:
	"""What was customised of the fields is customised of the new ones; the permission level is in `_move_rights`."""
	rows = frappe.get_all(
		"Property Setter",
		filters={"doc_type": doctype, "field_name": ["in", fields]},
		fields=["name", "field_name", "property"],
	)
	for row in rows:
		name = f"{target}-{row.field_name}-{row.property}"
		if row.property == "permlevel" or frappe.db.exists("Property Setter", name):
			frappe.db.delete("Property Setter", {"name": row.name})
			continue
		frappe.db.set_value("Property Setter", row.name, {"doc_type": target, "name": name})
	frappe.clear_cache(doctype=doctype)
	frappe.clear_cache(doctype=target)


def _forget_saved_conditions(doctype: str, fields: tuple) -> None:
	"""Saved filters and columns that name a field which is no longer there would stop a list from opening."""
	for row in frappe.get_all(
		"List Filter", filters={"reference_doctype": doctype}, fields=["name", "filters"]
	):
		if _names_any(row.filters, fields):
			frappe.db.delete("List Filter", {"name": row.name})
	reports = frappe.get_all(
		"Report", filters={"ref_doctype": doctype, "report_type": "Report Builder"}, fields=["name", "json"]
	)
	for row in reports:
		if _names_any(row.json, fields):
			kept = json.dumps(_without(json.loads(row.json), fields))
			frappe.db.set_value("Report", row.name, "json", kept, update_modified=False)
	# How each user left a list: only convenience. Frappe keeps the newest of them outside of the database.
	sync_user_settings()
	for field in fields:
		frappe.db.delete("__UserSettings", {"doctype": doctype, "data": ["like", f'%"{field}"%']})
	frappe.cache.delete_value("_user_settings")


def _names_any(text: str | None, fields: tuple) -> bool:
	return any(f'"{field}"' in (text or "") for field in fields)


def _without(value, fields: tuple):
	"""A definition of a list without the columns and conditions that name one of the fields."""
	if isinstance(value, list):
		kept = [
			part for part in value if not (isinstance(part, list) and any(map(_is_any(fields), part[:2])))
		]
		return [_without(part, fields) for part in kept]
	if isinstance(value, dict):
		# what is sorted by
		return {key: _without(part, fields) for key, part in value.items() if not _sorts_by(part, fields)}
	return value


def _sorts_by(value, fields: tuple) -> bool:
	"""Whether an order, such as ``tabX`.`field` desc`, is that of one of the fields."""
	return isinstance(value, str) and _is_any(fields)(value.removesuffix(" asc").removesuffix(" desc"))


def _is_any(fields: tuple):
	return lambda part: isinstance(part, str) and part.split(".")[-1].strip("` ") in fields


def _drop_columns(doctype: str, fields: tuple) -> None:
	"""Frappe keeps the column of a field that is gone; nobody should find there what was to be kept apart."""
	for field in _columns(doctype, fields):
		frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{field}`")
	frappe.cache.delete_keys("table_columns")
	frappe.clear_cache(doctype=doctype)


def _columns(doctype: str, fields: tuple) -> list[str]:
	"""Those of the fields that have a column still; Frappe remembers what columns a table had."""
	frappe.cache.delete_keys("table_columns")
	there = set(frappe.db.get_table_columns(doctype))
	return [field for field in fields if field in there]
