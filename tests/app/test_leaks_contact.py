"""Who called and how to reach them is told to those who need it, by whatever way one asks (D3)."""

import json

import pytest

import frappe

from fsm_app.api import ticket_contact
from fsm_app.field_work.service_report import service_report
from fsm_app.service_desk.caller_access import CALLER
from fsm_app.service_desk.ticket_caller import FIELDS, caller_of
from tests import host
from tests.app import factories as f
from tests.app.secret_callers import (  # noqa: F401 (fixtures)
	AUDITOR,
	CLIENT,
	COLLEAGUE,
	DISPATCHER,
	EMAIL,
	IN_HAND,
	MANAGER,
	NAME,
	OF_CALLER,
	PHONE,
	RESOURCE,
	SECRETS,
	STREET,
	UNCONCERNED,
	tells,
	ticket_of_a_secret_caller,
)


def reads(name: str) -> dict:
	"""Ways to read the caller over HTTP: (path, parameters) by what they are called."""
	mine = {"name": name}
	shown = {"doctype": CALLER, "fields": ["*"], "filters": mine}
	ways = {
		"get": (f"{OF_CALLER}/{name}", None),
		"list": (OF_CALLER, {"fields": ["*"], "filters": mine}),
		"fields": (OF_CALLER, {"fields": ["name", "contact_phone", "address", "latitude"], "filters": mine}),
		"client.get": (CLIENT + "get", {"doctype": CALLER, "name": name}),
		"client.get by filters": (CLIENT + "get", {"doctype": CALLER, "filters": {"ticket": name}}),
		"client.get_list": (CLIENT + "get_list", shown),
		"client.get_value": (
			CLIENT + "get_value",
			{"doctype": CALLER, "fieldname": "contact_phone", "filters": mine},
		),
		"greatest": (
			OF_CALLER,
			{"fields": [host.start().function_of("max", "contact_phone", "greatest")], "filters": mine},
		),
		"renamed": (OF_CALLER, {"fields": ["name", "contact_phone as subject"], "filters": mine}),
	}
	if host.ON_BENCH:
		columns = [f"`tab{CALLER}`.`{field}`" for field in ("name", "contact_phone", "address")]
		report = {"doctype": CALLER, "fields": columns, "filters": [["name", "=", name]]}
		ways |= {
			"form": ("/api/method/frappe.desk.form.load.getdoc", {"doctype": CALLER, "name": name}),
			"form of the ticket": (
				"/api/method/frappe.desk.form.load.getdoc",
				{"doctype": "Service Ticket", "name": name},
			),
			"report": ("/api/method/frappe.desk.reportview.get", report),
			"list view": ("/api/method/frappe.desk.reportview.get_list", report),
			"export": (
				"/api/method/frappe.desk.reportview.export_query",
				{**report, "file_format_type": "CSV", "title": "Callers"},
			),
			"link": host.start().link_check(CALLER, name, ["contact_phone"]),
			"report column": (
				"/api/method/frappe.desk.query_report.get_data_for_custom_field",
				{"doctype": CALLER, "field": "contact_phone", "names": [name]},
			),
			"service report": (
				"/api/method/frappe.www.printview.get_html_and_style",
				{"doc": "Service Ticket", "name": name, "print_format": "Service Report"},
			),
			"version 2": (f"/api/v2/document/{CALLER}/{name}", None),
		}
	return ways


