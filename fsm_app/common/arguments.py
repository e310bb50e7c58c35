"""What a caller sends as an argument, made into what it means or refused in words that name it.

Frappe turns any exception that it does not know into a server error, and takes an empty name for 'any document'.
"""

import json
from datetime import date, datetime

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.common.half_characters import mended

LONGEST_NAME = 140
# What nobody turns to, and what every database still counts.
LAST_PAGE = 1_000_000
# Nothing is planned or reported beyond; and from the ends of the calendar there is no day before or after.
YEARS = range(1900, 3000)


class WrongArgument(frappe.ValidationError):
	"""An argument that means nothing."""


def number(value, lowest: int, highest: int) -> int:
	"""A whole number within bounds; the lowest for what is none."""
	try:
		found = int(value)
	except (TypeError, ValueError, OverflowError):
		return lowest
	return min(max(found, lowest), highest)


def page(value) -> int:
	"""A page's number, from 1; the first for what is none."""
	return number(value, 1, LAST_PAGE)


def moment(value, label: str) -> datetime:
	"""A moment in the site's time; `label` names it to the caller."""
	try:
		found = get_datetime(value) if value else None
	except Exception:  # each of the parsers beneath has exceptions of its own
		found = None
	# Frappe takes some texts for a time of day, and answers with the text where it finds nothing.
	if not isinstance(found, datetime) or found.tzinfo or found.year not in YEARS:
		frappe.throw(
			_("{0}: {1} is not a date. Write it as 2026-03-31 10:00.").format(label, _shown(value)),
			WrongArgument,
		)
	return found


def day(value, label: str) -> date:
	"""A day; `label` names it to the caller."""
	return moment(value, label).date()


def parsed(value, label: str):
	"""The lists and dicts of a JSON text; `label` names it to the caller."""
	if not isinstance(value, str):
		return value
	if not value.strip():
		return None
	try:
		# Frappe 16's own reader refuses texts with half characters and long numbers whole, and what a phone sends with them.
		return mended(json.loads(value))
	except (ValueError, RecursionError):
		frappe.throw(
			_("{0}: {1} is not valid JSON. Correct it and send it again.").format(label, _shown(value)),
			WrongArgument,
		)


def permitted(doctype: str, name, ptype: str = "read") -> str:
	"""The name of a document on which the user has the permission; refused where it is empty, for Frappe then asks about none."""
	if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
		frappe.throw(_("{0}: name a document.").format(_(doctype)), WrongArgument)
	if frappe.get_meta(doctype).istable:
		_ask_about_document_of_row(doctype, name, ptype)
	else:
		frappe.has_permission(doctype, ptype, name, throw=True)
	return name


def _ask_about_document_of_row(doctype: str, name: str, ptype: str) -> None:
	"""Frappe takes the right on any document for the right on a row that is named; the row's own document is asked about."""
	row = frappe.db.get_value(doctype, name, ["parenttype", "parent"], as_dict=True)
	if not row or not row.parent:
		raise frappe.PermissionError
	frappe.has_permission(row.parenttype, ptype, row.parent, throw=True)


def _shown(value) -> str:
	text = value if isinstance(value, str) else json.dumps(value, default=str)
	return text if len(text) <= 40 else f"{text[:40]}..."
