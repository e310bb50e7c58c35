"""Serial and batch numbers: their bundles, and where each number is."""

import frappe
from frappe.utils import cint, flt

from devsite.unsupported import Unsupported

BUNDLE = "Serial and Batch Bundle"


class WrongNumbers(frappe.ValidationError):
	"""Numbers that are missing, too many, or elsewhere."""


def numbers(text):
	"""The serial numbers that stand in a field, one a line."""
	return [line.strip() for line in (text or "").replace(",", "\n").split("\n") if line.strip()]


def check(row, item, source, quantity):
	"""The numbers of a row that moves `quantity`, taken from `source` where it is given: completes or refuses them."""
	if row.get("serial_and_batch_bundle") and not cint(row.get("use_serial_batch_fields")):
		raise Unsupported("a row with a bundle of its own")
	if item.has_serial_no:
		_check_serials(row, item, source, quantity)
	if item.has_batch_no:
		_check_batch(row, item)


def _check_serials(row, item, source, quantity):
	given = numbers(row.serial_no)
	if not given and source:
		given = frappe.get_all(
			"Serial No",
			{"item_code": item.name, "warehouse": source, "status": "Active"},
			pluck="name",
			order_by="creation, name",
			limit=cint(quantity),
		)
		row.serial_no = "\n".join(given)
	if len(given) != quantity or len(set(given)) != len(given):
		frappe.throw(
			frappe._("Row {0}: {1} Serial Nos needed for Item {2}, {3} given").format(
				row.idx, flt(quantity), item.name, len(given)
			),
			WrongNumbers,
		)
	found = {
		name: (of, place)
		for name, of, place in frappe.get_all(
			"Serial No", {"name": ["in", given]}, ["name", "item_code", "warehouse"], as_list=True
		)
	}
	for serial in given:
		of, place = found.get(serial, (None, None))
		if of and of != item.name:
			frappe.throw(frappe._("Serial No {0} is of Item {1}").format(serial, of), WrongNumbers)
		if source and place != source:
			frappe.throw(frappe._("Serial No {0} is not in {1}").format(serial, source), WrongNumbers)
		if not source and place:
			frappe.throw(frappe._("Serial No {0} is in {1} already").format(serial, place), WrongNumbers)


def _check_batch(row, item):
	if not row.batch_no:
		frappe.throw(frappe._("Row {0}: Batch needed for Item {1}").format(row.idx, item.name), WrongNumbers)
	batch = frappe.get_doc("Batch", row.batch_no)
	if batch.item != item.name:
		frappe.throw(frappe._("Batch {0} is of Item {1}").format(batch.name, batch.item), WrongNumbers)


def bundle(voucher, move, item):
	"""The submitted bundle of a move; None for an item without numbers."""
	if not (item.has_serial_no or item.has_batch_no):
		return None
	sign = 1 if move.qty > 0 else -1
	if move.serials:
		rows = [{"serial_no": name, "batch_no": move.batch, "qty": sign} for name in move.serials]
	else:
		rows = [{"batch_no": move.batch, "qty": move.qty}]
		if sign < 0 and batch_quantity(move.batch, move.warehouse) + move.qty < -1e-6:
			frappe.throw(
				frappe._("Batch {0}: not enough in {1}").format(move.batch, move.warehouse), WrongNumbers
			)
	for serial in move.serials:
		if not frappe.db.exists("Serial No", serial):
			frappe.get_doc(
				doctype="Serial No", serial_no=serial, item_code=item.name, company=voucher.company
			).insert(ignore_permissions=True)
	doc = frappe.get_doc(
		doctype=BUNDLE,
		company=voucher.company,
		item_code=item.name,
		warehouse=move.warehouse,
		type_of_transaction="Inward" if sign > 0 else "Outward",
		has_serial_no=item.has_serial_no,
		has_batch_no=item.has_batch_no,
		total_qty=move.qty,
		voucher_type=voucher.doctype,
		voucher_no=voucher.name,
		voucher_detail_no=move.row.name,
		posting_date=voucher.posting_date,
		posting_time=voucher.posting_time,
		entries=[{**row, "warehouse": move.warehouse} for row in rows],
	)
	doc.flags.ignore_permissions = True
	doc.submit()
	if not move.follows:
		move.row.db_set("serial_and_batch_bundle", doc.name)
	_place(move.serials)
	_weigh([move.batch] if move.batch else [])
	return doc.name


def cancel(bundles):
	"""The bundles of a cancelled voucher count no more."""
	if not bundles:
		return
	frappe.db.set_value(BUNDLE, {"name": ["in", bundles]}, {"is_cancelled": 1, "docstatus": 2})
	rows = frappe.get_all(
		"Serial and Batch Entry", {"parent": ["in", bundles]}, ["serial_no", "batch_no"], distinct=True
	)
	_place({row.serial_no for row in rows if row.serial_no})
	_weigh({row.batch_no for row in rows if row.batch_no})


def _place(serials):
	"""Each number is where its last counting bundle has put it."""
	for serial in serials:
		last = frappe.db.sql(
			f"""SELECT e.qty, b.warehouse, e.batch_no, b.voucher_type FROM `tabSerial and Batch Entry` e
			JOIN `tab{BUNDLE}` b ON e.parent = b.name WHERE e.serial_no = %s AND b.is_cancelled = 0
			ORDER BY b.posting_date DESC, b.posting_time DESC, b.rowid DESC LIMIT 1""",
			(serial,),
			as_dict=True,
		)
		values = {"warehouse": None, "status": "Inactive", "batch_no": None}
		if last and last[0].qty > 0:
			values = {"warehouse": last[0].warehouse, "status": "Active", "batch_no": last[0].batch_no}
		elif last:
			issued = last[0].voucher_type == "Stock Entry"
			values.update(status="Consumed" if issued else "Delivered", batch_no=last[0].batch_no)
		frappe.db.set_value("Serial No", serial, values)


def _weigh(batches):
	for batch in batches:
		frappe.db.set_value("Batch", batch, "batch_qty", batch_quantity(batch))


def batch_quantity(batch, warehouse=None):
	"""How much of a batch there is, in all or in a warehouse."""
	(total,) = frappe.db.sql(
		f"""SELECT sum(e.qty) FROM `tabSerial and Batch Entry` e JOIN `tab{BUNDLE}` b ON e.parent = b.name
		WHERE e.batch_no = %s AND b.is_cancelled = 0 AND (%s IS NULL OR b.warehouse = %s)""",
		(batch, warehouse, warehouse),
	)[0]
	return flt(total)
