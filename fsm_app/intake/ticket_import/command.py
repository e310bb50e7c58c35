"""Importing a ticket export from the command line: the same Ticket Import as in the Desk, run in the foreground (C2)."""

from collections.abc import Iterator
from pathlib import Path

import frappe
from frappe import _

from fsm_app.intake.service_log_import.masters import company_for_import
from fsm_app.intake.ticket_import import importing as imports
from fsm_app.intake.ticket_import.file import content_hash, keep_copy
from fsm_app.intake.ticket_import.mapping import TARGETS
from fsm_app.intake.ticket_import.refusals import REFUSAL

# Of the command's options the fields of the import that they fill.
FIELDS = {
	"account": "account",
	"customer": "default_customer",
	"offering": "default_offering",
	"time_zone": "time_zone",
	"date_order": "date_order",
	"encoding": "encoding",
	"separator": "separator",
	"zone_abbreviations": "zone_abbreviations",
	"customer_labels": "customer_labels",
}
SHOWN = 20


def prepare(file: str, system: str, company: str | None = None, like: str | None = None, **options):
	"""The import of this file, made or, where one has not finished, found; and what its file holds. Commits.

	Raises ImportFileError, MissingMaster, and what saving the import raises for a default that does not exist.
	"""
	path = Path(file)
	values = {
		"system": system,
		"company": company_for_import(company),
		**{field: options[option] for option, field in FIELDS.items() if options.get(option)},
	}
	same = {"system": system, "company": values["company"], "content_hash": content_hash(path)}
	name = frappe.db.get_value(
		imports.IMPORT, {**same, "status": ["!=", "Finished"]}, order_by="creation desc"
	)
	if name:
		ticket_import = frappe.get_doc(imports.IMPORT, name)
		if ticket_import.status == "Running":
			return ticket_import, {}
		ticket_import.update(values)
	else:
		ticket_import = frappe.get_doc({"doctype": imports.IMPORT, **values})
		_assign_like(ticket_import, like)
		ticket_import.file = keep_copy(path)
		ticket_import.insert()
	found = imports.prepare(ticket_import)
	frappe.db.commit()
	return ticket_import, found


def run(ticket_import, progress: imports.Progress | None = None) -> None:
	"""Take the tickets now. Commits. Raises ImportIsRunning and ImportFileError."""
	imports.set_running(ticket_import)
	imports.run(ticket_import.name, progress)


def reading(found: dict) -> Iterator[str]:
	"""Lines that say how the file was read."""
	yield from found.get("reading", ())


def unassigned(found: dict) -> Iterator[str]:
	"""Lines that name the values without a record here, by table."""
	meta = frappe.get_meta(imports.IMPORT)
	for table, values in found.get("unassigned", {}).items():
		if values:
			more = f" (+{len(values) - SHOWN})" if len(values) > SHOWN else ""
			yield (
				_("{0} not mapped: {1}").format(
					_(meta.get_label(table), context="Ticket Import"), ", ".join(values[:SHOWN])
				)
				+ more
			)


def report(ticket_import) -> Iterator[str]:
	"""Lines that say what was done, and why the rest was not."""
	ticket_import.reload()
	yield _("{0} ({1}): {2} of {3} records read").format(
		ticket_import.name,
		_(ticket_import.status, context="Ticket Import"),
		ticket_import.position,
		ticket_import.total,
	)
	for name in imports.COUNTS:
		yield f"  {_(ticket_import.meta.get_label(name), context='Ticket Import')}: {ticket_import.get(name)}"
	for row in frappe.get_all(
		REFUSAL,
		filters={"ticket_import": ticket_import.name},
		fields=["line", "record", "external_id", "reason"],
		order_by="record asc",
		limit_page_length=SHOWN,
	):
		place = _("line {0}").format(row.line) if row.line else _("record {0}").format(row.record)
		number = f" ({row.external_id})" if row.external_id else ""
		yield f"    {place}{number}: {row.reason}"
	if ticket_import.error:
		yield f"  {ticket_import.error}"


def _assign_like(ticket_import, like: str | None) -> None:
	"""Take over the assignment of values of another import."""
	if not like:
		return
	other = frappe.get_doc(imports.IMPORT, like)
	for table, target in TARGETS.items():
		for row in other.get(table):
			ticket_import.append(table, {"value": row.value, target: row.get(target)})
