"""What the fixtures of this suite promise, on both hosts: see tests/conftest.py."""

import pytest

import frappe

from fsm_app.common import clock
from tests.devsite import records


def left_behind() -> list[str]:
	return frappe.get_all("ToDo", {"description": ["like", "%conf left%"]}, pluck="name")


def note_the_time() -> None:
	"""A job: writes down what time the app believes it is."""
	records.todo(f"conf left {clock.now()}")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_nothing_is_left_by_another_test(turn):
	assert left_behind() == []
	records.todo(f"conf left {turn}")
	frappe.db.commit()
	records.todo(f"conf left {turn} uncommitted")


@pytest.mark.commits
def test_a_marked_test_commits():
	todo = records.todo("conf left for good")
	frappe.db.commit()
	frappe.db.rollback()
	assert left_behind() == [todo.name]
	# not todo.delete(), which leaves traces of its own
	frappe.db.delete("ToDo", {"name": todo.name})
	frappe.db.commit()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_user_is_the_administrator_again(turn):
	assert frappe.session.user == "Administrator"
	frappe.set_user("Guest")


def test_acting_as_a_user_ends(as_user):
	with as_user("Guest"):
		assert frappe.session.user == "Guest"
	assert frappe.session.user == "Administrator"


@pytest.mark.parametrize("turn", ["first", "second"])
def test_flags_are_put_back(turn):
	assert not frappe.flags.conf_flag
	frappe.flags.conf_flag = turn


def test_the_clock_stands_still_and_moves(freeze):
	freeze("2026-03-02 08:30:00")
	assert str(clock.now()) == "2026-03-02 08:30:00"
	later = freeze("2026-03-02 10:00:00")
	assert clock.now() == later


def test_the_clock_is_free_without_freeze():
	assert clock.now().year >= frappe.utils.now_datetime().year


def test_a_job_has_the_tests_clock(freeze, jobs):
	freeze("2026-03-02 08:30:00")
	frappe.enqueue(note_the_time, enqueue_after_commit=True)
	frappe.db.commit()
	(name,) = left_behind()
	assert "2026-03-02 08:30:00" in frappe.db.get_value("ToDo", name, "description")


def test_a_request_sees_the_test_and_the_test_sees_the_request(rest):
	todo = records.todo("conf left for the request")
	client = rest.login("Administrator")
	data = client.get(f"/api/resource/ToDo/{todo.name}").json["data"]
	assert data["name"] == todo.name
	client.put(f"/api/resource/ToDo/{todo.name}", {"priority": "High"})
	assert left_behind() == [todo.name]
	assert frappe.db.get_value("ToDo", todo.name, "priority") == "High"
	assert frappe.session.user == "Administrator"
	todo.reload()
	assert todo.priority == "High"


def test_a_refused_request_keeps_what_the_test_did(rest):
	todo = records.todo("conf left before")
	assert rest.get("/api/resource/ToDo").status_code == 403
	assert rest.post("/api/resource/ToDo", {"description": "conf left by a guest"}).status_code == 403
	assert left_behind() == [todo.name]
