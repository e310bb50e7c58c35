"""How far a requisition has come, counted from ERPNext's Stock Entries whenever one is submitted or cancelled (F1).

By whom and in whichever way that is: the requisition says what the ledger says.
"""

import frappe
from frappe.utils import flt

from fsm_app.spare_parts import material_requests, requisition_notices
from fsm_app.spare_parts.requisition_stages import ON_ITS_WAY, RECEIVED, REQUISITION, ROW, TO_SEND

ENTRY, ENTRY_ROW = "Stock Entry", "Stock Entry Detail"
LEAST = 1e-6


def follow_entry(entry, method: str | None = None) -> None:
	"""Stock Entry's on_submit and on_cancel: the requisitions behind it count anew what was sent and received."""
	requests = {row.material_request for row in entry.items if row.material_request}
	if arrived := {row.against_stock_entry for row in entry.items if row.against_stock_entry}:
		requests |= set(
			frappe.get_all(
				ENTRY_ROW,
				filters={"parent": ["in", sorted(arrived)], "material_request": ["is", "set"]},
				pluck="material_request",
			)
		)
	for name in material_requests.requisitions_of(requests):
		requisition = count(name)
		if method == "on_submit" and not arrived:
			requisition_notices.tell_of_sending(requisition, in_van=not entry.add_to_transit)


def count(requisition: str):
	"""Bring a requisition up to what its Stock Entries say; returns it. Two queries and a write for each changed row."""
	doc = frappe.get_doc(REQUISITION, requisition)
	sent, received = _counted([row.material_request_item for row in doc.items])
	for row in doc.items:
		counted = (sent.get(row.material_request_item, 0.0), received.get(row.material_request_item, 0.0))
		if counted != (row.sent_qty, row.received_qty):
			row.sent_qty, row.received_qty = counted
			frappe.db.set_value(ROW, row.name, {"sent_qty": counted[0], "received_qty": counted[1]})
	doc.db_set(_progress(doc))
	return doc


def _progress(doc) -> dict:
	asked, sent, received = (
		flt(sum(row.get(field) for row in doc.items), 6)
		for field in ("stock_qty", "sent_qty", "received_qty")
	)
	if sent + LEAST < asked:
		delivery = TO_SEND
	else:
		delivery = ON_ITS_WAY if received + LEAST < sent else RECEIVED
	return {
		"asked_qty": asked,
		"sent_qty": sent,
		"received_qty": received,
		"progress": f"{received:g} of {asked:g}",
		"delivery": delivery,
	}


def _counted(asked: list[str]) -> tuple[dict[str, float], dict[str, float]]:
	"""What was sent and what has arrived, by the rows of the Material Request."""
	sent: dict[str, float] = {}
	received: dict[str, float] = {}
	row_of: dict[str, str] = {}
	for row in _outgoing(asked):
		key = row_of[row.name] = row.material_request_item
		sent[key] = flt(sent.get(key, 0) + row.transfer_qty, 6)
		if not row.add_to_transit:
			received[key] = flt(received.get(key, 0) + row.transfer_qty, 6)
	if not row_of:
		return sent, received
	for row in frappe.get_all(
		ENTRY_ROW,
		filters={"ste_detail": ["in", list(row_of)], "docstatus": 1},
		fields=["ste_detail", "transfer_qty"],
		limit_page_length=0,
	):
		key = row_of[row.ste_detail]
		received[key] = flt(received.get(key, 0) + row.transfer_qty, 6)
	return sent, received


def _outgoing(asked: list[str]) -> list:
	"""The rows of submitted Stock Entries that have sent something of these rows of a Material Request."""
	entry, row = frappe.qb.DocType(ENTRY), frappe.qb.DocType(ENTRY_ROW)
	return (
		frappe.qb.from_(row)
		.inner_join(entry)
		.on(entry.name == row.parent)
		.select(
			row.name,
			row.parent,
			row.material_request_item,
			row.transfer_qty,
			row.qty,
			row.transferred_qty,
			entry.add_to_transit,
		)
		.where(
			row.material_request_item.isin([name for name in asked if name] or ["-"]) & (row.docstatus == 1)
		)
		.orderby(row.creation)
		.run(as_dict=True)
	)


def in_transit(asked: list[str]) -> list:
	return [
		row for row in _outgoing(asked) if row.add_to_transit and row.qty - flt(row.transferred_qty) > LEAST
	]
