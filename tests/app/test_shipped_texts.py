"""What the app ships is shown in the reader's language: names in links, steps, charts and the report (Q3)."""

import json
from pathlib import Path

import pytest

import frappe

import fsm_app
from fsm_app.api import open_tickets_chart
from fsm_app.intake.portal import tickets as portal_tickets
from tests import host
from tests.app import factories as f
from tests.app import portal_users as p

APP = Path(fsm_app.__file__).parent
# Their names are looked up nowhere by people, or are the user's own.
NOT_NAMED_BY_PEOPLE = {"Exam Question", "Kanban Board", "List Filter"}


def test_doctypes_of_shipped_records_have_translated_names():
	shipped = {
		json.loads(path.read_text(encoding="utf-8"))[0]["doctype"]
		for path in (APP / "shipped").glob("*.json")
	}
	for path in APP.glob("*/doctype/*/*.json"):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		if doctype.get("name") in shipped - NOT_NAMED_BY_PEOPLE:
			assert doctype.get("translated_doctype"), doctype["name"]


@pytest.fixture
def chinese():
	before = frappe.local.lang
	frappe.local.lang = "zh"
	yield
	frappe.local.lang = before


def charted(chart: str) -> dict:
	data = open_tickets_chart.get(chart)
	return dict(zip(data["labels"], data["datasets"][0]["values"], strict=True)) if data else {}


def test_the_charts_count_open_tickets_by_the_users_words(as_user):
	stage = "Open Service Tickets by Stage"
	before = charted(stage)
	f.ticket()
	f.ticket()
	after = charted(stage)
	assert after["Received"] == before.get("Received", 0) + 2
	frappe.db.set_value("Service Ticket", f.ticket().name, "stage", "Closed")
	assert charted(stage) == after
	assert sum(charted("Open Service Tickets by Priority").values()) == sum(after.values())


def test_the_charts_show_only_what_one_may_see(as_user):
	f.ticket()
	f.user("blind@example.com", "Service Engineer")
	with as_user("blind@example.com"):
		assert charted("Open Service Tickets by Stage") == {}
	f.user("stranger@example.com")
	with as_user("stranger@example.com"), pytest.raises(frappe.PermissionError):
		open_tickets_chart.get("Open Service Tickets by Stage")


def test_another_chart_is_refused():
	with pytest.raises(frappe.ValidationError):
		open_tickets_chart.get("Sales")


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite does not translate")
class TestInChinese:
	def test_chart(self, chinese):
		f.ticket()
		assert "已收到" in charted("Open Service Tickets by Stage")
		assert "中" in charted("Open Service Tickets by Priority")

	def test_report_names_the_service_and_the_steps(self, chinese):
		ticket = f.ticket(offering="Documented Repair")
		html = frappe.get_print("Service Ticket", ticket.name, print_format="Service Report")
		assert "规范留痕维修" in html and "Documented Repair" not in html
		assert "做好现场安全防护" in html and "Secure the workplace" not in html

	def test_portal_describes_the_offerings(self, chinese, as_user):
		p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
		described = p.offering("Help by Plan")
		frappe.db.set_value("Service Offering", described, "description", "Done within 7 days.")
		with as_user(p.ANNA):
			offerings = {row["name"]: row["description"] for row in portal_tickets.choices()["offerings"]}
		assert offerings[described] == "7 天内完成。"
