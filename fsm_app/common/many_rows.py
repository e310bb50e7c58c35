"""Thousands of rows from the database in about the time that it takes to find them.

The driver that Frappe has for MariaDB is written in Python, and takes several times as long to unpack a row as the database
to find it. There the rows come as one text. Other databases, and what is too long for one text, answer as ever.
"""

import contextlib
import gc
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

from pypika.terms import ContainsCriterion, Field, LiteralValue

import frappe

# In bytes. Longer texts are cut off by MariaDB, which is seen by the number of values.
LONGEST = 1 << 30
# After each value, and for one that is not there: characters for just that, which no name has. A value that has the first
# all the same is seen by the number of values, too.
AFTER, NOTHING = "\x1f", "\x1d"
# A name with anything else is escaped by the driver, which takes its time for thousands.
NOT_PLAIN = re.compile(r"[^\w .:/#-]")


@contextlib.contextmanager
def nothing_to_collect() -> Iterator[None]:
	"""Without looking for unused objects meanwhile: of many small ones that all live until the answer is there, a tenth of the time.

	Only for what ends within a fraction of a second. Where several threads are within it, the first that ends lets Python look again.
	"""
	was_looking = gc.isenabled()
	gc.disable()
	try:
		yield
	finally:
		if was_looking:
			gc.enable()


def rows_of(query, numbers: Iterable[str] = ()) -> Sequence[Sequence]:
	"""The rows that the query (of the query builder) selects, in any order. One query.

	Every column needs a name of its own; `numbers` are the names of those that are numbers. Days and moments may come as
	text: read them by `moment_of` and `day_of`.
	"""
	if frappe.db.db_type != "mariadb":
		return query.run()
	names = [term.alias or term.name for term in query._selects]
	text, values = query.walk()
	columns = ",".join(f"COALESCE(`{name}`,'{NOTHING}')" for name in names)
	in_one = f"GROUP_CONCAT(CONCAT_WS('{AFTER}',{columns},'') SEPARATOR '')"
	((count, joined),) = frappe.db.sql(
		f"SET STATEMENT group_concat_max_len={LONGEST} FOR SELECT COUNT(*),{in_one} FROM ({text}) `found`",
		values,
	)
	joined = joined or ""
	# else a value is cut off, or has been taken for two
	is_whole = joined.count(AFTER) == count * len(names)
	return _unpacked(joined, names, set(numbers)) if is_whole else query.run()


def _unpacked(joined: str, names: list[str], numbers: set[str]) -> list[tuple]:
	with_gaps = NOTHING in joined
	values, columns = joined.split(AFTER)[:-1], []
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
