"""What is in a site's database, for comparing it before and after an upgrade: stored_rows.py FILE writes it to a file."""

import json
import os
import sys
from pathlib import Path

import frappe


def read() -> dict[str, list[dict]]:
	"""All rows of all tables, as text, by table."""
	return {table: rows(table) for table in sorted(frappe.db.get_tables(cached=False))}


def rows(table: str) -> list[dict]:
	"""The rows of one table, each value as the text that the database makes of it."""
	found = frappe.db.sql(f"select * from `{table}`", as_dict=True)
	return [{field: None if value is None else str(value) for field, value in row.items()} for row in found]


def by_name(table_rows: list[dict]) -> dict[str, dict]:
	"""The rows under their names; those of tables without names under all that they hold."""
	return {row.get("name") or json.dumps(row, sort_keys=True): row for row in table_rows}


def write(file: str) -> None:
	"""Keep what is in the connected site's database."""
	Path(file).write_text(json.dumps(read()))


if __name__ == "__main__":
	frappe.init(os.environ["FSM_SITE"])
	frappe.connect()
	write(sys.argv[1])
	frappe.destroy()
