"""Which serial and batch numbers are taken where nobody names any: the oldest, and what expires first (F1)."""

from collections.abc import Collection
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import cint, flt, formatdate, getdate

from fsm_app.common.clock import now


class NotEnough(frappe.ValidationError):
	"""There is less in the warehouse than is to be taken out of it, or other numbers."""


class Expired(frappe.ValidationError):
	"""A batch whose time is over."""


@dataclass(frozen=True)
class Piece:
	"""What is taken together in one row of a Stock Entry."""

	qty: float
	batch_no: str | None = None
	serial_nos: tuple[str, ...] = field(default=())

	def values(self) -> dict:
		"""The fields of a row of a Stock Entry, which makes its bundles of them."""
		return {
			"qty": self.qty,
			"transfer_qty": self.qty,
			"use_serial_batch_fields": 1,
			"serial_no": "\n".join(self.serial_nos),
			"batch_no": self.batch_no,
			"serial_and_batch_bundle": None,
		}


def pick(
	item_code: str,
	warehouse: str,
	qty: float,
	serial_nos: Collection[str] = (),
	batch_no: str | None = None,
	among: Collection[str] | None = None,
) -> list[Piece]:
	"""The pieces that make up `qty` (in the stock's unit) of an item in a warehouse; raises NotEnough.

	`serial_nos` and `batch_no` are somebody's choice, `among` the serial numbers to which the app's own choice is limited.
	"""
	item = frappe.get_cached_doc("Item", item_code)
	if cint(item.has_serial_no):
		return _serials(item.name, warehouse, qty, serial_nos, batch_no, among)
	if cint(item.has_batch_no):
		return _of_batch(batch_no, qty) if batch_no else _batches(item.name, warehouse, qty)
	return [Piece(qty)]


def _serials(item_code, warehouse, qty, chosen, batch_no, among) -> list[Piece]:
	filters = {"item_code": item_code, "warehouse": warehouse}
	if batch_no:
		filters["batch_no"] = batch_no
	if limited := chosen or among:
		filters["name"] = ["in", list(limited)]
	found = frappe.get_all(
		"Serial No",
		filters=filters,
		fields=["name", "batch_no"],
		order_by="creation, name",
		limit_page_length=0,
	)
	if missing := set(chosen) - {row.name for row in found}:
		frappe.throw(
			_("{0}: {1} is not in {2}. Choose another serial number.").format(
				item_code, ", ".join(sorted(missing)), warehouse
			),
			NotEnough,
		)
	if chosen and len(chosen) != qty:
		frappe.throw(
			_("{0}: {1} serial numbers for a quantity of {2}. Name as many as are taken.").format(
				item_code, len(chosen), f"{qty:g}"
			),
			NotEnough,
		)
	if len(found) < qty:
		_lacking(item_code, warehouse, len(found), qty)
	by_batch: dict[str | None, list[str]] = {}
	for row in found[: cint(qty)]:
		by_batch.setdefault(row.batch_no or None, []).append(row.name)
	return [Piece(float(len(names)), batch, tuple(names)) for batch, names in by_batch.items()]


def _of_batch(batch_no: str, qty: float) -> list[Piece]:
	"""The batch of somebody's choice. ERPNext itself issues and transfers expired ones."""
	refuse_expired(batch_no)
	return [Piece(qty, batch_no)]


def refuse_expired(batch_no: str) -> None:
	"""Refuse a batch that may not be used any more."""
	ends = frappe.db.get_value("Batch", batch_no, "expiry_date")
	if ends and getdate(ends) < now().date():
		frappe.throw(
			_("Batch {0} has expired on {1}. Choose another one.").format(batch_no, formatdate(ends)), Expired
		)


def _batches(item_code: str, warehouse: str, qty: float) -> list[Piece]:
	from erpnext.stock.doctype.batch.batch import get_batch_qty

	there = {
		row.batch_no: flt(row.qty)
		for row in get_batch_qty(item_code=item_code, warehouse=warehouse) or ()
		if flt(row.qty) > 0
	}
	ends = frappe.get_all(
		"Batch",
		filters={"name": ["in", sorted(there)]},
		fields=["name", "expiry_date"],
		order_by="creation, name",
		limit_page_length=0,
	)
	pieces, left = [], flt(qty)
	for batch in sorted(ends, key=lambda row: str(row.expiry_date or "9999")):
		if left <= 0:
			break
		taken = min(left, there[batch.name])
		pieces.append(Piece(taken, batch.name))
		left = flt(left - taken, 6)
	if left > 0:
		_lacking(item_code, warehouse, flt(qty - left, 6), qty)
	return pieces


def refuse_lacking(wanted: dict[str, float], warehouse: str) -> None:
	"""Refuse to take from a warehouse more than lies in it, in words that name the item; `wanted` is by item. One query."""
	there = dict(
		frappe.get_all(
			"Bin",
			filters={"warehouse": warehouse, "item_code": ["in", sorted(wanted)]},
			fields=["item_code", "actual_qty"],
			as_list=True,
			limit_page_length=0,
		)
	)
	for item_code, qty in wanted.items():
		if flt(qty, 6) > flt(there.get(item_code), 6):
			_lacking(item_code, warehouse, flt(there.get(item_code)), qty)


def _lacking(item_code: str, warehouse: str, there: float, qty: float) -> None:
	frappe.throw(
		_("{0}: {1} of {2} are in {3}. Take fewer, or ask for more first.").format(
			item_code, f"{flt(there, 6):g}", f"{flt(qty, 6):g}", warehouse
		),
		NotEnough,
	)
