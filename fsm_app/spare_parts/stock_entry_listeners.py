"""What a Stock Entry for a ticket makes of the ticket's rows, however it came about: posted, amended or cancelled (F1, F2).

The rows say what the submitted Stock Entries say. One that somebody with a role in the stock amends or makes by hand for a
ticket shows there as well.
"""

import frappe
from frappe import _
from frappe.utils import flt, now

from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import defective_parts, installed_parts, serial_facts, supplier_returns, vans
from fsm_app.spare_parts.part_rows import CANCELLED, PART, POSTED, RETURNED, PartsRefused
from fsm_app.spare_parts.stock_entries import ISSUE, RECEIPT, STOCK_ENTRY
from fsm_app.workforce.audience import Audience

DETAIL = "Stock Entry Detail"


class StillInstalled(PartsRefused):
	"""A part that is at a customer's would come into stock by a way that does not say so."""


class ReturnedAlready(PartsRefused):
	"""A use cannot be cancelled of which something was brought back."""


def before_insert(entry, method: str | None = None) -> None:
	"""An amended entry is not what was sent under the key of the one before."""
	if entry.get("amended_from"):
		entry.fsm_client_key = None


def before_submit(entry, method: str | None = None) -> None:
	"""Refuse a ticket of another company and parts that are installed somewhere; note what serial numbers say."""
	_check_ticket(entry)
	refuse_installed(entry)
	if entry.get("fsm_ticket") or _touches_van(entry):
		serial_facts.keep(entry)


def on_submit(entry, method: str | None = None) -> None:
	"""Submitted: the rows of its ticket say so."""
	if not entry.get("fsm_ticket"):
		return
	if entry.purpose == ISSUE:
		for detail in entry.items:
			_note_issue(entry, detail)
	elif entry.purpose == RECEIPT:
		_note_returns(entry)
	_touch(entry)


def before_cancel(entry, method: str | None = None) -> None:
	"""Refuse where its serial numbers have gone on, something of its use was brought back, or the old part is in the store."""
	serial_facts.refuse_moved_on(entry)
	defective_parts.refuse_cancelling(entry)
	supplier_returns.refuse_cancelling(entry)
	if not entry.get("fsm_ticket") or entry.purpose != ISSUE:
		return
	rows = _part_rows(entry)
	if returns := _submitted_returns(rows):
		frappe.throw(
			_("Parts of {0} were returned with {1}. Cancel that first.").format(
				entry.name, ", ".join(map(frappe.bold, returns))
			),
			ReturnedAlready,
		)
	defective_parts.refuse_if_on_its_way(rows)


def on_cancel(entry, method: str | None = None) -> None:
	"""Cancelled: its serial numbers say what they said before, and the rows of its ticket are open again."""
	serial_facts.put_back(entry)
	defective_parts.follow_cancelled(entry)
	if not entry.get("fsm_ticket"):
		return
	if entry.purpose == ISSUE:
		_note_cancelled(entry)
	elif entry.purpose == RECEIPT:
		_note_returns(entry)
	_touch(entry)


def refuse_installed(document, method: str | None = None) -> None:
	"""doc_events of what brings parts in: refuse a serial number that is installed at a customer's.

	It comes back by the ticket's own return, or as the old part of another job, so that its history and its cost stay.
	"""
	if document.get("is_return"):
		return
	numbers = {
		number: row
		for row in document.items
		if (row.get("t_warehouse") or row.get("warehouse")) and not row.get("s_warehouse")
		for number in serial_facts.numbers_of(row)
	}
	if not numbers:
		return
	installed = frappe.get_all(
		installed_parts.INSTALLED,
		filters={"part_serial_no": ["in", sorted(numbers)], "removed_on": ["is", "not set"]},
		fields=["part_serial_no", "part_item", "ticket"],
	)
	for part in installed:
		if part.part_item == numbers[part.part_serial_no].item_code:
			frappe.throw(
				_(
					"Row {0}: {1} is installed at a customer's with {2}. Return it from that ticket, or enter it there or in a later one as the replaced part."
				).format(
					numbers[part.part_serial_no].idx,
					frappe.bold(part.part_serial_no),
					frappe.bold(part.ticket),
				),
				StillInstalled,
			)


def _check_ticket(entry) -> None:
	if not entry.get("fsm_ticket"):
		return
	company = frappe.db.get_value(TICKET, entry.fsm_ticket, "company")
	if company and company != entry.company:
		frappe.throw(
			_("{0} belongs to {1}. Choose a ticket of {2}.").format(entry.fsm_ticket, company, entry.company),
			PartsRefused,
		)


def _touches_van(entry) -> bool:
	"""Whether it moves serial numbers from or to a van; asked only where it has any."""
	places = {
		row.get(field)
		for row in entry.items
		if row.get("serial_no") or row.get("serial_and_batch_bundle")
		for field in ("s_warehouse", "t_warehouse")
	} - {None, ""}
	return bool(places) and bool(frappe.db.exists(vans.VAN, {"warehouse": ["in", sorted(places)]}))


