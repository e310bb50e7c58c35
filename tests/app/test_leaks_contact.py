"""Who called and how to reach them is told to those who need it, by whatever way one asks (D3)."""

import json

import pytest

import frappe

from fsm_app.api import ticket_contact
from fsm_app.field_work.service_report import service_report
from fsm_app.service_desk.caller_access import CALLER
from fsm_app.service_desk.ticket_caller import FIELDS, caller_of
from tests import host
from tests.app import devices as d
from tests.app import factories as f
from tests.app.tickets import act, walk

DISPATCHER, MANAGER, IN_HAND, COLLEAGUE, AUDITOR, KEEPER, REVIEWER = (
	f"{name}@contacts.example.com"
	for name in ("dispatcher", "manager", "in-hand", "colleague", "auditor", "keeper", "reviewer")
)
# They see the ticket and need not know who called.
UNCONCERNED = (COLLEAGUE, AUDITOR, KEEPER, REVIEWER)
PHONE, EMAIL, NAME, STREET = "13812345678", "quentin@secret.example.com", "Quentin Xylander", "77 Hidden Lane"
LATITUDE = 31.234567
SECRETS = (PHONE, EMAIL, "Xylander", STREET, str(LATITUDE), "Site of Quentin")
CLIENT = "/api/method/frappe.client."
RESOURCE = "/api/resource/Service Ticket"
OF_CALLER = f"/api/resource/{CALLER}"


@pytest.fixture
def ticket():
	"""A ticket in the hands of one engineer of a team with two, by a caller of whom everything is known."""
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(MANAGER, "Service Manager")
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


def guesses(value: str) -> dict:
	"""Questions whose answer would tell whether the number begins with `value`."""
	begins = ["like", f"{value}%"]
	like, named = [["contact_phone", *begins]], [[CALLER, "contact_phone", *begins]]
	ways = {
		"filter": (OF_CALLER, {"filters": like}),
		"or_filters": (OF_CALLER, {"or_filters": like}),
		"order": (OF_CALLER, {"order_by": "contact_phone asc"}),
		"count": (CLIENT + "get_count", {"doctype": CALLER, "filters": named}),
		"get": (CLIENT + "get", {"doctype": CALLER, "filters": {"contact_phone": begins}}),
		"get_list": (CLIENT + "get_list", {"doctype": CALLER, "filters": like}),
		"get_value": (
			CLIENT + "get_value",
			{"doctype": CALLER, "fieldname": "name", "filters": {"contact_phone": begins}},
		),
	}
	if host.ON_BENCH:
		card = {
			"doctype": "Number Card",
			"type": "Document Type",
			"document_type": CALLER,
			"function": "Count",
		}
		ways |= {
			"report": ("/api/method/frappe.desk.reportview.get", {"doctype": CALLER, "filters": named}),
			"report count": (
				"/api/method/frappe.desk.reportview.get_count",
				{"doctype": CALLER, "filters": named},
			),
			"grouping": (
				"/api/method/frappe.desk.listview.get_group_by_count",
				{"doctype": CALLER, "current_filters": [], "field": "contact_phone"},
			),
			"link search": (
				"/api/method/frappe.desk.search.search_widget",
				{"doctype": CALLER, "txt": value, "searchfield": "contact_phone"},
			),
			"figure": (
				"/api/method/frappe.desk.doctype.number_card.number_card.get_result",
				{"doc": card, "filters": named},
			),
			"version 2": (f"/api/v2/document/{CALLER}", {"filters": named}),
			"version 2 count": (f"/api/v2/doctype/{CALLER}/count", {"filters": named}),
			"count past another type": (
				f"/api/v2/doctype/{CALLER}/count",
				{"doctype": "ToDo", "filters": named},
			),
		}
	return ways


def told(answer) -> tuple:
	"""What an answer says, without the conditions that it repeats."""
	return (
		answer.status_code,
		answer.json.get("message"),
		answer.json.get("data"),
		answer.json.get("exc_type"),
	)


