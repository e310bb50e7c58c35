"""Two who take from one stock at once: the second begins again with what the first has left (F1)."""

from collections.abc import Callable
from typing import TypeVar

import frappe
from frappe import _

ATTEMPTS = 4
Done = TypeVar("Done")


class StockJustChanged(frappe.ValidationError):
	"""Somebody else has moved the same stock since this transaction began to read."""


CONFLICTS = (StockJustChanged, frappe.QueryDeadlockError, frappe.QueryTimeoutError)


def again_if_disturbed(act: Callable[[], Done]) -> Done:
	"""Call `act`, a whole request; where another one is in its way, undo all and call it again, at most ATTEMPTS times."""
	for _attempt in range(ATTEMPTS - 1):
		try:
			return act()
		except CONFLICTS:
			frappe.db.rollback()
			frappe.clear_messages()
	try:
		return act()
	except CONFLICTS[1:]:
		frappe.db.rollback()
		frappe.throw(
			_("The stock is being moved by others right now. Try again in a moment."), StockJustChanged
		)


def held(item_code: str, warehouse: str) -> float:
	"""How much of the item the warehouse holds, and lets nobody else move until this transaction ends.

	Where somebody has moved it since this transaction began to read, ERPNext would reckon with what it was before, so the
	transaction is refused: whoever calls begins again.
	"""
	place = {"item_code": item_code, "warehouse": warehouse}
	fields = ["actual_qty", "modified"]
	# A locking read sees what another transaction has just committed, a plain one what there was when this one began.
	now = frappe.db.get_value("Bin", place, fields, for_update=True)
	if now != frappe.db.get_value("Bin", place, fields):
		frappe.throw(
			_("The stock of {0} in {1} has just changed. Save again.").format(item_code, warehouse),
			StockJustChanged,
		)
	return now[0] if now else 0.0
