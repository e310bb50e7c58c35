"""What frappe.db and the query builder answer and write, and what a rollback leaves."""

import datetime

import pytest

import frappe
from frappe.query_builder import Case, DocType
from frappe.query_builder.functions import Avg, Count, Max, Min, Sum

from tests.devsite import records
from tests.devsite.four_todos import (  # noqa: F401 (fixtures)
	found,
	made_todos,
)


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
