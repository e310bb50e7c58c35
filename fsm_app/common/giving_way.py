"""Requests of which the database let only one go on: the others learn that nothing was stored and that they may come again."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _


class GaveWay(frappe.QueryDeadlockError):
	"""The database has undone this transaction so that another one could end.

	Frappe's own error for this has no status and would be told as the server's fault. Callers that begin again by
	themselves catch it as the QueryDeadlockError that it is.
	"""

	http_status_code = 409


@contextmanager
def told_as_conflict() -> Iterator[None]:
	"""Where a transaction inside gives way, the sender is told in words, as of a conflict. Raises GaveWay."""
	try:
		yield
	except GaveWay:
		raise
	except frappe.QueryDeadlockError:
		frappe.throw(
			_("Somebody else was saving the same at this moment, so nothing was stored. Send it again."),
			GaveWay,
		)
