"""Parts used on the job and brought back: what the phone and the Desk ask for (F1).

What a bad network sends again is done once: each use and each return has a key of the sender's choice.
"""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import settings, stock_entries, vans
from fsm_app.spare_parts.part_posting import require_own_van
from fsm_app.spare_parts.part_rows import PART, PartsRefused, is_settled, out

KEY_LENGTH = 120
LINES_AT_MOST = 100
# What a line of a use says.
LINE_FIELDS = (
	"item_code",
	"qty",
	"uom",
	"batch_no",
	"serial_no",
	"replaced_serial_no",
	"nothing_to_return",
	"remark",
)
SHOWN_FIELDS = (
	"name",
	"idx",
	*LINE_FIELDS,
	"posting",
	"warehouse",
	"stock_entry",
	"posted_qty",
	"returned_qty",
	"stock_uom",
)


class ReturnRefused(PartsRefused):
	"""More than is out, or nothing that was posted."""


def use_parts(ticket_name: str, lines: list, client_key: str) -> list[dict]:
	"""Enter the lines (LINE_FIELDS) in the ticket's Parts Used, which posts them; returns the rows, the first time and again.

	Whoever may write the ticket may do it; it is the ticket's own save. Raises PartsRefused and its kinds, ClientKeyTaken.
	"""
	_check_key(client_key)
	lines = _lines(lines)
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
	if first := _entered_with(client_key, ticket):
		return first
	ticket.check_permission("write")
	for place, line in enumerate(lines, 1):
		row = ticket.append("parts_used", {field: line.get(field) for field in LINE_FIELDS})
		row.qty = 1 if line.get("qty") in (None, "") else flt(line.get("qty"))
		row.flags.line_key = f"{client_key}:{place}"
	with all_or_nothing("use_parts"):
		ticket.save()
	return _entered_with(client_key, ticket) or []


def return_unused(ticket_name: str, lines: list, client_key: str) -> list[dict]:
	"""Bring back into the van what was not used: lines of `row` (a name) and `qty` in the stock unit; returns the rows.

	For the engineer of the van from which they came, also when the ticket is somebody else's by now, and for those who
	see to all parts. A part with a serial number is taken back by cancelling its own Stock Entry, ERPNext's only way to
	have its number in stock again; of all others a Material Receipt brings back what their issue had cost.
	"""
	_check_key(client_key)
	lines = _lines(lines)
	frappe.has_permission(TICKET, "read", ticket_name, throw=True)
	# Locked, so that of two returns that arrive together the second one sees the first.
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
	rows = {row.name: row for row in ticket.parts_used}
	chosen = [_chosen(line, rows) for line in lines]
	for row, _quantity in chosen:
		require_own_van(vans.engineer_of(row.warehouse))
	due = [
		(row, quantity) for row, quantity in chosen if client_key not in (row.return_keys or "").split("\n")
	]
	with all_or_nothing("return_unused"):
		_check_quantities(due)
		_take_back(ticket, due)
		for row, _quantity in due:
			kept = "\n".join([*filter(None, (row.return_keys or "").split("\n")), client_key])
			frappe.db.set_value(PART, row.name, "return_keys", kept, update_modified=False)
	return _shown([row.name for row, _quantity in chosen])


def rows_of(ticket_name: str) -> list[dict]:
	"""The ticket's rows as SHOWN_FIELDS, with `out`: how much of each is on the job."""
	names = frappe.get_all(PART, filters={"parent": ticket_name, "parenttype": TICKET}, pluck="name")
	return _shown(names)


def _check_key(client_key: str) -> None:
	if not client_key or len(client_key) > KEY_LENGTH or "\n" in client_key:
		_refuse(_("Client Key: send one of 1 to {0} characters.").format(KEY_LENGTH))


def _lines(lines) -> list[dict]:
	if not isinstance(lines, list) or not lines or not all(isinstance(line, dict) for line in lines):
		_refuse(_("Lines: send a list with at least one part."))
	if len(lines) > LINES_AT_MOST:
		_refuse(_("Lines: send at most {0} at once.").format(LINES_AT_MOST))
	for line in lines:
		for field, value in line.items():
			if isinstance(value, dict | list):
				_refuse(_("Lines: {0} is no single value. Send a text or a number.").format(str(field)[:40]))
	return lines


