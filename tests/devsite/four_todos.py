"""Four to-dos about one thing, and which of them a query finds."""

import pytest

import frappe

from tests.devsite import records


@pytest.fixture(name="todos")
def made_todos():
	"""Four to-dos about one thing: date, priority and status differ."""
	for day, priority, status, description in (
		("2026-03-01", "High", "Open", "conf pump one"),
		("2026-03-02", "High", "Closed", "conf pump two"),
		("2026-03-03", "Low", "Open", "conf valve three"),
		(None, "Medium", "Open", "conf valve four"),
	):
		todo = records.todo(description, priority=priority, status=status, date=day)
		if not day:
			todo.db_set("date", None)


def found(filters, **kwargs) -> list[str]:
	"""The last words of the descriptions found among the four, by date."""
	conditions = [["ToDo", "description", "like", "%conf %"]]
	if isinstance(filters, dict):
		conditions += [
			["ToDo", key, *(value if isinstance(value, list | tuple) else ("=", value))]
			for key, value in filters.items()
		]
	else:
		conditions += filters
	rows = frappe.get_all(
		"ToDo", filters=conditions, fields=["description"], order_by="creation asc", **kwargs
	)
	return [row.description.split()[-1] for row in rows]
