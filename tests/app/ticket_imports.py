"""Ways to make, run and look at a Ticket Import in tests."""

import frappe

from fsm_app.api import ticket_import as api
from fsm_app.intake.ticket_import import importing as imports
from tests.app import factories as f
from tests.ticket_exports import zendesk_lines

TICKET, REFUSAL = "Service Ticket", "Ticket Import Refusal"


def importer(folder):
	"""A function that makes and reads a Ticket Import of Zendesk tickets, or of the export at a path.

	make(records, system, **values): the tickets are written to a file in `folder`; `values` are the import's fields."""
	count = 0

	def make(records, system="Zendesk", **values):
		nonlocal count
		count += 1
		path = (
			zendesk_lines(folder / f"export{count}.json", records) if isinstance(records, list) else records
		)
		doc = frappe.get_doc(
			{
				"doctype": "Ticket Import",
				"system": system,
				"company": f.company(),
				"default_customer": f.customer(),
				"default_offering": f.offering(),
				"time_zone": "Asia/Shanghai",
				"file": attached(path),
				**values,
			}
		).insert()
		imports.prepare(doc)
		return doc

	return make


def attached(path) -> str:
	file = frappe.get_doc(
		{"doctype": "File", "file_name": path.name, "content": path.read_bytes(), "is_private": 1}
	)
	return file.insert().file_url


def run(doc):
	"""Start the import, and let it run as a worker does."""
	api.start(doc.name)
	frappe.db.commit()
	return doc.reload()


def ticket_of(external_id, prefix="zendesk-export:"):
	return frappe.get_doc(TICKET, {"client_key": f"{prefix}{external_id}"})


def reasons(doc) -> dict[int, str]:
	rows = frappe.get_all(REFUSAL, filters={"ticket_import": doc.name}, fields=["record", "reason"])
	return {row.record: row.reason for row in rows}


def assign(doc, table, value, **target):
	row = next((row for row in doc.get(table) if row.value == value), None) or doc.append(
		table, {"value": value}
	)
	row.update(target)
	doc.save()
