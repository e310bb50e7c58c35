"""What Frappe's queries answer: get_all, get_list, the query builder and frappe.db."""

import datetime

import pytest

import frappe
from frappe.query_builder import Case, DocType
from frappe.query_builder.functions import Avg, Count, Max, Min, Sum

from tests import host
from tests.devsite import records


@pytest.fixture
def todos():
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


# frappe.db


def test_get_value_of_one_and_of_several_fields(todos):
	name = frappe.db.get_value("ToDo", {"description": "conf pump one"})
	assert frappe.db.get_value("ToDo", name, "priority") == "High"
	assert frappe.db.get_value("ToDo", name, ["priority", "date"]) == ("High", datetime.date(2026, 3, 1))
	row = frappe.db.get_value("ToDo", name, ["priority", "status"], as_dict=True)
	assert (row.priority, row["status"]) == ("High", "Open")


def test_get_value_of_what_is_not_there():
	assert frappe.db.get_value("ToDo", "no such", "priority") is None
	assert frappe.db.get_value("ToDo", "no such", ["priority", "status"]) is None
	assert frappe.db.get_value("ToDo", "no such", ["priority"], as_dict=True) is None


def test_get_value_takes_the_latest_unless_told(todos):
	filters = {"description": ["like", "%conf %"], "date": ["is", "set"]}
	assert frappe.db.get_value("ToDo", filters, "description", order_by="date asc") == "conf pump one"
	assert frappe.db.get_value("ToDo", filters, "description", order_by="date desc") == "conf valve three"


def test_get_value_for_update(todos):
	filters = {"description": "conf pump one"}
	assert frappe.db.get_value("ToDo", filters, "priority", for_update=True) == "High"


def test_exists(todos):
	name = frappe.db.get_value("ToDo", {"description": "conf pump one"})
	assert frappe.db.exists("ToDo", name) == name
	assert frappe.db.exists("ToDo", {"description": "conf pump one"}) == name
	assert frappe.db.exists({"doctype": "ToDo", "description": "conf pump one"}) == name
	assert frappe.db.exists("ToDo", "no such") is None
	assert not frappe.db.exists("ToDo", None)


def test_count(todos):
	assert frappe.db.count("ToDo", {"description": ["like", "%conf %"]}) == 4
	assert frappe.db.count("ToDo", {"description": ["like", "%conf %"], "status": "Open"}) == 3


def test_set_value_of_one_and_of_many(todos):
	name = frappe.db.get_value("ToDo", {"description": "conf pump one"})
	before = frappe.db.get_value("ToDo", name, "modified")
	frappe.db.set_value("ToDo", name, "priority", "Low")
	assert frappe.db.get_value("ToDo", name, "priority") == "Low"
	assert frappe.db.get_value("ToDo", name, "modified") > before
	frappe.db.set_value("ToDo", name, {"priority": "High", "status": "Closed"}, update_modified=False)
	assert frappe.db.get_value("ToDo", name, ["priority", "status"]) == ("High", "Closed")
	frappe.db.set_value("ToDo", {"description": ["like", "%valve%"]}, "status", "Cancelled")
	assert frappe.db.count("ToDo", {"description": ["like", "%conf valve%"], "status": "Cancelled"}) == 2


def test_delete(todos):
	frappe.db.delete("ToDo", {"description": ["like", "%conf pump%"]})
	assert found({}) == ["three", "four"]


def test_sql_takes_placeholders(todos):
	rows = frappe.db.sql(
		"select description from `tabToDo` where description = %(it)s", {"it": "conf pump one"}, as_dict=True
	)
	assert [row.description for row in rows] == ["conf pump one"]
	assert (
		frappe.db.sql("select count(*) from `tabToDo` where description like %s", ("%conf pump%",))[0][0] == 2
	)


def test_bulk_insert():
	frappe.db.bulk_insert(
		"ToDo",
		["name", "description", "status"],
		[("conf-1", "conf bulk", "Open"), ("conf-2", "conf bulk", "Open")],
	)
	assert frappe.db.count("ToDo", {"description": "conf bulk"}) == 2


def test_columns_and_tables():
	assert frappe.db.has_column("ToDo", "priority")
	assert not frappe.db.has_column("ToDo", "no_such_column")
	assert frappe.db.table_exists("ToDo")
	assert not frappe.db.table_exists("No Such DocType")


# Query builder


