"""A ticket out of ERPNext's Issue or Warranty Claim, with one click (C2)."""

from datetime import datetime

import pytest

import frappe
from frappe.utils import get_datetime, nowdate

from fsm_app.api import erpnext_requests as api
from fsm_app.engine.stages import TICKET
from fsm_app.intake import erpnext_requests, ticket_opening
from fsm_app.service_desk.ticket_caller import caller_of
from tests import host
from tests.app import factories as f

DISPATCHER, COLLEAGUE, OUTSIDER = "dispatcher@example.com", "colleague@example.com", "outsider@example.com"
READERS = ("Service Dispatcher", "Support Team", "Maintenance User")


@pytest.fixture(autouse=True)
def desk():
	"""Two dispatchers who read ERPNext's requests, one who does not, and a default offering."""
	settings = frappe.get_doc("Field Service Settings")
	settings.update({"default_company": f.company(), "default_offering": f.offering()})
	settings.save()
	f.user(DISPATCHER, *READERS)
	f.user(COLLEAGUE, *READERS)
	f.user(OUTSIDER, "Service Dispatcher")


def contact(customer: str) -> str:
	return (
		frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Asking",
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		)
		.insert()
		.name
	)


def issue(**values):
	return frappe.get_doc(
		{
			"doctype": "Issue",
			"subject": "Pump leaks",
			"description": "<p>Since <b>Monday</b></p>",
			"raised_by": "asking@example.com",
			"customer": f.customer(),
			"company": f.company(),
			"opening_date": "2026-03-02",
			"opening_time": "10:30:00",
			**values,
		}
	).insert()


def claim(**values):
	return frappe.get_doc(
		{
			"doctype": "Warranty Claim",
			"naming_series": "SER-WRN-.YYYY.-",
			"complaint": "<div><p>Does not start</p><p>Red lamp</p></div>",
			"complaint_date": "2026-03-02",
			"customer": f.customer(),
			"company": f.company(),
			"complaint_raised_by": "The operator",
			"contact_mobile": "13812345678",
			"contact_email": "asking@example.com",
			**values,
		}
	).insert()


def attach(document, name: str, private: int = 1) -> None:
	frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"is_private": private,
			"attached_to_doctype": document.doctype,
			"attached_to_name": document.name,
			"content": f"content of {name}",
		}
	).insert()


def files(doctype: str, name: str) -> list:
	return frappe.get_all(
		"File",
		filters={"attached_to_doctype": doctype, "attached_to_name": name},
		fields=["name", "file_name", "file_url", "is_private"],
		order_by="file_name",
	)


def test_an_issue_becomes_a_ticket_that_names_it(as_user):
	person = contact(f.customer())
	document = issue(contact=person)
	with as_user(DISPATCHER):
		told = api.open_ticket("Issue", document.name)
	ticket = frappe.get_doc(TICKET, told["name"])
	assert (ticket.source, ticket.issue, ticket.client_key) == (
		"ERPNext Issue",
		document.name,
		f"issue:{document.name}",
	)
	assert (ticket.subject, ticket.customer, ticket.company) == ("Pump leaks", f.customer(), f.company())
	assert (caller_of(ticket).contact, caller_of(ticket).contact_email) == (person, "asking@example.com")
	assert "<b>Monday</b>" in ticket.description
	assert get_datetime(ticket.opened_at) == datetime(2026, 3, 2, 10, 30)


def test_a_warranty_claim_becomes_a_ticket_with_its_device(as_user):
	item = f.make(
		"Item", name="Test Pump", item_code="Test Pump", item_group="All Item Groups", stock_uom="Nos"
	).name
	serial_no = f.make(
		"Serial No", name="SN-CLAIM", serial_no="SN-CLAIM", item_code=item, company=f.company()
	)
	document = claim(serial_no=serial_no.name, item_code=item, territory=f.territory("North"))
	with as_user(DISPATCHER):
		told = api.open_ticket("Warranty Claim", document.name)
	ticket = frappe.get_doc(TICKET, told["name"])
	assert (ticket.source, ticket.warranty_claim) == ("Warranty Claim", document.name)
	assert (ticket.subject, ticket.serial_no, ticket.item_code) == ("Does not start", "SN-CLAIM", item)
	assert (ticket.region, caller_of(ticket).reported_by) == ("North", "The operator")
	assert (caller_of(ticket).contact_phone, caller_of(ticket).contact_email) == (
		"13812345678",
		"asking@example.com",
	)
	assert get_datetime(ticket.opened_at) == datetime(2026, 3, 2)


def test_a_claim_of_today_was_made_when_it_was_written_down(as_user):
	document = claim(complaint_date=nowdate())
	with as_user(DISPATCHER):
		name = api.open_ticket("Warranty Claim", document.name)["name"]
	opened_at = get_datetime(frappe.db.get_value(TICKET, name, "opened_at"))
	assert abs((opened_at - get_datetime(document.creation)).total_seconds()) < 1


