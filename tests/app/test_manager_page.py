"""The manager's page: the day, breaches, who is where, what waits for a decision, each with one tap to its document (N2)."""

import re
from urllib.parse import unquote_plus

import pytest

import frappe
from frappe.utils import formatdate

from fsm_app.api import manager_page as api
from fsm_app.manager_page import decisions, today
from fsm_app.manager_page.decisions import WAITING
from tests.app import customer_pages as c
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.tickets import act, walk

MANAGER = "manager@manager-page.example"


@pytest.fixture
def engineer(freeze):
	freeze(c.NOW)
	d.only_these_engineers()
	d.profile()
	f.user(MANAGER, "Service Manager")
	return c.fitter("Fitting One", user=f.user("fitter@manager-page.example", "Service Engineer"))


def page(rest, user: str = MANAGER, expected: int = 200) -> str:
	answer = rest.login(user).get("/service-manager")
	assert answer.status_code == expected, answer.text[-1500:]
	return re.search(r'<div class="portal manager">.*', answer.text, re.S)[0]


def test_it_shows_breaches_people_and_decisions_with_a_link_to_each(engineer, rest, freeze):
	late = f.ticket(subject="Nobody answers <b>")
	busy = walk(f.ticket(subject="Being mended"), "Triage", "Dispatch", "Accept", "Arrive")
	complaint = frappe.get_doc(
		{
			"doctype": "Service Complaint",
			"ticket": late.name,
			"customer": late.customer,
			"company": late.company,
			"description": "Too slow",
			"category": "Delay",
		}
	).insert(ignore_permissions=True)
	freeze("2026-03-02 15:00:00")
	shown = page(rest)
	assert "Too late" in shown and f'href="/app/service-ticket/{late.name}"' in shown
	assert "Nobody answers ‹b›" in shown and "<b>" not in shown
	assert f'href="/app/service-ticket/{busy.name}"' in shown and "On site since" in shown
	assert "New complaints (1)" in shown and f'href="/app/service-complaint/{complaint.name}"' in shown
	assert re.search(r"<strong>\d+</strong> <span>Open</span>", shown)


def test_the_figures_lead_to_lists_of_the_same_rows(engineer, as_user, freeze):
	f.ticket()
	act(f.ticket(), "Triage")
	walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive")
	with as_user(MANAGER):
		day = api.today()
		for row in day["figures"]:
			listed = frappe.get_list("Service Ticket", filters=row["filters"], limit_page_length=0)
			assert len(listed) == row["value"], row["label"]
		for kind in day["decisions"]:
			assert len(frappe.get_list(kind["doctype"], filters=kind["filters"])) == kind["count"]
	values = {row["label"]: row["value"] for row in day["figures"]}
	assert values["Opened today"] == 3 and values["Nobody has it yet"] == 2


def test_who_is_where(engineer, as_user, freeze):
	ticket = walk(f.ticket(**d.appointment("10:00", "11:00")), "Triage", "Dispatch", "Accept")
	away = f.engineer("Away Two", status="On Leave")

	def people() -> dict:
		with as_user(MANAGER):
			rows = today.who_is_where()
		return {row["name"]: (row["status"], row["ticket"]) for row in rows}

	assert people() == {engineer.name: ("Free", None), away.name: ("On Leave", None)}
	freeze("2026-03-03 08:00:00")
	assert people()[engineer.name] == ("Planned", ticket.name)
	act(ticket, "Travel")
	assert people()[engineer.name] == ("Travelling", ticket.name)
	act(ticket, "Arrive")
	assert people()[engineer.name] == ("On Site", ticket.name)
	with as_user(MANAGER):
		assert today.visits_today() == {"planned": 0, "under_way": 1, "ended": 0}


def test_who_has_no_visit_stands_behind_one_line_where_they_are_many(engineer, rest):
	assert "<details open>" in page(rest)
	for number in range(5):
		f.engineer(f"Folded {number}")
	assert re.search(r"<details>\s*<summary>Free \(\d+\)</summary>", page(rest))


def test_a_day_plan_is_named_by_its_day_as_dates_are_written_there(engineer, as_user):
	plan = f.make("Day Plan", company=f.company(), plan_date="2026-03-05")
	plan.db_set("state", "Proposed")
	with as_user(MANAGER):
		said = [
			row["says"] for kind in decisions.decisions() for row in kind["rows"] if row["name"] == plan.name
		]
	assert said == [formatdate("2026-03-05")]


def test_what_is_late_and_what_soon_will_be(engineer, as_user, freeze):
	ticket = f.ticket()  # responded to within an hour, solved within four, from 10 on
	with as_user(MANAGER):
		freeze("2026-03-02 10:30:00")
		found = today.breaches()
		assert found["late"] == [] and [row["metric"] for row in found["soon"]] == ["First Response"]
		freeze("2026-03-02 11:30:00")
		found = today.breaches()
		assert [(row["ticket"], row["metric"]) for row in found["late"]] == [(ticket.name, "First Response")]


def test_nobody_else_sees_it(engineer, rest):
	for role in ("Service Engineer", "Service Dispatcher", "Customer"):
		user = f.user(f"{role.split()[-1].lower()}-outside@manager-page.example", role)
		assert "for service managers" in page(rest, user, 403)
		answer = rest.login(user).get("/api/method/fsm_app.api.manager_page.today")
		assert answer.status_code == 403
	answer = rest.get("/service-manager")
	assert answer.status_code == 302 and answer.headers["Location"].endswith("redirect-to=%2Fservice-manager")
	assert rest.get("/api/method/fsm_app.api.manager_page.today").status_code == 403


def test_a_manager_of_another_company_sees_nothing_of_this_one(engineer, rest, freeze):
	ticket = walk(f.ticket(subject="Internal matter"), "Triage", "Dispatch", "Accept", "Arrive")
	user = f.user("elsewhere@manager-page.example", "Service Manager")
	frappe.get_doc(
		{
			"doctype": "User Permission",
			"user": user,
			"allow": "Company",
			"for_value": f.other_company("Managed Elsewhere", "ME"),
		}
	).insert(ignore_permissions=True)
	freeze("2026-03-02 15:00:00")
	shown = page(rest, user)
	assert ticket.name not in shown and "Internal matter" not in shown and "Fitting One" not in shown
	assert ticket.customer not in shown
	assert set(re.findall(r"<strong>(\d+)</strong> <span>", shown)) == {"0"}


def test_each_kind_of_decision_is_one_that_exists(engineer):
	labels = decisions._labels()
	for kind in WAITING:
		meta = frappe.get_meta(kind.doctype)
		options = meta.get_field(kind.field).options.split("\n")
		assert set(kind.values) <= set(options) and meta.has_field(kind.says) and labels[kind.doctype]


def test_the_number_of_queries_does_not_grow_with_the_day(engineer, as_user, monkeypatch):
	def asked() -> int:
		with as_user(MANAGER):
			api.today()
			return queries(monkeypatch, api.today)

	walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive")
	f.ticket()
	few = asked()
	for number in range(6):
		f.ticket(subject=f"Another {number}")
		d.visit(f.engineer(f"Visitor {number}"), "2026-03-02 13:00:00", "2026-03-02 14:00:00")
	assert asked() <= few


def test_the_lists_keep_their_filters_in_the_address():
	from fsm_app.www.service_manager import listed

	address = listed("Service Ticket", {"stage": ["in", ["Done"]]})
	assert unquote_plus(address) == '/app/service-ticket?stage=["in", ["Done"]]'
