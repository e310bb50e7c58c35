"""Whoever may not see a ticket learns nothing of it, by whatever way they ask (D3)."""

import pytest

import frappe

from tests import host
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.tickets import walk

MANAGER, OTHER_TEAM, NO_RECORD, LEFT, STOREKEEPER, OTHER_COMPANY, CUSTOMER = (
	f"{name}@leaks.example.com"
	for name in ("manager", "other-team", "no-record", "left", "storekeeper", "other-company", "customer")
)
OUTSIDERS = (OTHER_TEAM, NO_RECORD, LEFT, STOREKEEPER, OTHER_COMPANY, CUSTOMER, "Guest")
SUBJECT, SOLUTION, PART, STEP = (
	"Zirconium hum",
	"Replaced the zebra valve",
	"LEAK-PART-1",
	"Look at the zenith",
)
SECRETS = (SUBJECT, SOLUTION, PART, STEP)
CLIENT = "/api/method/frappe.client."
RESOURCE = "/api/resource/"
OF_TICKET = (
	"SLA Clock",
	"SLA Event",
	"Service Visit",
	"Service Evidence",
	"Ticket Handover",
	"Dispatch Decision",
	"Service Survey",
	"Service Complaint",
	"Runbook Run",
	"Webhook Delivery",
)


@pytest.fixture
def ticket():
	"""A finished ticket of one team and company with all that hangs on it, and people who have no part in it."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for email in (OTHER_TEAM, NO_RECORD, LEFT):
		f.user(email, "Service Engineer")
	f.user(STOREKEEPER, "Stock User")
	f.user(OTHER_COMPANY, "Service Dispatcher")
	p.portal_user(CUSTOMER, f.customer("Leaks Other Customer"))
	other = f.other_company("Other Leaks", "OLK")
	f.make("User Permission", user=OTHER_COMPANY, allow="Company", for_value=other)
	f.engineer("Has It", team=f.team("Leaks Team"))
	item = f.make(
		"Item", name=PART, item_code=PART, item_name=PART, item_group="All Item Groups", stock_uom="Nos"
	)
	made = walk(f.ticket(subject=SUBJECT), "Triage", "Dispatch", "Accept", "Arrive")
	made = frappe.get_doc("Service Ticket", made.name)
	made.resolution_summary = SOLUTION
	made.append("parts_used", {"item_code": item.name, "qty": 1})
	made.save()
	walk(made, "Complete", "Verify", "Close")
	frappe.get_doc(
		{
			"doctype": "Service Ticket Checklist Item",
			"parent": made.name,
			"parenttype": "Service Ticket",
			"parentfield": "checklist",
			"step": STEP,
		}
	).db_insert()
	for email, status in ((OTHER_TEAM, "Active"), (LEFT, "Left")):
		team = f.team("Leaks Team" if email == LEFT else "Another Team")
		f.engineer(email, user=email, team=team, status=status)
	about = {"reference_doctype": "Service Ticket", "reference_name": made.name}
	# written to the database alone: a comment's news to other browsers are not what is looked at
	frappe.get_doc({"doctype": "Comment", "comment_type": "Comment", "content": SUBJECT, **about}).db_insert()
	f.make("Communication", communication_type="Communication", subject=SUBJECT, content=SOLUTION, **about)
	f.ticket(subject=SUBJECT, team="Leaks Team")
	f.make("Service Complaint", ticket=made.name, category="Attitude", description=SUBJECT)
	return made.name


def client_of(rest, user: str):
	return rest if user == "Guest" else rest.login(user)


def tells(answer, *more: str) -> list[str]:
	text = answer.get_data(as_text=True)
	return [secret for secret in (*SECRETS, *more) if secret in text]


def ways(name: str) -> dict:
	found = {
		"get": (f"{RESOURCE}Service Ticket/{name}", None),
		"list": (f"{RESOURCE}Service Ticket", {"fields": ["*"], "limit_page_length": "0"}),
		"or_filters": (
			f"{RESOURCE}Service Ticket",
			{"fields": ["subject"], "filters": {"name": name}, "or_filters": [["name", "like", "%"]]},
		),
		"parts": (
			CLIENT + "get_list",
			{
				"doctype": "Service Ticket Part",
				"parent": "Service Ticket",
				"fields": ["*"],
				"limit_page_length": 0,
			},
		),
		"checklist": (
			CLIENT + "get_list",
			{"doctype": "Service Ticket Checklist Item", "parent": "Service Ticket", "fields": ["step"]},
		),
		"client.get": (CLIENT + "get", {"doctype": "Service Ticket", "name": name}),
		"client.get_value": (
			CLIENT + "get_value",
			{"doctype": "Service Ticket", "fieldname": "subject", "filters": name},
		),
	}
	if host.ON_BENCH:
		report = {
			"doctype": "Service Ticket",
			"fields": ["`tabService Ticket`.`subject`", "`tabService Ticket Part`.`item_code`"],
		}
		found |= {
			"rows": (f"{RESOURCE}Service Ticket", {"fields": ["subject", "parts_used.item_code"]}),
			"by the clock": (
				f"{RESOURCE}SLA Clock",
				{"fields": ["ticket.subject", "ticket.resolution_summary"]},
			),
			"form": ("/api/method/frappe.desk.form.load.getdoc", {"doctype": "Service Ticket", "name": name}),
			"docinfo": (
				"/api/method/frappe.desk.form.load.get_docinfo",
				{"doctype": "Service Ticket", "name": name},
			),
			"report": ("/api/method/frappe.desk.reportview.get", report),
			"export": (
				"/api/method/frappe.desk.reportview.export_query",
				{**report, "file_format_type": "CSV", "title": "Tickets"},
			),
			"queue": (
				"/api/method/frappe.desk.query_report.run",
				{"report_name": "Service Queue", "filters": {}},
			),
			"link search": (
				"/api/method/frappe.desk.search.search_link",
				{"doctype": "Service Ticket", "txt": SUBJECT[:5]},
			),
			"link": host.start().link_check("Service Ticket", name, ["subject"]),
			"grouping": (
				"/api/method/frappe.desk.listview.get_group_by_count",
				{"doctype": "Service Ticket", "current_filters": [], "field": "subject"},
			),
			"print": ("/printview", {"doctype": "Service Ticket", "name": name, "format": "Service Report"}),
			"pdf": (
				"/api/method/frappe.www.printview.get_html_and_style",
				{"doc": "Service Ticket", "name": name},
			),
			"versions": (
				f"{RESOURCE}Version",
				{"fields": ["data"], "filters": {"ref_doctype": "Service Ticket", "docname": name}},
			),
			"comments": (
				f"{RESOURCE}Comment",
				{"fields": ["content", "reference_name"], "filters": {"reference_name": name}},
			),
			"messages": (
				f"{RESOURCE}Communication",
				{"fields": ["subject", "content"], "filters": {"reference_name": name}},
			),
			"version 2": ("/api/v2/document/Service Ticket", {"fields": ["subject"]}),
			"context": ("/api/method/fsm_app.api.ticket_context.context", {"ticket": name}),
		}
	return found


@pytest.mark.parametrize("user", OUTSIDERS)
def test_an_outsider_learns_nothing_of_a_ticket(ticket, rest, user):
	client = client_of(rest, user)
	answers = {way: client.get(path, params=params) for way, (path, params) in ways(ticket).items()}
	assert {way: tells(answer) for way, answer in answers.items() if tells(answer)} == {}
	assert answers["get"].status_code in (403, 404)
	assert answers["client.get"].status_code in (403, 404)


def test_these_ways_tell_those_who_may_see_it(ticket, rest):
	"""Otherwise their silence to others would mean nothing."""
	# the report Service Queue shows the names of customers, which ERPNext opens to this role among others
	f.user(MANAGER, "Service Manager", "System Manager", "Stock User")
	client = rest.login(MANAGER)
	silent = set()
	for way, (path, params) in ways(ticket).items():
		if not tells(client.get(path, params=params)):
			silent.add(way)
		if host.ON_BENCH:
			# opening a form sends news to browsers at the commit, which a request after it must not find
			frappe.db.after_commit.reset()
	assert silent == set()


@pytest.mark.parametrize("user", OUTSIDERS)
def test_an_outsider_reads_nothing_that_hangs_on_a_ticket(ticket, rest, user):
	client = client_of(rest, user)
	seen = {}
	for doctype in OF_TICKET:
		names = frappe.get_all(doctype, filters={"ticket": ticket}, pluck="name")
		listed = client.get(
			RESOURCE + doctype,
			params={"fields": ["name"], "filters": {"ticket": ticket}, "limit_page_length": "0"},
		)
		if listed.status_code == 200 and listed.json["data"]:
			seen[doctype] = listed.json["data"]
		for name in names:
			if client.get(f"{RESOURCE}{doctype}/{name}").status_code not in (403, 404):
				seen[doctype] = name
	assert seen == {}


def test_there_is_something_to_leak(ticket):
	"""The tries above ask for records that exist."""
	there = [doctype for doctype in OF_TICKET if frappe.db.exists(doctype, {"ticket": ticket})]
	assert {
		"SLA Clock",
		"SLA Event",
		"Service Visit",
		"Dispatch Decision",
		"Service Survey",
		"Service Complaint",
	} <= set(there)


@pytest.mark.parametrize("user", [OTHER_TEAM, NO_RECORD, OTHER_COMPANY])
def test_an_outsider_cannot_guess_what_a_ticket_says(ticket, rest, user):
	client = rest.login(user)
	right, wrong = [["subject", "like", "Zirc%"]], [["subject", "like", "Zorc%"]]
	counts = [
		client.get(CLIENT + "get_count", params={"doctype": "Service Ticket", "filters": guess}).json[
			"message"
		]
		for guess in (right, wrong)
	]
	assert counts == [0, 0]
	found = [
		client.get(
			CLIENT + "get", params={"doctype": "Service Ticket", "filters": {"subject": subject}}
		).status_code
		for subject in (SUBJECT, "No such subject")
	]
	assert found[0] == found[1]
	clocks = client.get(CLIENT + "get_count", params={"doctype": "SLA Clock", "filters": {"ticket": ticket}})
	assert clocks.json["message"] == 0


@pytest.mark.parametrize("user", OUTSIDERS)
def test_the_files_of_a_ticket_are_not_handed_out(ticket, rest, user):
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "leak.txt",
			"content": SOLUTION,
			"is_private": 1,
			"attached_to_doctype": "Service Ticket",
			"attached_to_name": ticket,
		}
	).insert()
	client = client_of(rest, user)
	for path in (file.file_url, f"{RESOURCE}File/{file.name}"):
		answer = client.get(path)
		assert (answer.status_code in (403, 404), tells(answer)) == (True, []), path
	listed = client.get(
		f"{RESOURCE}File", params={"fields": ["file_url"], "filters": {"attached_to_name": ticket}}
	)
	assert file.file_url not in listed.get_data(as_text=True)


@pytest.mark.parametrize("user", [OTHER_TEAM, NO_RECORD, LEFT, STOREKEEPER, OTHER_COMPANY])
def test_an_outsider_changes_nothing(ticket, rest, user):
	client = rest.login(user)
	before = frappe.db.get_value("Service Ticket", ticket, ["modified", "engineer", "subject"])
	mine = frappe.db.get_value("Service Engineer", {"user": user})
	tries = (
		client.put(f"{RESOURCE}Service Ticket/{ticket}", json={"engineer": mine, "subject": "Mine"}),
		client.post(
			CLIENT + "set_value",
			json={"doctype": "Service Ticket", "name": ticket, "fieldname": "subject", "value": "Mine"},
		),
		client.post(
			"/api/method/frappe.model.workflow.apply_workflow",
			json={"doc": {"doctype": "Service Ticket", "name": ticket}, "action": "Verify"},
		),
		client.post("/api/method/fsm_app.api.ticket_contact.contact_of", json={"ticket": ticket}),
		client.delete(f"{RESOURCE}Service Ticket/{ticket}"),
	)
	assert [answer.status_code for answer in tries] == [403] * len(tries)
	assert frappe.db.get_value("Service Ticket", ticket, ["modified", "engineer", "subject"]) == before


@pytest.mark.parametrize("user", ["Guest", CUSTOMER, OTHER_TEAM])
def test_a_guessed_survey_tells_nothing(ticket, rest, user):
	survey = frappe.db.get_value("Service Survey", {"ticket": ticket})
	client = client_of(rest, user)
	for name in (survey, "0000000000", "' or '1'='1"):
		answer = client.get(f"{RESOURCE}Service Survey/{name}")
		assert answer.status_code in (403, 404)
		assert tells(answer, ticket) == []


def test_no_text_of_a_ticket_is_in_the_global_search():
	"""It finds for everybody who may read some document of a type, and no hook narrows that down."""
	for doctype in ("Service Ticket", "Service Ticket Part", "Service Ticket Checklist Item"):
		meta = frappe.get_meta(doctype)
		assert not [df.fieldname for df in meta.fields if df.in_global_search], doctype
