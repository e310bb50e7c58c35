"""What Frappe's queries answer: get_all and get_list."""

import datetime

import pytest

import frappe

from tests import host
from tests.devsite import records
from tests.devsite.four_todos import (  # noqa: F401 (fixtures)
	found,
	made_todos,
)


def of(function: str, field: str, name: str) -> str | dict:
	"""A function of a field among a query's fields, as the version takes it."""
	return host.start().function_of(function, field, name)


@pytest.mark.parametrize(
	("condition", "expected"),
	[
		(["priority", "=", "High"], "one two"),
		(["priority", "!=", "High"], "three four"),
		(["date", ">", "2026-03-01"], "two three"),
		(["date", ">=", datetime.date(2026, 3, 1)], "one two three"),
		(["date", "<", "2026-03-02"], "one four"),
		(["date", "<=", "2026-03-02"], "one two four"),
		(["date", "between", ["2026-03-01", "2026-03-02"]], "one two"),
		(["priority", "in", ["High", "Low"]], "one two three"),
		(["priority", "in", "High,Low"], "one two three"),
		(["priority", "not in", ["High"]], "three four"),
		(["description", "like", "%pump%"], "one two"),
		(["description", "not like", "%pump%"], "three four"),
		(["date", "is", "set"], "one two three"),
		(["date", "is", "not set"], "four"),
		(["priority", "in", []], ""),
	],
	ids=lambda value: " ".join(map(str, value[:2])) if isinstance(value, list) else "",
)
def test_operators(todos, condition, expected):
	assert found([["ToDo", *condition]]) == expected.split()


def test_spaces_in_a_list_that_is_a_text_belong_to_its_values_from_16_on(todos):
	"""So an app for both versions hands over a list."""
	both = host.frappe_version() < 16
	assert found([["ToDo", "priority", "in", "High, Low"]]) == (
		["one", "two", "three"] if both else ["one", "two"]
	)


def test_an_unknown_operator_is_refused(todos):
	"""From 16 on as a key that there is not: an app for both versions knows the operators that it takes from others."""
	with pytest.raises(frappe.ValidationError if host.frappe_version() < 16 else KeyError):
		found([["ToDo", "priority", "resembles", "High"]])


def test_filters_may_be_a_dict_with_operators(todos):
	assert found({"priority": "High", "date": [">", "2026-03-01"]}) == ["two"]
	assert found({"priority": ("in", ("High", "Low")), "status": "Open"}) == ["one", "three"]


def test_filters_may_leave_out_the_doctype(todos):
	assert frappe.get_all(
		"ToDo",
		filters=[["description", "like", "%conf %"], ["priority", "=", "Low"]],
		pluck="description",
	) == ["conf valve three"]


def test_an_empty_value_matches_null_and_empty_text(todos):
	names = frappe.get_all("ToDo", {"description": ["like", "%conf %"], "reference_name": ""}, pluck="name")
	assert len(names) == 4


def test_text_is_compared_without_case(todos):
	assert found([["ToDo", "priority", "=", "high"]]) == ["one", "two"]
	assert found([["ToDo", "description", "like", "%PUMP%"]]) == ["one", "two"]


def test_or_filters(todos):
	assert found(
		[["ToDo", "status", "=", "Open"]], or_filters={"priority": "High", "date": "2026-03-03"}
	) == [
		"one",
		"three",
	]


def test_order_limit_and_start(todos):
	names = frappe.get_all(
		"ToDo",
		filters={"description": ["like", "%conf %"]},
		order_by="date desc",
		limit_start=1,
		limit_page_length=2,
		pluck="description",
	)
	assert names == ["conf pump two", "conf pump one"]
	assert len(frappe.get_all("ToDo", {"description": ["like", "%conf %"]}, limit=3)) == 3


def test_order_by_two_fields(todos):
	assert frappe.get_all(
		"ToDo", {"date": ["between", ["2026-03-01", "2026-03-03"]], "description": ["like", "%conf %"]},
		order_by="status asc, date desc", pluck="description",
	) == ["conf pump two", "conf valve three", "conf pump one"]  # fmt: skip


