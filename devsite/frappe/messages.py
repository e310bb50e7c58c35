"""Messages to the user: translation, msgprint, throw, and the log that a response carries."""

import csv
import functools
from pathlib import Path

import frappe
from frappe.exceptions import ValidationError
from frappe.state import _dict, flags, local, message_log


def _(msg, lang=None, context=None):
	"""The text in the session's language, or itself when no installed app translates it."""
	lang = lang or local.lang
	if lang == "en" or not msg:
		return msg
	texts = _translations(lang, tuple(frappe.get_installed_apps()))
	return texts.get(f"{msg}:{context}") or texts.get(msg) or msg


def _lt(msg, lang=None, context=None):
	return _(msg, lang, context)


@functools.lru_cache
def _translations(lang, apps):
	"""All texts of one language from each app's translations/<lang>.csv and locale/<lang>.po."""
	from babel.messages.pofile import read_po

	texts = {}
	for app in apps:
		folder = Path(frappe.get_app_path(app))
		table = folder / "translations" / f"{lang}.csv"
		if table.exists():
			with table.open(encoding="utf-8", newline="") as rows:
				for row in csv.reader(rows):
					if len(row) > 1:
						texts[f"{row[0]}:{row[2]}" if len(row) > 2 and row[2] else row[0]] = row[1]
		catalogue = folder / "locale" / f"{lang}.po"
		if catalogue.exists():
			with catalogue.open("rb") as lines:
				for entry in read_po(lines):
					if entry.id and entry.string and isinstance(entry.id, str):
						texts[f"{entry.id}:{entry.context}" if entry.context else entry.id] = entry.string
	return texts


def msgprint(
	msg,
	title=None,
	raise_exception=False,
	as_table=False,
	as_list=False,
	indicator=None,
	alert=False,
	primary_action=None,
	is_minimizable=False,
	wide=False,
	*,
	realtime=False,
):
	"""Adds a message to the response; with `raise_exception` (True, class or instance) raises it too."""
	entry = _dict(message=msg, title=title or _("Message"))
	if indicator or raise_exception:
		entry.indicator = indicator or "red"
	for key, value in (("as_table", as_table), ("as_list", as_list), ("alert", alert), ("wide", wide)):
		if value:
			entry[key] = 1
	if primary_action:
		entry.primary_action = primary_action
	if is_minimizable:
		entry.is_minimizable = is_minimizable
	error = None
	if raise_exception:
		entry.raise_exception = 1
		error = _as_exception(raise_exception, msg)
	if not flags.mute_messages and not realtime:
		message_log.append(entry)
	if error is not None:
		raise error


def _as_exception(wanted, msg):
	if isinstance(wanted, Exception):
		wanted.args = (msg,)
		return wanted
	if isinstance(wanted, type) and issubclass(wanted, Exception):
		return wanted(msg)
	return ValidationError(msg)


def throw(
	msg,
	exc=ValidationError,
	title=None,
	is_minimizable=False,
	wide=False,
	as_list=False,
	primary_action=None,
):
	"""Shows the message and raises `exc`."""
	msgprint(
		msg,
		raise_exception=exc,
		title=title,
		indicator="red",
		is_minimizable=is_minimizable,
		wide=wide,
		as_list=as_list,
		primary_action=primary_action,
	)


def get_message_log():
	return list(message_log)


def clear_messages():
	message_log.clear()


def clear_last_message():
	if message_log:
		message_log.pop()


def bold(text):
	return f"<strong>{text}</strong>"


def errprint(msg):
	frappe.local.error_log.append({"exc": str(msg)})


def log(msg):
	frappe.local.debug_log.append(str(msg))
