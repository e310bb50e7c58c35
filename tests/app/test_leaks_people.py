"""What a person was examined, trained and judged by is theirs, their superiors' and nobody else's (D3, H1-H4)."""

import pytest

import frappe

from fsm_app.api import engineer_profile
from fsm_app.engine.masking import mask_id
from fsm_app.workforce.certificate_documents import DOCUMENT, document_of
from fsm_app.workforce.certificate_print import engineer_certificate
from fsm_app.workforce.certifications import CertificationError
from tests import host
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
HR = "hr@people.example.com"
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
	certificate = stored("Engineer Certification", certification="A Licence", **of)
	stored(
		DOCUMENT,
		name=certificate,
		certificate=certificate,
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
		"Score Snapshot": stored("Score Snapshot", appraisal="An Appraisal", cycle="A Month", **of),
		"Service Violation": stored("Service Violation", occurred_on=DAY, description="Secret", **of),
		"Score Anomaly": stored("Score Anomaly", kind="Sudden Change", cycle="A Month", **of),
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
def test_one_reads_ones_own_and_a_supervisor_the_teams(records, rest, user):
	assert seen(rest.login(user), records) == set(records) - {"Certification Reminder", "Score Anomaly"}


@pytest.mark.parametrize("user", [MANAGER, AUDITOR])
def test_managers_and_auditors_read_all(records, rest, user):
	assert seen(rest.login(user), records) == set(records)


def test_dispatchers_read_whom_they_can_send(records, rest):
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
		("Performance Appraisal Part", "Performance Appraisal"),
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
	for doctype in set(records) - {"Certification Reminder", "Score Anomaly", "Training Session"}:
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
	("user", "shown"),
	[(user, True) for user in (HOLDER, SUPERVISOR, MANAGER, HR)]
	+ [(user, False) for user in (AUDITOR, DISPATCHER, COLLEAGUE, STRANGER)],
)
def test_the_number_of_a_licence_is_for_its_holder_and_their_managers(records, rest, user, shown):
	f.user(HR, "HR Manager")
	client, name = rest.login(user), records["Engineer Certification"]
	own = RESOURCE + DOCUMENT
	like = ["like", "310%"]
	tries = {
		"get": (f"{own}/{name}", None),
		"list": (own, {"fields": ["name", "number", "scan"], "filters": {"name": name}}),
		"client.get": ("/api/method/frappe.client.get", {"doctype": DOCUMENT, "filters": {"number": like}}),
	}
	for way, (path, params) in tries.items():
		text = client.get(path, params=params).get_data(as_text=True)
		assert (NUMBER in text, "secret.png" in text) == (shown, shown), way
	count = client.get(
		"/api/method/frappe.client.get_count", params={"doctype": DOCUMENT, "filters": {"number": like}}
	)
	assert (count.json.get("message") == 1) is shown
	for path in (f"{RESOURCE}Engineer Certification/{name}", f"{RESOURCE}Engineer Certification"):
		assert NUMBER not in client.get(path, params={"fields": ["*"]}).get_data(as_text=True)


@pytest.mark.parametrize(
	("user", "shown"),
	[(HOLDER, NUMBER), (MANAGER, NUMBER), (AUDITOR, mask_id(NUMBER)), (DISPATCHER, mask_id(NUMBER))],
)
def test_profile_and_print_tell_the_number_to_who_may_read_it(records, as_user, user, shown):
	f.make("Service Certification", certification_name="A Licence", kind="Work Licence")
	document = frappe.get_doc("Engineer Certification", records["Engineer Certification"])
	document.db_set({"verification": "Verified", "valid_from": DAY})
	with as_user(user):
		assert engineer_certificate(document)["number"] == shown
		(row,) = engineer_profile.profile(document.engineer)["certificates"]
		assert row["number"] == shown


def licence(**values):
	"""A licence with a number that the holder hands in."""
	if not frappe.db.exists("Service Certification", "A Numbered Licence"):
		f.make("Service Certification", certification_name="A Numbered Licence", kind="Work Licence")
	engineer = frappe.db.get_value("Service Engineer", {"user": HOLDER})
	made = {"doctype": "Engineer Certification", "engineer": engineer, "certification": "A Numbered Licence"}
	return frappe.get_doc({**made, "number": "N-1", **values}).insert()


def upload(name: str) -> str:
	file = frappe.get_doc({"doctype": "File", "file_name": name, "content": name.encode(), "is_private": 1})
	return file.insert(ignore_permissions=True).file_url


def test_the_scan_hangs_on_the_document_and_its_file_is_for_who_reads_that(records, rest, as_user):
	with as_user(HOLDER):
		url = upload("a licence.txt")
		made = licence(scan=url)
	(file,) = frappe.get_all("File", {"file_url": url}, ["attached_to_doctype", "attached_to_name"])
	assert (file.attached_to_doctype, file.attached_to_name) == (DOCUMENT, made.name)
	assert document_of(made.name) == {"number": "N-1", "scan": url}
	for user, status in ((HOLDER, 200), (MANAGER, 200), (AUDITOR, 403), (DISPATCHER, 403), (COLLEAGUE, 403)):
		if host.ON_BENCH:
			assert rest.login(user).get(url).status_code == status, user
		listed = rest.login(user).get(RESOURCE + "File", params={"filters": {"file_url": url}})
		assert bool(listed.json.get("data")) is (status == 200), user


def test_nobody_hands_in_a_file_of_somebody_elses_as_their_scan(records, as_user):
	with as_user(MANAGER):
		foreign = upload("secret.txt")
	with as_user(HOLDER):
		for scan in (foreign, "/private/files/nowhere.txt"):
			with pytest.raises(CertificationError, match="Scan"):
				licence(scan=scan, number=f"N-{len(scan)}")
	assert not frappe.db.get_value("File", {"file_url": foreign}, "attached_to_name")


def test_number_and_scan_are_changed_with_the_certificate_and_go_with_it(records, as_user):
	with as_user(HOLDER):
		made = licence()
		made.update({"number": "N-2", "issuer": "The State"})
		made.save()
	assert document_of(made.name).number == "N-2"
	with as_user(MANAGER):
		document = frappe.get_doc("Engineer Certification", made.name)
		document.verification = "Verified"
		document.save()
		assert document_of(made.name).number == "N-2"
	with as_user(HOLDER), pytest.raises(frappe.ValidationError):
		frappe.client.set_value("Engineer Certification", made.name, "number", "N-3")
	frappe.delete_doc("Engineer Certification", made.name)
	assert not frappe.db.exists(DOCUMENT, made.name)


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
	assert NUMBER not in " ".join(versions)
	assert "999999-OTHER" not in " ".join(versions)
	assert document_of(made.name).number == "999999-OTHER"
