"""The rows of an export that were not taken, kept with the reason, and given back as a file to be corrected (C2)."""

import csv
import io
import json

import frappe

from fsm_app.import_formats.export_cell import quoted
from fsm_app.import_formats.export_file import CSV
from fsm_app.import_formats.exported_ticket import ExportedTicket, Faulty

REFUSAL = "Ticket Import Refusal"
LINE, REASON = "Import Line", "Import Reason"
TEXT_LENGTH = 140


def keep(ticket_import: str, refused: list[tuple[ExportedTicket | Faulty, str]]) -> None:
	"""Store refused records with their reasons, with one statement."""
	stamp, user = frappe.utils.now(), frappe.session.user
	rows = [
		{
			"name": frappe.generate_hash(length=10),
			"owner": user,
			"modified_by": user,
			"creation": stamp,
			"modified": stamp,
			"ticket_import": ticket_import,
			"record": record.number,
			"line": record.line or 0,
			"external_id": record.external_id[:TEXT_LENGTH],
			"reason": reason,
			"row_text": json.dumps(record.values, ensure_ascii=False, default=str),
		}
		for record, reason in refused
	]
	if rows:
		frappe.db.bulk_insert(REFUSAL, list(rows[0]), [list(row.values()) for row in rows])


def forget(ticket_import: str) -> None:
	"""Delete the refusals of an import that begins again or is deleted."""
	frappe.db.delete(REFUSAL, {"ticket_import": ticket_import})


def as_file(ticket_import) -> tuple[str, str]:
	"""The refused rows as a file of the export's own shape: its name and its text. It can be imported once corrected.

	CSV has the export's columns and two more; a cell that a spreadsheet would take for a formula stands behind an
	apostrophe, which an import takes off again. From JSON come JSON lines.
	"""
	rows = frappe.get_all(
		REFUSAL,
		filters={"ticket_import": ticket_import.name},
		fields=["line", "record", "reason", "row_text"],
		order_by="record asc",
	)
	for row in rows:
		row.values = json.loads(row.row_text or '""')
	if ticket_import.file_kind == CSV:
		return f"{ticket_import.name}-refused.csv", _csv(rows, json.loads(ticket_import.file_columns or "[]"))
	return f"{ticket_import.name}-refused.jsonl", "".join(f"{_json_line(row)}\n" for row in rows)


def _csv(rows: list[dict], columns: list[str]) -> str:
	columns = [column for column in columns if column not in (LINE, REASON)]
	text = io.StringIO()
	# For spreadsheets, which else take the file for one in their own encoding.
	text.write("\ufeff")
	writer = csv.writer(text)
	writer.writerow([LINE, REASON, *columns])
	for row in rows:
		values = row["values"]
		if isinstance(values, dict):
			cells = [values.get(column, "") for column in columns]
		else:
			cells = values if isinstance(values, list) else [values]
		writer.writerow([row.line, quoted(row.reason), *(quoted(str(cell)) for cell in cells)])
	return text.getvalue()


def _json_line(row: dict) -> str:
	values = row["values"]
	if not isinstance(values, dict):
		# Not JSON, or no object: as it stood there.
		return values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
	return json.dumps(
		{**values, LINE: row.line or row.record, REASON: row.reason}, ensure_ascii=False, default=str
	)
