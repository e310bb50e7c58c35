"""What a scheduler's sweep needs to act on documents that fall due: each exactly once, and none keeping the others waiting (B4, H3, Q5).

Such a doctype has an indexed field `next_action_at`, empty where nothing will fall due.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe

# A document whose step fails is looked at again after this time.
RETRY_AFTER = timedelta(minutes=10)

# Two sweeps at once may want the same rows, such as the settings of a user whom both tell something.
CONFLICTS = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)
MAX_CONFLICTS = 10


def in_batches(
	doctype: str,
	fields: list[str] | tuple[str, ...],
	at: datetime,
	batch: int,
	act: Callable[[list[dict]], object],
	only_company: str | None = None,
) -> int:
	"""Let `act` deal with everything that is due at `at`, a batch and a commit at a time; returns how many came up.

	Where the database undoes a batch because another sweep is in its way, the batch is done again.
	"""
	# What others have committed is seen from here on, not as it was when the job began.
	frappe.db.commit()
	count = conflicts = 0
	while True:
		try:
			due = lock_due(doctype, fields, at, batch, only_company)
			if not due:
				return count
			act(due)
			frappe.db.commit()
		except CONFLICTS:
			frappe.db.rollback()
			conflicts += 1
			if conflicts > MAX_CONFLICTS:
				raise
		else:
			count, conflicts = count + len(due), 0


def lock_due(
	doctype: str,
	fields: list[str] | tuple[str, ...],
	at: datetime,
	batch: int,
	only_company: str | None = None,
) -> list[dict]:
	"""Lock at most `batch` documents that are due at `at` (naive site time), the longest due first, and read `fields`.

	Those that another sweep has locked are left to it. With `only_company` those of other companies are left alone.
	"""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*fields).where(table.next_action_at <= at)
	if only_company:
		query = query.where(table.company == only_company)
	return query.orderby(table.next_action_at).limit(batch).for_update(skip_locked=True).run(as_dict=True)


@dataclass
class Attempt:
	"""Whether what was tried has failed and was undone."""

	failed: bool = False


@contextmanager
def on_its_own(doctype: str, name: str, at: datetime, job: str) -> Iterator[Attempt]:
	"""What is done to the document in here is done whole or not at all.

	A failure is logged under the name of the `job`, and the document comes up again RETRY_AFTER later.
	"""
	attempt = Attempt()
	frappe.db.savepoint("due_document")
	try:
		yield attempt
	except CONFLICTS:
		raise  # the whole batch is undone, see in_batches
	except Exception:
		attempt.failed = True
		frappe.db.rollback(save_point="due_document")
		frappe.log_error(title=f"{job}: {name}", reference_doctype=doctype, reference_name=name)
		frappe.db.set_value(doctype, name, "next_action_at", at + RETRY_AFTER)
