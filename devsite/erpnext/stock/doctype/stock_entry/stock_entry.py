"""Stock Entry: receipts, issues and transfers."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import flt, nowtime, today

from erpnext import ledgers, rows, tracking
from erpnext.stock.doctype.material_request import material_request

from devsite.unsupported import Unsupported

RECEIPT, ISSUE, TRANSFER = "Material Receipt", "Material Issue", "Material Transfer"


@core("Stock Entry")
class StockEntry(Document):
	def validate(self):
		self.purpose = frappe.get_cached_value("Stock Entry Type", self.stock_entry_type, "purpose")
		if self.purpose not in (RECEIPT, ISSUE, TRANSFER):
			raise Unsupported(f"a Stock Entry of purpose {self.purpose}")
		if not self.set_posting_time or not self.posting_date:
			self.posting_date, self.posting_time = today(), nowtime()
		if not self.items:
			frappe.throw(frappe._("Items are required"), frappe.MandatoryError)
		for row in self.items:
			self._check_row(row)
		self._sum_up()

	def _check_row(self, row):
		row.s_warehouse = None if self.purpose == RECEIPT else row.s_warehouse or self.from_warehouse
		row.t_warehouse = None if self.purpose == ISSUE else row.t_warehouse or self.to_warehouse
		if (self.purpose != RECEIPT and not row.s_warehouse) or (
			self.purpose != ISSUE and not row.t_warehouse
		):
			frappe.throw(frappe._("Source or target warehouse is mandatory for row {0}").format(row.idx))
		if row.s_warehouse == row.t_warehouse:
			frappe.throw(frappe._("Source and target warehouse cannot be same for row {0}").format(row.idx))
		for warehouse in filter(None, (row.s_warehouse, row.t_warehouse)):
			rows.check_warehouse(warehouse, self.company)
		item = rows.complete(row, "transfer_qty")
		tracking.check(row, item, row.s_warehouse, flt(row.transfer_qty))
		company = frappe.get_cached_doc("Company", self.company)
		row.cost_center = row.cost_center or company.cost_center
		row.expense_account = row.expense_account or company.stock_adjustment_account
		source = row.s_warehouse and frappe.db.get_value(
			"Bin",
			{"item_code": row.item_code, "warehouse": row.s_warehouse},
			["actual_qty", "valuation_rate"],
		)
		row.actual_qty, rate = source or (0, 0)
		if row.s_warehouse:
			row.basic_rate = rate
		elif not flt(row.basic_rate) and not row.allow_zero_valuation_rate:
			row.basic_rate = item.valuation_rate
			if not flt(row.basic_rate):
				frappe.throw(frappe._("Valuation Rate for the Item {0} is required").format(row.item_code))
		if row.material_request_item:
			material_request.check_row(self, row)

	def _sum_up(self):
		outgoing = incoming = 0.0
		for row in self.items:
			row.basic_amount = row.amount = flt(flt(row.transfer_qty) * flt(row.basic_rate), 2)
			row.valuation_rate = row.basic_rate
			outgoing += row.amount if row.s_warehouse else 0
			incoming += row.amount if row.t_warehouse else 0
		self.total_outgoing_value, self.total_incoming_value = outgoing, incoming
		self.total_amount, self.value_difference = max(outgoing, incoming), incoming - outgoing

	def on_submit(self):
		moves = []
		for row in self.items:
			of_row = {
				"row": row,
				"serials": tracking.numbers(row.serial_no),
				"batch": row.batch_no,
			}
			if row.s_warehouse:
				moves.append(ledgers.Move(warehouse=row.s_warehouse, qty=-row.transfer_qty, **of_row))
			if row.t_warehouse:
				moves.append(
					ledgers.Move(
						warehouse=row.t_warehouse,
						qty=row.transfer_qty,
						rate=row.basic_rate,
						follows=row.s_warehouse,
						**of_row,
					)
				)
		ledgers.post(self, moves)
		self._follow()

	def on_cancel(self):
		self.ignore_linked_doctypes = ledgers.OF_VOUCHERS
		ledgers.undo(self)
		self._follow()

	def _follow(self):
		"""What was ordered and sent counts what is submitted."""
		if self.outgoing_stock_entry:
			for row in self.items:
				_count_transferred(row.against_stock_entry, row.ste_detail)
		material_request.follow(self)


def _count_transferred(entry, row):
	sent = frappe.get_all(
		"Stock Entry Detail",
		{"against_stock_entry": entry, "ste_detail": row, "docstatus": 1},
		pluck="qty",
	)
	frappe.db.set_value("Stock Entry Detail", row, "transferred_qty", sum(sent))
	rows_sent = frappe.get_all("Stock Entry Detail", {"parent": entry}, ["qty", "transferred_qty"])
	done = sum(min(row.transferred_qty, row.qty) for row in rows_sent)
	frappe.db.set_value(
		"Stock Entry", entry, "per_transferred", 100 * done / sum(row.qty for row in rows_sent)
	)


@frappe.whitelist()
def make_stock_in_entry(source_name, target_doc=None):
	"""The entry that brings from the transit warehouse what `source_name` has put there."""
	source = frappe.get_doc("Stock Entry", source_name)
	if source.docstatus != 1:
		frappe.throw(frappe._("Cannot map because following condition fails: docstatus=1"))
	target = frappe.new_doc("Stock Entry")
	target.update(
		{
			"stock_entry_type": TRANSFER,
			"purpose": TRANSFER,
			"company": source.company,
			"outgoing_stock_entry": source.name,
			"from_warehouse": source.from_warehouse,
			"to_warehouse": source.to_warehouse,
		}
	)
	for row in source.items:
		if flt(row.qty) - flt(row.transferred_qty) <= 0.00001:
			continue
		to = None
		if row.material_request_item and source.add_to_transit:
			to = frappe.db.get_value("Material Request Item", row.material_request_item, "warehouse")
		kept = (
			"item_code item_name uom stock_uom conversion_factor serial_no batch_no use_serial_batch_fields"
			" expense_account cost_center project"
		)
		target.append(
			"items",
			{
				**{key: row.get(key) for key in kept.split()},
				"qty": flt(row.qty) - flt(row.transferred_qty),
				"s_warehouse": row.t_warehouse,
				"t_warehouse": to,
				"against_stock_entry": source.name,
				"ste_detail": row.name,
			},
		)
	return target
