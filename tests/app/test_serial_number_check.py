"""The serial number read off the device against the customer's equipment (C4)."""

import pytest

import frappe

from fsm_app.field_work.evidence import stage_for
from fsm_app.field_work.findings import (
	SerialNumberMismatch,
	SymptomMissing,
	record_serial_number,
	record_symptom,
)
from tests.app import factories as f
from tests.app.tickets import act, walk


def serial_no(number: str, customer: str | None = None) -> str:
	item = f.make(
		"Item", name="Water Heater", item_code="Water Heater", item_group="All Item Groups", stock_uom="Nos",
		has_serial_no=1,
	)  # fmt: skip
	return f.make(
		"Serial No",
		name=number,
		serial_no=number,
		item_code=item.name,
		company=f.company(),
		customer=customer,
	).name


@pytest.fixture
def numbers():
	"""Two devices of the customer, one of somebody else, one in stock."""
	other = f.customer("Other Customer")
	serial_no("WH-1", f.customer())
	serial_no("WH-2", f.customer())
	serial_no("WH-OTHER", other)
	serial_no("WH-STOCK")


def on_site(**values):
	f.engineer("Fitting One")
	asks = [{"kind": "Serial Number", "stage": "On Site", "minimum_count": values.pop("count", 1)}]
	ticket = f.ticket(offering=f.offering("Serial Repair", evidence=asks), **values)
	return walk(ticket, "Triage", "Dispatch", "Accept", "Arrive")


def test_the_tickets_own_number_is_evidence(numbers):
	ticket = on_site(serial_no="WH-1")
	evidence = record_serial_number(ticket.name, " WH-1 ", note="Plate on the back")
	assert (evidence.value, evidence.note, evidence.stage) == ("WH-1", "Plate on the back", "On Site")
	assert act(ticket, "Complete").stage == "Done"


def test_another_device_is_refused_with_both_numbers_named(numbers):
	ticket = on_site(serial_no="WH-1")
	with pytest.raises(SerialNumberMismatch) as refusal:
		record_serial_number(ticket.name, "WH-2")
	assert "WH-1" in str(refusal.value) and "WH-2" in str(refusal.value)
	assert "dispatcher" in str(refusal.value)
	assert not frappe.db.exists("Service Evidence", {"ticket": ticket.name})


def test_once_the_dispatcher_has_corrected_the_ticket_the_other_device_is_right(numbers):
	ticket = on_site(serial_no="WH-1")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.serial_no = "WH-2"
	doc.save()
	assert record_serial_number(ticket.name, "WH-2").value == "WH-2"


def test_a_device_of_the_customer_becomes_that_of_a_ticket_without_one(numbers):
	ticket = on_site()
	record_serial_number(ticket.name, "WH-2")
	assert frappe.db.get_value("Service Ticket", ticket.name, "serial_no") == "WH-2"


@pytest.mark.parametrize("number", ["WH-OTHER", "WH-STOCK", "WH-NONE", "", "  ", "<b>WH</b>", "x" * 500])
def test_a_number_that_is_not_the_customers_is_refused_alike(numbers, number):
	ticket = on_site()
	with pytest.raises(SerialNumberMismatch) as refusal:
		record_serial_number(ticket.name, number)
	assert "Other Customer" not in str(refusal.value) and "<b>WH</b>" not in str(refusal.value)
	assert not frappe.db.get_value("Service Ticket", ticket.name, "serial_no")


def test_where_two_are_asked_for_a_second_device_of_the_customer_follows(numbers):
	ticket = on_site(serial_no="WH-1", count=2)
	first = record_serial_number(ticket.name, "WH-1")
	assert record_serial_number(ticket.name, "WH-1", stage="On Site").name == first.name
	record_serial_number(ticket.name, "WH-2")
	with pytest.raises(SerialNumberMismatch):
		record_serial_number(ticket.name, "WH-OTHER")
	assert act(ticket, "Complete").stage == "Done"


def test_the_same_key_records_once(numbers):
	ticket = on_site(serial_no="WH-1", count=2)
	first = record_serial_number(ticket.name, "WH-1", client_key="serial-1")
	assert record_serial_number(ticket.name, "WH-2", client_key="serial-1").name == first.name


def test_a_symptom_is_recorded_and_fills_the_ticket():
	f.engineer("Fitting One")
	ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive")
	evidence = record_symptom(ticket.name, " It hums ")
	assert (evidence.value, evidence.stage) == ("It hums", "On Site")
	assert frappe.db.get_value("Service Ticket", ticket.name, "fault_symptom") == "It hums"
	record_symptom(ticket.name, "It is silent now")
	assert frappe.db.get_value("Service Ticket", ticket.name, "fault_symptom") == "It hums"
	with pytest.raises(SymptomMissing):
		record_symptom(ticket.name, "  ")


def test_evidence_without_a_stage_is_for_the_first_that_asks_for_it(numbers):
	ticket = on_site(serial_no="WH-1")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	assert stage_for(doc, "Serial Number", None) == "On Site"
	assert stage_for(doc, "Photo", None) == "On Site"
	assert stage_for(doc, "Photo", "Working") == "Working"
