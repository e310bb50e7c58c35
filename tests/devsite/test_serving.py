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
