"""Parts of a requisition are sent, in one go or in pieces, and received by whoever waits for them (F1).

What was sent and received is counted from ERPNext's Stock Entries whenever one is submitted or cancelled, by whom and in
whichever way that is: the requisition says what the ledger says.
"""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.company_limits import sees_company
from fsm_app.spare_parts import mapping, material_requests, numbers, requisition_notices, settings
from fsm_app.spare_parts.requisition_document import provides_parts
from fsm_app.spare_parts.requisition_stages import (
	APPROVED,
	ON_ITS_WAY,
	RECEIVED,
	REQUISITION,
	RETURN,
	ROW,
	TO_SEND,
)

ENTRY, ENTRY_ROW = "Stock Entry", "Stock Entry Detail"
LEAST = 1e-6


class NothingToMove(frappe.ValidationError):
	"""Nothing of the requisition is open to be sent, or on its way."""


class NotTheirs(frappe.PermissionError):
	"""Parts that somebody else sends or receives."""


def fulfil(requisition: str, lines: Collection[dict] | None = None, client_key: str | None = None):
	"""Send what is open of an approved requisition, or what `lines` say; returns the Stock Entry.

	A line is {row, qty, serial_nos, batch_no}: the row's name and the quantity in the stock's unit. Sent by those who bring
	parts; what goes back to the store is sent by the engineer whose van it leaves.
	"""
	doc = _locked(requisition)
	if sent := _posted_with(client_key, doc):
		return sent
	is_own = doc.kind == RETURN and _is_engineer(doc)
	if not is_own and not (provides_parts() and sees_company(frappe.session.user, doc.company, REQUISITION)):
		frappe.throw(_("{0}: the parts keeper sends these parts.").format(doc.name), NotTheirs)
	if doc.stage != APPROVED:
		frappe.throw(
			_("{0} is {1}. Only parts of an approved requisition are sent.").format(doc.name, _(doc.stage)),
			NothingToMove,
		)
	wanted = _wanted(doc, lines, lambda row: row.stock_qty - row.sent_qty, _("to send"))
	by_item: dict[str, float] = {}
	for row, line in wanted:
		by_item[row.item_code] = by_item.get(row.item_code, 0) + line["qty"]
	numbers.refuse_lacking(by_item, doc.from_warehouse)
	transit = settings.of_company(doc.company).transit_warehouse
	entry = mapping.entry_of_request(doc.material_request, transit)
	pieces = {
		row.material_request_item: numbers.pick(
			row.item_code, doc.from_warehouse, line["qty"], line.get("serial_nos") or (), line.get("batch_no")
		)
		for row, line in wanted
	}
	return _post(entry, lambda row: pieces.get(row.material_request_item), doc, client_key)


def receive(requisition: str, client_key: str | None = None, lines: Collection[dict] | None = None):
	"""Receive what is on its way to the engineer, or what `lines` say of it; returns the requisition.

	By the engineer, or by those who bring parts; what comes back to the store is received there.
	"""
	doc = _locked(requisition)
	if _posted_with(client_key, doc):
		return doc
	if not provides_parts() and (doc.kind == RETURN or not _is_engineer(doc)):
		frappe.throw(_("{0}: these parts are received by somebody else.").format(doc.name), NotTheirs)
	left = {
		row.name: line["qty"]
		for row, line in _wanted(doc, lines, lambda row: row.sent_qty - row.received_qty, _("on its way"))
	}
	rows = {row.material_request_item: row.name for row in doc.items}
	outgoing = _in_transit(list(rows))
	for number, name in enumerate(dict.fromkeys(row.parent for row in outgoing), 1):
		arriving = {row.name: rows[row.material_request_item] for row in outgoing if row.parent == name}
		entry = mapping.entry_of_arrival(name)
		entry.to_warehouse = doc.to_warehouse
		key = client_key if number == 1 or not client_key else f"{client_key}/{number}"
		_receive_of(entry, arriving, left, doc, key)
	doc.reload()
	return doc


def _receive_of(entry, arriving: dict[str, str], left: dict[str, float], doc, client_key: str | None) -> None:
	"""Receive of one entry in transit as much as is `left` to be received of each row; both by the requisition's rows."""
	pieces = {}
	for row in entry.items:
		own = arriving.get(row.ste_detail)
		# A row in another unit than the stock's was written by hand in ERPNext.
		open_qty = flt(row.qty * (row.conversion_factor or 1), 6)
		taken = min(open_qty, left.get(own, 0)) if own else 0
		if taken < LEAST:
			continue
		left[own] = flt(left[own] - taken, 6)
		among = _serials_of(row.ste_detail)
		pieces[row.ste_detail] = numbers.pick(
			row.item_code, row.s_warehouse, taken, batch_no=row.batch_no, among=among
		)
	if pieces:
		_post(entry, lambda row: pieces.get(row.ste_detail), doc, client_key)


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


