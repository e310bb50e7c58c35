"""Closed tickets forget who called, and keep their figures (D3)."""

import os

import pytest

import frappe
from frappe.utils import add_months, getdate

from fsm_app.engine.masking import HIDDEN
from fsm_app.field_work.photos import add_photo
from fsm_app.field_work.signature import sign
from fsm_app.performance.scoring import score_cycle
from fsm_app.privacy import declared
from fsm_app.privacy.retention import forget_past_tickets
from fsm_app.service_catalogue.usage import usage_of
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app.mailing import contact, receive_mail, settings
from tests.app.pictures import drawing, photo
from tests.app.tickets import act, walk

NAME, PHONE, EMAIL = "Li Xiaomei", "13800138000", "li.xiaomei@customer.example"
LOOKS_PERSONAL = (
	"Text Editor",
	"Small Text",
	"Text",
	"Long Text",
	"Code",
	"JSON",
	"HTML Editor",
	"Markdown Editor",
)
PERSONAL_TYPES = ("Attach", "Attach Image", "Signature", "Geolocation", "Phone")
PERSONAL_LINKS = ("Contact", "Address", "Employee")
PERSONAL_WORDS = (
	*(
		"contact",
		"phone",
		"mobile",
		"mail",
		"caller",
		"reported",
		"signed_by",
		"latitude",
		"longitude",
		"address",
	),
	*("location", "birth", "remark", "note", "comment", "account", "joined", "person", "engineer_name"),
)


@pytest.fixture
def closed(freeze):
	"""A ticket full of personal data, closed in March 2026, with an engineer."""
	freeze("2026-03-02 10:00:00")
	settings(retention_months=24, reopen_window_days=14)
	f.engineer("Retention Engineer")
	caller = contact(EMAIL, f.customer(), NAME)
	ticket = f.ticket(
		subject=f"{NAME} says it leaks",
		description=f"<p>Ring {NAME} at {PHONE}</p>",
		contact=caller.name,
		reported_by=NAME,
		contact_phone=PHONE,
		contact_email=EMAIL,
		latitude=81.23,
		longitude=161.47,
	)
	ticket.add_comment("Comment", f"{NAME} has a dog")
	ticket.description = f"<p>{NAME} rang again</p>"
	ticket.save()
	ticket = walk(ticket, "Triage", "Dispatch", "Accept", "Arrive")
	add_photo(ticket.name, photo(place=(81.23, 161.47)), note=f"The kitchen of {NAME}")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.update({"fault_symptom": "It leaks", "resolution_summary": "Seal changed"})
	doc.save()
	sign(ticket.name, NAME, drawing())
	mail = receive_mail(f"I am {NAME}, {PHONE}", sender=EMAIL, subject=f"Re: {ticket.name} of {NAME}")
	mail.db_set(
		{
			"reference_doctype": "Service Ticket",
			"reference_name": ticket.name,
			"communication_date": "2026-03-02 12:00:00",
		}
	)
	visit = frappe.db.get_value("Service Visit", {"ticket": ticket.name})
	frappe.db.set_value(
		"Service Visit", visit, {"latitude": 81.23, "longitude": 161.47, "distance_metres": 12}
	)
	walk(ticket, "Complete", "Verify", "Close")
	survey = frappe.get_doc("Service Survey", {"ticket": ticket.name})
	survey.update({"state": "Answered", "stars": 5, "nps": "9", "comment": f"Thanks from {NAME}"})
	survey.db_update()
	return frappe.get_doc("Service Ticket", ticket.name)


def traces(ticket: str) -> list[str]:
	"""Where the caller's data still stand, in everything that the database holds on the ticket."""
	found = []
	for records in declared.TICKET_RECORDS:
		filters = {records.by: ticket}
		if records.type_field:
			filters[records.type_field] = "Service Ticket"
		rows = frappe.get_all(records.doctype, filters=filters, fields=["*"])
		names = [row.name for row in rows]
		rows += frappe.get_all("Version", {"docname": ["in", names or [""]]}, ["*"])
		for text in (NAME, PHONE, EMAIL, "81.23", "161.47"):
			found += [
				f"{records.doctype}.{field}: {value}"
				for row in rows
				for field, value in row.items()
				if text in str(value)
			]
	return found


def files_of(ticket: str) -> list[str]:
	names = frappe.get_all("Service Evidence", {"ticket": ticket}, pluck="name")
	urls = frappe.get_all("File", {"attached_to_name": ["in", [*names, ticket]]}, pluck="name")
	return [frappe.get_doc("File", name).get_full_path() for name in urls]


