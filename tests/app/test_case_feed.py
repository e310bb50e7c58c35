"""An engineer reads which cases in their skills are new, and is told once a week unless they do not want to (G3)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import knowledge_duty as api
from fsm_app.knowledge.feed import NoEngineer, tell_of_new_cases
from tests.app import cases as c
from tests.app import factories as f
from tests.app import surveys as s
from tests.app.devices import queries

CASE = "Knowledge Case"
# Later than anything the site may hold.
WRITTEN = get_datetime("2028-06-05 10:00:00")
SUNDAY = get_datetime("2028-06-11 00:10:00")
CY = "cy@case.example.com"


@pytest.fixture(autouse=True)
def ids(freeze):
	freeze(WRITTEN)
	s.no_other_engineers()
	s.settings(send_case_feed=1)
	f.user(CY, "Service Engineer")
	found = c.people()
	frappe.db.set_value("Service Engineer", {"name": ["in", list(found.values())]}, "status", "Active")
	skilled(found["Bo"], "Hydraulics")
	return {**found, "Cy": f.engineer("Cy", user=CY, skills=("Electrics",)).name}


def skilled(engineer: str, *skills: str) -> None:
	document = frappe.get_doc("Service Engineer", engineer)
	document.set("skills", [{"skill": f.skill(name), "proficiency": 4} for name in skills])
	document.save()


def about(skill: str) -> dict:
	return {"skills": [{"skill": f.skill(skill)}]}


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "subject": ["like", "New cases%"]},
		pluck="subject",
		order_by="creation, name",
	)


def titles(as_user, user: str, **arguments) -> list[str]:
	with as_user(user):
		return [row["title"] for row in api.new_cases(**arguments)]


def test_one_reads_those_in_ones_skills_without_ones_own_or_all(as_user):
	c.published(as_user, title="Hose burst", **about("Hydraulics"))
	c.published(as_user, title="Fuse blown", **about("Electrics"))
	c.published(as_user, title="General advice")
	assert titles(as_user, c.BO) == ["Hose burst"]
	assert titles(as_user, CY) == ["Fuse blown"]
	assert titles(as_user, c.ANN) == []
	assert sorted(titles(as_user, c.BO, only_mine=0)) == ["Fuse blown", "General advice", "Hose burst"]
	assert titles(as_user, c.REVIEWER) == []
	assert len(titles(as_user, c.REVIEWER, only_mine=0)) == 3


def test_the_skills_of_its_offerings_count_where_a_case_names_none(as_user):
	offering = f.offering("Hydraulic Repair", skills=("Hydraulics",))
	c.published(as_user, title="Hose burst", offerings=[{"offering": offering}])
	assert titles(as_user, c.BO) == ["Hose burst"]
	assert titles(as_user, CY) == []


def test_it_shows_no_draft_nothing_retired_nothing_old_and_nothing_of_another_company(as_user, freeze):
	with as_user(c.ANN):
		c.draft(title="A draft", **about("Hydraulics"))
	retired = c.published(as_user, title="Retired", **about("Hydraulics"))
	with as_user(c.REVIEWER):
		c.act(retired.name, "Retire")
	other = c.published(as_user, title="Elsewhere", **about("Hydraulics"))
	frappe.db.set_value(CASE, other.name, "only_company", f.other_company("Other Appliances", "OA"))
	c.published(as_user, title="Old", **about("Hydraulics"))
	freeze(WRITTEN + timedelta(days=40))
	c.published(as_user, title="New", **about("Hydraulics"))
	assert titles(as_user, c.BO) == ["New"]
	assert titles(as_user, c.BO, days=60) == ["New", "Old"]
	assert tell_of_new_cases(WRITTEN + timedelta(days=41)) == 1
	assert told(c.BO) == ["New cases in your skills: New"]


def test_a_customer_reads_no_feed(as_user):
	user = f.user("customer.feed@example.com", "Customer")
	with as_user(user):
		for call in (api.new_cases, api.my_duty):
			with pytest.raises(frappe.PermissionError):
				call()
	with as_user("Guest"), pytest.raises(frappe.PermissionError):
		api.new_cases()


def test_one_is_told_once_a_week_of_what_came_since(as_user, freeze):
	c.published(as_user, title="Hose burst", **about("Hydraulics"))
	assert tell_of_new_cases(SUNDAY) == 1
	assert tell_of_new_cases(SUNDAY) == 0
	assert told(c.BO) == ["New cases in your skills: Hose burst"]
	assert told(CY) == told(c.ANN) == []
	assert tell_of_new_cases(SUNDAY + timedelta(days=7)) == 0
	freeze(SUNDAY + timedelta(days=8))
	for number in range(5):
		c.published(as_user, title=f"Leak {number}", **about("Hydraulics"))
	assert tell_of_new_cases(SUNDAY + timedelta(days=14)) == 1
	assert told(c.BO)[-1].endswith("and 2 more")


def test_one_may_switch_it_off_and_on_again(as_user):
	c.published(as_user, title="Hose burst", **about("Hydraulics"))
	with as_user(c.BO):
		assert api.my_duty()["weekly"]
		api.choose_weekly(0)
		assert not api.my_duty()["weekly"]
		own = frappe.get_list("Knowledge Reader", pluck="engineer")
	with as_user(CY):
		assert frappe.get_list("Knowledge Reader", pluck="engineer") == []
	assert len(own) == 1
	assert tell_of_new_cases(SUNDAY) == 0
	with as_user(c.BO):
		api.choose_weekly(1)
	assert tell_of_new_cases(SUNDAY) == 1
	with as_user(c.REVIEWER), pytest.raises(NoEngineer):
		api.choose_weekly(0)


def test_nobody_is_told_where_the_administrator_switched_it_off(as_user):
	c.published(as_user, title="Hose burst", **about("Hydraulics"))
	s.settings(send_case_feed=0)
	assert tell_of_new_cases(SUNDAY) == 0


def test_one_that_fails_keeps_no_other_waiting(as_user, monkeypatch, ids):
	from fsm_app.knowledge import feed

	skilled(ids["Cy"], "Hydraulics")
	c.published(as_user, title="Hose burst", **about("Hydraulics"))
	tell = feed._tell

	def fail_for_one(engineer, *arguments):
		if engineer.user == c.BO:
			raise ValueError("a broken record")
		tell(engineer, *arguments)

	monkeypatch.setattr(feed, "_tell", fail_for_one)
	assert tell_of_new_cases(SUNDAY) == 1
	assert len(told(CY)) == 1


def test_more_cases_and_engineers_cost_no_more_queries(as_user, monkeypatch):
	c.published(as_user, title="Leak", **about("Hydraulics"))
	with as_user(c.BO):
		api.new_cases()  # what is cached from here on
		few = queries(monkeypatch, api.new_cases)
	for number in range(4):
		c.published(as_user, title=f"Leak {number}", **about("Hydraulics"))
	with as_user(c.BO):
		assert queries(monkeypatch, api.new_cases) == few > 0
