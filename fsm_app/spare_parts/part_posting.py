"""What a ticket's save brings or changes in Parts Used is posted: Material Issues from the van of its engineer (F1).

In the transaction of the save, so a refused posting refuses the save, and a refused save has posted nothing. Everything is
checked under a lock first, with words that say what to do; what ERPNext refuses besides stands as it says it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils import flt, getdate, nowdate

from fsm_app.common.roles import COORDINATORS, SERVICE_PARTS_KEEPER
from fsm_app.spare_parts import settings, stock_entries, vans
from fsm_app.spare_parts.expense_accounts import expense_account
from fsm_app.spare_parts.just_changed import held
from fsm_app.spare_parts.part_rows import OWN_FIELDS, PART, SETTLED, PartsRefused, items_of
from fsm_app.workforce.engineers import engineer_of

BUNDLE_ENTRY = "Serial and Batch Entry"
NAMED_AT_MOST = 5
# Those who see to the parts of all engineers.
SEES_TO_PARTS = frozenset({*COORDINATORS, SERVICE_PARTS_KEEPER})


class NotInVan(PartsRefused):
	"""Parts that are not in the engineer's van, or not so many."""


class BatchUnusable(PartsRefused):
	"""A batch that has expired or was disabled."""


class NotYourVan(frappe.PermissionError):
	"""Parts from the van of somebody else."""


def post(ticket) -> None:
	"""Post the rows that this save has marked (part_rows.check); costs nothing where there is none."""
	rows = [row for row in ticket.parts_used if row.flags.to_post]
	if not rows:
		return
	van = van_for(ticket)
	items = items_of(row.item_code for row in rows)
	_take_from_van(rows, items, van)
	with _save_of(ticket):
		for group in _groups(rows, items):
			_issue(ticket, group, van)
	_read_anew(rows)


@contextmanager
def _save_of(ticket) -> Iterator[None]:
	"""Within this context it is the ticket's own save that posts, see stock_entry_listeners._touch."""
	before = frappe.flags.fsm_ticket_posts
	frappe.flags.fsm_ticket_posts = ticket.name
	try:
		yield
	finally:
		frappe.flags.fsm_ticket_posts = before


def _read_anew(rows) -> None:
	"""The rows in hand say what the Stock Entries have made of them."""
	# Not what they cost: the history of changes, which all readers of the ticket see, would tell it (part_costs).
	fields = ["name", *SETTLED, *(field for field in OWN_FIELDS if field != "cost")]
	stored = frappe.get_all(PART, filters={"name": ["in", [row.name for row in rows]]}, fields=fields)
	by_name = {row.name: row for row in stored}
	for row in rows:
		row.update(by_name[row.name])
		row.flags.to_post = False


def van_for(ticket) -> str:
	"""The warehouse from which the ticket's parts come: the van of its engineer, whoever enters them."""
	if not ticket.engineer:
		_refuse(
			_(
				"Parts Used: {0} has no engineer, from whose van the parts would come. Assign one first."
			).format(ticket.name),
			vans.NoVan,
		)
	van = vans.van_of(ticket.engineer, ticket.company)
	if not van:
		_refuse(
			_("Parts Used: {0} has no van for {1}. Ask the parts keeper to make one.").format(
				frappe.get_cached_value("Service Engineer", ticket.engineer, "engineer_name"), ticket.company
			),
			vans.NoVan,
		)
	require_own_van(ticket.engineer)
	return van


def require_own_van(engineer: str | None) -> None:
	"""Raises NotYourVan unless `engineer` is the user, or the user one of SEES_TO_PARTS."""
	user = frappe.session.user
	if user == "Administrator" or SEES_TO_PARTS & set(frappe.get_roles(user)):
		return
	me = engineer_of(user)
	if not me or me.status == "Left" or me.name != engineer:
		frappe.throw(_("You use and return parts of your own van only. Ask its engineer."), NotYourVan)


def stock_qty(row) -> float:
	"""The row's quantity in the stock unit."""
	return flt(flt(row.qty) * (flt(row.conversion_factor) or 1.0), 6)


def _take_from_van(rows, items: dict, van: str) -> None:
	"""Hold what the rows take, so that of two who take the last part at once the second one is told."""
	wanted: dict[str, float] = {}
	for row in rows:
		wanted[row.item_code] = wanted.get(row.item_code, 0) + stock_qty(row)
	for item_code, quantity in sorted(wanted.items()):
		have = flt(held(item_code, van))
		if flt(have - quantity, 6) < 0:
			_refuse(
				_(
					"{0}: {1} {2} are needed, {3} has {4}. Correct the quantity, or request the part first."
				).format(item_code, _figure(quantity), items[item_code].stock_uom, van, _figure(have)),
				NotInVan,
			)
	_check_serial_numbers([row for row in rows if items[row.item_code].has_serial_no], items, van)
	_check_batches([row for row in rows if _is_by_batch(items[row.item_code])], van)


def _check_serial_numbers(rows, items: dict, van: str) -> None:
	seen = set()
	for row in sorted(rows, key=lambda row: row.serial_no):
		if row.serial_no in seen:
			_refuse(
				_(
					"Parts Used, row {0}: the serial number {1} stands there twice. Delete one of the rows."
				).format(row.idx, row.serial_no),
				PartsRefused,
			)
		seen.add(row.serial_no)
		place = frappe.db.get_value(
			"Serial No",
			{"name": row.serial_no, "item_code": row.item_code},
			["name", "warehouse", "batch_no"],
			as_dict=True,
		)
		if place and place.warehouse == van:
			row.serial_no = place.name
			if items[row.item_code].has_batch_no and place.batch_no:
				# Another one than is said is refused by ERPNext, an expired one is not.
				row.batch_no = row.batch_no or place.batch_no
				_refuse_unusable(row)
			continue
		_refuse(
			_("Parts Used, row {0}: the serial number {1} of {2} is not in {3}. There are: {4}.").format(
				row.idx, row.serial_no, row.item_code, van, _named(serial_numbers_in(van, row.item_code))
			),
			NotInVan,
		)


