"""What coverage, awaited parts and comparisons make of a ticket's changes, and costs of a Stock Entry's (F2-F4)."""

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import awaited_parts, comparisons, cost_moves, coverage, parts_handovers
from fsm_app.spare_parts.expense_accounts import expense_account
from fsm_app.spare_parts.part_rows import PART


def decide_coverage(ticket, before) -> None:
	"""Being checked: who pays for labour and for each part."""
	coverage.follow(ticket, before)


def follow_stage(ticket, before) -> None:
	"""It has entered a stage: what it waits for."""
	awaited_parts.follow_stage(ticket, before)


def compare_parts(ticket, method: str | None = None) -> None:
	"""Stored: what it took against what is usual."""
	comparisons.follow(ticket)


def hand_over_parts(ticket, into) -> dict[str, int]:
	"""Being merged: the ticket that survives waits for its parts, and has its invoices and moved costs."""
	for doctype in ("Sales Invoice", "Journal Entry"):
		frappe.db.set_value(
			doctype, {"fsm_ticket": ticket.name}, "fsm_ticket", into.name, update_modified=False
		)
	return awaited_parts.hand_over(ticket, into)


def delete_records(ticket, method: str | None = None) -> None:
	"""Being deleted: what hangs on it goes with it."""
	awaited_parts.delete_rows(ticket.name)
	comparisons.delete_comparison(ticket.name)


def follow_entry(entry, method: str | None = None) -> None:
	"""Stock Entry's on_submit and on_cancel, after the rows of its ticket: their cost lies where it belongs, and is compared."""
	if method == "on_cancel":
		parts_handovers.follow_cancelled_entry(entry)
	names = {row.get("fsm_part_row") for row in entry.items} - {None, ""}
	if not entry.get("fsm_ticket") or not names:
		return
	_settle(entry, names)
	comparisons.compare_again(entry.fsm_ticket)


def _settle(entry, names: set[str]) -> None:
	"""Of the rows alone whose cost was moved before, and of those that somebody has posted by hand."""
	rows = frappe.get_all(
		PART, filters={"name": ["in", sorted(names)]}, fields=["name", "item_code", "coverage"]
	)
	moved = cost_moves.moved_rows(names)
	concerned = [row for row in rows if row.name in moved or not row.coverage]
	if not concerned:
		return
	ticket = frappe.db.get_value(
		TICKET, entry.fsm_ticket, ["name", "company", "project", "warranty_state"], as_dict=True
	)
	for row in concerned:
		kind = row.coverage or coverage.decide_posted(ticket, row.name)
		cost_moves.settle(ticket, row.name, expense_account(ticket.company, kind, row.item_code))
