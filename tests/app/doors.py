"""The generic doors of Frappe 15 and 16: the ways to ask for, or to change, a document of any type.

Each is a function of a foreign row and a word, and says what is sent. Where a door takes conditions it asks whether the
row's text holds the word: who may not see the row gets the same answer for a right and for a wrong one.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

from tests.app.foreign_rows import Row

METHOD = "/api/method/"
CLIENT = "frappe.client."
VIEW = "frappe.desk.reportview."
FORM = "frappe.desk.form."


class Call(NamedTuple):
	method: str
	path: str
	sent: dict


class Door(NamedTuple):
	"""`calls` a row (with a word to guess); `everywhere`: devsite has it too; `of` the kind of document types that it takes."""

	name: str
	calls: Callable[[Row, str], Call]
	everywhere: bool = False
	tables: bool = True


def like(row: Row, word: str) -> list:
	"""The condition that the row's text holds the word."""
	return [[row.doctype, row.field, "like", f"%{word}%"]]


def here(row: Row, word: str) -> dict:
	"""The same of this row alone, in place of a name."""
	return {"name": row.name, row.field: ["like", f"%{word}%"]}


def of_parent(row: Row) -> dict:
	"""What lists want to know of a table's rows."""
	return {"parent_doctype": row.parent} if row.parent else {}


def post(function: str, **sent) -> Call:
	"""A call of a whitelisted function."""
	return Call("POST", METHOD + function, sent)


def get(path: str, **sent) -> Call:
	"""A GET with a query."""
	return Call("GET", path, sent)


def resource(row: Row, **sent) -> Call:
	return get(f"/api/resource/{row.doctype}", **sent, **({"parent": row.parent} if row.parent else {}))


def chart(row: Row, word: str, kind: str, **more) -> dict:
	return {
		"name": "Door",
		"chart_type": kind,
		"document_type": row.doctype,
		"parent_document_type": row.parent,
		"based_on": "creation",
		"type": "Line",
		"timespan": "Last Year",
		"time_interval": "Yearly",
		"filters_json": json.dumps(like(row, word)),
		**more,
	}