def test_rows_without_fields_have_only_names(todos):
	(row,) = frappe.get_all("ToDo", {"description": "conf pump one"})
	assert set(row) == {"name"}


def test_lists_have_no_limit_unless_told(todos):
	for number in range(20):
		records.todo(f"conf more {number}")
	conditions = {"description": ["like", "%conf %"]}
	assert len(frappe.get_all("ToDo", conditions)) == 24
	assert len(frappe.get_list("ToDo", conditions)) == 24
	assert len(frappe.get_list("ToDo", conditions, limit_page_length=20)) == 20


def test_as_list(todos):
	rows = frappe.get_all("ToDo", {"description": "conf pump one"}, ["description", "priority"], as_list=True)
	assert [tuple(row) for row in rows] == [("conf pump one", "High")]


def test_all_fields(todos):
	(row,) = frappe.get_all("ToDo", {"description": "conf pump one"}, ["*"])
	assert row.priority == "High"
	assert row.docstatus == 0
	assert row.date == datetime.date(2026, 3, 1)


def test_fields_may_be_renamed(todos):
	(row,) = frappe.get_all("ToDo", {"description": "conf pump one"}, ["priority as how_urgent", "name"])
	assert row.how_urgent == "High"


def test_grouping_and_aggregates(todos):
	rows = frappe.get_all(
		"ToDo",
		filters={"description": ["like", "%conf %"]},
		fields=[
			"status",
			of("count", "name", "n"),
			of("max", "date", "latest"),
			of("min", "date", "earliest"),
		],
		group_by="status",
		order_by="status",
	)
	assert [(row.status, row.n) for row in rows] == [("Closed", 1), ("Open", 3)]
	assert str(rows[1].latest) == "2026-03-03"
	assert str(rows[1].earliest) == "2026-03-01"


def test_sums_and_averages():
	for name, rank in (("conf a", 2), ("conf b", 4)):
		records.insert("Service Priority", priority_name=name, rank=rank)
	(row,) = frappe.get_all(
		"Service Priority",
		{"name": ["like", "conf %"]},
		[of("sum", "rank", "total"), of("avg", "rank", "mean")],
	)
	assert (row.total, row.mean) == (6, 3)


def test_a_function_among_the_fields_is_no_text_from_16_on(todos):
	if host.frappe_version() < 16:
		assert frappe.get_all("ToDo", fields=["count(name) as n"])[0].n >= 4
	else:
		with pytest.raises(frappe.ValidationError):
			frappe.get_all("ToDo", fields=["count(name) as n"])


def test_distinct(todos):
	rows = frappe.get_all("ToDo", {"description": ["like", "%conf %"]}, ["status"], distinct=True)
	assert sorted(row.status for row in rows) == ["Closed", "Open"]


def test_a_filter_on_a_child_table():
	records.skills("conf Welding", "conf Painting")
	ann = records.engineer("Ann", skills=[{"skill": "conf Welding", "proficiency": 5}])
	records.engineer("Bob", skills=[{"skill": "conf Painting", "proficiency": 5}])
	assert frappe.get_all(
		"Service Engineer", [["Engineer Skill", "skill", "=", "conf Welding"]], pluck="name"
	) == [ann.name]


def test_a_child_table_multiplies_rows_unless_distinct():
	records.skills("conf Welding", "conf Painting")
	ann = records.engineer("Ann", skills=[{"skill": "conf Welding"}, {"skill": "conf Painting"}])
	filters = [["Engineer Skill", "skill", "like", "conf %"]]
	assert frappe.get_all("Service Engineer", filters, pluck="name") == [ann.name, ann.name]
	assert frappe.get_all("Service Engineer", filters, pluck="name", distinct=True) == [ann.name]


def test_an_unknown_field_is_an_error():
	with pytest.raises(Exception, match="no_such_field"):
		frappe.get_all("ToDo", {"no_such_field": 1})