def _note_issue(entry, detail) -> None:
	values = {
		"item_code": detail.item_code,
		"qty": detail.qty,
		"uom": detail.uom,
		"stock_uom": detail.stock_uom,
		"conversion_factor": detail.conversion_factor,
		"batch_no": detail.batch_no,
		"serial_no": ", ".join(serial_facts.numbers_of(detail)) or None,
		"warehouse": detail.s_warehouse,
		"stock_entry": entry.name,
		"posting": POSTED,
		"posted_qty": flt(detail.transfer_qty, 6),
		"returned_qty": 0,
	}
	row = detail.get("fsm_part_row")
	if row and frappe.db.get_value(PART, row, "parent") == entry.fsm_ticket:
		frappe.db.set_value(PART, row, values, update_modified=False)
	else:
		row = _add_row(entry.fsm_ticket, values)
		detail.db_set("fsm_part_row", row, update_modified=False)
	_follow(entry.fsm_ticket, row)


def _add_row(ticket: str, values: dict) -> str:
	"""Write a row for what somebody posted for the ticket without one."""
	filters = {"parent": ticket, "parenttype": TICKET}
	row = frappe.get_doc(
		{
			"doctype": PART,
			**filters,
			"parentfield": "parts_used",
			"idx": frappe.db.count(PART, filters) + 1,
			**values,
		}
	)
	row.set_new_name()
	row.db_insert()
	return row.name


def _note_returns(entry) -> None:
	for row in _part_rows(entry):
		returned = flt(sum(quantity for quantity in _returned(row)), 6)
		posted = flt(frappe.db.get_value(PART, row, "posted_qty"), 6)
		posting = RETURNED if returned and returned >= posted else POSTED
		frappe.db.set_value(PART, row, {"returned_qty": returned, "posting": posting}, update_modified=False)
		_follow(entry.fsm_ticket, row)


def _note_cancelled(entry) -> None:
	rows = frappe.get_all(
		PART, filters={"stock_entry": entry.name, "parent": entry.fsm_ticket}, fields=["name", "posted_qty"]
	)
	for row in rows:
		values = (
			{"posting": RETURNED, "returned_qty": row.posted_qty}
			if entry.flags.parts_returned
			else {"posting": CANCELLED, "posted_qty": 0, "returned_qty": 0}
		)
		frappe.db.set_value(PART, row.name, values, update_modified=False)
		_follow(entry.fsm_ticket, row.name)
	if rows and not entry.flags.parts_returned:
		_tell_engineer(entry)


def _tell_engineer(entry) -> None:
	"""Whoever's van it was has to correct the ticket, unless they did it themselves."""
	ticket = frappe.db.get_value(TICKET, entry.fsm_ticket, ["name", "subject"], as_dict=True)
	engineers = {vans.engineer_of(place) for place in {row.s_warehouse for row in entry.items}} - {None}
	audience = Audience()
	notify_of_others(
		[user for engineer in sorted(engineers) for user in audience.engineer(engineer)],
		lambda language: _(
			"The parts of {0} that were posted with {1} are cancelled. Correct them in Parts Used.",
			lang=language,
		).format(ticket.name, entry.name),
		TICKET,
		ticket.name,
		ticket.subject,
		WISH_OF_ASSIGNMENTS,
	)


def _follow(ticket: str, row: str) -> None:
	installed_parts.follow(ticket, row)
	defective_parts.follow(ticket, row)


def _part_rows(entry) -> list[str]:
	return sorted({detail.fsm_part_row for detail in entry.items if detail.get("fsm_part_row")})


def _returned(row: str) -> list[float]:
	detail, entry = frappe.qb.DocType(DETAIL), frappe.qb.DocType(STOCK_ENTRY)
	found = (
		frappe.qb.from_(detail)
		.inner_join(entry)
		.on(entry.name == detail.parent)
		.select(detail.transfer_qty)
		.where((detail.fsm_part_row == row) & (entry.docstatus == 1) & (entry.purpose == RECEIPT))
	).run()
	return [flt(quantity) for (quantity,) in found]


def _submitted_returns(rows: list[str]) -> list[str]:
	if not rows:
		return []
	detail, entry = frappe.qb.DocType(DETAIL), frappe.qb.DocType(STOCK_ENTRY)
	found = (
		frappe.qb.from_(detail)
		.inner_join(entry)
		.on(entry.name == detail.parent)
		.select(entry.name)
		.where(detail.fsm_part_row.isin(rows) & (entry.docstatus == 1) & (entry.purpose == RECEIPT))
	).run()
	return sorted({name for (name,) in found})


def _touch(entry) -> None:
	"""Whoever has the ticket open is told that it has changed, except where its own save posts."""
	if frappe.flags.fsm_ticket_posts != entry.fsm_ticket:
		frappe.db.set_value(TICKET, entry.fsm_ticket, "modified", now())
