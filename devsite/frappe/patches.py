"""Patches: functions of patches.txt, each run once per site. A new site counts as patched."""

import configparser
import json
from pathlib import Path

import frappe

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

SECTIONS = ("pre_model_sync", "post_model_sync")


def listed(app, section):
	"""Dotted paths of the app's patches in one section; a file without sections is all 'pre_model_sync'."""
	path = Path(frappe.get_app_path(app)) / "patches.txt"
	text = path.read_text(encoding="utf-8") if path.exists() else ""
	if not any(f"[{name}]" in text for name in SECTIONS):
		text = f"[pre_model_sync]\n{text}"
	parser = configparser.ConfigParser(
		allow_no_value=True, delimiters=("\n",), comment_prefixes=("#",), interpolation=None
	)
	parser.optionxform = str
	parser.read_string(text)
	lines = list(parser[section]) if parser.has_section(section) else []
	for line in lines:
		if line.startswith("execute:"):
			raise Unsupported(f"patch {line}")
	return lines


def mark_all(app):
	"""Notes every patch as done, as installing an app does."""
	_remember({*_done(), *(line for section in SECTIONS for line in listed(app, section))})


def run(app, section):
	"""Runs the patches that this site has not had, each with a commit."""
	for line in listed(app, section):
		if line in _done():
			continue
		module = frappe.get_module(line.split()[0])
		module.execute()
		_remember({*_done(), line})
		frappe.db.commit()


def _done():
	return set(json.loads(frappe.db.get_global("patches") or "[]"))


def _remember(lines):
	frappe.db.set_global("patches", json.dumps(sorted(lines)))
