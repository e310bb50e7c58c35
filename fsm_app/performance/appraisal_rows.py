"""Writing a cycle's appraisals: a handful of statements for all of them, and none for what stays as it is (J3).

The app alone writes them, from what it has just worked out; document inserts would look every link up again for each of
thousands of rows.
"""

from collections.abc import Iterable
from itertools import islice

import frappe
from frappe.utils import cint, flt

APPRAISAL = "Performance Appraisal"
TABLES = {"scores": "Performance Appraisal Score", "parts": "Performance Appraisal Part"}
FIELDS = (
	*("company", "level", "work_type", "scheme", "title", "total_score", "rank", "has_data", "kpi_score"),
	*("at_work", "at_work_reason", "days_at_work", "snapshot_version"),
)
ROW_FIELDS = {
	"scores": (
		*("kpi", "value", "unit", "score", "weight", "effective_weight", "contribution"),
		*("numerator", "denominator", "scored", "reason", "frame"),
	),
	"parts": ("part", "score", "has_data", "weight", "effective_weight"),
}
AT_ONCE = 500


def key_of(cycle: str, engineer: str) -> str:
	"""What there is only once: the appraisal of an engineer in a cycle."""
	return f"{cycle}:{engineer}"


def store(cycle: str, appraisals: dict[str, dict]) -> None:
	"""Write the appraisals (by engineer, with their `scores` and `parts`), named as `names_of` says."""
	existing = {
		row.engineer: row
		for row in frappe.get_all(
			APPRAISAL, filters={"cycle": cycle}, fields=["name", "engineer", *FIELDS], limit_page_length=0
		)
	}
	kept = {table: _rows_of(table, [row.name for row in existing.values()]) for table in TABLES}
	new, changed = [], []
	for engineer, values in appraisals.items():
		row = existing.get(engineer)
		if row is None:
			new.append((_name_of_new(cycle, engineer), engineer, values))
		elif not _is_same(row, values, {table: kept[table].get(row.name, []) for table in TABLES}):
			changed.append((row.name, values))
	_insert_new(cycle, new)
	for name, values in changed:
		frappe.db.set_value(APPRAISAL, name, {field: values.get(field) for field in FIELDS})
	_write_rows([(name, values) for name, _engineer, values in new] + changed, [name for name, _v in changed])


def names_of(cycle: str, engineers: Iterable[str]) -> dict[str, str]:
	"""By engineer the name of their appraisal in the cycle: that which it has, or will have once it is stored."""
	existing = dict(
		frappe.get_all(
			APPRAISAL,
			filters={"cycle": cycle},
			fields=["engineer", "name"],
			as_list=True,
			limit_page_length=0,
		)
	)
	return {engineer: existing.get(engineer) or _name_of_new(cycle, engineer) for engineer in engineers}


def _name_of_new(cycle: str, engineer: str) -> str:
	return f"{cycle}-{engineer}"


def insert_rows(doctype: str, rows: Iterable[dict], at_once: int = AT_ONCE) -> None:
	"""Insert rows as they are, with what Frappe notes of each; `at_once`: so many to a statement, which the database limits."""
	rows = iter(rows)
	stamp, user = frappe.utils.now(), frappe.session.user
	own = {"owner": user, "creation": stamp, "modified": stamp, "modified_by": user, "docstatus": 0, "idx": 0}
	while chunk := [{**own, **row} for row in islice(rows, at_once)]:
		columns = tuple(chunk[0])
		one = f"({', '.join(['%s'] * len(columns))})"
		# Not through the query builder, which takes five times as long to write so many values down.
		frappe.db.sql(
			f"insert into `tab{doctype}` ({', '.join(f'`{column}`' for column in columns)})"
			f" values {', '.join([one] * len(chunk))}",
			[row[column] for row in chunk for column in columns],
		)


def _insert_new(cycle: str, new: list[tuple[str, str, dict]]) -> None:
	insert_rows(
		APPRAISAL,
		(
			{
				"name": name,
				"cycle": cycle,
				"engineer": engineer,
				"appraisal_key": key_of(cycle, engineer),
				**{field: values.get(field) for field in FIELDS},
			}
			for name, engineer, values in new
		),
	)


def _write_rows(written: list[tuple[str, dict]], replaced: list[str]) -> None:
	for fieldname, doctype in TABLES.items():
		for start in range(0, len(replaced), AT_ONCE):
			frappe.db.delete(
				doctype, {"parenttype": APPRAISAL, "parent": ["in", replaced[start : start + AT_ONCE]]}
			)
		insert_rows(
			doctype,
			(
				{
					"name": frappe.generate_hash(length=10),
					"parent": name,
					"parenttype": APPRAISAL,
					"parentfield": fieldname,
					"idx": place,
					**{field: row.get(field) for field in ROW_FIELDS[fieldname]},
				}
				for name, values in written
				for place, row in enumerate(values[fieldname], 1)
			),
		)


def _rows_of(table: str, appraisals: list[str]) -> dict[str, list[dict]]:
	found: dict[str, list[dict]] = {}
	for start in range(0, len(appraisals), AT_ONCE):
		for row in frappe.get_all(
			TABLES[table],
			filters={"parenttype": APPRAISAL, "parent": ["in", appraisals[start : start + AT_ONCE]]},
			fields=["parent", *ROW_FIELDS[table]],
			order_by="parent, idx",
			limit_page_length=0,
		):
			found.setdefault(row.parent, []).append(row)
	return found


def _is_same(row, values: dict, tables: dict[str, list]) -> bool:
	return _comparable(row, FIELDS) == _comparable(values, FIELDS) and all(
		[_comparable(each, ROW_FIELDS[table]) for each in kept]
		== [_comparable(each, ROW_FIELDS[table]) for each in values[table]]
		for table, kept in tables.items()
	)


def _comparable(row, fields: tuple[str, ...]) -> list:
	"""Alike whether a value comes from a calculation or from the database, which keeps nine decimals."""
	plain = []
	for field in fields:
		value = row.get(field)
		is_number = isinstance(value, int | float) and not isinstance(value, str)
		plain.append(round(flt(value), 6) if is_number else value or "")
	return plain


def as_figures(sheet: dict) -> dict:
	"""What an appraisal keeps of a sheet, see engine/score_sheet.py."""
	return {
		"total_score": flt(sheet["total"]),
		"has_data": cint(sheet["total"] is not None),
		"kpi_score": flt(sheet["kpi_score"]),
		"scores": sheet["rows"],
		"parts": sheet["parts"],
	}


def store_one(appraisal: str, values: dict) -> None:
	"""Write the figures of one appraisal anew, with its `scores` and `parts`."""
	plain = {field: value for field, value in values.items() if field in FIELDS}
	frappe.db.set_value(APPRAISAL, appraisal, plain)
	_write_rows([(appraisal, values)], [appraisal])
