"""Parts of a requisition are sent, in one go or in pieces, and received by whoever waits for them (F1)."""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.company_limits import sees_company
from fsm_app.spare_parts import mapping, numbers, settings
from fsm_app.spare_parts.requisition_document import provides_parts
from fsm_app.spare_parts.requisition_progress import ENTRY, ENTRY_ROW, LEAST, in_transit
from fsm_app.spare_parts.requisition_stages import (
	APPROVED,
	REQUISITION,
	RETURN,
	TO_SEND,
)
from fsm_app.spare_parts.stock_entries import bundles_follow


class NothingToMove(frappe.ValidationError):
	"""Nothing of the requisition is open to be sent, or on its way."""


class NotTheirs(frappe.PermissionError):
	"""Parts that somebody else sends or receives."""


def acts(doc) -> dict[str, bool]:
	"""Whether the user can send something of the requisition now, and receive something."""
	return {
		"send": doc.stage == APPROVED and doc.delivery == TO_SEND and _may_send(doc),
		"receive": doc.received_qty + LEAST < doc.sent_qty and _may_receive(doc),
	}


def there(doc) -> dict[str, float]:
	"""How much of each item of the requisition lies where it is sent from. One query."""
	rows = frappe.get_all(
		"Bin",
		filters={"warehouse": doc.from_warehouse, "item_code": ["in", [row.item_code for row in doc.items]]},
		fields=["item_code", "actual_qty"],
		limit_page_length=0,
	)
	return {row.item_code: flt(row.actual_qty) for row in rows}


def fulfil(requisition: str, lines: Collection[dict] | None = None, client_key: str | None = None):
	"""Send what is open of an approved requisition, or what `lines` say; returns the Stock Entry.

	A line is {row, qty, serial_nos, batch_no}: the row's name and the quantity in the stock's unit. Sent by those who bring
	parts; what goes back to the store is sent by the engineer whose van it leaves.
	"""
	doc = _locked(requisition)
	if sent := _posted_with(client_key, doc):
		return sent
	if not _may_send(doc):
		frappe.throw(_("{0}: the parts keeper sends these parts. Ask them.").format(doc.name), NotTheirs)
	if doc.stage != APPROVED:
		frappe.throw(
			_("{0} is {1}. Only parts of an approved requisition are sent.").format(doc.name, _(doc.stage)),
			NothingToMove,
		)
	wanted = _wanted(doc, lines, _open_to_send)
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
	if not _may_receive(doc):
		frappe.throw(
			_("{0}: these parts are received by somebody else. Ask whoever has asked for them.").format(
				doc.name
			),
			NotTheirs,
		)
	left = {row.name: line["qty"] for row, line in _wanted(doc, lines, _open_to_receive)}
	rows = {row.material_request_item: row.name for row in doc.items}
	outgoing = in_transit(list(rows))
	keys = [client_key, *(f"{client_key}/{number}" for number in range(2, len(outgoing) + 1))]
	with all_or_nothing("receive_parts"):
		for name in dict.fromkeys(row.parent for row in outgoing):
			arriving = {row.name: rows[row.material_request_item] for row in outgoing if row.parent == name}
			entry = mapping.entry_of_arrival(name)
			entry.to_warehouse = doc.to_warehouse
			# The first entry that is posted has the key itself, by which it is found again.
			if _receive_of(entry, arriving, left, doc, keys[0] if client_key else None):
				keys.pop(0)
	doc.reload()
	return doc


def _receive_of(entry, arriving: dict[str, str], left: dict[str, float], doc, client_key: str | None) -> bool:
	"""Receive of one entry in transit as much as is `left` of each row of the requisition; returns whether that is anything."""
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
	return bool(pieces)


def _open_to_send(row) -> float:
	return flt(row.stock_qty - row.sent_qty, 6)


def _open_to_receive(row) -> float:
	return flt(row.sent_qty - row.received_qty, 6)


def _too_much(doc, row, open_of) -> str:
	message = (
		_("{0}: {1} of {2} are left to send. Enter no more than that.")
		if open_of is _open_to_send
		else _("{0}: {1} of {2} are on their way. Enter no more than that.")
	)
	return message.format(doc.name, f"{open_of(row):g}", row.item_code)


def _wanted(doc, lines, open_of) -> list[tuple]:
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
		if qty > open_of(row):
			frappe.throw(_too_much(doc, row, open_of), NothingToMove)
		if qty:
			wanted[row.name] = {**line, "qty": qty}
	if not wanted:
		frappe.throw(
			(
				_("{0}: nothing is left to send. Make a new requisition for more.")
				if open_of is _open_to_send
				else _("{0}: nothing is on its way. Ask the parts keeper to send it first.")
			).format(doc.name),
			NothingToMove,
		)
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
	with all_or_nothing("post_parts"), bundles_follow():
		entry.insert()
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
		frappe.throw(
			_("{0}: there is no such requisition. Choose another one.").format(requisition),
			frappe.DoesNotExistError,
		)
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


def _may_send(doc) -> bool:
	return _provides(doc) or (doc.kind == RETURN and _is_engineer(doc))


def _may_receive(doc) -> bool:
	return _provides(doc) or (doc.kind != RETURN and _is_engineer(doc))


def _provides(doc) -> bool:
	return provides_parts() and sees_company(frappe.session.user, doc.company, REQUISITION)


def _is_engineer(doc) -> bool:
	return frappe.session.user == frappe.get_cached_value("Service Engineer", doc.engineer, "user")
