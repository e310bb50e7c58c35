"""A complaint about a ticket is handled by somebody else to a result, and complaints are a figure (C6)."""

import json

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.api.service_complaint import complaint_rate as card
from fsm_app.feedback.complaints import ComplaintError, HandlesOwnComplaint, complaint_rate
from fsm_app.performance.kpi_query import figures
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import walk

ENGINEER, DISPATCHER, MANAGER, AUDITOR = (
	f"{name}@example.com" for name in ("engineer", "dispatcher", "manager", "auditor")
)
# Later than anything the site may hold.
NOW = get_datetime("2028-06-05 10:00:00")


@pytest.fixture(autouse=True)
def people(freeze):
	freeze(NOW)
	f.user(ENGINEER, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(MANAGER, "Service Manager")
	f.user(AUDITOR, "Service Auditor")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


@pytest.fixture
def engineer():
	return f.engineer("First", user=ENGINEER)


@pytest.fixture
def ticket(engineer):
	return walk(f.ticket(opened_at=NOW), "Triage", "Dispatch")


def complaint(ticket, **values):
	values = {"category": "Delay", "description": "Nobody came", **values}
	return frappe.get_doc({"doctype": "Service Complaint", "ticket": ticket.name, **values}).insert()


def test_a_complaint_knows_whose_ticket_it_is_about(ticket, engineer):
	made = complaint(ticket)
	assert (made.customer, made.company, made.engineer) == (ticket.customer, ticket.company, engineer.name)
	assert (made.state, made.severity, made.received_at) == ("Open", "Medium", NOW)
	assert made.name.startswith("SC-")


def test_customer_and_company_are_the_tickets_whatever_was_sent(ticket):
	other = f.customer("Another Customer")
	made = complaint(ticket, customer=other, resolved_at="2020-01-01 00:00:00")
	assert (made.customer, made.resolved_at) == (ticket.customer, None)
	made.customer = other
	made.save()
	assert made.customer == ticket.customer


def test_a_complaint_stands_among_the_tickets_connections():
	path = frappe.get_app_path("fsm_app", "service_desk", "doctype", "service_ticket", "service_ticket.json")
	with open(path, encoding="utf-8") as file:
		links = json.load(file)["links"]
	assert ("Service Complaint", "ticket") in [(row["link_doctype"], row["link_fieldname"]) for row in links]


def test_a_complaint_is_handled_to_its_result(ticket, as_user, freeze):
	made = complaint(ticket)
	with as_user(DISPATCHER):
		made.state = "In Progress"
		made.save()
		assert (made.handler, made.started_at) == (DISPATCHER, NOW)
		later = freeze("2028-06-06 09:00:00")
		made.update({"state": "Resolved", "handling": "Called the customer", "result": "Visit on Tuesday"})
		made.save()
	assert (made.started_at, made.resolved_at, made.rejected_at) == (NOW, later, None)


def test_a_complaint_taken_up_again_is_not_resolved_any_more(ticket, freeze):
	made = complaint(ticket, state="Resolved", handling="Talked", result="Agreed")
	later = freeze("2028-06-06 09:00:00")
	made.update({"state": "In Progress"})
	made.save()
	assert (made.started_at, made.resolved_at) == (NOW, None)
	made.update({"state": "Rejected", "result": "It was another firm's engineer"})
	made.save()
	assert (made.rejected_at, made.resolved_at) == (later, None)


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"state": "Resolved"}, "Handling"),
		({"state": "Resolved", "handling": "Talked"}, "Result"),
		({"state": "Resolved", "handling": "  ", "result": "Agreed"}, "Handling"),
		({"state": "Rejected"}, "Result"),
	],
)
def test_a_complaint_is_not_ended_without_saying_how(ticket, values, words):
	made = complaint(ticket)
	made.update(values)
	with pytest.raises(ComplaintError, match=words):
		made.save()
	stored = frappe.get_doc("Service Complaint", made.name)
	assert (stored.state, stored.resolved_at, stored.handler) == ("Open", None, None)


@pytest.mark.parametrize(
	("values", "error", "words"),
	[
		({"ticket": "ST-0000-00000"}, frappe.LinkValidationError, "ST-0000-00000"),
		({"ticket": None}, frappe.MandatoryError, "ticket"),
		({"description": None}, frappe.MandatoryError, "description"),
		({"category": "Weather"}, frappe.ValidationError, "Category"),
		({"category": None}, frappe.MandatoryError, "category"),
		({"severity": "Deadly"}, frappe.ValidationError, "Severity"),
		({"state": "Forgotten"}, frappe.ValidationError, "State"),
		({"received_at": "2028-06-07 10:00:00"}, ComplaintError, "Received At"),
		({"engineer": "SE-99999"}, frappe.LinkValidationError, "SE-99999"),
		({"handler": "nobody@example.com"}, frappe.LinkValidationError, "nobody@example.com"),
	],
)
def test_bad_input_is_refused_by_name(ticket, values, error, words):
	values = {"ticket": ticket.name, "category": "Delay", "description": "Nobody came", **values}
	refused(error, "Service Complaint", words, **values)


