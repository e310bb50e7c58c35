"""Stock ledger, bins and general ledger: one moving average for each item in a warehouse."""

from dataclasses import dataclass, field

import frappe
from frappe.utils import flt, get_datetime, getdate

from erpnext import tracking
from erpnext.stock.stock_ledger import NegativeStockError, StockFreezeError

LEAST = 1e-6
# What a voucher writes refers to it and does not keep it from being cancelled.
OF_VOUCHERS = ("GL Entry", "Stock Ledger Entry", "Serial and Batch Bundle")


@dataclass
class Move:
	"""What one row of a voucher moves into a warehouse, or out of it where `qty` is below zero."""

	row: object
	warehouse: str
	qty: float
	rate: float = 0.0
	serials: list = field(default_factory=list)
	batch: str | None = None
	counted: float | None = None  # a reconciliation: what there is, whatever there was
	follows: str | None = None  # the other end of a transfer: the row whose value it takes


def post(voucher, moves):
	"""Writes the moves of a submitted voucher in their order, and the accounts."""
	_refuse_frozen(voucher)
	for move in moves:
		_write(voucher, move)
		_recount(move.row.item_code, move.warehouse)
	_write_accounts(voucher.doctype, voucher.name)


def undo(voucher):
	"""Takes a cancelled voucher's moves out of the ledgers."""
	_refuse_frozen(voucher)
	ours = {"voucher_type": voucher.doctype, "voucher_no": voucher.name}
	moved = frappe.get_all(
		"Stock Ledger Entry",
		{**ours, "is_cancelled": 0},
		["name", "item_code", "warehouse", "serial_and_batch_bundle"],
	)
	frappe.db.set_value("Stock Ledger Entry", ours, "is_cancelled", 1)
	for row in moved:
		_write_back(row.name)
	frappe.db.set_value("GL Entry", ours, "is_cancelled", 1)
	tracking.cancel([row.serial_and_batch_bundle for row in moved if row.serial_and_batch_bundle])
	for item, warehouse in dict.fromkeys((row.item_code, row.warehouse) for row in moved):
		_recount(item, warehouse)


def _write_back(name):
	"""The entry that undoes a cancelled one is cancelled, too, and is told to whoever listens."""
	entry = frappe.copy_doc(frappe.get_doc("Stock Ledger Entry", name))
	entry.update({"docstatus": 0, "actual_qty": -entry.actual_qty, "is_cancelled": 1})
	entry.flags.ignore_permissions = True
	entry.submit()


def _refuse_frozen(voucher):
	frozen = frappe.db.get_singles_dict("Stock Settings").get("stock_frozen_upto")
	if frozen and getdate(voucher.posting_date) <= getdate(frozen):
		frappe.throw(
			frappe._("Stock transactions before {0} are frozen").format(getdate(frozen)), StockFreezeError
		)


def _write(voucher, move):
	row, rate = move.row, move.rate
	item = frappe.get_cached_doc("Item", row.item_code)
	if move.follows:
		source = _entries(item.name, move.follows, voucher_no=voucher.name, voucher_detail_no=row.name)[-1]
		rate = source.stock_value_difference / source.actual_qty
	entry = frappe.get_doc(
		doctype="Stock Ledger Entry",
		item_code=item.name,
		warehouse=move.warehouse,
		posting_date=voucher.posting_date,
		posting_time=voucher.posting_time,
		posting_datetime=get_datetime(f"{voucher.posting_date} {voucher.posting_time}"),
		voucher_type=voucher.doctype,
		voucher_no=voucher.name,
		voucher_detail_no=row.name,
		dependant_sle_voucher_detail_no=row.name if move.follows else None,
		actual_qty=move.qty,
		qty_after_transaction=move.counted or 0,
		incoming_rate=rate if move.qty > 0 or move.counted is not None else 0,
		company=voucher.company,
		stock_uom=item.stock_uom,
		project=row.get("project") or voucher.get("project"),
		has_serial_no=item.has_serial_no,
		has_batch_no=item.has_batch_no,
		serial_and_batch_bundle=tracking.bundle(voucher, move, item),
	)
	entry.flags.ignore_permissions = True
	entry.submit()


def _entries(item, warehouse, **more):
	values = {"item_code": item, "warehouse": warehouse, **more}
	where = " AND ".join(f"`{key}`=?" for key in values)
	return frappe.db.sql(
		f"SELECT * FROM `tabStock Ledger Entry` WHERE `is_cancelled`=0 AND {where.replace('?', '%s')}"
		" ORDER BY `posting_datetime`, rowid",
		tuple(values.values()),
		as_dict=True,
	)


