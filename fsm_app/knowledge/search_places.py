"""Where the indexes of a site lie, and what is noted beside each: up to which change of the journal it goes (G2).

In the site's private folder: `built`, the last indexes that a job has built, each of them never changed again, and `live`,
with a folder for each machine and its own copy in it.
"""

import json
import os
import platform
import re
import secrets
import shutil
from pathlib import Path
from typing import NamedTuple

import frappe

from fsm_app.engine import search_index
from fsm_app.knowledge.search_journal import Change

FOLDER = "knowledge_search"
# In the site's configuration: a folder on a local disk for the copies, where the site's own lies on a network's.
PLACE_OF_COPIES = "fsm_search_folder"


class Copy(NamedTuple):
	"""An index in a folder, up to which change of the journal it goes, and from which one that was built it comes."""

	folder: Path
	number: str
	written: str
	built: str


def root() -> Path:
	"""Where the site keeps its indexes; all machines of a bench see it."""
	return Path(frappe.get_site_path("private", FOLDER)).resolve()


def live() -> Path:
	"""Where this machine keeps its own copy."""
	local = frappe.conf.get(PLACE_OF_COPIES)
	place = Path(local) / frappe.local.site if local else root() / "live"
	return place / (re.sub(r"[^\w.-]", "_", platform.node()) or "host")


def remove_all() -> None:
	"""Uninstalling: no index of the site stays behind."""
	for folder in (root(), live()):
		shutil.rmtree(folder, ignore_errors=True)


def current() -> Copy | None:
	"""This machine's copy, where it has one."""
	place = live()
	try:
		return read(place / (place / "current").read_text(encoding="utf-8").strip())
	except OSError:
		return None


def read(folder: Path) -> Copy | None:
	"""What is noted beside the index in a folder; None where it is no index, or one of another layout."""
	try:
		state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
	except (OSError, ValueError):
		return None
	if state.get("layout") != search_index.LAYOUT:
		return None
	return Copy(folder, state["number"], state["written"], state["built"])


def note_state(folder: Path, change: Change | None, built: str) -> None:
	"""Note that the index in a folder goes up to this change. Until it is noted, the same changes are added once more."""
	state = {
		"layout": search_index.LAYOUT,
		"number": change.number if change else "",
		"written": change.written if change else "",
		"built": built,
	}
	replace(folder / "state.json", json.dumps(state))


def replace(file: Path, text: str) -> None:
	"""Let a file hold this text: whoever reads it finds the old one or the new one."""
	beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
	beside.write_text(text, encoding="utf-8")
	os.replace(beside, file)


def newest_built() -> Copy | None:
	"""The newest index that was built, whole and of this layout."""
	try:
		names = sorted((path.name for path in (root() / "built").iterdir()), reverse=True)
	except OSError:
		return None
	copies = (read(root() / "built" / name) for name in names)
	return next((copy for copy in copies if copy), None)


def remove_others(folder: Path, begin: str, kept: set[str]) -> None:
	"""Remove what a folder holds besides these, of that whose name begins so."""
	for path in folder.iterdir():
		if path.name.startswith(begin) and path.name not in kept:
			shutil.rmtree(path, ignore_errors=True)