def test_a_ticket_forgets_after_the_set_time_and_not_before(closed, freeze):
	assert len(traces(closed.name)) > 15
	paths = files_of(closed.name)
	assert len(paths) == 4 and all(map(os.path.exists, paths))
	freeze("2028-03-01 10:00:00")
	assert forget_past_tickets() == 0
	assert all(map(os.path.exists, paths))
	freeze("2028-03-03 10:00:00")
	assert forget_past_tickets() == 1
	assert traces(closed.name) == []
	assert not any(map(os.path.exists, paths))
	ticket = frappe.get_doc("Service Ticket", closed.name)
	caller = caller_of(ticket)
	assert (caller.contact, caller.reported_by, caller.contact_phone) == (None, HIDDEN, HIDDEN)
	assert (ticket.subject, ticket.resolution_summary) == (ticket.offering, "Seal changed")
	assert (caller.latitude, ticket.customer) == (0, closed.customer)
	assert ticket.anonymised_on == getdate("2028-03-03")
	assert forget_past_tickets() == 0


def test_the_evidence_remains_without_its_pictures(closed, freeze):
	before = frappe.get_all(
		"Service Evidence", {"ticket": closed.name}, ["name", "kind", "recorded_at", "content_hash"]
	)
	freeze("2028-04-03 10:00:00")
	forget_past_tickets()
	assert (
		frappe.get_all(
			"Service Evidence", {"ticket": closed.name}, ["name", "kind", "recorded_at", "content_hash"]
		)
		== before
	)
	assert frappe.get_doc("Service Ticket", closed.name).completeness == closed.completeness


def test_the_figures_are_what_they_were(closed, freeze):
	def figures():
		score_cycle(cycle)
		return [
			frappe.get_all(
				"Performance Appraisal Score",
				{"parenttype": "Performance Appraisal"},
				FIGURES,
				order_by="parent, idx",
			),
			frappe.get_all("SLA Clock", {"ticket": closed.name}, ["*"], order_by="name"),
			frappe.get_all("SLA Event", {"ticket": closed.name}, ["*"], order_by="name"),
			frappe.get_all("Service Ticket", {"name": closed.name}, TIMES),
			frappe.get_all("Service Survey", {"ticket": closed.name}, ["stars", "nps", "state"]),
			frappe.get_all(
				"Service Visit", {"ticket": closed.name}, ["work_minutes", "distance_metres", "arrived_at"]
			),
			usage_of(getdate("2026-03-01"), getdate("2026-03-31")),
			frappe.db.count("Communication", {"reference_name": closed.name}),
		]

	FIGURES = ["parent", "kpi", "value", "score", "numerator", "denominator", "scored"]
	TIMES = [
		"opened_at",
		"responded_at",
		"arrived_at",
		"done_at",
		"closed_at",
		"reopen_count",
		"completeness",
		"modified",
	]
	cycle = f.make(
		"Performance Cycle",
		cycle_name="Retention March",
		company=f.company(),
		start_date="2026-03-01",
		end_date="2026-03-31",
	).name
	freeze("2028-04-03 10:00:00")
	before = figures()
	assert all(before) and any(row.scored for row in before[0])
	assert forget_past_tickets() == 1
	assert figures() == before


def test_open_and_reopened_tickets_and_those_under_complaint_wait(closed, freeze):
	other = f.ticket(reported_by=NAME)
	complaint = f.make(
		"Service Complaint", ticket=closed.name, category="Quality", description="It leaks again"
	)
	freeze("2030-03-03 10:00:00")
	assert forget_past_tickets() == 0
	assert caller_of(other.name).reported_by == NAME
	frappe.db.set_value("Service Complaint", complaint.name, "state", "Resolved")
	assert forget_past_tickets() == 1
	assert frappe.db.get_value("Service Complaint", complaint.name, "description") == HIDDEN


def test_a_message_that_comes_later_has_its_own_time(closed, freeze):
	def answer(text: str, at: str) -> str:
		mail = receive_mail(text, sender=EMAIL, Message_ID=f"<{at[:4]}@customer.example>")
		mail.db_set(
			{"reference_doctype": "Service Ticket", "reference_name": closed.name, "communication_date": at}
		)
		frappe.db.set_value("Communication", mail.name, "creation", at, update_modified=False)
		return mail.name

	first = answer("It leaks again", "2027-03-02 10:00:00")
	freeze("2028-04-03 10:00:00")
	assert forget_past_tickets() == 0
	freeze("2029-04-03 10:00:00")
	assert forget_past_tickets() == 1
	assert frappe.db.get_value("Communication", first, "content") == HIDDEN
	later = answer("And again", "2029-05-02 10:00:00")
	freeze("2031-05-01 10:00:00")
	forget_past_tickets()
	assert "And again" in frappe.db.get_value("Communication", later, "content")
	freeze("2031-05-03 10:00:00")
	forget_past_tickets()
	assert frappe.db.get_value("Communication", later, "content") == HIDDEN
	assert forget_past_tickets() == 0


def test_a_ticket_that_comes_back_is_looked_at_again(closed, freeze):
	freeze("2026-03-05 10:00:00")
	frappe.db.set_value("Service Ticket", closed.name, "anonymised_on", "2026-03-04")
	assert act(closed.name, "Reopen").anonymised_on is None


