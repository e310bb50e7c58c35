"""Thousands of rows from the database in about the time that it takes to find them.

The driver that Frappe has for MariaDB is written in Python, and takes several times as long to unpack a row as the database
to find it. There the rows come as one text. Other databases, and what is too long for one text, answer as ever.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache

from pypika.terms import ContainsCriterion, Field, Function, LiteralValue

import frappe
from frappe.query_builder.functions import Count, IfNull

# In bytes. Longer texts are cut off by MariaDB, which is seen by the number of rows.
LONGEST = 1 << 30
# Between two values, and for one that is not there: characters for just that, which no name has. A value that has the first
# all the same is seen by the number of values.
BETWEEN, NOTHING = "\x1f", "\x1d"
# A name with anything else is escaped by the driver, which takes its time for thousands.
NOT_PLAIN = re.compile(r"[^\w .:/#-]")


def rows_of(query, numbers: Iterable[str] = ()) -> Sequence[Sequence]:
	"""The rows that the query (of the query builder) selects, in any order. One query.

	Every column needs a name of its own; `numbers` are the names of those that are numbers. Days and moments may come as
	text: read them by `moment_of` and `day_of`.
	"""
	if frappe.db.db_type != "mariadb":
		return query.run()
	names = [term.alias or term.name for term in query._selects]
	found = query.as_("found")
	packed = frappe.qb.from_(found).select(
		Count("*"), _InOneText(*(IfNull(Field(name, table=found), NOTHING) for name in names))
	)
	text, values = packed.walk()
	((count, joined),) = frappe.db.sql(f"SET STATEMENT group_concat_max_len={LONGEST} FOR {text}", values)
	return _unpacked(joined, names, count, set(numbers)) if _is_whole(joined, count, names) else query.run()


class _InOneText(Function):
	"""All values of all rows, one after the other."""

	def __init__(self, *columns):
		super().__init__("GROUP_CONCAT", Function("CONCAT_WS", BETWEEN, *columns))

	def get_special_params_sql(self, **kwargs) -> str:
		return f"SEPARATOR '{BETWEEN}'"


def _is_whole(joined: str | None, count: int, names: list[str]) -> bool:
	"""Whether no value is missing or has been taken for two."""
	return not count or (joined is not None and joined.count(BETWEEN) + 1 == count * len(names))


def _unpacked(joined: str | None, names: list[str], count: int, numbers: set[str]) -> list[tuple]:
	if not count:
		return []
	with_gaps = NOTHING in joined
	values, columns = joined.split(BETWEEN), []
	for n, name in enumerate(names):
		column = values[n :: len(names)]
		if name in numbers:
			column = json.loads(f"[{','.join(column)}]".replace(NOTHING, "null"))
		elif with_gaps and NOTHING in column:
			column = [None if value == NOTHING else value for value in column]
		columns.append(column)
	return list(zip(*columns, strict=True))


def among(column: Field, names: Iterable[str]) -> ContainsCriterion:
	"""The condition that the column is one of very many names: written in one piece, for a parameter each takes its time."""
	names = list(names)
	if frappe.db.db_type != "mariadb":
		return column.isin(names or [""])
	listed = _quoted(names) if names else "''"
	return ContainsCriterion(column, LiteralValue(f"({listed})"))


def _quoted(names: list[str]) -> str:
	plain = "".join(names)
	if NOT_PLAIN.search(plain):
		return ",".join(map(frappe.db.escape, names))
	return "'" + "','".join(names) + "'"


@lru_cache(maxsize=4096)
def moment_of(value: datetime | str | None) -> datetime | None:
	"""A moment of a row."""
	return datetime.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def day_of(value: date | str | None) -> date | None:
	"""A day of a row."""
	return date.fromisoformat(value) if isinstance(value, str) else value
