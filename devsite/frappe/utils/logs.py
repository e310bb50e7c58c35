"""Error Logs, loggers and JSON text."""

import datetime
import json
from collections.abc import Iterable

import frappe
from frappe.utils.dates import format_timedelta

from devsite.unsupported import guard

__getattr__ = guard(__name__)


def log_error(title=None, message=None, reference_doctype=None, reference_name=None, *, defer_insert=False):
	"""Writes an Error Log of the message, or of the exception being handled."""
	traceback = None
	if message:
		if title and "\n" in title:
			message, title = title, message
		traceback = message
	else:
		title, traceback = (None, title) if title and "\n" in title else (title, frappe.get_traceback())
	doc = frappe.get_doc(
		doctype="Error Log",
		error=traceback,
		method=(title or "Error")[:140],
		reference_doctype=reference_doctype,
		reference_name=reference_name,
	)
	return doc.insert(ignore_permissions=True)


def as_json(obj, indent=1, separators=None, ensure_ascii=True):
	"""JSON with sorted keys; dates as text, documents as dicts."""
	separators = separators or (",", ": ")
	return json.dumps(
		obj, sort_keys=True, indent=indent, default=json_handler, separators=separators,
		ensure_ascii=ensure_ascii,
	)  # fmt: skip


def json_handler(obj):
	"""What json cannot write by itself."""
	from frappe.model.base_document import BaseDocument

	if isinstance(obj, datetime.date | datetime.time):
		return str(obj)
	if isinstance(obj, datetime.timedelta):
		return format_timedelta(obj)
	if isinstance(obj, BaseDocument):
		return obj.as_dict(no_nulls=True)
	if isinstance(obj, Iterable):
		return list(obj)
	raise TypeError(f"Object of type {type(obj)} is not JSON serializable")
