"""One database transaction for one test, in which code may commit and roll back as it likes.

Frappe code commits freely (one commit a batch, one at the end of each request and job). Inside a test a commit becomes a
savepoint and a rollback goes back to the latest one, so the code sees what it would see in production, and the real
rollback at the test's end takes everything away.
"""

import contextlib
from collections.abc import Callable
from unittest import mock

COMMITTED = "fsm_test_committed"


class Transaction:
	"""`with Transaction(db, after_commit):` makes commits savepoints, and rolls everything back at the end.

	`after_commit` is called after the callbacks of each commit."""

	def __init__(self, db, after_commit: Callable[[], object]):
		self.db, self.after_commit = db, after_commit
		self.real_rollback = db.rollback
		self.undo = []
		self.patches = contextlib.ExitStack()

	def __enter__(self) -> "Transaction":
		self.db.savepoint(COMMITTED)
		self.patches.enter_context(mock.patch.object(self.db, "commit", self.commit))
		self.patches.enter_context(mock.patch.object(self.db, "rollback", self.rollback))
		return self

	def __exit__(self, *error) -> None:
		self.patches.close()
		self.end()

	def commit(self, *, chain: bool = False) -> None:
		# `chain`: Frappe 16 spares itself a round trip to the database.
		self.db.before_commit.run()
		# SQLite keeps savepoints of one name apart, and each one slows down all that follows.
		self.db.release_savepoint(COMMITTED)
		self.db.savepoint(COMMITTED)
		# What was to be undone with this transaction is undone when the test ends.
		self.undo.append((self.db.before_rollback, self.db.after_rollback))
		self.db.before_rollback = type(self.db.before_rollback)()
		self.db.after_rollback = type(self.db.after_rollback)()
		self.db.after_commit.run()
		self.after_commit()

	def rollback(self, *, save_point: str | None = None, chain: bool = False) -> None:
		if save_point:
			return self.real_rollback(save_point=save_point)
		self.db.before_commit.reset()
		self.db.after_commit.reset()
		self.db.before_rollback.run()
		self.real_rollback(save_point=COMMITTED)
		self.db.after_rollback.run()

	def end(self) -> None:
		for before, _after in reversed(self.undo):
			before.run()
		self.real_rollback()
		for _before, after in reversed(self.undo):
			after.run()
