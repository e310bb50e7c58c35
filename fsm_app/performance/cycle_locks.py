"""Keeping a cycle's scores to oneself while they are worked out or moved (J3)."""

from collections.abc import Iterable

import frappe
from frappe import _

from fsm_app.performance.listeners import CYCLE


class CycleBusy(frappe.ValidationError):
	"""Somebody else scores or closes the cycle at this moment."""


def lock(cycles: Iterable[str]) -> None:
	"""Keep these cycles, which exist, from all others until the transaction ends; raises CycleBusy and waits for nobody."""
	names = sorted(cycles)
	if not names:
		return
	table = frappe.qb.DocType(CYCLE)
	free = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.name.isin(names))
		.for_update(skip_locked=True)
		.run(pluck=True)
	)
	if busy := sorted(set(names) - set(free)):
		frappe.throw(
			_("{0} is being scored at this moment. Try again in some minutes.").format(busy[0]), CycleBusy
		)