@pytest.mark.parametrize("user", UNCONCERNED)
def test_the_number_cannot_be_guessed_digit_by_digit(ticket, rest, user):
	client = rest.login(user)
	right, wrong = (
		{way: told(client.get(path, params=params)) for way, (path, params) in guesses(value).items()}
		for value in ("138", "777")
	)
	assert right == wrong
	# a search by a link finds nothing, whatever is looked for
	searched = right.pop("link search", None)
	assert searched is None or searched[0] in (403, 404, 417) or searched[1:3] == ([], None)
	assert {way: answer[0] for way, answer in right.items() if answer[0] not in (403, 404, 417)} == {}


@pytest.mark.parametrize("user", UNCONCERNED)
def test_no_condition_in_place_of_a_name_tells_a_digit(ticket, rest, user):
	"""Frappe looks a document up by whatever stands where its name belongs, in a body of JSON."""
	client = rest.login(user)
	answers = [
		client.post(
			CLIENT + "set_value",
			json={
				"doctype": CALLER,
				"name": {"contact_phone": ["like", f"{value}%"]},
				"fieldname": "reported_by",
				"value": "X",
			},
		)
		for value in ("138", "777")
	]
	assert told(answers[0]) == told(answers[1])
	assert answers[0].status_code == 403


def test_a_ticket_is_found_by_conditions_by_those_who_see_it(ticket, rest):
	subject = frappe.db.get_value("Service Ticket", ticket, "subject")
	asked = {"doctype": "Service Ticket", "filters": {"subject": ["like", f"{subject[:5]}%"], "name": ticket}}
	assert rest.login(COLLEAGUE).get(CLIENT + "get", params=asked).json["message"]["name"] == ticket
	stranger = rest.login(f.user("stranger@contacts.example.com", "Service Engineer"))
	asked_wrong = {**asked, "filters": {"subject": ["like", "zzz%"]}}
	answers = [told(stranger.get(CLIENT + "get", params=params)) for params in (asked, asked_wrong)]
	assert answers[0] == answers[1]


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


def test_the_contact_goes_with_the_ticket(ticket, as_user):
	act(ticket, "Cancel", cancel_reason="The customer has mended it")
	with as_user(IN_HAND), pytest.raises(ticket_contact.ContactHidden):
		ticket_contact.contact_of(ticket)


def test_an_engineer_enters_a_caller_and_cannot_replace_one(ticket, rest, as_user):
	with as_user(IN_HAND):
		made = f.ticket(customer=f.customer(), offering="Test Repair", contact_phone="13900001111")
	assert caller_of(made.name).contact_phone == "13900001111"
	client = rest.login(IN_HAND)
	for values in ({"contact_phone": "13900002222"}, {"reported_by": ""}, {"latitude": 1}):
		answer = client.put(f"{RESOURCE}/{ticket}", json={**values, "fault_symptom": "It hums"})
		assert answer.status_code == 403
		label = frappe.get_meta(CALLER).get_label(next(iter(values)))
		assert label in answer.get_data(as_text=True)
	# neither are they told that they have guessed it
	assert client.put(f"{RESOURCE}/{ticket}", json={"contact_phone": PHONE}).status_code == 403
	assert caller_of(ticket).contact_phone == PHONE
	assert not frappe.db.get_value("Service Ticket", ticket, "fault_symptom")


def test_a_dispatcher_changes_the_caller_with_the_ticket(ticket, rest):
	client = rest.login(DISPATCHER)
	answer = client.put(f"{RESOURCE}/{ticket}", json={"contact_phone": "13900002222", "reported_by": "Ann"})
	assert answer.status_code == 200
	assert answer.json["data"]["contact_shown"].startswith("A**** · 139****22")
	caller = caller_of(ticket)
	assert (caller.contact_phone, caller.reported_by, caller.contact_email) == ("13900002222", "Ann", EMAIL)
	body = {"doctype": "Service Ticket", "name": ticket, "fieldname": "contact_phone", "value": None}
	assert (
		client.post(CLIENT + "set_value", json={**body, "fieldname": {"contact_phone": None}}).status_code
		== 200
	)
	assert caller_of(ticket).contact_phone is None


