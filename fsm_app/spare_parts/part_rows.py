"""The rows of a ticket's table Parts Used: what is the app's own in them, and what is settled once it is posted (F1).

What an engineer enters is what is posted: by the save that brings or changes a row, see part_posting.py. Rows that were only
written down stay so until somebody changes them, whatever the settings say by then.
"""

import re

import frappe
from frappe import _
from frappe.utils import cint, flt

from fsm_app.engine.stages import ENDED
from fsm_app.spare_parts import settings

PART = "Service Ticket Part"
POSTED, RETURNED, CANCELLED = "Posted", "Returned", "Cancelled"
# The app alone writes these, from the Stock Entries.
OWN_FIELDS = (
	"posting",
	"warehouse",
	"stock_entry",
	"posted_qty",
	"returned_qty",
	"stock_uom",
	"conversion_factor",
	"line_key",
	"return_keys",
	"cost",
)
# What a Stock Entry says of a row.
SETTLED = ("item_code", "qty", "uom", "batch_no", "serial_no")
ITEM_FIELDS = ("name", "is_stock_item", "has_serial_no", "has_batch_no", "stock_uom", "variant_of")
# More of one part at once is a slip of the finger, and past what the database holds of its worth.
MOST_AT_ONCE = 1_000_000
SEPARATORS = re.compile(r"[,;\n]")


class PartsRefused(frappe.ValidationError):
	"""Parts that cannot be used, changed or returned as it was asked for."""


def check(ticket, before) -> None:
	"""Being checked: keep what is the app's own in the rows, refuse to change what is posted, and mark what is to be posted."""
	stored = {row.name: row for row in before.parts_used} if before else {}
	for row in ticket.parts_used:
		_keep_own_fields(row, stored.get(row.name))
	_refuse_changes(ticket, stored)
	for row in ticket.parts_used:
		if _is_to_post(row, stored.get(row.name)):
			refuse_too_many(row.item_code, row.qty)
	if not settings.posts() or ticket.flags.imported:
		return
	changed = [row for row in ticket.parts_used if _is_to_post(row, stored.get(row.name))]
	if not changed:
		return
	items = items_of(row.item_code for row in changed)
	for row in changed:
		item = items.get(row.item_code)
		# What is kept in no stock, such as a fee, is only written down; a missing item is refused by its name.
		if item and item.is_stock_item:
			_complete(ticket, row, item)


def items_of(codes) -> dict[str, dict]:
	"""The items of these codes with ITEM_FIELDS, by code. One query."""
	names = sorted({code for code in codes if isinstance(code, str)})
	if not names:
		return {}
	rows = frappe.get_all("Item", filters={"name": ["in", names]}, fields=list(ITEM_FIELDS))
	return {row.name: row for row in rows}


def is_settled(row) -> bool:
	"""Whether the row stands in the stock ledger, or has stood there and was returned."""
	return row.posting in (POSTED, RETURNED)


def says_anew(row, old) -> bool:
	"""Whether the row is new, or says another part, number or quantity than as it was stored."""
	return not old or any(_plain(row.get(field)) != _plain(old.get(field)) for field in SETTLED)


def out(row) -> float:
	"""How much of the row is on the job: posted and not returned, in the stock unit."""
	return flt(flt(row.posted_qty) - flt(row.returned_qty), 6) if is_settled(row) else 0.0


def serial_numbers(text: str | None) -> list[str]:
	"""The serial numbers of a text with several, in order and each once."""
	return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(text or "") if part.strip()))


def refuse_too_many(item_code: str, quantity) -> None:
	"""Refuse a quantity that nobody can mean."""
	if flt(quantity) > MOST_AT_ONCE:
		_refuse(
			_("Quantity: {0} of {1} are too many. Enter at most {2}.").format(
				f"{flt(quantity):g}", item_code, MOST_AT_ONCE
			)
		)


