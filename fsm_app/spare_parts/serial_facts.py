"""What ERPNext's serial numbers say is what they said before, once a movement of the vans is undone (F1).

ERPNext empties customer and warranty of what goes out, writes the paper of each movement into what comes in, and does not put
them back when the movement is cancelled. The facts before are kept on the Stock Entry, and written back.
"""

import json

import frappe
from frappe import _
from frappe.query_builder import Order
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


class MovedOn(frappe.ValidationError):
	"""Serial numbers have moved since, so what brought them in stays."""


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


def refuse_moved_on(document, method: str | None = None) -> None:
	"""doc_events, before cancelling what brought numbers in: refuse where they have gone on, and name the paper.

	ERPNext refuses too, at times for want of stock, and then does not say which paper stands in the way.
	"""
	came_to = {
		number: row.get("t_warehouse") or row.get("warehouse")
		for row in document.items
		if row.get("t_warehouse") or (row.get("warehouse") and not document.get("is_return"))
		for number in numbers_of(row)
	}
	if not came_to:
		return
	places = frappe.get_all(
		SERIAL, filters={"name": ["in", sorted(came_to)]}, fields=["name", "warehouse"], order_by="name"
	)
	for place in places:
		if place.warehouse != came_to[place.name]:
			frappe.throw(
				_("{0} has gone on with {1}. Cancel that first.").format(
					frappe.bold(place.name), frappe.bold(_last_movement(place.name) or place.name)
				),
				MovedOn,
			)


def _last_movement(number: str) -> str | None:
	entry = frappe.qb.DocType("Serial and Batch Entry")
	bundle = frappe.qb.DocType("Serial and Batch Bundle")
	found = (
		frappe.qb.from_(entry)
		.inner_join(bundle)
		.on(bundle.name == entry.parent)
		.select(bundle.voucher_no)
		.where((entry.serial_no == number) & (bundle.docstatus == 1) & (bundle.is_cancelled == 0))
		.orderby(bundle.creation, order=Order.desc)
		.limit(1)
	).run()
	return found[0][0] if found else None


def _facts(numbers: list[str]) -> dict[str, dict]:
	meta = frappe.get_meta(SERIAL)
	fields = [field for field in FACTS if meta.has_field(field)]  # versions 15 and 16 differ
	rows = frappe.get_all(SERIAL, filters={"name": ["in", numbers]}, fields=["name", *fields])
	return {row.pop("name"): {**row, "warranty_period": cint(row.get("warranty_period"))} for row in rows}
