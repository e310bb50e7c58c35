"""A person asks for their data, or to be forgotten (D3)."""

import io
import json
import os
import zipfile

import pytest

import frappe
from frappe.utils import getdate

from fsm_app.api import data_request
from fsm_app.engine.masking import HIDDEN
from fsm_app.field_work.photos import add_photo
from fsm_app.privacy.erasure import EngineerNotLeft, TicketsOpen
from fsm_app.privacy.persons import NotOnePerson
from fsm_app.privacy.requests import (
	NotAllSeen,
	RefusalWithoutReason,
	RequestSettled,
	fingerprint,
	forget_old_requests,
)
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.workforce.certificate_documents import document_of
from tests.app import factories as f
from tests.app.mailing import contact, receive_mail
from tests.app.pictures import photo
from tests.app.tickets import act, walk

NAME, PHONE, EMAIL = "Li Xiaomei", "13800138000", "li.xiaomei@customer.example"
OTHER = "zhang@customer.example"
MANAGER, DISPATCHER = "privacy.manager@example.com", "privacy.dispatcher@example.com"


@pytest.fixture
def caller(freeze):
	"""The contact of two ended tickets, on one of which there is a photo."""
	freeze("2026-03-02 10:00:00")
	f.engineer("Request Engineer")
	return contact(EMAIL, f.customer(), NAME)


def ended(action: str = "Cancel", **values):
	ticket = f.ticket(**{"description": f"<p>{NAME} writes</p>", **values})
	return act(ticket.name, action, cancel_reason=f"{NAME} has moved")


def request(kind: str, person, **values):
	person_type, person = (person.doctype, person.name) if hasattr(person, "doctype") else person
	return frappe.get_doc(
		{
			"doctype": "Service Data Request",
			"kind": kind,
			"person_type": person_type,
			"person": person,
			"reason": "They showed passport 1234",
			**values,
		}
	).insert()


def done(kind: str, person, jobs):
	"""The request after its job."""
	made = request(kind, person)
	data_request.start(made.name)
	frappe.db.commit()
	jobs.run()
	return made.reload()


def archive_of(made) -> zipfile.ZipFile:
	file = frappe.get_doc("File", {"attached_to_name": made.name})
	assert file.is_private
	with open(file.get_full_path(), "rb") as source:
		return zipfile.ZipFile(io.BytesIO(source.read()))


def records_of(archive) -> dict:
	"""The exported fields by (doctype, name)."""
	content = json.loads(archive.read("data.json"))
	return {
		(record["doctype"], record["name"]): {field["field"]: field["value"] for field in record["fields"]}
		for record in content["records"]
	}


def test_an_export_holds_the_persons_tickets_messages_and_pictures_and_nobody_elses(caller, jobs):
	mine = walk(f.ticket(contact=caller.name, contact_phone=PHONE), "Triage", "Dispatch", "Accept", "Arrive")
	evidence = add_photo(mine.name, photo())
	known_by_mail = ended(contact_email=EMAIL)
	strangers = ended(contact_email=OTHER, description="<p>Somebody else</p>")
	mail = receive_mail("My dog is called Bo", sender=EMAIL)
	mail.db_set({"reference_doctype": "Service Ticket", "reference_name": mine.name})
	made = done("Export", caller, jobs)
	assert (made.state, made.done_by) == ("Done", "Administrator")
	archive = archive_of(made)
	records = records_of(archive)
	assert records["Ticket Caller", mine.name]["contact_phone"] == PHONE
	assert ("Service Ticket", mine.name) in records
	assert ("Service Ticket", known_by_mail.name) in records
	assert ("Service Ticket", strangers.name) not in records
	assert "Bo" in records["Communication", mail.name]["content"]
	assert ("Service Evidence", evidence.name) in records
	assert "Somebody else" not in archive.read("data.json").decode()
	with open(frappe.get_doc("File", {"file_url": evidence.file}).get_full_path(), "rb") as kept:
		assert kept.read() in [archive.read(name) for name in archive.namelist() if name.endswith(".jpg")]


def test_the_readable_page_is_in_the_persons_language_and_shows_markup_as_text(caller, jobs):
	account = f.user(EMAIL)
	frappe.db.set_value("User", account, "language", "zh")
	caller.db_set("user", account)
	ended(contact=caller.name, reported_by="<script>alert(1)</script>")
	page = archive_of(done("Export", caller, jobs)).read("data.html").decode()
	assert '<html lang="zh">' in page
	assert "<script>" not in page


