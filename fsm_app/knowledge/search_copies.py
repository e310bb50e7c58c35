"""The index on this machine: copied from the one that a job has built, and brought up to date before each search (G2).

In the site's private folder lie `built`, the last indexes that a job has built, each of them never changed again, and
`live`, with a folder for each machine: its own copy, which is linked or copied from the newest one that was built, and to
which it adds the changes that the journal has since. So any number of web servers and workers search, none of them waits
for another machine, and whoever is killed leaves what was there before, to which the same changes are added again.

Who searches adds a few changes itself. More are a job's business; until it is done, and where no index can be read at all,
NotReady is raised and the caller looks into the database instead.
"""

import contextlib
import json
import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import frappe

from fsm_app.engine import file_lock, search_index
from fsm_app.engine.search_index import IndexBusy, IndexMissing, SearchIndex
from fsm_app.knowledge import search_documents, search_journal
from fsm_app.knowledge.search_journal import FIRST, Change

FOLDER = "knowledge_search"
# In the site's configuration: a folder on a local disk for the copies, where the site's own lies on a network's.
PLACE_OF_COPIES = "fsm_search_folder"
# So many changes are added by whoever searches, and so many by the job of each minute.
AT_ONCE = 200
BY_JOB = 5_000
# Up to so many documents an index that is missing is built by whoever searches first.
BUILT_AT_ONCE = 200
# Who searches waits so many seconds for another one that writes.
PATIENCE = 2.0
KEPT_BUILT = 2
UNUSED_SECONDS = 14 * 24 * 3600
JOB_ID = "fsm_app:knowledge_index"
_ATTEMPTS = 3
_LOCKS = re.compile(r".*\.lock$")
_open: dict[str, tuple[str, SearchIndex]] = {}

_T = TypeVar("_T")


class NotReady(Exception):
	"""No index can be searched now; one is being built, or another process writes for too long."""


class Copy(NamedTuple):
	"""An index in a folder, and up to which change of the journal it goes."""

	folder: Path
	number: str
	written: str
	built: str


class _Void(Exception):
	"""The journal does not continue what this copy holds: the database was restored, or the copy is too old."""


# Searching


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
	ask_for_building()
	raise NotReady("no index can be read")


def _brought_up() -> Copy:
	for _attempt in range(_ATTEMPTS):
		copy = _newest() or _begun()
		try:
			changes = _changes_after(copy, AT_ONCE)
		except _Void:
			copy = _begun()
			changes = []
		if len(changes) > AT_ONCE:
			ask_for_building()
			raise NotReady("too many changes")
		# What this transaction has changed may yet be undone.
		if not changes or search_journal.has_own():
			return copy
		with contextlib.suppress(IndexMissing):
			_add(copy, changes, PATIENCE)
	raise NotReady("changes cannot be added")


def _changes_after(copy: Copy, limit: int) -> list[Change]:
	changes = search_journal.since(copy.number, limit + 2)
	if not copy.number:
		if changes and changes[0].number != FIRST:
			raise _Void
		return changes
	if not changes:
		# Either this transaction began before the copy was brought up, or the database was restored.
		_enqueue("fsm_app.knowledge.search_copies.look_whether_void", f"{JOB_ID}:{copy.number}", number=copy.number)
		return []
	if changes[0][:2] != (copy.number, copy.written):
		raise _Void
	return changes[1:]


def _add(copy: Copy, changes: list[Change], wait: float) -> None:
	"""Add these changes to this machine's copy, unless somebody else has meanwhile."""
	with file_lock.lock(_live() / "copy.lock", wait):
		now = _current()
		if now is None or now.folder != copy.folder:
			return
		changes = [change for change in changes if change.number > now.number]
		if not changes:
			return
		try:
			_write(now.folder, changes)
		except IndexMissing:
			_forget_current(now)
			raise
		_note_state(now.folder, changes[-1], now.built)


def _write(folder: Path, changes: list[Change]) -> None:
	put, ids = [], set()
	for doctype in {change.doctype for change in changes}:
		names = sorted({change.document for change in changes if change.doctype == doctype})
		put += search_documents.documents(doctype, names)
		ids.update(search_documents.id_of(doctype, name) for name in names)
	SearchIndex(folder).put(put, without=ids - {document.id for document in put})


# This machine's copy


def _newest() -> Copy | None:
	"""This machine's copy of the newest index that was built."""
	copy, built = _current(), _newest_built()
	if built and (copy is None or copy.built < built.built):
		return _adopt(built)
	return copy


def _begun() -> Copy:
	"""The first copy of a site that has little to search, built at once; else a job is asked for it."""
	if search_documents.how_many() <= BUILT_AT_ONCE and not search_journal.has_own():
		build()
		copy = _newest()
		if copy:
			return copy
	ask_for_building()
	raise NotReady("no index yet")


def _adopt(built: Copy) -> Copy | None:
	live = _live()
	with file_lock.lock(live / "copy.lock", PATIENCE):
		copy = _current()
		if copy and copy.built >= built.built:
			return copy
		folder = live / f"copy-{secrets.token_hex(8)}"
		try:
			shutil.copytree(built.folder, folder, copy_function=_linked, ignore=_without_locks)
		except (OSError, shutil.Error):
			# Put away while it was being copied: a newer one has come.
			shutil.rmtree(folder, ignore_errors=True)
			return copy
		_replace(live / "current", folder.name)
		_remove_others(live, "copy-", {folder.name})
	return _current()


def _linked(source: str, target: str) -> None:
	# No file of an index is ever written again: what changes is a new file in its place.
	try:
		os.link(source, target)
	except OSError:
		shutil.copy2(source, target)


