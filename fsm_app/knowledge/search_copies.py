"""This machine's copy of the index: taken from the one that was built, and brought up to date before each search (G2).

Any number of web servers and workers search; none of them waits for another machine, and whoever is killed leaves what was
there before, to which the same changes are added again. Who searches adds a few changes themself. More are a job's
business; until it is done, and where no index can be read at all, NotReady is raised, and the caller looks into the
database instead.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable
from typing import TypeVar

import frappe

from fsm_app.engine import file_lock
from fsm_app.engine.search_index import IndexBusy, IndexMissing, SearchIndex
from fsm_app.knowledge import search_building, search_documents, search_journal, search_places
from fsm_app.knowledge.search_journal import FIRST, Change
from fsm_app.knowledge.search_places import Copy

# So many changes are added by whoever searches.
AT_ONCE = 200
# Up to so many documents an index that is missing is built by whoever searches first.
BUILT_AT_ONCE = 200
# Who searches waits so many seconds for another one that writes.
PATIENCE = 2.0
_ATTEMPTS = 3
_open: dict[str, tuple[str, SearchIndex]] = {}

_T = TypeVar("_T")


class NotReady(Exception):
	"""No index can be searched now: one is being built, or another process writes for too long."""


class _Void(Exception):
	"""The journal does not continue what a copy holds: the database was restored, or the copy is too old."""


def answer(ask: Callable[[SearchIndex], _T]) -> _T:
	"""What the index answers, with all changes that this transaction sees. Raises NotReady."""
	try:
		for _attempt in range(_ATTEMPTS):
			copy = _brought_up()
			try:
				return ask(_index(copy))
			except IndexMissing:
				_discard(copy)
	except (OSError, ImportError, IndexBusy, file_lock.Held) as trouble:
		raise NotReady(str(trouble)) from trouble
	search_building.ask_for_building()
	raise NotReady("no index can be read")


def follow() -> None:
	"""Each minute: add what has changed to this machine's copy, so that nobody who searches has to."""
	# What others have committed is seen from here on.
	frappe.db.commit()
	copy = _newest()
	if copy is None:
		return search_building.ask_for_building() if search_documents.how_many() else None
	try:
		changes = _changes_after(copy, search_building.BY_JOB)
	except _Void:
		return search_building.ask_for_building()
	if len(changes) > search_building.BY_JOB:
		return search_building.ask_for_building()
	with contextlib.suppress(IndexMissing, file_lock.Held):
		_add(copy, changes)


def _brought_up() -> Copy:
	for _attempt in range(_ATTEMPTS):
		copy = _newest() or _begun()
		try:
			changes = _changes_after(copy, AT_ONCE)
		except _Void:
			copy, changes = _begun(), []
		if len(changes) > AT_ONCE:
			search_building.ask_for_building()
			raise NotReady("too many changes")
		# What this transaction itself has changed may yet be undone.
		if not changes or search_journal.has_own():
			return copy
		with contextlib.suppress(IndexMissing):
			_add(copy, changes)
	raise NotReady("changes cannot be added")


def _changes_after(copy: Copy, limit: int) -> list[Change]:
	changes = search_journal.since(copy.number, limit + 2)
	if not copy.number:
		if changes and changes[0].number != FIRST:
			raise _Void
		return changes
	if not changes:
		# Either this transaction began before the copy was brought up, or the database was restored.
		search_building.ask_whether_void(copy.number)
		return []
	if changes[0][:2] != (copy.number, copy.written):
		raise _Void
	return changes[1:]


def _add(copy: Copy, changes: list[Change]) -> None:
	"""Add these changes, unless somebody else has done so meanwhile; then the caller looks again."""
	with file_lock.lock(search_places.live() / "copy.lock", PATIENCE):
		now = search_places.current()
		if now is None or now.folder != copy.folder:
			return
		changes = [change for change in changes if change.number > now.number]
		if not changes:
			return
		try:
			search_building.add(now.folder, changes)
		except IndexMissing:
			_forget(now)
			raise
		search_places.note_state(now.folder, changes[-1], now.built)


def _newest() -> Copy | None:
	"""This machine's copy of the newest index that was built; None where there is none."""
	copy, built = search_places.current(), search_places.newest_built()
	if built and (copy is None or copy.built < built.built):
		return _adopted(built)
	return copy


def _begun() -> Copy:
	"""The first copy of a site that has little to search, built at once; else a job is asked for it."""
	if search_documents.how_many() <= BUILT_AT_ONCE and not search_journal.has_own():
		search_building.build()
		if copy := _newest():
			return copy
	search_building.ask_for_building()
	raise NotReady("no index yet")


def _adopted(built: Copy) -> Copy | None:
	live = search_places.live()
	with file_lock.lock(live / "copy.lock", PATIENCE):
		copy = search_places.current()
		if copy and copy.built >= built.built:
			return copy
		folder = live / f"copy-{secrets.token_hex(8)}"
		try:
			shutil.copytree(built.folder, folder, copy_function=_linked, ignore=_locks)
		except (OSError, shutil.Error):
			# Put away while it was being copied: a newer one has come.
			shutil.rmtree(folder, ignore_errors=True)
			return copy
		search_places.replace(live / "current", folder.name)
		search_places.remove_others(live, "copy-", {folder.name})
	return search_places.current()


def _linked(source: str, target: str) -> None:
	# No file of an index is ever written again: what changes is a new file in its place.
	try:
		os.link(source, target)
	except OSError:
		shutil.copy2(source, target)


def _locks(_folder: str, names: list[str]) -> list[str]:
	return [name for name in names if name.endswith(".lock")]


def _discard(copy: Copy) -> None:
	"""Take a copy that cannot be read away, so that the one that was built is copied again."""
	with file_lock.lock(search_places.live() / "copy.lock", PATIENCE):
		_forget(copy)


def _forget(copy: Copy) -> None:
	now = search_places.current()
	if now and now.folder == copy.folder:
		(search_places.live() / "current").unlink(missing_ok=True)
		shutil.rmtree(copy.folder, ignore_errors=True)


def _index(copy: Copy) -> SearchIndex:
	live = str(copy.folder.parent)
	if _open.get(live, ("",))[0] != copy.folder.name:
		_open[live] = (copy.folder.name, SearchIndex(copy.folder))
	return _open[live][1]