def test_erasing_takes_the_person_out_of_their_tickets_and_names_what_is_left_to_others(caller, jobs):
	ticket = ended(contact=caller.name, reported_by=NAME, contact_phone=PHONE)
	by_phone = ended(contact_email=EMAIL)
	strangers = ended(reported_by="Zhang", contact_email=OTHER)
	made = done("Erase", caller, jobs)
	assert made.state == "Done", made.outcome
	assert (made.steps_done, made.steps_total) == (2, 2)
	for name in (ticket.name, by_phone.name):
		doc = frappe.get_doc("Service Ticket", name)
		assert (caller_of(name).contact, caller_of(name).contact_email, doc.description) == (
			None,
			None,
			HIDDEN,
		)
		assert doc.anonymised_on == getdate("2026-03-02")
	assert caller_of(strangers.name).reported_by == "Zhang"
	assert f"Contact {caller.name}" in made.left_elsewhere
	assert frappe.db.exists("Contact", caller.name)
	assert NAME not in made.outcome


def test_a_colleague_with_the_same_telephone_keeps_their_tickets(caller, jobs):
	caller.append("phone_nos", {"phone": PHONE, "is_primary_phone": 1})
	caller.save()
	colleague = contact(OTHER, f.customer(), "Zhang")
	theirs = ended(contact=colleague.name, contact_phone=PHONE)
	nobodys = ended(contact_phone=PHONE)
	assert done("Erase", caller, jobs).state == "Done"
	assert caller_of(theirs.name).contact_phone == PHONE
	assert caller_of(nobodys.name).contact_phone == HIDDEN


def test_messages_on_tickets_of_others_go_with_those_that_ended(caller, jobs):
	over, going_on = ended(contact_email=OTHER), f.ticket(contact_email=OTHER)
	mails = []
	for number, ticket in enumerate((over, going_on)):
		mail = receive_mail(f"{NAME} {number}", sender=EMAIL, Message_ID=f"<{number}@customer.example>")
		opened = mail.reference_name
		mail.db_set({"reference_doctype": "Service Ticket", "reference_name": ticket.name})
		frappe.delete_doc("Service Ticket", opened, force=True)
		mails.append(mail.name)
	made = done("Erase", caller, jobs)
	assert made.state == "Done", made.outcome
	assert frappe.db.get_value("Communication", mails[0], ["content", "sender"]) == (HIDDEN, None)
	assert NAME in frappe.db.get_value("Communication", mails[1], "content")
	assert going_on.name in made.outcome
	assert caller_of(over.name).contact_email == OTHER


def test_a_person_with_open_tickets_is_not_forgotten(caller, jobs):
	over, going_on = ended(contact=caller.name), f.ticket(contact=caller.name)
	made = request("Erase", caller)
	with pytest.raises(TicketsOpen, match=going_on.name):
		data_request.start(made.name)
	assert made.reload().state == "Open"
	assert caller_of(over.name).contact == caller.name


def test_a_ticket_opened_before_the_job_runs_stops_it(caller, jobs):
	over = ended(contact=caller.name)
	made = request("Erase", caller)
	data_request.start(made.name)
	going_on = f.ticket(contact=caller.name)
	frappe.db.commit()
	jobs.run()
	made.reload()
	assert (made.state, going_on.name in made.outcome) == ("Failed", True)
	assert caller_of(over.name).contact == caller.name
	act(going_on.name, "Cancel", cancel_reason="By mistake")
	data_request.start(made.name)
	frappe.db.commit()
	jobs.run()
	assert made.reload().state == "Done"


def test_a_customer_who_is_a_person_may_be_forgotten_a_company_may_not(freeze, jobs):
	freeze("2026-03-02 10:00:00")
	person = f.make(
		"Customer",
		customer_name=NAME,
		customer_type="Individual",
		customer_group=f.customer_group(),
	)
	ticket = ended(customer=person.name, reported_by=NAME)
	with pytest.raises(NotOnePerson):
		request("Export", ("Customer", f.customer()))
	made = done("Erase", person, jobs)
	assert made.state == "Done", made.outcome
	assert caller_of(ticket.name).reported_by == HIDDEN
	assert frappe.db.get_value("Service Ticket", ticket.name, "customer") == person.name
	assert f"Customer {person.name}" in made.left_elsewhere


