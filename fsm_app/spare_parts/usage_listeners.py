"""What spare parts make of a ticket's changes: its rows posted, its cancelling and merging (F1)."""

import frappe
from frappe import _

from fsm_app.engine.stages import CANCELLED
from fsm_app.spare_parts import defective_parts, installed_parts, part_costs, part_posting, part_rows
from fsm_app.spare_parts.part_rows import PART


def check_parts(ticket, before) -> None:
	"""Being checked: what is posted stays, and what is new is marked for posting."""
	part_rows.check(ticket, before)


def post_parts(ticket, method: str | None = None) -> None:
	"""Stored: post what the save brought; a refused posting refuses the save."""
	part_posting.post(ticket)
	part_costs.follow_ticket(ticket)
	_follow_old_parts(ticket)


def refuse_cancelling(ticket, before) -> None:
	"""About to enter a stage: a ticket is not cancelled while parts are out on it."""
	if ticket.stage != CANCELLED:
		return
	out = [row for row in ticket.parts_used if part_rows.out(row)]
	if out:
		frappe.throw(
			_(
				"{0} cannot be cancelled: {1} is posted on it with {2}. Return what was not used first; for what is built in, end the ticket as done."
			).format(
				ticket.name,
				f"{part_rows.out(out[0]):g} × {frappe.bold(out[0].item_code)}",
				out[0].stock_entry,
			),
			part_rows.PartsRefused,
		)


def hand_over_parts(ticket, into) -> dict[str, int]:
	"""Being merged: what is posted on it, and what hangs on that, goes over to the ticket that survives."""
	settled = [row for row in ticket.parts_used if part_rows.is_settled(row)]
	if not settled:
		return {}
	following = len(into.parts_used)
	for place, row in enumerate(settled, following + 1):
		frappe.db.set_value(PART, row.name, {"parent": into.name, "idx": place}, update_modified=False)
	entries = sorted({row.stock_entry for row in settled if row.stock_entry})
	frappe.db.set_value(
		"Stock Entry", {"fsm_ticket": ticket.name}, "fsm_ticket", into.name, update_modified=False
	)
	ticket.parts_used = [row for row in ticket.parts_used if not part_rows.is_settled(row)]
	return {
		"Stock Entry": len(entries),
		installed_parts.INSTALLED: installed_parts.hand_over(ticket, into),
		defective_parts.DEFECTIVE: defective_parts.hand_over(ticket, into),
	}


def _follow_old_parts(ticket) -> None:
	"""The number of the old part, and whether there is one, may be said later than the use is posted."""
	before = ticket.get_doc_before_save()
	stored = {row.name: row for row in before.parts_used} if before else {}
	for row in ticket.parts_used:
		old = stored.get(row.name)
		if not old or not part_rows.is_settled(row):
			continue
		if any(row.get(field) != old.get(field) for field in ("replaced_serial_no", "nothing_to_return")):
			installed_parts.follow(ticket.name, row.name)
			defective_parts.follow(ticket.name, row.name)