def test_the_second_click_opens_the_same_ticket_whoever_clicks(as_user):
	document = issue()
	with as_user(DISPATCHER):
		first = api.open_ticket("Issue", document.name)
		again = api.open_ticket("Issue", document.name)
	with as_user(COLLEAGUE):
		assert api.ticket_of("Issue", document.name)["ticket"] == first["name"]
		theirs = api.open_ticket("Issue", document.name)
	assert first["name"] == again["name"] == theirs["name"]
	assert (first["opened_before"], theirs["opened_before"]) == (False, True)
	assert frappe.db.count(TICKET, {"issue": document.name}) == 1


def test_the_form_learns_whether_there_is_a_ticket(rest):
	document = issue()
	client = rest.login(DISPATCHER)
	path, arguments = (
		"/api/method/fsm_app.api.erpnext_requests.ticket_of",
		{"doctype": "Issue", "name": document.name},
	)
	assert client.get(path, params=arguments).json["message"] == {
		"ticket": None,
		"offering": f.offering(),
		"may_open": True,
	}
	opened = client.post("/api/method/fsm_app.api.erpnext_requests.open_ticket", json=arguments)
	assert opened.status_code == 200
	assert client.get(path, params=arguments).json["message"]["ticket"] == opened.json["message"]["name"]


def test_who_may_not_read_the_issue_opens_no_ticket_of_it(as_user):
	document = issue()
	with as_user(OUTSIDER), pytest.raises(frappe.PermissionError):
		api.open_ticket("Issue", document.name)
	with as_user(OUTSIDER), pytest.raises(frappe.PermissionError):
		api.ticket_of("Issue", document.name)
	assert not frappe.db.exists(TICKET, {"issue": document.name})


def test_who_may_not_create_tickets_opens_none(as_user):
	f.user("support@example.com", "Support Team")
	document = issue()
	with as_user("support@example.com"):
		assert api.ticket_of("Issue", document.name)["may_open"] is False
		with pytest.raises(frappe.PermissionError):
			api.open_ticket("Issue", document.name)


def test_an_issue_without_a_customer_is_refused_in_words(as_user):
	document = issue(customer=None)
	with as_user(DISPATCHER), pytest.raises(erpnext_requests.RequestWithoutCustomer, match=document.name):
		api.open_ticket("Issue", document.name)


def test_a_ticket_is_opened_out_of_issues_and_claims_only(as_user):
	with as_user(DISPATCHER), pytest.raises(erpnext_requests.NotARequest):
		api.open_ticket("Customer", f.customer())


def test_without_a_default_offering_one_is_named_with_the_click(as_user):
	settings = frappe.get_doc("Field Service Settings")
	settings.default_offering = None
	settings.save()
	document = issue()
	with as_user(DISPATCHER):
		with pytest.raises(ticket_opening.MissingDefault):
			api.open_ticket("Issue", document.name)
		name = api.open_ticket("Issue", document.name, offering="Test Repair")["name"]
	assert frappe.db.get_value(TICKET, name, "offering") == "Test Repair"


def test_a_key_that_somebody_occupied_beforehand_gives_nobody_elses_ticket(as_user):
	document = issue()
	with as_user(OUTSIDER):
		ticket_opening.open_ticket(
			{"subject": "Not it", "customer": f.customer()}, "REST", client_key=f"issue:{document.name}"
		)
	with as_user(DISPATCHER), pytest.raises(ticket_opening.ClientKeyTaken):
		api.open_ticket("Issue", document.name)


def test_its_attachments_come_along_once_and_private(as_user):
	document = issue()
	attach(document, "photo-of-pump.txt")
	with as_user(DISPATCHER):
		name = api.open_ticket("Issue", document.name)["name"]
		api.open_ticket("Issue", document.name)
	(kept,) = files("Issue", document.name)
	(copied,) = files(TICKET, name)
	assert (copied.file_name, copied.file_url, copied.is_private) == (kept.file_name, kept.file_url, 1)


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite keeps no files on disk")
def test_a_public_attachment_is_private_on_the_ticket(as_user):
	document = issue()
	attach(document, f"public-{document.name}.txt", private=0)
	with as_user(DISPATCHER):
		name = api.open_ticket("Issue", document.name)["name"]
	(kept,) = files("Issue", document.name)
	(copied,) = files(TICKET, name)
	assert (kept.is_private, copied.is_private) == (0, 1)
	assert copied.file_url.startswith("/private/files/")
	assert frappe.get_doc("File", copied.name).get_content() == f"content of {kept.file_name}"


def test_the_issue_itself_stays_as_it_was(as_user):
	document = issue()
	before = frappe.get_doc("Issue", document.name).as_dict()
	with as_user(DISPATCHER):
		api.open_ticket("Issue", document.name)
	assert frappe.get_doc("Issue", document.name).as_dict() == before