@pytest.fixture
def engineer(freeze):
	freeze("2026-03-02 10:00:00")
	user = f.user("left.engineer@example.com", "Service Engineer")
	doc = f.engineer("Wang Leaving", user=user)
	certificate = f.make("Service Certification", certification_name="Privacy Test", kind="Internal")
	f.make(
		"Engineer Certification",
		engineer=doc.name,
		certification=certificate.name,
		number="ID 110101",
		valid_from="2026-01-01",
	)
	return doc


def visit_of(engineer) -> str:
	ticket = f.ticket(contact_phone=PHONE, customer=f.customer())
	walk(ticket, "Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	visit = frappe.db.get_value("Service Visit", {"ticket": ticket.name})
	frappe.db.set_value(
		"Service Visit", visit, {"latitude": 31.2, "longitude": 121.5, "engineer": engineer.name}
	)
	return visit


def test_an_engineers_export_holds_their_records_and_not_their_customers(engineer, jobs):
	visit = visit_of(engineer)
	archive = archive_of(done("Export", engineer, jobs))
	records = records_of(archive)
	assert records["Service Visit", visit]["latitude"] == "31.2"
	assert "ID 110101" in [fields.get("number") for fields in records.values()]
	text = archive.read("data.json").decode()
	assert PHONE not in text
	assert f.customer() not in text


def test_an_engineer_who_has_left_is_forgotten_and_the_figures_stay(engineer, jobs):
	visit = visit_of(engineer)
	attempt = frappe.get_doc(
		{"doctype": "Exam Attempt", "name": "privacy-attempt", "engineer": engineer.name, "score": 80}
	)
	answer = frappe.get_doc(
		{
			"doctype": "Exam Answer",
			"name": "privacy-answer",
			"attempt": attempt.name,
			"given": '"My own words"',
			"marks": 2,
		}
	)
	attempt.db_insert()
	answer.db_insert()
	minutes = frappe.db.get_value("Service Visit", visit, "work_minutes")
	with pytest.raises(EngineerNotLeft):
		data_request.start(request("Erase", engineer).name)
	engineer.reload()
	engineer.status = "Left"
	engineer.save()
	made = done("Erase", engineer, jobs)
	assert made.state == "Done", made.outcome
	engineer.reload()
	assert (engineer.engineer_name, engineer.user, engineer.status) == (engineer.name, None, "Left")
	assert frappe.db.get_value("Service Visit", visit, ["latitude", "engineer", "work_minutes"]) == (
		0,
		engineer.name,
		minutes,
	)
	kept = frappe.get_all("Engineer Certification", {"engineer": engineer.name}, ["name", "valid_from"])
	assert [(document_of(row.name).number, row.valid_from) for row in kept] == [
		(HIDDEN, getdate("2026-01-01"))
	]
	assert frappe.db.get_value("Exam Answer", answer.name, ["given", "marks"]) == (None, 2)
	assert frappe.db.get_value("Exam Attempt", attempt.name, ["engineer", "score"]) == (engineer.name, 80)
	changes = frappe.get_all("Version", {"docname": engineer.name}, pluck="data")
	assert "Wang Leaving" not in "".join(changes)
	assert "User left.engineer@example.com" in made.left_elsewhere


def test_a_refused_request_says_why(caller):
	made = request("Export", caller)
	with pytest.raises(RefusalWithoutReason):
		data_request.refuse(made.name, " ")
	data_request.refuse(made.name, "They could not say who they are")
	assert (made.reload().state, made.outcome) == ("Refused", "They could not say who they are")
	with pytest.raises(RequestSettled):
		data_request.start(made.name)


def test_a_settled_request_stays_as_it_is_and_nobody_settles_one_by_hand(caller, jobs):
	made = request("Export", caller, state="Done", outcome="done")
	assert (made.state, made.outcome) == ("Open", None)
	made.state = "Done"
	assert made.save().state == "Open"
	made = done("Export", caller, jobs)
	made.reason = "Another"
	with pytest.raises(RequestSettled):
		made.save()


def test_only_managers_deal_with_requests(caller, as_user):
	made = request("Erase", caller)
	with as_user(f.user(DISPATCHER, "Service Dispatcher")):
		for call in (data_request.start, data_request.progress):
			with pytest.raises(frappe.PermissionError):
				call(made.name)
		with pytest.raises(frappe.PermissionError):
			data_request.refuse(made.name, "No")
	with as_user(f.user(MANAGER, "Service Manager")):
		assert data_request.progress(made.name) == {"state": "Open", "steps_done": 0, "steps_total": 0}
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Service Data Request", made.name)


def test_a_manager_of_one_company_does_not_reach_the_tickets_of_another(caller, as_user):
	ticket = ended(contact=caller.name)
	other = f.other_company("Other Privacy", "OPR")
	f.user(MANAGER, "Service Manager")
	f.make("User Permission", user=MANAGER, allow="Company", for_value=other)
	for kind in ("Export", "Erase"):
		made = request(kind, caller)
		with as_user(MANAGER), pytest.raises(NotAllSeen):
			data_request.start(made.name)
		assert made.reload().state == "Open"
	assert caller_of(ticket.name).contact == caller.name


def test_erasing_takes_back_what_was_exported(caller, jobs):
	ended(contact=caller.name)
	exported = done("Export", caller, jobs)
	path = frappe.get_doc("File", {"attached_to_name": exported.name}).get_full_path()
	assert os.path.exists(path)
	done("Erase", caller, jobs)
	assert not os.path.exists(path)
	assert exported.reload().file is None


def test_after_a_month_the_request_itself_forgets(caller, jobs, freeze):
	ended(contact=caller.name)
	made = done("Erase", caller, jobs)
	freeze("2026-03-31 10:00:00")
	forget_old_requests()
	assert made.reload().person == caller.name
	freeze("2026-04-02 10:00:00")
	forget_old_requests()
	made.reload()
	assert made.person == fingerprint("Contact", caller.name)
	assert (made.state, made.reason, made.left_elsewhere) == ("Done", HIDDEN, None)
	assert NAME not in json.dumps(made.as_dict(), default=str)


def test_a_contact_with_a_request_may_be_deleted(caller):
	request("Export", caller)
	frappe.delete_doc("Contact", caller.name)
	assert not frappe.db.exists("Contact", caller.name)


def test_a_job_that_breaks_says_so_and_may_be_started_again(caller, jobs, monkeypatch):
	from fsm_app.privacy import requests

	ended(contact=caller.name)
	made = request("Export", caller)
	with monkeypatch.context() as broken:
		broken.setattr(requests, "export", lambda *_: 1 / 0)
		data_request.start(made.name)
		frappe.db.commit()
		jobs.run()
	assert made.reload().state == "Failed"
	data_request.start(made.name)
	frappe.db.commit()
	jobs.run()
	assert made.reload().state == "Done"


def test_frappes_own_download_of_a_users_data_holds_their_tickets(caller):
	download = pytest.importorskip(
		"frappe.website.doctype.personal_data_download_request.personal_data_download_request",
		reason="devsite has no requests of Frappe's own",
		exc_type=ImportError,
	)
	mine, strangers = f.ticket(contact_email=EMAIL), f.ticket(contact_email=OTHER)
	names = [row["name"] for row in json.loads(download.get_user_data(EMAIL))["Ticket Caller"]]
	assert (mine.name in names, strangers.name in names) == (True, False)


def test_frappes_own_deletion_of_a_user_takes_them_out_of_their_tickets(caller):
	deletion = pytest.importorskip(
		"frappe.website.doctype.personal_data_deletion_request.personal_data_deletion_request",
		reason="devsite has no requests of Frappe's own",
		exc_type=ImportError,
	)
	mine, strangers = (
		f.ticket(contact_email=address, contact_phone=PHONE, reported_by=NAME) for address in (EMAIL, OTHER)
	)
	request = deletion.PersonalDataDeletionRequest(
		{"doctype": "Personal Data Deletion Request", "name": "deleted-user-1@example.com", "email": EMAIL}
	)
	request.anon = request.name
	request.anonymization_value_map["Email"] = request.anon
	ours = next(each for each in request.full_match_privacy_docs if each["doctype"] == "Ticket Caller")
	request.full_name_regex = request.email_regex = deletion.get_pattern(EMAIL)
	request.redact_full_match_data(ours, EMAIL)
	assert not {NAME, PHONE, EMAIL} & set(caller_of(mine.name).values())
	assert caller_of(strangers.name).reported_by == NAME
