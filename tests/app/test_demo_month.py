"""The month of the demo in an empty company of a site: loaded, and taken away without a trace (C2)."""

from datetime import datetime

import pytest

import frappe
from frappe.utils import now_datetime

from fsm_app.common import clock
from fsm_app.demo_month import company as made_up
from fsm_app.demo_month import record, sample_day
from fsm_app.demo_month.clearing import clear
from fsm_app.demo_month.closing import Aftermath
from fsm_app.demo_month.loading import PREFIX, load
from fsm_app.demo_month.month import Month
from fsm_app.demo_month.record import DOMAIN, PLANNER, DemoRefused
from fsm_app.engine import stages
from tests.app import factories as f
from tests.app.tickets import walk

COMPANY = "Demo Month Works"
FEW, ENGINEERS = 10, 6


@pytest.fixture
def company(isolated, monkeypatch) -> str:
	"""An empty company; the demo brings few people and customers."""
	monkeypatch.setattr(made_up, "CUSTOMERS", {"Household": 8, "Hotel": 4})
	monkeypatch.setattr(sample_day, "ENGINEERS", 2)
	monkeypatch.setattr(sample_day, "UNPLANNED", 2)
	return f.other_company(COMPANY, "DMW")


def everything() -> dict[str, list[str]]:
	"""All rows of the site, by doctype."""
	found = {
		doctype: frappe.get_all(doctype, fields=["*"], order_by="name", as_list=True, limit_page_length=0)
		for doctype in [*record.stored_doctypes(), "Company"]
	}
	found["Singles"] = frappe.db.sql("select * from `tabSingles` order by 1, 2")
	found["Series"] = sorted(record.series().items())
	return {doctype: sorted(map(repr, rows)) for doctype, rows in found.items()}


def changed(before: dict, after: dict) -> dict[str, tuple[list[str], list[str]]]:
	"""By doctype the rows that are gone and those that have come."""
	return {
		doctype: (
			sorted(set(before[doctype]) - set(after[doctype])),
			sorted(set(after[doctype]) - set(before[doctype])),
		)
		for doctype in before
		if before[doctype] != after[doctype]
	}


def test_the_month_comes_and_goes_and_all_else_stays_as_it_is(company):
	other = f.ticket()
	shares = []
	before = everything()
	load(company, FEW, progress=shares.append, engineers=ENGINEERS)
	loaded = everything()
	assert shares == sorted(shares) and shares[-1] == 1.0
	the_company_has_a_month_behind_it_and_work_today(company)
	nobody_was_told_and_only_the_tree_of_regions_has_moved(changed(before, loaded))
	_somebody_looks_around(company)
	assert clear() == company
	assert changed(before, everything()) == {}
	assert frappe.db.exists(stages.TICKET, other.name)
	with pytest.raises(DemoRefused, match="No demo is loaded"):
		clear()


def the_company_has_a_month_behind_it_and_work_today(company: str) -> None:
	of_company = {"company": company}
	assert frappe.db.count(stages.TICKET, {**of_company, "stage": stages.CLOSED}) > FEW / 2
	assert frappe.db.count("Performance Cycle", {**of_company, "status": "Closed"}) == 1
	at_work = {**of_company, "at_work": ["!=", "Away"]}
	assert (
		frappe.db.count("Appraisal Review", of_company)
		== frappe.db.count("Performance Appraisal", at_work)
		> 0
	)
	assert sample_day.is_there(company, now_datetime().date())
	late = {"next_action_at": ["<", now_datetime()], **of_company}
	assert frappe.db.count("SLA Clock", late) == 0, "the scheduler would tell of what was missed in October"
	assert frappe.db.get_value("User", PLANNER, "enabled") == 0
	assert frappe.db.get_value("User", f"engineer01{DOMAIN}", "enabled") == 1
	assert all(
		name.startswith(PREFIX) for name in frappe.get_all("Customer", {"owner": PLANNER}, pluck="name")
	)


