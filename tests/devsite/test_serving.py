"""What only devsite has: a page that says what is on the site, and scheduled jobs that are run by hand."""

import datetime

import pytest

import frappe

from tests import host

if host.ON_BENCH:
	pytest.skip("a real site has its own pages and scheduler", allow_module_level=True)

from werkzeug.test import Client

from frappe.utils import scheduler

import devsite.server
from demo.visitors import Visitor
from tests.app import factories as f
from tests.app import portal_users as p

NOON = datetime.datetime(2026, 3, 2, 12, 0)


@pytest.fixture
def ran(monkeypatch):
	"""The daily jobs that ran, by path, in place of what they do."""
	calls = []
	for path in frappe.get_hooks("scheduler_events")["daily"]:
		module, _, name = path.rpartition(".")
		monkeypatch.setattr(frappe.get_module(module), name, lambda path=path: calls.append(path))
	frappe.db.set_value("Scheduled Job Type", {"frequency": "Daily"}, "last_execution", NOON)
	frappe.db.set_value("Scheduled Job Type", {"frequency": "Cron"}, "stopped", 1)
	return calls


def test_the_page_names_doctypes_and_jobs(isolated):
	response = Client(devsite.server.Server()).get("/")
	assert response.status_code == 200
	assert "Service Ticket" in response.text and "expire_surveys" in response.text


@pytest.fixture
def server(isolated):
	"""A server on which Anna, a customer, may be looked over the shoulder; devsite's own HTTP client."""
	p.settings()
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	frappe.db.commit()
	return Client(devsite.server.Server([Visitor("Customer", p.ANNA, "/service-tickets")]))


def test_a_visitor_is_logged_in_by_one_click_and_comes_where_they_wanted(server):
	asked = server.get("/service-tickets/new")
	assert asked.status_code == 302
	page = server.get(asked.headers["Location"])
	assert page.status_code == 200 and "Customer" in page.text and 'value="/service-tickets/new"' in page.text
	entered = server.post("/login", data={"user": p.ANNA, "redirect-to": "/service-tickets/new"})
	assert (entered.status_code, entered.headers["Location"]) == (303, "/service-tickets/new")
	assert "New Ticket" in server.get("/service-tickets/new").text
	assert server.post("/login", data={"user": p.ANNA}).headers["Location"] == "/service-tickets"


@pytest.mark.parametrize(
	"elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_a_login_never_leads_to_another_site(server, elsewhere):
	entered = server.post("/login", data={"user": p.ANNA, "redirect-to": elsewhere})
	assert entered.headers["Location"] == "/service-tickets"


def test_nobody_else_is_logged_in_by_a_click(server):
	assert server.post("/login", data={"user": "Administrator"}).status_code == 403
	assert server.get("/service-tickets").status_code == 302


def test_files_of_the_public_folder_are_served_and_no_others(server):
	assert server.get("/assets/fsm_app/js/breadcrumbs.js").status_code == 200
	for path in ("/assets/fsm_app/../hooks.py", "/assets/fsm_app/%2e%2e/hooks.py", "/assets/frappe/hooks.py"):
		assert server.get(path).status_code == 404


def test_what_the_stand_in_lacks_is_said(server):
	answer = server.get("/api/method/frappe.desk.desktop.get_desktop_page")
	assert answer.status_code == 501 and "does not have this" in answer.text


@pytest.mark.parametrize("path", ["/no-such-page", "/service-tickets/../../hooks", "/.hidden", "/_private"])
def test_a_page_that_is_not_there_is_not_found(server, path):
	answer = server.get(path)
	assert answer.status_code == 404 and "<h1>" in answer.text


def test_a_daily_job_runs_once_a_day(ran):
	assert scheduler.run_due(NOON + datetime.timedelta(hours=6)) == []
	due = scheduler.run_due(NOON + datetime.timedelta(hours=13))
	assert sorted(due) == sorted(ran) == sorted(frappe.get_hooks("scheduler_events")["daily"])
	assert scheduler.run_due(NOON + datetime.timedelta(hours=14)) == []


def test_a_failing_job_is_rolled_back_and_logged(ran, monkeypatch):
	from fsm_app.feedback import survey

	def fail():
		frappe.get_doc(doctype="ToDo", description="conf lost").insert()
		raise RuntimeError("conf failure")

	monkeypatch.setattr(survey, "expire_surveys", fail)
	assert "fsm_app.feedback.survey.expire_surveys" in scheduler.run_due(NOON + datetime.timedelta(hours=13))
	assert not frappe.db.exists("ToDo", {"description": "conf lost"})
	assert frappe.db.exists("Error Log", {"method": "fsm_app.feedback.survey.expire_surveys"})
	assert frappe.db.exists("Scheduled Job Log", {"status": "Failed"})