def _in_transit(asked: list[str]) -> list:
	return [
		row for row in _outgoing(asked) if row.add_to_transit and row.qty - flt(row.transferred_qty) > LEAST
	]


def _wanted(doc, lines, open_of, what: str) -> list[tuple]:
	"""Rows of the requisition with what is to be moved of each: all that is open, or what the lines say of it."""
	rows = {row.name: row for row in doc.items}
	if lines is None:
		lines = [{"row": row.name, "qty": open_of(row)} for row in doc.items if open_of(row) > LEAST]
	wanted: dict[str, dict] = {}
	for line in lines:
		row = rows.get(line.get("row"))
		qty = flt(line.get("qty"), 6)
		if not row or row.name in wanted or qty < 0:
			frappe.throw(
				_("{0}: name each of its rows once, with a quantity above 0.").format(doc.name), NothingToMove
			)
		if qty > flt(open_of(row), 6):
			frappe.throw(
				_("{0}: {1} of {2} are {3}. Enter no more than that.").format(
					doc.name, f"{flt(open_of(row), 6):g}", row.item_code, what
				),
				NothingToMove,
			)
		if qty:
			wanted[row.name] = {**line, "qty": qty}
	if not wanted:
		frappe.throw(_("{0}: nothing is {1}.").format(doc.name, what), NothingToMove)
	return [(rows[name], line) for name, line in wanted.items()]


def _post(entry, pieces_of, doc, client_key: str | None):
	"""Submit the entry with the pieces of each of its rows, in the stock's unit; rows without any are left out."""
	rows = []
	for row in entry.items:
		if row.serial_and_batch_bundle:
			# ERPNext has made a draft of all that is in transit; it is made of the pieces.
			frappe.delete_doc("Serial and Batch Bundle", row.serial_and_batch_bundle, ignore_permissions=True)
		values = {key: value for key, value in row.as_dict().items() if key not in ("name", "idx")}
		for piece in pieces_of(row) or ():
			unit = frappe.get_cached_value("Item", row.item_code, "stock_uom")
			rows.append(
				{**values, "uom": unit, "stock_uom": unit, "conversion_factor": 1.0, **piece.values()}
			)
	entry.set("items", rows)
	entry.update({"fsm_ticket": doc.ticket, "fsm_client_key": client_key or None})
	entry.flags.ignore_permissions = True
	return entry.submit()


def _serials_of(row: str) -> list[str] | None:
	"""The serial numbers that a row of a Stock Entry has moved; None for an item without any."""
	found = frappe.db.get_value(ENTRY_ROW, row, ["serial_no", "serial_and_batch_bundle"], as_dict=True)
	if found.serial_no:
		return [line.strip() for line in found.serial_no.split("\n") if line.strip()]
	if not found.serial_and_batch_bundle:
		return None
	return frappe.get_all(
		"Serial and Batch Entry",
		filters={"parent": found.serial_and_batch_bundle, "serial_no": ["is", "set"]},
		pluck="serial_no",
		limit_page_length=0,
	)


def _locked(requisition: str):
	"""The requisition, kept from being moved by two at once."""
	if not frappe.db.get_value(REQUISITION, requisition, "name", for_update=True):
		frappe.throw(_("{0}: there is no such requisition.").format(requisition), frappe.DoesNotExistError)
	return frappe.get_doc(REQUISITION, requisition)


def _posted_with(client_key: str | None, doc):
	"""The Stock Entry that was posted with this key, where it was for this requisition; raises ClientKeyTaken."""
	if not client_key:
		return None
	name = frappe.db.get_value(ENTRY, {"fsm_client_key": client_key})
	if not name:
		return None
	entry = frappe.get_doc(ENTRY, name)
	asked = {row.material_request_item for row in doc.items}
	rows = [row.ste_detail for row in entry.items if row.ste_detail]
	of_entry = {row.material_request_item for row in entry.items} | set(
		frappe.get_all(ENTRY_ROW, filters={"name": ["in", rows or ["-"]]}, pluck="material_request_item")
	)
	if not (asked & of_entry) - {None, ""}:
		frappe.throw(
			_("Client Key: {0} was used for something else. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return entry


def _is_engineer(doc) -> bool:
	user = frappe.session.user
	return user == frappe.db.get_value("Service Engineer", doc.engineer, "user")
