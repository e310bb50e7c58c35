"""Messages to the user: translation, msgprint, throw, and the log that a response carries."""

import csv
import functools
from importlib.util import find_spec
from pathlib import Path

import frappe
from frappe.exceptions import ValidationError
from frappe.state import _dict, local, message_log


def _(msg, lang=None, context=None):
	"""The text in the session's language, or itself when no installed app translates it."""
	lang = lang or local.lang
	if lang == "en" or not msg:
		return msg
	texts = _translations(lang, tuple(frappe.get_installed_apps()))
	return texts.get(f"{msg}:{context}") or texts.get(msg) or msg


@functools.lru_cache
def _translations(lang, apps):
	"""All texts of one language from each app's translations/<lang>.csv."""
	texts = {}
	for app in apps:
		if not find_spec(app):
			continue  # ERPNext's stand-in is no package and brings no texts
		table = Path(frappe.get_app_path(app), "translations", f"{lang}.csv")
		if table.exists():
			with table.open(encoding="utf-8", newline="") as rows:
				for row in csv.reader(rows):
					if len(row) > 1:
						texts[f"{row[0]}:{row[2]}" if len(row) > 2 and row[2] else row[0]] = row[1]
	return texts


def msgprint(msg, title=None, raise_exception=False, as_list=False, indicator=None, alert=False):
	"""Adds a message to the response; with `raise_exception` (True, class or instance) raises it too."""
	entry = _dict(message=msg, title=title or _("Message"))
	if indicator or raise_exception:
		entry.indicator = indicator or "red"
	for key, value in (("as_list", as_list), ("alert", alert)):
		if value:
			entry[key] = 1
	error = None
	if raise_exception:
		entry.raise_exception = 1
		error = _as_exception(raise_exception, msg)
	message_log.append(entry)
	if error is not None:
		raise error


def _as_exception(wanted, msg):
	if isinstance(wanted, Exception):
		wanted.args = (msg,)
		return wanted
	return ValidationError(msg) if wanted is True else wanted(msg)


def throw(msg, exc=ValidationError, title=None, as_list=False):
	"""Shows the message and raises `exc`."""
	msgprint(msg, raise_exception=exc, title=title, indicator="red", as_list=as_list)


def get_message_log():
	return list(message_log)


def clear_messages():
	message_log.clear()


def clear_last_message():
	if message_log:
		message_log.pop()


def bold(text):
	return f"<strong>{text}</strong>"