def _entered_with(client_key: str, ticket) -> list[dict] | None:
	keys = {row.line_key: row.name for row in ticket.parts_used if row.line_key}
	first = [name for key, name in keys.items() if key.rpartition(":")[0] == client_key]
	if first:
		return _shown(first)
	# Of the ticket, which is locked, every row is seen; of others what was there when the transaction began.
	if frappe.db.exists(PART, {"line_key": f"{client_key}:1"}):
		frappe.throw(
			_("Client Key: {0} was used for another ticket. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return None


def _shown(names: list[str]) -> list[dict]:
	if not names:
		return []
	rows = frappe.get_all(PART, filters={"name": ["in", names]}, fields=list(SHOWN_FIELDS), order_by="idx")
	return [{**row, "out": out(row)} for row in rows]


def _chosen(line: dict, rows: dict):
	row = rows.get(line.get("row"))
	if not row or not is_settled(row):
		_refuse(
			_("Lines: {0} is no posted part of this ticket. Reload the ticket.").format(
				str(line.get("row"))[:40]
			),
			ReturnRefused,
		)
	quantity = line.get("qty")
	return row, flt(flt(quantity), 6) if quantity not in (None, "") else out(row)


def _check_quantities(due: list) -> None:
	wanted: dict[str, float] = {}
	for row, quantity in due:
		wanted[row.name] = flt(wanted.get(row.name, 0) + quantity, 6)
		if quantity <= 0 or wanted[row.name] > out(row):
			_refuse(
				_("{0}: {1} cannot be returned, {2} are out on this ticket. Correct the quantity.").format(
					row.item_code, f"{flt(quantity, 3):g}", f"{out(row):g}"
				),
				ReturnRefused,
			)


def _take_back(ticket, due: list) -> None:
	numbered: dict[str, list] = {}
	for row, quantity in due:
		if row.serial_no:
			numbered.setdefault(row.stock_entry, []).append((row, quantity))
	for entry, lines in numbered.items():
		_refuse_part_of_entry(entry, lines)
		stock_entries.cancel(entry, parts_returned=True)
	others = [(row, quantity) for row, quantity in due if not row.serial_no]
	for van in sorted({row.warehouse for row, _quantity in others}):
		stock_entries.post(
			stock_entries.RECEIPT,
			ticket.company,
			[_back(row, quantity) for row, quantity in others if row.warehouse == van],
			project=ticket.project,
			fsm_ticket=ticket.name,
		)


def _refuse_part_of_entry(entry: str, lines: list) -> None:
	"""One that somebody has made by hand may hold more than comes back."""
	rows = frappe.db.count("Stock Entry Detail", {"parent": entry})
	if rows != len(lines) or any(quantity != out(row) for row, quantity in lines):
		_refuse(
			_("{0} holds other parts besides. Have it amended by somebody who keeps the stock.").format(
				entry
			),
			ReturnRefused,
		)


def _back(row, quantity: float) -> dict:
	"""At what it had cost: of the last of a row all that is left of that, so that nothing of it stays behind."""
	issue = frappe.db.get_value(
		"Stock Entry Detail",
		{"parent": row.stock_entry, "fsm_part_row": row.name},
		["name", "expense_account", "cost_center", "project"],
		as_dict=True,
	)
	left = out(row)
	value = cost_of(row.name)
	return {
		"item_code": row.item_code,
		"qty": quantity,
		"uom": row.stock_uom,
		"conversion_factor": 1.0,
		"t_warehouse": row.warehouse,
		"batch_no": row.batch_no,
		"use_serial_batch_fields": int(bool(row.batch_no)),
		"basic_rate": flt(value / left, 9) if left else 0,
		"set_basic_rate_manually": 1,
		"allow_zero_valuation_rate": int(not value),
		"expense_account": issue.expense_account,
		"cost_center": issue.cost_center,
		"project": issue.project,
		"fsm_part_row": row.name,
	}


def cost_of(row_name: str) -> float:
	"""What the row has taken out of the stock by ERPNext's ledger: its issues without its returns."""
	detail, ledger = frappe.qb.DocType("Stock Entry Detail"), frappe.qb.DocType("Stock Ledger Entry")
	rows = (
		frappe.qb.from_(ledger)
		.inner_join(detail)
		.on(detail.name == ledger.voucher_detail_no)
		.select(ledger.stock_value_difference)
		.where((detail.fsm_part_row == row_name) & (ledger.is_cancelled == 0))
	).run()
	return -flt(sum(flt(difference) for (difference,) in rows), 9)


def may_use(ticket) -> bool:
	"""Whether parts can be posted for the ticket by the user: by the settings, and who has it in hand."""
	return settings.posts() and bool(frappe.has_permission(TICKET, "write", ticket))


def _refuse(message: str, kind=PartsRefused) -> None:
	frappe.throw(message, kind)