def test_a_complaint_stays_with_its_ticket(ticket):
	made = complaint(ticket)
	made.ticket = f.ticket().name
	with pytest.raises(frappe.ValidationError):
		made.save()
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Service Ticket", ticket.name)


def test_an_engineer_does_not_handle_a_complaint_about_their_own_work(ticket):
	made = complaint(ticket)
	made.handler = ENGINEER
	with pytest.raises(HandlesOwnComplaint, match="Handler"):
		made.save()
	refused(
		HandlesOwnComplaint, "Service Complaint", "Handler", ticket=ticket.name, category="Attitude",
		description="Rude", handler=ENGINEER,
	)  # fmt: skip


def test_an_engineer_who_also_dispatches_cannot_touch_the_complaint_about_their_own_work(ticket, as_user):
	frappe.get_doc("User", ENGINEER).add_roles("Service Dispatcher")
	other = f.engineer("Second")
	with as_user(ENGINEER):
		made = complaint(ticket)
		for values in ({"state": "In Progress", "handler": MANAGER}, {"engineer": other.name}):
			mine = frappe.get_doc("Service Complaint", made.name)
			mine.update(values)
			with pytest.raises(HandlesOwnComplaint):
				mine.save()
	frappe.get_doc("User", ENGINEER).add_roles("Service Manager")
	with as_user(ENGINEER), pytest.raises(HandlesOwnComplaint):
		frappe.delete_doc("Service Complaint", made.name)
	with as_user(DISPATCHER):
		made.reload()
		made.update({"state": "In Progress"})
		made.save()


def test_engineers_do_not_see_complaints_and_auditors_only_read(ticket, as_user):
	made = complaint(ticket)
	with as_user(ENGINEER):
		assert not frappe.has_permission("Service Complaint", "read", made.name)
		with pytest.raises(frappe.PermissionError):
			frappe.get_list("Service Complaint")
		with pytest.raises(frappe.PermissionError):
			complaint(ticket)
		with pytest.raises(frappe.PermissionError):
			card()
	with as_user(AUDITOR):
		assert made.name in frappe.get_list("Service Complaint", pluck="name")
		document = frappe.get_doc("Service Complaint", made.name)
		document.severity = "High"
		with pytest.raises(frappe.PermissionError):
			document.save()
	for user in (DISPATCHER, MANAGER):
		with as_user(user):
			assert complaint(ticket).owner == user
	with as_user(DISPATCHER), pytest.raises(frappe.PermissionError):
		frappe.delete_doc("Service Complaint", made.name)


def test_nobody_complains_about_a_ticket_that_they_may_not_see(ticket, as_user):
	other = f.other_company("Other Firm", "OFX")
	f.make("User Permission", user=DISPATCHER, allow="Company", for_value=other, apply_to_all_doctypes=1)
	with as_user(DISPATCHER), pytest.raises(frappe.PermissionError):
		complaint(ticket)
	assert not frappe.db.exists("Service Complaint", {"ticket": ticket.name})


def test_rest_shows_and_takes_complaints_as_the_desk_does(ticket, rest):
	values = {"ticket": ticket.name, "category": "Price", "description": "Too dear"}
	answer = rest.login(DISPATCHER).post("/api/resource/Service Complaint", json=values)
	assert answer.status_code == 200 and answer.json["data"]["customer"] == ticket.customer
	name = answer.json["data"]["name"]
	assert rest.login(AUDITOR).get(f"/api/resource/Service Complaint/{name}").status_code == 200
	assert rest.login(ENGINEER).get(f"/api/resource/Service Complaint/{name}").status_code == 403


def test_the_complaint_rate_is_the_share_of_complaints_in_the_months_tickets(ticket, as_user):
	for _number in range(3):
		f.ticket(opened_at=NOW)
	complaint(ticket)
	complaint(ticket, state="Rejected", result="Unfounded")
	month = (get_datetime("2028-06-01"), get_datetime("2028-07-01"))
	assert complaint_rate(*month) == 25
	assert complaint_rate(get_datetime("2031-01-01"), get_datetime("2031-02-01")) is None
	with as_user(MANAGER):
		assert card()["value"] == 25


def test_the_shipped_kpi_counts_an_engineers_complaints_of_the_month(ticket, engineer):
	for _number in range(2):
		complaint(ticket)
	complaint(ticket, state="Rejected", result="Unfounded")
	complaint(ticket, received_at="2028-05-31 23:59:59")
	kpi = frappe.get_doc("KPI Definition", "Complaint Rate")
	found = figures(kpi, getdate("2028-06-01"), getdate("2028-06-30"))
	assert found[engineer.name].value == 2
	scores = [row.score for row in kpi.curve]
	assert scores == sorted(scores, reverse=True)
	scheme = frappe.get_doc("KPI Scheme", "Standard Scheme")
	assert kpi.name not in [row.kpi for row in scheme.items]
