"""What ERPNext's serial numbers say is what they said before, once a movement of the vans is undone (F1).

ERPNext empties customer and warranty of what goes out, writes the paper of each movement into what comes in, and does not put
them back when the movement is cancelled. The facts before are kept on the Stock Entry, and written back.
"""

import json

import frappe
from frappe.utils import cint

SERIAL = "Serial No"
FACTS = (
	"warehouse",
	"status",
	"customer",
	"company",
	"batch_no",
	"warranty_period",
	"warranty_expiry_date",
	"amc_expiry_date",
	"maintenance_status",
	"purchase_document_no",
	"reference_doctype",
	"reference_name",
)


def numbers_of(row) -> list[str]:
	"""The serial numbers of a row of a stock document, wherever the site enters them: as text or as a bundle."""
	if row.get("serial_and_batch_bundle"):
		filters = {"parent": row.serial_and_batch_bundle, "parenttype": "Serial and Batch Bundle"}
		found = frappe.get_all("Serial and Batch Entry", filters=filters, pluck="serial_no", order_by="idx")
		return [number for number in found if number]
	return [
		part.strip() for part in (row.get("serial_no") or "").replace(",", "\n").split("\n") if part.strip()
	]


def keep(entry) -> None:
	"""Before a Stock Entry is submitted: note on it what its serial numbers say."""
	numbers = sorted({number for row in entry.items for number in numbers_of(row)})
	entry.fsm_serials_before = json.dumps(_facts(numbers), default=str) if numbers else None


def put_back(entry) -> None:
	"""After it was cancelled: the serial numbers say again what they said before."""
	for number, facts in json.loads(entry.get("fsm_serials_before") or "{}").items():
		# ERPNext refuses to cancel where they have moved since, so nothing newer is overwritten.
		frappe.db.set_value(SERIAL, number, facts, update_modified=False)


def _facts(numbers: list[str]) -> dict[str, dict]:
	meta = frappe.get_meta(SERIAL)
	fields = [field for field in FACTS if meta.has_field(field)]  # versions 15 and 16 differ
	rows = frappe.get_all(SERIAL, filters={"name": ["in", numbers]}, fields=["name", *fields])
	return {row.pop("name"): {**row, "warranty_period": cint(row.get("warranty_period"))} for row in rows}
