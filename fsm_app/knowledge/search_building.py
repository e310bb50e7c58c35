"""Building the index of all that is found: a job writes it into a folder of its own, from which machines copy (G2)."""

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import frappe

from fsm_app.engine import file_lock
from fsm_app.engine.search_index import SearchIndex
from fsm_app.knowledge import search_documents, search_journal, search_places
from fsm_app.knowledge.search_journal import Change

JOB_ID = "fsm_app:knowledge_index"
# So many changes are added by a job; where there are more, building anew is not slower.
BY_JOB = 5_000
KEPT_BUILT = 2
UNUSED_SECONDS = 14 * 24 * 3600


def build(between: Callable[[], object] = lambda: None) -> bool:
	"""Build an index of all that is to be found; false where another process is at it.

	`between`: called once what this transaction sees is written, to let it see what has changed meanwhile.
	"""
	try:
		with file_lock.lock(search_places.root() / "build.lock", 0):
			# What somebody who was killed has left.
			shutil.rmtree(search_places.root() / "building", ignore_errors=True)
			name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
			folder = search_places.root() / "building" / name
			newest = search_journal.last()
			SearchIndex(folder).rebuild(search_documents.everything())
			between()
			changes = search_journal.since(newest.number if newest else "", BY_JOB)
			changes = [change for change in changes if not newest or change.number > newest.number]
			if changes:
				add(folder, changes)
			search_places.note_state(folder, changes[-1] if changes else newest, name)
			(search_places.root() / "built").mkdir(exist_ok=True)
			folder.rename(search_places.root() / "built" / name)
			names = sorted(path.name for path in (search_places.root() / "built").iterdir())
			search_places.remove_others(search_places.root() / "built", "", set(names[-KEPT_BUILT:]))
			return True
	except file_lock.Held:
		return False


def add(folder: Path, changes: list[Change]) -> None:
	"""Add what these changes tell of to the index in a folder, in one commit."""
	put, ids = [], set()
	for doctype in {change.doctype for change in changes}:
		names = sorted({change.document for change in changes if change.doctype == doctype})
		put += search_documents.documents(doctype, names)
		ids.update(search_documents.id_of(doctype, name) for name in names)
	SearchIndex(folder).put(put, without=ids - {document.id for document in put})


def ask_for_building() -> None:
	"""Let a job build the index, unless one is waiting or running."""
	_enqueue("build_anew", JOB_ID)


def ask_whether_void(number: str) -> None:
	"""Let a job look whether the journal still has the change of this number."""
	_enqueue("look_whether_void", f"{JOB_ID}:{number}", number=number)


def _enqueue(method: str, job_id: str, **arguments) -> None:
	# Whoever searches gets an answer from the database even where no job can be asked for.
	with contextlib.suppress(Exception):
		frappe.enqueue(f"{__name__}.{method}", queue="long", job_id=job_id, deduplicate=True, **arguments)


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


def renew() -> None:
	"""Daily: build anew, which also mends what was written past the journal, and put away what nobody uses any more."""
	search_journal.forget_old()
	with contextlib.suppress(OSError):
		for live in search_places.live().parent.iterdir():
			current = live / "current"
			if not current.exists() or current.stat().st_mtime < time.time() - UNUSED_SECONDS:
				if live != search_places.live():
					shutil.rmtree(live, ignore_errors=True)
	ask_for_building()