def _recount(item, warehouse):
	"""Counts an item in a warehouse from its first move; what follows from a changed value is counted, too."""
	quantity = value = rate = 0.0
	for entry in _entries(item, warehouse):
		is_count = entry.voucher_type == "Stock Reconciliation" and not entry.serial_and_batch_bundle
		moved = entry.qty_after_transaction - quantity if is_count else entry.actual_qty
		after = quantity + moved
		if after < -LEAST:
			_refuse_negative(entry, -after)
		if is_count:
			difference = after * entry.incoming_rate - value
		elif moved > 0:
			difference = moved * entry.incoming_rate
		else:
			difference = -value if abs(after) < LEAST else moved * value / quantity
		difference = flt(difference, 2)
		quantity, value = after, flt(value + difference, 2)
		rate = value / quantity if quantity > LEAST else rate or entry.incoming_rate
		changed = flt(entry.stock_value_difference, 2) != difference
		counted = {
			"actual_qty": moved,
			"qty_after_transaction": quantity,
			"valuation_rate": rate,
			"stock_value": value,
			"stock_value_difference": difference,
		}
		frappe.db.set_value("Stock Ledger Entry", entry.name, counted, update_modified=False)
		if changed:
			_follow_value(entry, moved, difference)
	_keep_bin(item, warehouse, quantity, rate, value)


def _follow_value(entry, moved, difference):
	"""A voucher whose value has changed later: the other end of its transfer, and its accounts."""
	if moved < 0:
		for other in frappe.get_all(
			"Stock Ledger Entry",
			{"dependant_sle_voucher_detail_no": entry.voucher_detail_no, "is_cancelled": 0},
			["name", "item_code", "warehouse"],
		):
			frappe.db.set_value("Stock Ledger Entry", other.name, "incoming_rate", difference / moved)
			_recount(other.item_code, other.warehouse)
	if frappe.db.exists("GL Entry", {"voucher_no": entry.voucher_no}):
		_write_accounts(entry.voucher_type, entry.voucher_no)


def _refuse_negative(entry, lacking):
	frappe.throw(
		frappe._("{0} units of {1} needed in {2} to complete {3} {4}.").format(
			flt(lacking, 6), entry.item_code, entry.warehouse, entry.voucher_type, entry.voucher_no
		),
		NegativeStockError,
	)


def _keep_bin(item, warehouse, quantity, rate, value):
	name = frappe.db.get_value("Bin", {"item_code": item, "warehouse": warehouse})
	values = {
		"actual_qty": quantity,
		"projected_qty": quantity,
		"valuation_rate": rate,
		"stock_value": value,
		"stock_uom": frappe.get_cached_value("Item", item, "stock_uom"),
	}
	if name:
		frappe.db.set_value("Bin", name, values)
	else:
		frappe.get_doc(doctype="Bin", item_code=item, warehouse=warehouse, **values).insert(
			ignore_permissions=True
		)


def _write_accounts(doctype, name):
	"""What the voucher's moves are worth, between the warehouses' accounts and each row's expense account."""
	frappe.db.delete("GL Entry", {"voucher_type": doctype, "voucher_no": name})
	voucher = frappe.get_doc(doctype, name)
	company = frappe.get_cached_doc("Company", voucher.company)
	if not company.enable_perpetual_inventory:
		return
	rows = {row.name: row for row in voucher.items}
	sums = {}
	for entry in frappe.get_all(
		"Stock Ledger Entry",
		{"voucher_type": doctype, "voucher_no": name, "is_cancelled": 0},
		["warehouse", "voucher_detail_no", "stock_value_difference"],
	):
		row = rows[entry.voucher_detail_no]
		own = (
			frappe.get_cached_value("Warehouse", entry.warehouse, "account")
			or company.default_inventory_account
		)
		other = (
			row.get("expense_account") or voucher.get("expense_account") or company.stock_adjustment_account
		)
		if not own or not other:
			return
		center = row.get("cost_center") or voucher.get("cost_center") or company.cost_center
		project = row.get("project") or voucher.get("project")
		for account, against, amount in (
			(own, other, entry.stock_value_difference),
			(other, own, -entry.stock_value_difference),
		):
			key = (account, center, project)
			sums[key] = (sums.get(key, (0, ""))[0] + amount, against)
	for (account, center, project), (amount, against) in sums.items():
		if not flt(amount, 2):
			continue
		frappe.get_doc(
			doctype="GL Entry",
			posting_date=voucher.posting_date,
			account=account,
			against=against,
			voucher_type=doctype,
			voucher_no=name,
			company=voucher.company,
			cost_center=center,
			project=project,
			debit=max(flt(amount, 2), 0),
			credit=max(flt(-amount, 2), 0),
		).insert(ignore_permissions=True)
