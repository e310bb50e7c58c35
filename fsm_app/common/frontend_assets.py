"""The built files of the web app in frontend/, which `bench build` puts into public/frontend: what a page has to load."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import frappe
from frappe import _

FOLDER = Path(__file__).resolve().parent.parent / "public" / "frontend"
BASE = "/assets/fsm_app/frontend/"


class Assets(NamedTuple):
	"""What the HTML of a page names: its script, the files which that imports at once, and the styles."""

	script: str
	preloads: list[str]
	styles: list[str]


def assets_of(page: str) -> Assets | None:
	"""The files of the page `field` or `dispatch`; None where the app's front end is not built."""
	manifest = _read("manifest.json")
	entry = f"src/{page}/main.ts"
	if not manifest or entry not in manifest:
		return None
	chunks = [manifest[name] for name in _reached(manifest, entry)]
	styles = [BASE + style for chunk in chunks for style in chunk.get("css", [])]
	return Assets(BASE + manifest[entry]["file"], [BASE + chunk["file"] for chunk in chunks[1:]], styles)


def texts_of(page: str) -> dict[str, str]:
	"""What the page says, in the user's language: only what reads otherwise there, by text or text:context."""
	texts = {}
	for source, context in (_read("strings.json") or {}).get(page, []):
		translated = _(source, context=context or None)
		if translated != source:
			texts[f"{source}:{context}" if context else source] = translated
	return texts


def worker() -> str:
	"""The source of the field app's service worker; empty where the app's front end is not built."""
	path = FOLDER / "field-worker.js"
	return path.read_text(encoding="utf-8") if path.is_file() else ""


def boot_of(page: str, with_user: bool = True) -> dict:
	"""The data that the page's HTML brings along; without the user for a copy that a phone keeps."""
	return {
		"language": frappe.local.lang,
		"texts": texts_of(page),
		"session": session() if with_user else None,
	}


def session() -> dict | None:
	"""Who is logged in, as the scripts need it, with the token that goes with every change; None for guests."""
	user = frappe.session.user
	if user == "Guest":
		return None
	# Those who send a key with each request have no session, and need no token.
	has_own = frappe.session.sid not in ("Guest", user, None)
	return {
		"user": user,
		"fullName": frappe.db.get_value("User", user, "full_name") or user,
		"roles": sorted(frappe.get_roles()),
		"language": frappe.local.lang,
		"csrfToken": frappe.sessions.get_csrf_token() if has_own else "",
	}


def _reached(manifest: dict, entry: str) -> list[str]:
	"""The names of `entry` and of all that it imports at once, each once."""
	reached = [entry]
	for name in reached:
		reached += [each for each in manifest[name].get("imports", []) if each not in reached]
	return reached


def _read(name: str):
	"""A JSON file of the build, read again when it was built anew."""
	path = FOLDER / name
	try:
		return _parsed(path, path.stat().st_mtime_ns)
	except FileNotFoundError:
		return None


@cache
def _parsed(path: Path, _changed_at: int):
	return json.loads(path.read_text(encoding="utf-8"))
