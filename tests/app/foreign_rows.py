"""A document of every document type of the app that belongs to somebody else: another team, another company (D3).

Document types are found on the site, so a new one is tried by itself. Rows are written as they stand in the database,
whatever a form would ask for: how they came there is not what is looked at.
"""

import json
from typing import NamedTuple

import frappe

from tests import host
from tests.app import factories as f

# What is guessed, right and wrong and equally long, and what only an answer can say.
RIGHT, WRONG, SECRET = "zq7hum", "zq8hum", "kaleidoscope"
VALUE = f"{RIGHT}-{SECRET}"
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor")
DAY, MOMENT = "2026-03-02", "2026-03-02 10:00:00"
BY_TYPE = {
	"Date": DAY,
	"Datetime": MOMENT,
	"Time": "10:00:00",
	"Int": 1,
	"Float": 1.5,
	"Duration": 60,
	"JSON": "{}",
}


class Row(NamedTuple):
	"""A foreign document. `parent` is the document type of which it is a table's row, `field` holds VALUE."""

	doctype: str
	name: str
	field: str
	parent: str | None
	parent_name: str | None


def own_doctypes() -> list[str]:
	"""The document types of the app that have rows."""
	modules = frappe.get_all("Module Def", filters={"app_name": "fsm_app"}, pluck="name")
	return frappe.get_all(
		"DocType", filters={"module": ["in", modules], "issingle": 0}, pluck="name", order_by="name"
	)


def make(company: str, text: str, user: str | None = None, common: str | None = None) -> list[Row]:
	"""One document of each document type, of this company, with this text; of the engineer who is `user`, where given.

	`common` is the text of those that all readers of their type see.
	"""
	links = {"Company": company, "Customer": f.customer("Foreign Customer"), "User": user}
	doctypes = own_doctypes()
	tables = {df.options: df for name in doctypes for df in frappe.get_meta(name).get_table_fields()}
	# those to which others link come first
	first = ["Service Team", "Service Engineer", "Service Ticket", "SLA Clock", "Engineer Certification"]
	ruled = frappe.get_hooks("permission_query_conditions")
	rows = {}
	# rows of settings are read with these, by everybody who reads them
	alone = [name for name in doctypes if name not in tables and not frappe.get_meta(name).istable]
	for doctype in first + [name for name in alone if name not in first]:
		own = text if common is None or doctype in ruled else common
		rows[doctype] = _row(doctype, links, own)
		if doctype in first:
			links[doctype] = rows[doctype].name
		_hang_on(rows[doctype], own)
	for doctype in doctypes:
		if doctype in tables and doctype not in rows:
			own = text if common is None or doctype in ruled else common
			rows[doctype] = _row(doctype, links, own, tables[doctype], rows)
	return list(rows.values())


def _row(doctype: str, links: dict, text: str, table=None, rows: dict | None = None) -> Row:
	values = {
		df.fieldname: value for df in frappe.get_meta(doctype).fields if (value := _value(df, links, text))
	}
	field = next((name for name, value in values.items() if value == text), "owner")
	parent = rows[table.parent] if table else None
	if parent:
		values |= {
			"parent": parent.name,
			"parenttype": parent.doctype,
			"parentfield": table.fieldname,
			"idx": 1,
		}
	name = _stored(doctype, owner=f"{text}@example.com" if field == "owner" else "Administrator", **values)
	return Row(doctype, name, field, parent and parent.doctype, parent and parent.name)


def _hang_on(row: Row, text: str) -> None:
	"""A comment, a message, a version, a file and a to-do of the document, each with the text in it."""
	about = {"reference_doctype": row.doctype, "reference_name": row.name}
	_stored("Comment", comment_type="Comment", content=text, **about)
	_stored("Communication", communication_type="Communication", subject=text, content=text, **about)
	_stored(
		"Version",
		ref_doctype=row.doctype,
		docname=row.name,
		data=json.dumps({"changed": [["x", text, text]]}),
	)
	_stored(
		"File",
		file_name=f"{text}-{row.name}.png",
		file_url=f"/private/files/{text}-{row.name}.png",
		is_private=1,
		folder="Home/Attachments",
		attached_to_doctype=row.doctype,
		attached_to_name=row.name,
	)
	if host.ON_BENCH:
		of_todo = {"reference_type": row.doctype, "reference_name": row.name}
		_stored("ToDo", status="Open", allocated_to="Administrator", description=text, **of_todo)
		_stored("Tag Link", document_type=row.doctype, document_name=row.name, tag=text, title=text)


def _stored(doctype: str, owner: str = "Administrator", **values) -> str:
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.name = f"FOREIGN-{frappe.generate_hash(length=8)}"
	doc.db_insert()
	frappe.db.set_value(doctype, doc.name, "owner", owner, update_modified=False)
	return doc.name


def _value(df, links: dict, text: str):
	if df.get("is_virtual"):
		return None
	if df.fieldtype == "Link":
		return links.get(df.options)
	if df.fieldtype == "Select":
		return next((option for option in (df.options or "").split("\n") if option), None)
	if df.fieldtype in TEXTS:
		# an address must be one
		fits = not df.length or df.length >= len(text)
		return text if fits and df.options not in ("Email", "URL", "Phone") else None
	return BY_TYPE.get(df.fieldtype)