def test_a_change_of_the_caller_alone_shows_on_the_ticket(ticket, rest):
	before = frappe.db.get_value("Service Ticket", ticket, "modified")
	client = rest.login(DISPATCHER)
	assert client.put(f"{OF_CALLER}/{ticket}", json={"contact_phone": "13900002222"}).status_code == 200
	row = frappe.db.get_value("Service Ticket", ticket, ["contact_shown", "modified"], as_dict=True)
	assert "139****22" in row.contact_shown
	assert row.modified > before
	assert client.put(f"{OF_CALLER}/{ticket}", json={"address": "Nowhere"}).status_code == 417


@pytest.mark.parametrize(
	("values", "named"),
	[
		({"contact_phone": {"a": 1}}, "Phone"),
		({"contact_phone": "no number"}, "no number"),
		({"contact_email": "nobody"}, "nobody"),
		({"contact": "Nobody at all"}, "Nobody at all"),
		({"address": "Nowhere"}, "Nowhere"),
		({"reported_by": "x" * 200}, "Reported By"),
		({"latitude": "nan"}, "Latitude"),
		({"longitude": "inf"}, "Longitude"),
	],
)
def test_what_no_caller_can_have_is_refused_by_name(ticket, rest, values, named):
	client = rest.login(DISPATCHER)
	answer = client.put(f"{RESOURCE}/{ticket}", json=values)
	assert answer.status_code in (403, 417)
	assert named in answer.get_data(as_text=True)
	body = {"subject": "New", "customer": f.customer(), "company": f.company(), "offering": f.offering()}
	before = frappe.db.count("Service Ticket")
	answer = client.post(RESOURCE, json={**body, **values})
	assert answer.status_code in (403, 417)
	assert named in answer.get_data(as_text=True)
	assert frappe.db.count("Service Ticket") == before


def test_what_was_sent_and_not_saved_is_not_kept_with_the_ticket(ticket):
	document = frappe.get_doc("Service Ticket", ticket)
	document.contact_phone = "13900002222"
	document.reload()
	document.fault_symptom = "It hums"
	document.save()
	assert caller_of(ticket).contact_phone == PHONE


def test_the_caller_goes_with_the_ticket():
	made = f.ticket(contact_phone=PHONE)
	assert frappe.db.exists(CALLER, made.name)
	frappe.delete_doc("Service Ticket", made.name)
	assert not frappe.db.exists(CALLER, made.name)


def test_a_ticket_without_a_caller_has_no_document_of_one():
	assert not frappe.db.exists(CALLER, f.ticket().name)


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


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Desk")
@pytest.mark.parametrize("user", [*UNCONCERNED, IN_HAND])
def test_who_does_not_read_the_caller_does_not_like_them(ticket, rest, user):
	"""Who has liked the caller once would be told by a second time, with conditions, whether these are true."""
	client = rest.login(user)
	path = "/api/method/frappe.desk.like.toggle_like"
	liked = client.post(path, json={"doctype": CALLER, "name": ticket, "add": "Yes"})
	assert liked.status_code in (403, 404)
	answers = [
		client.post(
			path, json={"doctype": CALLER, "name": {"name": ticket, "contact_phone": number}, "add": "Yes"}
		).status_code
		for number in (PHONE, "13800000000")
	]
	assert answers[0] == answers[1] != 200
	assert not frappe.db.get_value(CALLER, ticket, "_liked_by")
	assert not frappe.db.exists("Comment", {"reference_doctype": CALLER, "reference_name": ticket})