def test_nobody_says_by_hand_that_a_ticket_is_anonymous(closed):
	closed.anonymised_on = "2026-03-02"
	closed.save()
	assert frappe.db.get_value("Service Ticket", closed.name, "anonymised_on") is None


def test_without_a_set_time_nothing_is_forgotten(closed, freeze):
	settings(retention_months=0)
	freeze("2050-03-03 10:00:00")
	assert forget_past_tickets() == 0
	assert caller_of(closed.name).reported_by == NAME


def test_one_ticket_that_fails_does_not_keep_the_others(closed, freeze, monkeypatch):
	from fsm_app.privacy import retention

	done = retention.anonymise_ticket
	with_dog = f.ticket(reported_by=NAME)
	act(with_dog.name, "Cancel", cancel_reason=f"{NAME} has moved")
	frappe.db.set_value(
		"Service Ticket", with_dog.name, "modified", "2026-03-02 11:00:00", update_modified=False
	)

	def failing(ticket):
		done(ticket)
		if ticket == closed.name:
			raise RuntimeError("the disk is full")

	freeze("2028-04-03 10:00:00")
	frappe.db.commit()
	monkeypatch.setattr(retention, "anonymise_ticket", failing)
	assert forget_past_tickets() == 1
	assert caller_of(closed.name).reported_by == NAME
	assert frappe.db.get_value("Service Ticket", with_dog.name, "cancel_reason") == HIDDEN
	monkeypatch.setattr(retention, "anonymise_ticket", done)
	# Files do not come back with a rollback; the next job copes with that.
	assert forget_past_tickets() == 1
	assert traces(closed.name) == []


def test_a_portal_users_account_is_nobodys_afterwards(closed, freeze):
	account = f.user("portal.li@customer.example")
	frappe.db.set_value("User", account, "user_type", "Website User")
	frappe.db.set_value("Service Ticket", closed.name, {"owner": account}, update_modified=False)
	freeze("2028-04-03 10:00:00")
	forget_past_tickets()
	assert frappe.db.get_value("Service Ticket", closed.name, "owner") == "Administrator"


def test_what_imports_and_deletions_left_goes_too(closed, freeze):
	late = f.ticket(reported_by=NAME)
	frappe.delete_doc("Service Ticket", late.name, force=True)
	copies = {"deleted_doctype": "Service Ticket", "deleted_name": late.name}
	frappe.db.set_value("Deleted Document", copies, "creation", "2026-03-02", update_modified=False)
	freeze("2028-02-03 10:00:00")
	forget_past_tickets()
	assert frappe.db.exists("Deleted Document", copies)
	freeze(add_months("2028-02-03", 3))
	forget_past_tickets()
	assert not frappe.db.exists("Deleted Document", copies)


def app_fields():
	"""(doctype, field) of every field of the app."""
	modules = frappe.get_all("Module Def", {"app_name": "fsm_app"}, pluck="name")
	for doctype in frappe.get_all("DocType", {"module": ["in", modules]}, pluck="name"):
		for df in frappe.get_meta(doctype).fields:
			yield doctype, df


def looks_personal(df) -> bool:
	return (
		df.fieldtype in (*LOOKS_PERSONAL, *PERSONAL_TYPES)
		or (df.fieldtype == "Data" and df.options in ("Phone", "Email", "Name"))
		or (df.fieldtype == "Link" and df.options in PERSONAL_LINKS)
		or (
			df.fieldtype in ("Data", "Float", "Date") and any(word in df.fieldname for word in PERSONAL_WORDS)
		)
	)


def test_every_field_that_looks_personal_is_declared_or_exempted():
	known = {
		(records.doctype, field)
		for records in (*declared.TICKET_RECORDS, *declared.ENGINEER_RECORDS)
		for field in records.fields
	} | set(declared.EXEMPT)
	unknown = [
		f"{doctype}.{df.fieldname}"
		for doctype, df in app_fields()
		if looks_personal(df)
		and doctype not in declared.EXEMPT_DOCTYPES
		and (doctype, df.fieldname) not in known
	]
	assert unknown == []
	assert {"Service Ticket", "Service Evidence", "Service Engineer"} <= {
		doctype for doctype, _field in known
	}


def test_what_is_declared_is_there():
	fields = {(doctype, df.fieldname) for doctype, df in app_fields()}
	named = {
		(records.doctype, field)
		for records in (*declared.TICKET_RECORDS, *declared.ENGINEER_RECORDS)
		if records.doctype in declared.APP_DOCTYPES
		for field in records.fields
		if not field.startswith("_")
	}
	assert named | set(declared.EXEMPT) <= fields
	assert set(declared.EXEMPT_DOCTYPES) <= {doctype for doctype, _field in fields}
