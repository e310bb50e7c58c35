"""An engineer prepares by one sheet: device, history, tools and parts against the van, access, safety, wishes (E4)."""

import pytest

import frappe

from fsm_app.api import preparation as api
from tests.app import factories as f
from tests.app.devices import item, serial_no
from tests.app.listening_app import ListeningApp
from tests.app.offering import engineers, profile
from tests.app.solved_cases import night, published
from tests.app.tickets import act, walk

NOW = "2026-03-02 09:00:00"


@pytest.fixture
def ticket(freeze):
	"""A ticket in the hands of Ada, of an offering that needs a tool, a certificate and a course."""
	engineers("Ada", "Bo")
	freeze(NOW)
	certification = f.make(
		"Service Certification", name="High Voltage", certification_name="High Voltage"
	).name
	name = profile("By Hand", 0)
	document = frappe.get_doc("Dispatch Profile", name)
	offering = f.offering(
		"Prepared Repair",
		dispatch_profile=document.name,
		materials=[{"kind": "Tool", "description": "Torque wrench", "qty": 2}],
	)
	opened = walk(
		f.ticket(
			offering=offering,
			fault_code="E7",
			fault_symptom="Hums and stops",
			appointment_start="2026-03-03 10:00:00",
			appointment_end="2026-03-03 12:00:00",
		),
		"Triage",
		"Dispatch",
		"Accept",
	)
	document.append("safety_certifications", {"certification": certification})
	document.save()
	return opened


def section(sheet: dict, title: str) -> list:
	return next((part["rows"] for part in sheet["sections"] if part["title"] == title), [])


def test_what_was_done_on_the_device_before_is_told(ticket, as_user):
	number = serial_no("Prepared-1", customer=f.customer(), item_code=item("Prepared Press"))
	f.ticket(
		serial_no=number, subject="It hummed", fault_cause="A worn belt", opened_at="2026-02-20 10:00:00"
	)
	frappe.db.set_value("Service Ticket", ticket.name, "serial_no", number)
	user = frappe.db.get_value("Service Engineer", ticket.engineer, "user")
	with as_user(user):
		(before,) = section(api.of_ticket(ticket.name), "Done on It Before")
	assert (before["text"], before["note"]) == ("It hummed", "A worn belt")


def test_the_engineer_sees_fault_tools_safety_and_appointment(ticket, as_user):
	user = frappe.db.get_value("Service Engineer", ticket.engineer, "user")
	with as_user(user):
		sheet = api.of_ticket(ticket.name)
	assert (sheet["number"], sheet["engineer"]) == (ticket.name, "Ada")
	assert sheet["when"]
	assert [row["text"] for row in section(sheet, "Fault")] == ["E7", "Hums and stops"]
	assert [row["text"] for row in section(sheet, "Tools to Take")] == ["2 × Torque wrench"]
	(certificate,) = section(sheet, "Safety")
	assert (certificate["text"], certificate["note"], certificate["lacks"]) == (
		"High Voltage",
		"Missing on the day",
		True,
	)
	assert sheet["lacking"] == 1


def test_how_to_get_in_is_told_to_who_goes_there(ticket, as_user):
	f.make(
		"Customer Service Profile",
		customer=ticket.customer,
		company=ticket.company,
		access_notes="Ring at gate 3",
	)
	with as_user(frappe.db.get_value("Service Engineer", ticket.engineer, "user")):
		sheet = api.of_ticket(ticket.name)
	assert section(sheet, "Access and Customer")[0]["text"] == "Ring at gate 3"
	with as_user(f.user("preparation.auditor@example.com", "Service Auditor")):
		sheet = api.of_ticket(ticket.name)
	assert "Ring at gate 3" not in str(sheet)


def test_what_the_visit_before_left_stands_on_the_sheet(ticket):
	walk(ticket, "Arrive")
	act(ticket, "Carry Forward", remaining_work="Bring the big ladder")
	assert "Bring the big ladder" in [row["text"] for row in section(api.of_ticket(ticket.name), "Fault")]


def test_who_may_not_read_the_ticket_gets_nothing(ticket, as_user):
	customer = f.user("preparation.customer@example.com", "Customer")
	stranger = f.user("preparation.stranger@example.com", "Service Engineer")
	for user in (customer, stranger):
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.of_ticket(ticket.name)


def test_the_sheet_says_what_most_likely_is_wrong(ticket, as_user):
	case = published("Hums and stops", cause="The belt is loose", fault_codes=[{"code": "E7"}])
	night()
	with as_user(frappe.db.get_value("Service Engineer", ticket.engineer, "user")):
		(likely_cause,) = section(api.of_ticket(ticket.name), "Likely Cause")
	assert (likely_cause["label"], likely_cause["text"]) == (case.title, "The belt is loose")
	assert likely_cause["note"]


def test_another_room_adds_its_section(ticket, monkeypatch):
	ListeningApp(monkeypatch).listen("fsm_preparation", weather)
	sheet = api.of_ticket(ticket.name)
	assert sheet["sections"][-1] == {"title": "Weather", "rows": [{"label": "", "text": "Rain from noon on"}]}


def weather(ticket) -> list:
	return [{"title": "Weather", "rows": [{"label": "", "text": "Rain from noon on"}]}]