def nobody_was_told_and_only_the_tree_of_regions_has_moved(changes: dict) -> None:
	gone = {doctype: rows for doctype, (rows, _come) in changes.items() if rows}
	assert set(gone) <= {"Territory", "Series"}
	assert len(gone.get("Territory", ())) <= 1
	told = {"Notification Log", "Email Queue", "Webhook Delivery"} & set(changes)
	assert not told, [changes[doctype] for doctype in told]


def _somebody_looks_around(company: str) -> None:
	"""The administrator works on a ticket of the demo; what comes of it belongs to the demo."""
	name = frappe.get_all(stages.TICKET, {"company": company, "stage": stages.RECEIVED}, pluck="name")[0]
	ticket = frappe.get_doc(stages.TICKET, name)
	ticket.subject = "Seen by the administrator"
	ticket.save()
	ticket.add_comment("Comment", "Looked at")
	copy = frappe.copy_doc(ticket)
	copy.insert()
	assert copy.owner == "Administrator"


def test_the_day_begins_without_what_the_month_left_undone(isolated, freeze):
	freeze("2026-03-02 10:00:00")
	dispatcher = f.user("dispatcher@demo-month.example", "Service Dispatcher")
	f.engineer("Left On Site", user=f.user("on-site@demo-month.example", "Service Engineer"))
	on_site = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive")
	nobodys = f.ticket()
	freeze("2026-03-30 10:00:00")
	new = f.ticket()
	company = made_up.Company(f.company(), dispatchers=[dispatcher])
	sample_day.finish_what_is_left(company, clock.now().date())
	assert (
		stage(on_site) == stages.DONE and stage(nobodys) == stages.CANCELLED and stage(new) == stages.RECEIVED
	)
	assert frappe.get_last_doc("Service Visit", {"ticket": on_site.name}).ended_at < datetime(2026, 3, 4)


def stage(ticket) -> str:
	return frappe.db.get_value(stages.TICKET, ticket.name, "stage")


def test_a_company_with_documents_is_refused_and_nothing_is_made(company):
	f.make("Service Team", team_name="Demo Month Team", company=company)
	before = everything()
	with pytest.raises(DemoRefused, match="Demo Month Works is not empty: 1 x Service Team"):
		load(company, FEW)
	assert changed(before, everything()) == {}


def test_a_company_that_is_not_there_is_refused(company):
	with pytest.raises(DemoRefused, match="There is no company Nowhere"):
		load("Nowhere", FEW)


def test_what_fails_half_way_leaves_nothing(company, monkeypatch):
	def fail(self, progress):
		raise RuntimeError("the month is not played")

	monkeypatch.setattr(Month, "run", fail)
	before = everything()
	with pytest.raises(RuntimeError):
		load(company, 1, engineers=ENGINEERS)
	assert changed(before, everything()) == {}
	assert frappe.session.user == "Administrator" and not frappe.flags.fsm_nobody_is_told


def test_what_others_do_with_it_meanwhile_is_theirs(company, monkeypatch):
	monkeypatch.setattr(Month, "run", lambda self, progress: None)
	monkeypatch.setattr(Aftermath, "run", lambda self: None)
	load(company, 1, engineers=ENGINEERS)
	assert abs((clock.now() - now_datetime()).total_seconds()) < 60
	with pytest.raises(DemoRefused, match="The demo is loaded in Demo Month Works"):
		load(f.company(), 1)
	customer = frappe.get_all("Customer", {"owner": PLANNER}, pluck="name", limit=1)[0]
	ticket = f.ticket(customer=customer)
	with pytest.raises(DemoRefused, match=f"Service Ticket {ticket.name} is not of the demo"):
		clear()
	assert frappe.db.exists("Customer", customer)
	frappe.delete_doc(stages.TICKET, ticket.name, force=True)
	later = f.ticket()
	clear()
	assert not frappe.db.exists("Customer", customer)
	assert f.ticket().name > later.name, "a number was given twice"