def silent_ways(name: str) -> dict:
	"""Ways to read the ticket, which tell of its caller to nobody."""
	mine = {"name": name}
	ways = {
		"get": (f"{RESOURCE}/{name}", None),
		"list": (RESOURCE, {"fields": ["*"], "filters": mine}),
		"client.get": (CLIENT + "get", {"doctype": "Service Ticket", "name": name}),
		"client.get_list": (
			CLIENT + "get_list",
			{"doctype": "Service Ticket", "fields": ["*"], "filters": mine},
		),
	}
	if host.ON_BENCH:
		ways |= {
			"print": (
				"/api/method/frappe.www.printview.get_html_and_style",
				{"doc": "Service Ticket", "name": name, "print_format": "Standard"},
			),
			"search": (
				"/api/method/frappe.desk.search.search_link",
				{"doctype": "Service Ticket", "txt": name},
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
		}
	return ways


@pytest.mark.parametrize("user", [*UNCONCERNED, IN_HAND])
def test_who_need_not_know_the_caller_reads_of_them_nowhere(ticket, rest, user):
	client = rest.login(user)
	ways = {**reads(ticket), **{f"ticket: {way}": asked for way, asked in silent_ways(ticket).items()}}
	# the engineer who has it in hand is told on the report that they print
	if user == IN_HAND:
		ways.pop("service report", None)
	answers = {way: client.get(path, params=params) for way, (path, params) in ways.items()}
	assert {way: tells(answer) for way, answer in answers.items() if tells(answer)} == {}
	for way in ("get", "client.get", "list"):
		assert answers[way].status_code in (403, 404), way
		assert answers[f"ticket: {way}"].status_code == 200, way
	shown = answers["ticket: get"].json["data"]["contact_shown"]
	assert shown == "Q**** · 138****78 · q****@secret.example.com · Shanghai"
	context = client.get("/api/method/fsm_app.api.ticket_context.context", params={"ticket": ticket})
	recipient = client.get("/api/method/fsm_app.api.service_report.recipient", params={"ticket": ticket})
	if user != IN_HAND:
		assert tells(context) == tells(recipient) == []


def test_these_ways_tell_the_caller_to_a_dispatcher(ticket, rest):
	"""Otherwise their silence to others would mean nothing."""
	client = rest.login(DISPATCHER)
	silent = {
		way for way, (path, params) in reads(ticket).items() if not tells(client.get(path, params=params))
	}
	assert silent == set()


@pytest.mark.parametrize("user", [DISPATCHER, MANAGER, AUDITOR])
def test_what_everybody_reads_of_a_ticket_tells_the_caller_to_nobody(ticket, rest, user):
	client = rest.login(user)
	for way, (path, params) in silent_ways(ticket).items():
		assert tells(client.get(path, params=params)) == [], way


def test_a_dispatcher_searches_by_the_number(ticket, rest):
	client = rest.login(DISPATCHER)
	rows = client.get(OF_CALLER, params={"fields": ["ticket"], "filters": {"contact_phone": PHONE}})
	assert rows.json["data"] == [{"ticket": ticket}]


def looks(**filters) -> list[str]:
	return frappe.get_all(
		"Access Log", filters={"method": ["in", ["Contact", "List"]], **filters}, pluck="user"
	)


def test_each_look_is_logged_once_and_a_refused_one_is_not(ticket, rest):
	client = rest.login(DISPATCHER)
	assert client.get(f"{OF_CALLER}/{ticket}").status_code == 200
	assert looks(reference_document=ticket) == [DISPATCHER]
	client.get(OF_CALLER, params={"fields": ["*"]})
	assert looks(export_from=CALLER) == [DISPATCHER]
	rest.login(MANAGER).get(f"{OF_CALLER}/{ticket}")
	assert sorted(looks(reference_document=ticket)) == [DISPATCHER, MANAGER]
	for user in UNCONCERNED:
		other = rest.login(user)
		assert other.get(f"{OF_CALLER}/{ticket}").status_code == 403
		assert other.get(OF_CALLER).status_code == 403
		other.get(f"{RESOURCE}/{ticket}")
	assert len(looks()) == 3


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Desk")
def test_the_form_of_a_ticket_is_a_look_at_its_caller(ticket, rest):
	asked = {"doctype": "Service Ticket", "name": ticket}
	path = "/api/method/frappe.desk.form.load.getdoc"
	form = rest.login(DISPATCHER).get(path, params=asked).json["docs"][0]["__onload"]
	assert (form["caller"]["contact_phone"], form["may_write_caller"]) == (PHONE, True)
	assert looks(reference_document=ticket) == [DISPATCHER]
	form = rest.login(IN_HAND).get(path, params=asked).json["docs"][0]["__onload"]
	assert form["may_ask_contact"] and "caller" not in form
	assert not rest.login(COLLEAGUE).get(path, params=asked).json["docs"][0]["__onload"]["may_ask_contact"]
	assert looks(reference_document=ticket) == [DISPATCHER]


def another(allow: str) -> str:
	if allow == "Customer":
		return f.customer("Another Customer of Contacts")
	return f.other_company("Elsewhere Contacts", "EWC")


@pytest.mark.parametrize("allow", ["Company", "Customer"])
def test_who_is_limited_to_a_company_or_customer_reads_no_other_callers(ticket, rest, allow):
	limit = {"doctype": "User Permission", "user": MANAGER, "allow": allow, "for_value": another(allow)}
	frappe.get_doc(limit).insert()
	client = rest.login(MANAGER)
	ways = {way: client.get(path, params=params) for way, (path, params) in reads(ticket).items()}
	assert {way: tells(answer) for way, answer in ways.items() if tells(answer)} == {}
	assert client.get(OF_CALLER).json["data"] == []
	assert client.get(f"{OF_CALLER}/{ticket}").status_code == 403
	assert client.put(f"{OF_CALLER}/{ticket}", json={"reported_by": "X"}).status_code == 403


def test_what_a_save_answers_does_not_tell(ticket, rest):
	client = rest.login(IN_HAND)
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
	moved = client.post(
		"/api/method/frappe.model.workflow.apply_workflow", json={"doc": document, "action": "Arrive"}
	)
	assert (moved.status_code, tells(moved)) == (200, [])
	caller = caller_of(ticket)
	assert (caller.contact_phone, caller.reported_by) == (PHONE, NAME)


def test_the_caller_is_no_column_of_the_ticket(ticket):
	columns = set(frappe.db.get_table_columns("Service Ticket"))
	assert not columns & set(FIELDS)
	assert tells_row(frappe.db.get_value("Service Ticket", ticket, "*", as_dict=True)) == []


def tells_row(row) -> list[str]:
	return [secret for secret in SECRETS if secret in str(row)]


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


def test_the_history_of_a_ticket_does_not_tell_the_old_number(ticket):
	document = frappe.get_doc("Service Ticket", ticket)
	document.update({"contact_phone": "13912345600", "reported_by": "Yorick Zeller", "latitude": 30.5})
	document.save()
	versions = frappe.get_all("Version", filters={"docname": ticket}, pluck="data")
	changed = {row[0]: row[1:] for data in versions for row in json.loads(data).get("changed", [])}
	assert [text.split(" · ")[:2] for text in changed["contact_shown"]] == [
		["Q****", "138****78"],
		["Y****", "139****00"],
	]
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


def test_a_file_on_a_caller_is_listed_for_those_who_read_the_caller(ticket, rest):
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"card of {NAME}.txt",
			"content": b"a card",
			"is_private": 1,
			"attached_to_doctype": CALLER,
			"attached_to_name": ticket,
		}
	).insert()
	for user, sees in (
		(DISPATCHER, True),
		(MANAGER, True),
		(IN_HAND, False),
		(COLLEAGUE, False),
		(AUDITOR, False),
	):
		listed = rest.login(user).get("/api/resource/File", params={"filters": {"name": file.name}})
		assert bool(listed.json.get("data")) is sees, user


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no HR")
@pytest.mark.parametrize("user", [*UNCONCERNED, IN_HAND])
def test_the_other_apps_functions_tell_the_caller_to_nobody_either(ticket, rest, user):
	"""They ask nobody's permission, and are open to everybody with a login."""
	client = rest.login(user)
	for doctype in (CALLER, "Service Ticket"):
		asked = {"doctype": doctype, "name": ticket, "fields": ["contact_phone", "address"]}
		answer = client.post("/api/method/hrms.api.roster.get_values", json=asked)
		assert (answer.status_code < 500, tells(answer)) == (True, []), doctype