def _without_locks(_folder: str, names: list[str]) -> list[str]:
	return [name for name in names if _LOCKS.match(name)]


def _discard(copy: Copy) -> None:
	"""Take a copy that cannot be read away, so that the one that was built is copied again."""
	with file_lock.lock(_live() / "copy.lock", PATIENCE):
		_forget_current(copy)


def _forget_current(copy: Copy) -> None:
	now = _current()
	if now and now.folder == copy.folder:
		(_live() / "current").unlink(missing_ok=True)
		shutil.rmtree(copy.folder, ignore_errors=True)


def _current() -> Copy | None:
	live = _live()
	try:
		return _read(live / (live / "current").read_text(encoding="utf-8").strip())
	except OSError:
		return None


def _read(folder: Path) -> Copy | None:
	try:
		state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
	except (OSError, ValueError):
		return None
	if state.get("layout") != search_index.LAYOUT:
		return None
	return Copy(folder, state["number"], state["written"], state["built"])


def _note_state(folder: Path, change: Change | None, built: str) -> None:
	state = {
		"layout": search_index.LAYOUT,
		"number": change.number if change else "",
		"written": change.written if change else "",
		"built": built,
	}
	_replace(folder / "state.json", json.dumps(state))


def _replace(file: Path, text: str) -> None:
	beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
	beside.write_text(text, encoding="utf-8")
	os.replace(beside, file)


def _index(copy: Copy) -> SearchIndex:
	live = str(copy.folder.parent)
	if _open.get(live, ("",))[0] != copy.folder.name:
		_open[live] = (copy.folder.name, SearchIndex(copy.folder))
	return _open[live][1]


# Building


def build(between: Callable[[], object] = lambda: None) -> bool:
	"""Build an index of all that is to be found; false where another process is at it.

	`between`: called once what this transaction sees is written, to let it see what has changed meanwhile.
	"""
	try:
		with file_lock.lock(root() / "build.lock", 0):
			# What somebody who was killed has left.
			shutil.rmtree(root() / "building", ignore_errors=True)
			name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
			folder = root() / "building" / name
			newest = search_journal.last()
			SearchIndex(folder).rebuild(search_documents.everything())
			between()
			changes = search_journal.since(newest.number if newest else "", BY_JOB)
			changes = [change for change in changes if not newest or change.number > newest.number]
			if changes:
				_write(folder, changes)
			_note_state(folder, changes[-1] if changes else newest, name)
			(root() / "built").mkdir(exist_ok=True)
			folder.rename(root() / "built" / name)
			names = sorted(path.name for path in (root() / "built").iterdir())
			_remove_others(root() / "built", "", set(names[-KEPT_BUILT:]))
			return True
	except file_lock.Held:
		return False


def _newest_built() -> Copy | None:
	try:
		names = sorted((path.name for path in (root() / "built").iterdir()), reverse=True)
	except OSError:
		return None
	copies = (_read(root() / "built" / name) for name in names)
	return next((copy for copy in copies if copy), None)


def _remove_others(folder: Path, begin: str, kept: set[str]) -> None:
	for path in folder.iterdir():
		if path.name.startswith(begin) and path.name not in kept:
			shutil.rmtree(path, ignore_errors=True)


def ask_for_building() -> None:
	"""Let a job build the index, unless one is waiting or running."""
	_enqueue("fsm_app.knowledge.search_copies.build_anew", JOB_ID)


def _enqueue(method: str, job_id: str, **arguments) -> None:
	# Whoever searches gets an answer from the database even where no job can be asked for.
	with contextlib.suppress(Exception):
		frappe.enqueue(method, queue="long", job_id=job_id, deduplicate=True, **arguments)


# Jobs


def build_anew() -> None:
	"""The job that builds: each machine copies what it has built when it searches next."""
	frappe.db.commit()
	build(between=frappe.db.commit)


def look_whether_void(number: str) -> None:
	"""The job that builds anew where the journal has no change of this number any more: the database was restored."""
	frappe.db.commit()
	newest = search_journal.last()
	if not newest or newest.number < number:
		build(between=frappe.db.commit)


def follow() -> None:
	"""Each minute: add what has changed to this machine's copy, so that nobody who searches has to."""
	# What others have committed is seen from here on.
	frappe.db.commit()
	copy = _newest()
	if copy is None:
		if search_documents.how_many():
			ask_for_building()
		return
	try:
		changes = _changes_after(copy, BY_JOB)
	except _Void:
		return ask_for_building()
	if len(changes) > BY_JOB:
		return ask_for_building()
	with contextlib.suppress(IndexMissing, file_lock.Held):
		_add(copy, changes, PATIENCE)


def renew() -> None:
	"""Daily: build anew, which also mends what was written past the journal, and put away what nobody uses any more."""
	search_journal.forget_old()
	with contextlib.suppress(OSError):
		for live in _live().parent.iterdir():
			current = live / "current"
			if not current.exists() or current.stat().st_mtime < time.time() - UNUSED_SECONDS:
				if live != _live():
					shutil.rmtree(live, ignore_errors=True)
	ask_for_building()


# Places


def root() -> Path:
	"""Where the site keeps its indexes; all machines of a bench see it."""
	return Path(frappe.get_site_path("private", FOLDER)).resolve()


def _live() -> Path:
	"""Where this machine keeps its own copy."""
	local = frappe.conf.get(PLACE_OF_COPIES)
	place = Path(local) / frappe.local.site if local else root() / "live"
	return place / (re.sub(r"[^\w.-]", "_", platform.node()) or "host")


def remove_all() -> None:
	"""Uninstalling: no index of the site stays behind."""
	for folder in (root(), _live()):
		shutil.rmtree(folder, ignore_errors=True)
