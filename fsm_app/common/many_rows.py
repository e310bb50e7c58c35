"""Thousands of rows from the database in about the time that it takes to find them.

The driver that Frappe has for MariaDB is written in Python, and takes several times as long to unpack a row as the database
to find it. There the rows come as one JSON text. Other databases, and what is too long for one text, answer as ever.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache

from pypika.terms import ContainsCriterion, Field, Function, LiteralValue

import frappe
from frappe.query_builder.functions import Count

# In bytes. Longer texts are cut off by MariaDB, which is seen by the number of rows.
LONGEST = 1 << 30


def rows_of(query) -> Sequence[Sequence]:
	"""The rows that the query (of the query builder) selects, in any order. One query.

	Every column needs a name of its own. Days and moments may come as text: read them by `moment_of` and `day_of`.
	"""
	if frappe.db.db_type != "mariadb":
		return query.run()
	found = query.as_("found")
	columns = [Field(term.alias or term.name, table=found) for term in query._selects]
	packed = frappe.qb.from_(found).select(
		Count("*"), Function("JSON_ARRAYAGG", Function("JSON_ARRAY", *columns))
	)
	text, values = packed.walk()
	((count, rows),) = frappe.db.sql(f"SET STATEMENT group_concat_max_len={LONGEST} FOR {text}", values)
	try:
		unpacked = json.loads(rows) if count else []
	except (TypeError, ValueError):
		unpacked = []
	return unpacked if len(unpacked) == count else query.run()


def among(column: Field, names: Iterable[str]) -> ContainsCriterion:
	"""The condition that the column is one of very many names: written in one piece, for a parameter each takes its time."""
	if frappe.db.db_type != "mariadb":
		return column.isin(list(names) or [""])
	listed = ",".join(map(frappe.db.escape, names)) or "''"
	return ContainsCriterion(column, LiteralValue(f"({listed})"))


@lru_cache(maxsize=4096)
def moment_of(value: datetime | str | None) -> datetime | None:
	"""A moment of a row."""
	return datetime.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def day_of(value: date | str | None) -> date | None:
	"""A day of a row."""
	return date.fromisoformat(value) if isinstance(value, str) else value
