"""What a person was examined, trained and judged by is his own, his superiors' and nobody else's (D3, H1-H4)."""

import json

import pytest

import frappe

from tests.app import factories as f

HOLDER, COLLEAGUE, SUPERVISOR, LEFT, MANAGER, AUDITOR, DISPATCHER, STRANGER = (
	f"{name}@people.example.com"
	for name in (
		"holder",
		"colleague",
		"supervisor",
		"left",
		"manager",
		"auditor",
		"dispatcher",
		"stranger",
	)
)
NUMBER = "310105-SECRET-77"
DAY = "2026-03-02"
RESOURCE = "/api/resource/"
OUTSIDERS = (COLLEAGUE, LEFT, STRANGER, "Guest")


def stored(doctype: str, **values) -> str:
	"""A record as it stands in the database, however it came there."""
	doc = frappe.get_doc({"doctype": doctype, "name": frappe.generate_hash(length=10), **values})
	doc.db_insert()
	for row in doc.get_all_children():
		row.update({"parent": doc.name, "parenttype": doctype})
		row.db_insert()
	return doc.name


@pytest.fixture
def records():
	"""One record of each kind of the same engineer, by doctype."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for email in (HOLDER, COLLEAGUE, SUPERVISOR, LEFT):
		f.user(email, "Service Engineer")
	for email, role in (
		(MANAGER, "Service Manager"),
		(AUDITOR, "Service Auditor"),
		(DISPATCHER, "Service Dispatcher"),
	):
		f.user(email, role)
	f.user(STRANGER, "Stock User")
	team = f.team("People Team", supervisor=SUPERVISOR)
	holder = f.engineer("Holder", user=HOLDER, team=team).name
	f.engineer("Colleague", user=COLLEAGUE, team=team)
	f.engineer("Supervisor", user=SUPERVISOR, team=f.team("Another Team"))
	f.engineer("Left", user=LEFT, team=team, status="Left")
	of = {"engineer": holder, "company": f.company()}
	certificate = stored(
		"Engineer Certification",
		certification="A Licence",
		number=NUMBER,
		scan="/private/files/secret.png",
		**of,
	)
	return {
		"Exam Attempt": stored("Exam Attempt", exam="An Exam", attempt_key="leak:1", **of),
		"Practical Assessment": stored(
			"Practical Assessment",
			certification="A Licence",
			rubric="A Rubric",
			assessor=MANAGER,
			assessed_on=DAY,
			scores=[{"criterion": "Secret criterion", "points": 1}],
			**of,
		),
		"Training Assignment": stored("Training Assignment", course="A Course", due_date=DAY, **of),
		"Training Session": stored(
			"Training Session",
			course="A Course",
			company=f.company(),
			start=f"{DAY} 09:00:00",
			end=f"{DAY} 12:00:00",
			attendees=[{"engineer": holder}],
		),
		"Engineer Certification": certificate,
		"Promotion Proposal": stored("Promotion Proposal", to_level="Senior", **of),
		"Performance Appraisal": stored("Performance Appraisal", cycle="A Month", scheme="A Scheme", **of),
		"Certification Reminder": stored(
			"Certification Reminder", certificate=certificate, reminder_key="leak:1", **of
		),
	}


def seen(client, records: dict) -> set[str]:
	"""The doctypes of which the user reads the record, in a list or by its name."""
	found = set()
	for doctype, name in records.items():
		rows = client.get(RESOURCE + doctype, params={"filters": {"name": name}})
		listed = rows.status_code == 200 and bool(rows.json["data"])
		read = client.get(f"{RESOURCE}{doctype}/{name}").status_code == 200
		assert listed == read, f"{doctype}: list and form disagree"
		if read:
			found.add(doctype)
	return found


@pytest.mark.parametrize("user", OUTSIDERS)
def test_a_colleague_reads_nothing_of_another(records, rest, user):
	client = rest if user == "Guest" else rest.login(user)
	assert seen(client, records) == set()


@pytest.mark.parametrize("user", [HOLDER, SUPERVISOR])
def test_one_reads_ones_own_and_a_supervisor_his_teams(records, rest, user):
	assert seen(rest.login(user), records) == set(records) - {"Certification Reminder"}


@pytest.mark.parametrize("user", [MANAGER, AUDITOR])
def test_managers_and_auditors_read_all(records, rest, user):
	assert seen(rest.login(user), records) == set(records)


def test_a_dispatcher_reads_whom_he_can_send(records, rest):
	assert seen(rest.login(DISPATCHER), records) == {
		"Engineer Certification",
		"Training Assignment",
		"Training Session",
	}


@pytest.mark.parametrize("user", OUTSIDERS)
@pytest.mark.parametrize(
	("table", "parent"),
	[
		("Practical Assessment Score", "Practical Assessment"),
		("Training Attendee", "Training Session"),
		("Performance Appraisal Score", "Performance Appraisal"),
		("Promotion Requirement", "Promotion Proposal"),
	],
)
def test_the_rows_of_tables_do_not_leak_past_their_document(records, rest, user, table, parent):
	client = rest if user == "Guest" else rest.login(user)
	answer = client.get(
		"/api/method/frappe.client.get_list",
		params={"doctype": table, "parent": parent, "fields": ["*"], "filters": {"parent": records[parent]}},
	)
	assert answer.status_code == 403 or answer.json["message"] == []


def test_a_colleague_finds_no_record_by_guessing(records, rest):
	client = rest.login(COLLEAGUE)
	engineer = frappe.db.get_value("Service Engineer", {"user": HOLDER})
	for doctype in set(records) - {"Certification Reminder", "Training Session"}:
		found = [
			client.get(
				"/api/method/frappe.client.get", params={"doctype": doctype, "filters": {"engineer": name}}
			).status_code
			for name in (engineer, "SE-99999")
		]
		assert found[0] == found[1] != 200, doctype
		count = client.get(
			"/api/method/frappe.client.get_count",
			params={"doctype": doctype, "filters": {"engineer": engineer}},
		)
		assert count.json["message"] == 0, doctype


@pytest.mark.parametrize("method", ["paper", "result"])
@pytest.mark.parametrize("user", [COLLEAGUE, STRANGER, "Guest"])
def test_a_guessed_sitting_tells_nothing(records, rest, user, method):
	client = rest if user == "Guest" else rest.login(user)
	answers = [
		client.get(f"/api/method/fsm_app.api.exam.{method}", params={"attempt": name})
		for name in (records["Exam Attempt"], "0000000000")
	]
	assert {answer.status_code for answer in answers} <= {403, 404, 417}
	assert "An Exam" not in answers[0].get_data(as_text=True)


@pytest.mark.parametrize("doctype", ["Exam Question", "Exam Answer"])
@pytest.mark.parametrize("user", [HOLDER, SUPERVISOR, AUDITOR, DISPATCHER, STRANGER, "Guest"])
def test_questions_and_answers_are_for_those_who_set_them(records, rest, user, doctype):
	client = rest if user == "Guest" else rest.login(user)
	tries = (
		client.get(RESOURCE + doctype),
		client.get("/api/method/frappe.client.get_list", params={"doctype": doctype, "fields": ["*"]}),
		client.get("/api/method/frappe.client.get_value", params={"doctype": doctype, "fieldname": "name"}),
	)
	assert [answer.status_code for answer in tries] == [403] * 3


@pytest.mark.parametrize(
	("user", "shown"), [(HOLDER, True), (MANAGER, True), (AUDITOR, False), (DISPATCHER, False)]
)
def test_the_number_of_a_licence_is_for_its_holder_and_his_managers(records, rest, user, shown):
	client, name = rest.login(user), records["Engineer Certification"]
	tries = (
		client.get(f"{RESOURCE}Engineer Certification/{name}"),
		client.get(
			f"{RESOURCE}Engineer Certification",
			params={"fields": ["name", "number", "scan"], "filters": {"name": name}},
		),
	)
	for answer in tries:
		assert answer.status_code == 200
		text = answer.get_data(as_text=True)
		assert (NUMBER in text, "secret.png" in text) == (shown, shown)
	guess = client.get(f"{RESOURCE}Engineer Certification", params={"filters": [["number", "like", "310%"]]})
	assert guess.status_code == (200 if shown else 403)


@pytest.mark.parametrize("user", [COLLEAGUE, SUPERVISOR, AUDITOR, DISPATCHER])
def test_seeing_a_record_is_not_changing_it(records, rest, user):
	client = rest.login(user)
	for doctype, name in records.items():
		field = "remarks" if doctype == "Practical Assessment" else "company"
		answer = client.put(f"{RESOURCE}{doctype}/{name}", json={field: f.company()})
		assert answer.status_code == 403, doctype


def test_the_history_of_a_certificate_does_not_tell_its_number():
	f.make(
		"Service Certification",
		name="A Numbered Licence",
		certification_name="A Numbered Licence",
		kind="Work Licence",
	)
	made = f.make(
		"Engineer Certification",
		engineer=f.engineer("Numbered").name,
		certification="A Numbered Licence",
		number=NUMBER,
	)
	made.number = "999999-OTHER"
	made.save()
	versions = frappe.get_all("Version", filters={"docname": made.name}, pluck="data")
	changed = {row[0] for data in versions for row in json.loads(data).get("changed", [])}
	assert "number" in changed
	assert NUMBER not in " ".join(versions)
	assert "999999-OTHER" not in " ".join(versions)
