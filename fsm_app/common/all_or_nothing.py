"""Acts of several steps that happen wholly or not at all, also where the caller goes on after a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def all_or_nothing(name: str) -> Iterator[None]:
	"""Undo what was written inside when it ends in an error, which is raised on; `name` is a savepoint's."""
	frappe.db.savepoint(name)
	try:
		yield
	except frappe.QueryDeadlockError:
		raise  # the database has undone the whole transaction, the savepoint with it
	except Exception:
		frappe.db.rollback(save_point=name)
		raise
	frappe.db.release_savepoint(name)