def test_the_query_builder_selects(todos):
	todo = DocType("ToDo")
	query = (
		frappe.qb.from_(todo)
		.select(
			todo.status, Count("*").as_("n"), Max(todo.date).as_("latest"), Min(todo.date).as_("earliest")
		)
		.where(todo.description.like("%conf %") & todo.date.isnotnull())
		.groupby(todo.status)
		.orderby(todo.status)
	)
	rows = query.run(as_dict=True)
	assert [(row.status, row.n) for row in rows] == [("Closed", 1), ("Open", 2)]
	assert str(rows[1].earliest) == "2026-03-01"


def test_the_query_builder_joins_and_cases():
	records.skills("conf Welding", "conf Painting")
	ann = records.engineer(
		"Ann",
		skills=[{"skill": "conf Welding", "proficiency": 5}, {"skill": "conf Painting", "proficiency": 2}],
	)
	engineer, skill = DocType("Service Engineer"), DocType("Engineer Skill")
	rows = (
		frappe.qb.from_(engineer)
		.join(skill)
		.on(skill.parent == engineer.name)
		.select(
			Sum(Case().when(skill.proficiency >= 4, 1).else_(0)).as_("masters"),
			Avg(skill.proficiency).as_("mean"),
		)
		.where(engineer.name == ann.name)
		.run()
	)
	assert [(int(masters), float(mean)) for masters, mean in rows] == [(1, 3.5)]


def test_the_query_builder_plucks(todos):
	todo = DocType("ToDo")
	query = frappe.qb.from_(todo).select(todo.description).where(todo.description.isin(["conf pump one"]))
	assert query.run(pluck=True) == ["conf pump one"]
	assert query.run() in ([("conf pump one",)], (("conf pump one",),))


def test_the_query_builder_updates(todos):
	todo = DocType("ToDo")
	frappe.qb.update(todo).set(todo.status, "Cancelled").where(todo.description == "conf pump one").run()
	assert frappe.db.get_value("ToDo", {"description": "conf pump one"}, "status") == "Cancelled"


# Transactions


def test_a_savepoint_is_gone_back_to():
	records.todo("conf kept")
	frappe.db.savepoint("here")
	records.todo("conf lost")
	frappe.db.rollback(save_point="here")
	assert found({}) == ["kept"]


def test_a_savepoint_may_be_released():
	frappe.db.savepoint("here")
	records.todo("conf kept")
	frappe.db.release_savepoint("here")
	assert found({}) == ["kept"]


def test_a_rollback_goes_back_to_the_last_commit():
	records.todo("conf kept")
	frappe.db.commit()
	records.todo("conf lost")
	frappe.db.rollback()
	assert found({}) == ["kept"]


def test_callbacks_run_after_the_commit():
	called = []
	frappe.db.after_commit.add(lambda: called.append("committed"))
	assert called == []
	frappe.db.commit()
	frappe.db.commit()
	assert called == ["committed"]


def test_callbacks_are_forgotten_by_a_rollback():
	called = []
	frappe.db.after_commit.add(lambda: called.append("committed"))
	frappe.db.rollback()
	frappe.db.commit()
	assert called == []


def test_a_tree_closes_where_a_node_is_deleted():
	def ends():
		return frappe.get_all("Territory", fields=["name", "lft", "rgt"], order_by="lft", as_list=True)

	root = frappe.get_all("Territory", pluck="name", order_by="lft", limit_page_length=1)[0]
	before = ends()
	for name in ("Conf Deleted", "Conf Kept"):
		frappe.get_doc(doctype="Territory", territory_name=name, parent_territory=root).insert()
	frappe.delete_doc("Territory", "Conf Deleted")
	kept = frappe.db.get_value("Territory", "Conf Kept", ["lft", "rgt"])
	top = frappe.db.get_value("Territory", root, "rgt")
	assert (*kept, top) == (top - 2, top - 1, dict((name, rgt) for name, _lft, rgt in before)[root] + 2)
	frappe.delete_doc("Territory", "Conf Kept")
	assert ends() == before


def test_tables_are_named_as_in_the_database():
	assert {"tabUser", "tabSeries"} <= set(frappe.db.get_tables())


@pytest.mark.parametrize("text", ["it's", "back\\slash", "nul\0l", "\0"])
def test_an_escaped_value_is_itself_again(text):
	assert frappe.db.sql(f"select {frappe.db.escape(text, percent=False)}") == ((text,),)
	assert frappe.db.sql(f"select 1 where 'x' in ({frappe.db.escape(text, percent=False)}, 'x')") == ((1,),)
