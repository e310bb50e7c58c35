"""Everything that the app holds on one person, as one file that they and a machine can read (D3)."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.privacy.declared import ENGINEER_RECORDS, TICKET_RECORDS, Records
from fsm_app.privacy.persons import ENGINEER, Person, messages_elsewhere, tickets_of
from fsm_app.privacy.records import FILE, filters_of

LAYOUT = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Table", "Table MultiSelect")
# Keys that tell nobody anything, the questions of the bank, and what Frappe keeps for itself.
LEFT_OUT = {"Service Survey": {"survey_key"}, "Exam Answer": {"asked"}, "Service Visit": {"check_in_key"}}
LEFT_OUT_EVERYWHERE = {"client_key", "naming_series", "amended_from", "anonymised_on", "external_revision"}
# Of the tickets on which an engineer has worked, what a caller said is not theirs.
CALLERS_OWN = {records.doctype: set(records.fields) for records in TICKET_RECORDS}
EVIDENCE = "Service Evidence"
# Where they were when they took a photo.
OWN = {records.doctype: set(records.fields) for records in ENGINEER_RECORDS} | {
	EVIDENCE: {"latitude", "longitude"}
}
BATCH = 500


def export(person: Person, progress: Callable[[int, int], None]) -> bytes:
	"""A ZIP of `data.json`, the same as `data.html`, and the person's files; labels are in the person's language.

	`progress` is told how many of how many kinds of documents are done.
	"""
	kinds = list(_kinds(person))
	records = []
	for position, (doctype, rows, left_out) in enumerate(kinds, 1):
		records += _described(doctype, rows, left_out, person.language)
		progress(position, len(kinds))
	declared = ENGINEER_RECORDS if person.doctype == ENGINEER else TICKET_RECORDS
	with_files = {each.doctype for each in declared if each.files}
	files = list(
		_files((record["doctype"], record["name"]) for record in records if record["doctype"] in with_files)
	)
	content = {
		"person": {"doctype": person.doctype, "name": person.name, "title": person.title},
		"made_at": cstr(now()),
		"records": records,
		"files": [name for name, _content in files],
	}
	archive = io.BytesIO()
	with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
		target.writestr("data.json", frappe.as_json(content))
		target.writestr("data.html", _page(content, person.language))
		for name, data in files:
			target.writestr(name, data)
	return archive.getvalue()


def _kinds(person: Person) -> Iterator[tuple[str, list, set[str]]]:
	"""(doctype, rows, fields that are not told) for everything that speaks of the person."""
	if person.doctype == ENGINEER:
		yield from _kinds_of_engineer(person)
		return
	tickets = [row.name for row in tickets_of(person)]
	for records in TICKET_RECORDS:
		if not records.copies:
			yield records.doctype, list(_of_tickets(records, tickets)), set()
	messages = [row.name for row in messages_elsewhere(person, tickets)]
	yield "Communication", _rows("Communication", {"name": ["in", messages or [""]]}), set()


def _of_tickets(records: Records, tickets: list[str]) -> Iterator[dict]:
	for start in range(0, len(tickets), BATCH):
		filters = filters_of(records, TICKET, "")
		yield from _rows(records.doctype, {**filters, records.by: ["in", tickets[start : start + BATCH]]})


def _kinds_of_engineer(person: Person) -> Iterator[tuple[str, list, set[str]]]:
	"""Every document of the app that links to the engineer, whatever the doctype, and what hangs on those."""
	found = [(ENGINEER, _rows(ENGINEER, {"name": person.name}))]
	for doctype, field in _links_to_engineer():
		found.append((doctype, _rows(doctype, {field: person.name})))
	if person.user:
		found.append((EVIDENCE, _rows(EVIDENCE, {"recorded_by": person.user})))
	for records in ENGINEER_RECORDS:
		if records.through:
			found.append(
				(records.doctype, _rows(records.doctype, filters_of(records, ENGINEER, person.name)))
			)
	seen = set()
	for doctype, rows in found:
		new = [row for row in rows if (doctype, row.name) not in seen]
		seen.update((doctype, row.name) for row in new)
		yield doctype, new, _of_others(doctype)


def _links_to_engineer() -> list[tuple[str, str]]:
	return frappe.get_all(
		"DocField",
		filters={"fieldtype": "Link", "options": ENGINEER},
		fields=["parent", "fieldname"],
		order_by="parent, idx",
		as_list=True,
	)


def _of_others(doctype: str) -> set[str]:
	links = {df.fieldname for df in frappe.get_meta(doctype).fields if df.options == "Customer"}
	return (CALLERS_OWN.get(doctype, set()) - OWN.get(doctype, set())) | links


def _rows(doctype: str, filters: dict) -> list[dict]:
	order = "creation, name"
	return frappe.get_all(doctype, filters=filters, fields=["*"], order_by=order, limit_page_length=0)


def _described(doctype: str, rows: list, left_out: set[str], language: str) -> list[dict]:
	"""The rows with the label of each field that holds something."""
	left_out = left_out | LEFT_OUT.get(doctype, set()) | LEFT_OUT_EVERYWHERE
	fields = [
		df
		for df in frappe.get_meta(doctype).fields
		if df.fieldtype not in LAYOUT and df.fieldname not in left_out
	]
	title = _(doctype, language)
	return [
		{
			"doctype": doctype,
			"title": title,
			"name": cstr(row.name),
			"fields": [
				{
					"field": df.fieldname,
					"label": _(df.label or df.fieldname, language, doctype),
					"value": cstr(row[df.fieldname]),
				}
				for df in fields
				if row.get(df.fieldname) not in (None, "", 0)
			],
		}
		for row in rows
	]


def _files(documents: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
	"""(path in the archive, content) of what is attached to these documents."""
	names: dict[str, list[str]] = {}
	for doctype, name in sorted(set(documents)):
		names.setdefault(doctype, []).append(name)
	for doctype, attached in names.items():
		filters = {"attached_to_doctype": doctype, "attached_to_name": ["in", attached]}
		for name in frappe.get_all(FILE, filters=filters, pluck="name", limit_page_length=0):
			file = frappe.get_doc(FILE, name)
			with open(file.get_full_path(), "rb") as source:
				yield f"files/{file.attached_to_name}/{name}-{file.file_name}", source.read()


def _page(content: dict, language: str) -> str:
	sections = []
	for record in content["records"]:
		lines = "".join(
			f"<tr><th>{escape_html(field['label'])}</th><td>{escape_html(field['value'])}</td></tr>"
			for field in record["fields"]
		)
		heading = escape_html(f"{record['title']} {record['name']}")
		sections.append(f"<h2>{heading}</h2><table>{lines}</table>")
	style = "body{font-family:sans-serif}th{text-align:left;vertical-align:top;padding-right:1em}"
	title = escape_html(content["person"]["title"])
	return (
		f'<!doctype html><html lang="{escape_html(language)}"><head><meta charset="utf-8"><title>{title}</title>'
		f"<style>{style}</style></head><body><h1>{title}</h1><p>{content['made_at']}</p>{''.join(sections)}</body></html>"
	)