def serial_numbers_in(van: str, item_code: str) -> list[str]:
	"""The serial numbers of an item that are in the van."""
	return frappe.get_all(
		"Serial No",
		filters={"item_code": item_code, "warehouse": van},
		pluck="name",
		order_by="creation, name",
		limit=NAMED_AT_MOST + 1,
	)


def _check_batches(rows, van: str) -> None:
	wanted: dict[tuple[str, str], float] = {}
	for row in rows:
		there = batches_in(van, row.item_code)
		if not row.batch_no:
			row.batch_no = _only_batch(row, there, van)
		_refuse_unusable(row)
		key = (row.item_code, row.batch_no)
		wanted[key] = wanted.get(key, 0) + stock_qty(row)
		if flt(there.get(row.batch_no, 0) - wanted[key], 6) < 0:
			_refuse(
				_(
					"Parts Used, row {0}: {1} of batch {2} are needed, {3} has {4}. Choose another batch."
				).format(
					row.idx, _figure(wanted[key]), row.batch_no, van, _figure(there.get(row.batch_no, 0))
				),
				NotInVan,
			)


def batches_in(van: str, item_code: str) -> dict[str, float]:
	"""How much of each batch of an item is in the van, without those of which nothing is left. One query."""
	entry, bundle = frappe.qb.DocType(BUNDLE_ENTRY), frappe.qb.DocType(stock_entries.BUNDLE)
	query = (
		frappe.qb.from_(entry)
		.inner_join(bundle)
		.on(bundle.name == entry.parent)
		.select(entry.batch_no, entry.qty)
		.where(
			(bundle.item_code == item_code)
			& (bundle.warehouse == van)
			& (bundle.docstatus == 1)
			& (bundle.is_cancelled == 0)
		)
	)
	found: dict[str, float] = {}
	for batch, quantity in query.run():
		found[batch] = flt(found.get(batch, 0) + flt(quantity), 6)
	return {batch: quantity for batch, quantity in found.items() if batch and quantity}


def _only_batch(row, there: dict[str, float], van: str) -> str:
	if len(there) == 1:
		return next(iter(there))
	_refuse(
		_("Parts Used, row {0}: choose the batch of {1}. {2} has: {3}.").format(
			row.idx, row.item_code, van, _named(list(there))
		),
		PartsRefused,
	)


def _refuse_unusable(row) -> None:
	batch = frappe.db.get_value("Batch", row.batch_no, ["item", "expiry_date", "disabled"], as_dict=True)
	if not batch or batch.item != row.item_code:
		_refuse(
			_("Parts Used, row {0}: {1} is no batch of {2}. Choose another one.").format(
				row.idx, row.batch_no, row.item_code
			),
			PartsRefused,
		)
	if batch.disabled:
		_refuse(
			_("Parts Used, row {0}: the batch {1} is disabled. Choose another one.").format(
				row.idx, row.batch_no
			),
			BatchUnusable,
		)
	if batch.expiry_date and getdate(batch.expiry_date) < getdate(nowdate()):
		_refuse(
			_("Parts Used, row {0}: the batch {1} expired on {2}. Choose another one.").format(
				row.idx, row.batch_no, frappe.utils.formatdate(batch.expiry_date)
			),
			BatchUnusable,
		)


def _groups(rows, items: dict) -> list[list]:
	"""The rows of each Stock Entry: those with serial numbers each alone, so that one can be taken back alone."""
	with_number = [[row] for row in rows if items[row.item_code].has_serial_no]
	others = [row for row in rows if not items[row.item_code].has_serial_no]
	return [*with_number, *([others] if others else [])]


def _issue(ticket, rows, van: str) -> None:
	stock_entries.post(
		stock_entries.ISSUE,
		ticket.company,
		[_detail(ticket, row, van) for row in rows],
		project=ticket.project,
		fsm_ticket=ticket.name,
	)


def _detail(ticket, row, van: str) -> dict:
	return {
		"item_code": row.item_code,
		"qty": row.qty,
		"uom": row.uom,
		"conversion_factor": row.conversion_factor,
		"s_warehouse": van,
		"serial_no": row.serial_no,
		"batch_no": row.batch_no,
		"use_serial_batch_fields": int(bool(row.serial_no or row.batch_no)),
		"expense_account": expense_account(ticket.company, row.get("coverage")),
		"cost_center": _cost_center(ticket),
		"project": ticket.project,
		# What came at no cost, such as a part mended under warranty, goes at none.
		"allow_zero_valuation_rate": 1,
		"fsm_part_row": row.name,
	}


def _cost_center(ticket) -> str | None:
	"""That of the ticket's project, else of the company's spare parts, else ERPNext's own choice."""
	of_project = frappe.db.get_value("Project", ticket.project, "cost_center") if ticket.project else None
	return of_project or settings.of_company(ticket.company).get("cost_center") or None


def _is_by_batch(item) -> bool:
	"""Whether the batch must be said; with a serial number it is known by that."""
	return bool(item.has_batch_no and not item.has_serial_no)


def _named(names: list[str]) -> str:
	shown = ", ".join(names[:NAMED_AT_MOST])
	return f"{shown}, ..." if len(names) > NAMED_AT_MOST else shown or _("none")


def _figure(value: float) -> str:
	return f"{flt(value, 3):g}"


def _refuse(message: str, kind) -> None:
	frappe.throw(message, kind)
