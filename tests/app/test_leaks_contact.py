"""Who called and how to reach him is told to those who need it, by whatever way one asks (D3)."""

import json

import pytest

import frappe

from fsm_app.api import ticket_contact
from fsm_app.field_work.service_report import service_report
from tests import host
from tests.app import devices as d
from tests.app import factories as f
from tests.app.tickets import act, walk

DISPATCHER, IN_HAND, COLLEAGUE, AUDITOR, KEEPER, REVIEWER = (
	f"{name}@contacts.example.com"
	for name in ("dispatcher", "in-hand", "colleague", "auditor", "keeper", "reviewer")
)
# They see the ticket and need not know who called.
UNCONCERNED = (COLLEAGUE, AUDITOR, KEEPER, REVIEWER)
PHONE, EMAIL, NAME, STREET = "13812345678", "quentin@secret.example.com", "Quentin Xylander", "77 Hidden Lane"
LATITUDE = 31.234567
SECRETS = (PHONE, EMAIL, "Xylander", STREET, str(LATITUDE), "Site of Quentin")
CLIENT = "/api/method/frappe.client."
RESOURCE = "/api/resource/Service Ticket"


@pytest.fixture
def ticket():
	"""A ticket in the hands of one engineer of a team with two, by a caller of whom everything is known."""
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(AUDITOR, "Service Auditor")
	f.user(KEEPER, "Service Parts Keeper")
	f.user(REVIEWER, "Service Knowledge Reviewer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	address = d.address("Site of Quentin", f.customer())
	frappe.db.set_value("Address", address, "address_line1", STREET)
	for email, status in ((IN_HAND, "Active"), (COLLEAGUE, "On Leave")):
		f.user(email, "Service Engineer")
		f.engineer(email.split("@")[0], user=email, team=f.team("Contact Team"), status=status)
	made = f.ticket(
		reported_by=NAME,
		contact_phone=PHONE,
		contact_email=EMAIL,
		address=address,
		latitude=LATITUDE,
		longitude=121.5,
	)
	return walk(made, "Triage", "Dispatch", "Accept").name


def tells(answer) -> list[str]:
	"""The secrets that an answer gives away."""
	text = answer.get_data(as_text=True)
	return [secret for secret in SECRETS if secret in text]


def reads(name: str) -> dict:
	"""Ways to read the ticket over HTTP: (path, parameters) by what they are called."""
	mine = {"name": name}
	ways = {
		"get": (f"{RESOURCE}/{name}", None),
		"list": (RESOURCE, {"fields": ["*"], "filters": mine}),
		"fields": (RESOURCE, {"fields": ["name", "contact_phone", "address", "latitude"], "filters": mine}),
		"client.get": (CLIENT + "get", {"doctype": "Service Ticket", "name": name}),
		"client.get_list": (
			CLIENT + "get_list",
			{"doctype": "Service Ticket", "fields": ["*"], "filters": mine},
		),
		"all side by side": (
			RESOURCE,
			{
				"fields": ["contact_email", "contact_phone", "address", "reported_by", "latitude"],
				"filters": mine,
			},
		),
		"greatest": (RESOURCE, {"fields": ["max(contact_phone) as greatest"], "filters": mine}),
		"renamed": (RESOURCE, {"fields": ["name", "contact_phone as subject"], "filters": mine}),
		"context": ("/api/method/fsm_app.api.ticket_context.context", {"ticket": name}),
		"recipient": ("/api/method/fsm_app.api.service_report.recipient", {"ticket": name}),
	}
	if host.ON_BENCH:
		columns = [f"`tabService Ticket`.`{field}`" for field in ("name", "contact_phone", "address")]
		report = {"doctype": "Service Ticket", "fields": columns, "filters": [["name", "=", name]]}
		ways |= {
			"by the clock": (
				"/api/resource/SLA Clock",
				{"fields": ["ticket.contact_phone", "ticket.reported_by"], "filters": {"ticket": name}},
			),
			"form": ("/api/method/frappe.desk.form.load.getdoc", {"doctype": "Service Ticket", "name": name}),
			"report": ("/api/method/frappe.desk.reportview.get", report),
			"list view": ("/api/method/frappe.desk.reportview.get_list", report),
			"export": (
				"/api/method/frappe.desk.reportview.export_query",
				{**report, "file_format_type": "CSV", "title": "Tickets"},
			),
			"calendar": (
				"/api/method/frappe.desk.calendar.get_events",
				{
					"doctype": "Service Ticket",
					"start": "2020-01-01",
					"end": "2099-01-01",
					"field_map": {"start": "opened_at", "end": "opened_at"},
					"fields": ["contact_phone", "address", "contact_email", "reported_by", "latitude"],
				},
			),
			"calendar's map": (
				"/api/method/frappe.desk.calendar.get_events",
				{
					"doctype": "Service Ticket",
					"start": "2020-01-01",
					"end": "2099-01-01",
					"field_map": {"start": "opened_at", "end": "address", "title": "contact_phone"},
				},
			),
			"template": (
				"/api/method/frappe.core.doctype.data_import.data_import.download_template",
				{
					"doctype": "Service Ticket",
					"export_fields": {"Service Ticket": ["name", "contact_phone", "address"]},
					"export_records": "all",
					"file_type": "CSV",
				},
			),
			"link": host.start().link_check("Service Ticket", name, ["contact_phone"]),
			"search": (
				"/api/method/frappe.desk.search.search_link",
				{"doctype": "Service Ticket", "txt": name},
			),
			"report column": (
				"/api/method/frappe.desk.query_report.get_data_for_custom_field",
				{"doctype": "Service Ticket", "field": "contact_phone", "names": [name]},
			),
			"print": (
				"/api/method/frappe.www.printview.get_html_and_style",
				{"doc": "Service Ticket", "name": name, "print_format": "Standard"},
			),
			"service report": (
				"/api/method/frappe.www.printview.get_html_and_style",
				{"doc": "Service Ticket", "name": name, "print_format": "Service Report"},
			),
			"global search": ("/api/method/frappe.utils.global_search.search", {"text": "Xylander"}),
		}
	return ways


@pytest.mark.parametrize("user", UNCONCERNED)
def test_who_need_not_know_the_caller_reads_him_nowhere(ticket, rest, user):
	client = rest.login(user)
	answers = {way: client.get(path, params=params) for way, (path, params) in reads(ticket).items()}
	assert {way: tells(answer) for way, answer in answers.items() if tells(answer)} == {}
	for way in ("get", "client.get", "list", "context"):
		assert answers[way].status_code == 200, way
	shown = answers["get"].json["data"]["contact_shown"]
	assert shown == "Q**** · 138****78 · q****@secret.example.com · Shanghai"


def test_these_ways_tell_the_caller_to_a_dispatcher(ticket, rest):
	"""Otherwise their silence to others would mean nothing."""
	client = rest.login(DISPATCHER)
	silent = {
		way for way, (path, params) in reads(ticket).items() if not tells(client.get(path, params=params))
	}
	assert silent <= {"search", "global search"}


def test_a_dispatcher_searches_by_the_number(ticket, rest):
	client = rest.login(DISPATCHER)
	rows = client.get(
		RESOURCE, params={"fields": ["contact_phone"], "filters": {"contact_phone": PHONE}}
	).json["data"]
	assert rows == [{"contact_phone": PHONE}]


def test_what_a_save_answers_does_not_tell(ticket, rest):
	client = rest.login(COLLEAGUE)
	saved = client.put(f"{RESOURCE}/{ticket}", json={"fault_symptom": "It hums"})
	assert (saved.status_code, saved.json["data"]["fault_symptom"], tells(saved)) == (200, "It hums", [])
	body = {"doctype": "Service Ticket", "name": ticket, "fieldname": "fault_symptom", "value": "It hisses"}
	assert tells(client.post(CLIENT + "set_value", json=body)) == []
	if host.ON_BENCH:
		shown = client.get("/api/method/frappe.desk.form.load.getdoc", params=body).json["docs"][0]
		form = {"doc": json.dumps({**shown, "fault_symptom": "It rattles"}), "action": "Save"}
		kept = client.post("/api/method/frappe.desk.form.save.savedocs", json=form)
		assert (kept.status_code, tells(kept)) == (200, [])
	document = {"doctype": "Service Ticket", "name": ticket}
	moved = rest.login(IN_HAND).post(
		"/api/method/frappe.model.workflow.apply_workflow", json={"doc": document, "action": "Arrive"}
	)
	assert (moved.status_code, tells(moved)) == (200, [])
	assert frappe.db.get_value("Service Ticket", ticket, ["contact_phone", "reported_by"]) == (PHONE, NAME)


def guesses(name: str) -> dict:
	"""Questions whose answer would tell a digit of the number."""
	like = [["contact_phone", "like", "138%"]]
	named = [["Service Ticket", "contact_phone", "like", "138%"]]
	ways = {
		"filter": (RESOURCE, {"filters": like}),
		"filter with type": (RESOURCE, {"filters": named}),
		"filter by dict": (RESOURCE, {"filters": {"contact_phone": ["like", "138%"]}}),
		"in capitals": (RESOURCE, {"filters": [["CONTACT_PHONE", "like", "138%"]]}),
		"in a function": (
			RESOURCE,
			{"filters": [["Service Ticket", "ifnull(contact_phone, '')", "like", "1%"]]},
		),
		"by the address": (RESOURCE, {"filters": {"address": ["like", "Site%"]}}),
		"by the place": (RESOURCE, {"filters": [["latitude", ">", 31]]}),
		"or_filters": (RESOURCE, {"or_filters": like}),
		"order": (RESOURCE, {"order_by": "contact_phone asc"}),
		"order with table": (RESOURCE, {"order_by": "`tabService Ticket`.`contact_phone` desc"}),
		"group": (RESOURCE, {"fields": ["count(name) as n"], "group_by": "contact_phone"}),
		"count": (CLIENT + "get_count", {"doctype": "Service Ticket", "filters": named}),
		"get": (CLIENT + "get", {"doctype": "Service Ticket", "filters": {"contact_phone": PHONE}}),
		"get_list": (CLIENT + "get_list", {"doctype": "Service Ticket", "filters": like}),
		"by the clock": ("/api/resource/SLA Clock", {"order_by": "ticket.contact_phone asc"}),
	}
	if host.ON_BENCH:
		card = {
			"doctype": "Number Card",
			"type": "Document Type",
			"document_type": "Service Ticket",
			"function": "Count",
		}
		ways |= {
			"report": (
				"/api/method/frappe.desk.reportview.get",
				{"doctype": "Service Ticket", "filters": named},
			),
			"report count": (
				"/api/method/frappe.desk.reportview.get_count",
				{"doctype": "Service Ticket", "filters": named},
			),
			"grouping": (
				"/api/method/frappe.desk.listview.get_group_by_count",
				{"doctype": "Service Ticket", "current_filters": [], "field": "contact_phone"},
			),
			"statistics": (
				"/api/method/frappe.desk.reportview.get_stats",
				{"doctype": "Service Ticket", "stats": ["contact_phone"]},
			),
			"link search": (
				"/api/method/frappe.desk.search.search_widget",
				{"doctype": "Service Ticket", "txt": "138", "searchfield": "contact_phone"},
			),
			"figure": (
				"/api/method/frappe.desk.doctype.number_card.number_card.get_result",
				{"doc": card, "filters": named},
			),
			"version 2": ("/api/v2/document/Service Ticket", {"filters": named}),
		}
	return ways


@pytest.mark.parametrize("user", UNCONCERNED)
def test_the_number_cannot_be_guessed_digit_by_digit(ticket, rest, user):
	client = rest.login(user)
	answers = {way: client.get(path, params=params) for way, (path, params) in guesses(ticket).items()}
	assert {way: answer.status_code for way, answer in answers.items() if answer.status_code != 403} == {}


def test_searching_by_what_one_reads_stays_possible(ticket, rest):
	client = rest.login(COLLEAGUE)
	for conditions in ([["subject", "like", "%contact_phone%"]], {"name": ticket}):
		answer = client.get(RESOURCE, params={"filters": conditions, "order_by": "subject asc"})
		assert answer.status_code == 200
	answer = client.get("/api/resource/Customer", params={"filters": [["customer_name", "like", "address%"]]})
	assert "may not search" not in answer.get_data(as_text=True)


def test_the_engineer_in_charge_asks_for_the_contact_and_it_is_logged(ticket, as_user):
	with as_user(IN_HAND):
		told = ticket_contact.contact_of(ticket)
	assert (told["name"], told["phone"], told["email"]) == (NAME, PHONE, EMAIL)
	assert told["address"].startswith(STREET)
	looks = {"export_from": "Service Ticket", "reference_document": ticket}
	assert frappe.get_all("Access Log", filters=looks, pluck="user") == [IN_HAND]
	for user in UNCONCERNED:
		with as_user(user), pytest.raises(ticket_contact.ContactHidden):
			ticket_contact.contact_of(ticket)
	assert len(frappe.get_all("Access Log", filters=looks)) == 1


def test_the_contact_goes_with_the_ticket(ticket, as_user):
	act(ticket, "Cancel", cancel_reason="The customer has mended it himself")
	with as_user(IN_HAND), pytest.raises(ticket_contact.ContactHidden):
		ticket_contact.contact_of(ticket)


def test_an_engineer_enters_a_caller_and_cannot_replace_one(ticket, as_user):
	with as_user(IN_HAND):
		made = f.ticket(customer=f.customer(), offering="Test Repair", contact_phone="13900001111")
		assert frappe.db.get_value("Service Ticket", made.name, "contact_phone") == "13900001111"
		stored = frappe.get_doc("Service Ticket", ticket)
		stored.contact_phone = "13900002222"
		stored.save()
	assert frappe.db.get_value("Service Ticket", ticket, "contact_phone") == PHONE


def test_the_history_of_a_ticket_does_not_tell_the_old_number(ticket):
	document = frappe.get_doc("Service Ticket", ticket)
	document.update({"contact_phone": "13912345600", "reported_by": "Yorick Zeller", "latitude": 30.5})
	document.save()
	versions = frappe.get_all(
		"Version", filters={"ref_doctype": "Service Ticket", "docname": ticket}, pluck="data"
	)
	changed = {row[0]: row[1:] for data in versions for row in json.loads(data).get("changed", [])}
	assert changed["contact_phone"] == ["138****78", "139****00"]
	assert changed["reported_by"] == ["Q****", "Y****"]
	text = " ".join(versions)
	assert not [secret for secret in (*SECRETS, "13912345600", "Zeller") if secret in text]


def test_the_report_for_the_customer_is_complete_and_a_colleagues_print_is_masked(ticket, as_user):
	document = frappe.get_doc("Service Ticket", ticket)
	with as_user(COLLEAGUE):
		printed = service_report(document)["customer"]
		assert (printed["phone"], printed["address"]) == ("138****78", "Shanghai")
		document.flags.goes_to_customer = True
		assert service_report(document)["customer"]["phone"] == PHONE
	with as_user(IN_HAND):
		assert service_report(frappe.get_doc("Service Ticket", ticket))["customer"]["phone"] == PHONE
