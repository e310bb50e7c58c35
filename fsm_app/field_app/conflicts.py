"""Two have written the same field: the engineer says which value counts (N1)."""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.field_app import merging, receipts
from fsm_app.field_work import checklist

MINE, FOUND = "Engineer's", "Found"
# The field of a remark in the checklist, before the name of its row.
REMARK = "checklist:"


class NoSuchConflict(frappe.ValidationError):
	"""A conflict that the user has not, or never had."""


def settle(ticket, act: str, field: str, take_mine: bool) -> None:
	"""Let the engineer's value count, or the one that was found; said again, nothing happens.

	`ticket` is locked, and the caller has checked the right to write on it.
	"""
	name = frappe.db.get_value(receipts.ACT, {"name": act, "ticket": ticket.name}, "name")
	receipt = frappe.get_doc(receipts.ACT, name, for_update=True) if name else None
	row = next((row for row in receipt.conflicts if row.field == field), None) if receipt else None
	if not row or not frappe.has_permission(receipts.ACT, "read", receipt):
		frappe.throw(_("This conflict is not there any more. Load the day anew."), NoSuchConflict)
	if row.taken:
		return
	if take_mine:
		_write(ticket, field, row.mine)
	row.update({"taken": MINE if take_mine else FOUND, "settled_at": now()})
	if all(each.taken for each in receipt.conflicts):
		receipt.result = receipts.SETTLED
	receipt.flags.written_by_app = True
	receipt.save(ignore_permissions=True)


def _write(ticket, field: str, value: str) -> None:
	if not field.startswith(REMARK):
		merging.write(ticket, field, value)
		return
	step = field.removeprefix(REMARK)
	row = next((row for row in ticket.checklist if row.name == step), None)
	checklist.tick(ticket.name, step, bool(row and row.done), value)