def _keep_own_fields(row, old) -> None:
	row.update({field: old.get(field) if old else None for field in OWN_FIELDS})
	if key := row.flags.line_key:
		row.line_key = key


def _refuse_changes(ticket, stored: dict) -> None:
	kept = {row.name: row for row in ticket.parts_used}
	for name, old in stored.items():
		if not is_settled(old):
			continue
		if name not in kept:
			_refuse(
				_(
					"Parts Used: {0} of {1} is posted with {2} and cannot be removed. Return it, or have the Stock Entry cancelled."
				).format(old.qty, old.item_code, old.stock_entry)
			)
		for field in SETTLED:
			if _plain(kept[name].get(field)) != _plain(old.get(field)):
				_refuse(
					_(
						"Parts Used, row {0}: {1} is posted with {2}, so {3} stays as it is. Return what was not used, and enter more in a new row."
					).format(old.idx, old.item_code, old.stock_entry, _label(field))
				)


def _is_to_post(row, old) -> bool:
	return not is_settled(row) and says_anew(row, old)


def _complete(ticket, row, item) -> None:
	if ticket.stage in ENDED:
		_refuse(_("{0} is closed or cancelled. Reopen it before parts are used for it.").format(ticket.name))
	row.uom = row.uom or item.stock_uom
	row.stock_uom = item.stock_uom
	row.conversion_factor = _factor(row, item)
	quantity = flt(flt(row.qty) * row.conversion_factor, 6)
	if quantity <= 0:
		_refuse(_("Parts Used, row {0}: enter a quantity.").format(row.idx))
	row.flags.to_post = True
	if cint(item.has_serial_no):
		_one_row_each(ticket, row, quantity)
	elif row.serial_no:
		_refuse(
			_("Parts Used, row {0}: {1} has no serial numbers. Leave the field empty.").format(
				row.idx, row.item_code
			)
		)


def _factor(row, item) -> float:
	"""How many stock units are in one of the row's."""
	if row.uom == item.stock_uom:
		return 1.0
	for parent in filter(None, (item.name, item.variant_of)):
		filters = {"parenttype": "Item", "parent": parent, "uom": row.uom}
		if factor := frappe.db.get_value("UOM Conversion Detail", filters, "conversion_factor"):
			return flt(factor)
	_refuse(
		_(
			"Parts Used, row {0}: {1} is not counted in {2}. Use {3}, or have the conversion entered on the item."
		).format(row.idx, row.item_code, row.uom, item.stock_uom)
	)


def _one_row_each(ticket, row, quantity: float) -> None:
	"""Each part with a serial number has a row, a Stock Entry and a history of its own."""
	numbers = serial_numbers(row.serial_no)
	if len(numbers) != quantity:
		_refuse(
			_(
				"Parts Used, row {0}: {1} of {2} need as many serial numbers, there are {3}. Enter one for each, with commas between."
			).format(row.idx, row.qty, row.item_code, len(numbers))
		)
	replaced = serial_numbers(row.replaced_serial_no)
	row.update({"qty": 1, "uom": row.stock_uom, "conversion_factor": 1.0, "serial_no": numbers[0]})
	if len(numbers) == 1:
		return
	row.replaced_serial_no = replaced[0] if replaced else None
	for place, number in enumerate(numbers[1:], 1):
		more = ticket.append(
			"parts_used",
			{
				**{field: row.get(field) for field in (*SETTLED, "remark", "nothing_to_return")},
				"serial_no": number,
				"replaced_serial_no": replaced[place] if place < len(replaced) else None,
				"stock_uom": row.stock_uom,
				"conversion_factor": 1.0,
			},
		)
		more.flags.to_post = True


def _plain(value):
	return flt(value, 6) if isinstance(value, int | float) else (value or None)


def _label(field: str) -> str:
	return _(frappe.get_meta(PART).get_label(field), context=PART)


def _refuse(message: str) -> None:
	frappe.throw(message, PartsRefused)
