"""A ticket's links are filled in from each other, and its warranty says from what it is known (C3)."""

import pytest

import frappe

from fsm_app.service_desk.equipment import NotOfCustomer
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import devices as d
from tests.app import factories as f

OPENED = "2026-03-02 15:00:00"


def ticket(**values):
	return f.ticket(opened_at=OPENED, **values)


def warranty(**values) -> tuple[str, str]:
	found = ticket(**values)
	return found.warranty_state, found.warranty_reason


def test_a_serial_number_brings_its_item_and_warranty():
	serial = d.serial_no(warranty_expiry_date="2027-03-01")
	found = ticket(serial_no=serial)
	assert found.item_code == "PUMP-1"
	assert (found.warranty_state, found.warranty_reason) == (
		"In Warranty",
		"Warranty of SN-1 until 2027-03-01.",
	)


def test_the_day_of_expiry_still_counts_and_the_day_of_opening_decides():
	assert warranty(serial_no=d.serial_no("SN-LAST", warranty_expiry_date="2026-03-02"))[0] == "In Warranty"
	state, reason = warranty(serial_no=d.serial_no("SN-OVER", warranty_expiry_date="2026-03-01"))
	assert (state, reason) == ("Out of Warranty", "Warranty of SN-OVER ended on 2026-03-01.")


def test_a_maintenance_contract_takes_over_where_the_warranty_has_ended():
	serial = d.serial_no(warranty_expiry_date="2025-01-01", amc_expiry_date="2026-12-31")
	assert warranty(serial_no=serial) == ("Under Contract", "Contract of SN-1 until 2026-12-31.")


def test_a_contract_stays_with_who_signed_it_when_the_device_is_resold():
	serial = d.serial_no(
		customer=f.customer("First Owner"), warranty_expiry_date="2025-01-01", amc_expiry_date="2026-12-31"
	)
	state, reason = warranty(serial_no=serial)
	assert state == "Out of Warranty"
	assert reason.endswith("SN-1 is registered for another customer.")
	assert "First Owner" not in reason


def test_whoever_saves_a_resold_device_is_told_so():
	d.serial_no(customer=f.customer("First Owner"))
	frappe.clear_messages()
	ticket(serial_no="SN-1")
	shown = [entry for entry in frappe.get_message_log() if "another customer" in entry["message"]]
	assert [entry["indicator"] for entry in shown] == ["orange"]


def test_a_signed_contract_of_the_customer_counts_between_its_days():
	serial = d.serial_no()
	name = d.contract(f.customer(), "2026-01-01", "2026-03-02")
	assert warranty(serial_no=serial) == ("Under Contract", f"Contract of Contract {name} until 2026-03-02.")
	before = f.ticket(serial_no=serial, opened_at="2025-12-31 15:00:00")
	assert before.warranty_state == "Unknown"


def test_only_a_contract_about_service_counts():
	serial = d.serial_no()
	mine, other = d.project("Line One", f.customer()), d.project("Line Two", f.customer())
	d.contract(f.customer(), "2026-01-01", "2026-12-31", document_type="Project", document_name=mine)
	assert warranty(serial_no=serial)[0] == "Unknown"
	assert warranty(serial_no=serial, project=other)[0] == "Unknown"
	assert warranty(serial_no=serial, project=mine)[0] == "Under Contract"


def test_contracts_of_others_and_unsigned_ones_prove_nothing():
	serial = d.serial_no()
	d.contract(f.customer("Somebody Else"), "2026-01-01", "2026-12-31")
	f.make(
		"Contract",
		party_type="Customer",
		party_name=f.customer(),
		start_date="2026-01-01",
		end_date="2026-12-31",
		contract_terms="Draft",
	)
	assert warranty(serial_no=serial) == ("Unknown", "SN-1: no date of warranty or contract is entered.")


def test_an_accepted_warranty_claim_counts_unless_it_was_cancelled():
	serial = d.serial_no()
	claim = d.warranty_claim(serial, warranty_amc_status="Under Warranty")
	found = ticket(serial_no=serial)
	assert found.warranty_state == "Unknown"
	found.warranty_claim = claim
	found.save()
	assert (found.warranty_state, found.warranty_reason) == (
		"In Warranty",
		f"Warranty of Warranty Claim {claim}.",
	)
	frappe.db.set_value("Warranty Claim", claim, "status", "Cancelled")
	assert warranty(serial_no=serial, warranty_claim=claim)[0] == "Unknown"


def test_nobody_writes_the_warranty_but_the_app():
	serial = d.serial_no(warranty_expiry_date="2025-01-01")
	found = ticket(serial_no=serial, warranty_state="In Warranty", warranty_reason="Trust me.")
	assert found.warranty_state == "Out of Warranty"
	found.update({"warranty_state": "In Warranty", "warranty_reason": "Trust me."})
	found.save()
	found.reload()
	assert found.warranty_state == "Out of Warranty" and "Trust me" not in found.warranty_reason
	bare = f.ticket(warranty_state="In Warranty")
	assert not bare.warranty_state


def test_another_device_brings_another_warranty_and_none_takes_it_away():
	found = ticket(serial_no=d.serial_no(warranty_expiry_date="2027-01-01"))
	found.serial_no = d.serial_no("SN-2", item_code=d.item("FAN-1"), warranty_expiry_date="2025-01-01")
	found.save()
	assert (found.item_code, found.warranty_state) == ("FAN-1", "Out of Warranty")
	found.update({"serial_no": None, "item_code": None})
	found.save()
	assert not found.warranty_state and not found.warranty_reason


def test_the_address_brings_its_coordinates_and_takes_them_along():
	first = d.address("First Site", f.customer(), fsm_latitude=31.23, fsm_longitude=121.47)
	second = d.address("Second Site", f.customer())
	found = ticket(address=first)
	assert (caller_of(found).latitude, caller_of(found).longitude) == (31.23, 121.47)
	found.address = second
	found.save()
	assert not caller_of(found).latitude and not caller_of(found).longitude
	found.update({"address": first, "latitude": 1.5, "longitude": 2.5})
	found.save()
	assert (caller_of(found).latitude, caller_of(found).longitude) == (31.23, 121.47)
	found.update({"address": second, "latitude": 1.5, "longitude": 2.5})
	found.save()
	assert (caller_of(found).latitude, caller_of(found).longitude) == (1.5, 2.5)


def test_the_contact_brings_phone_and_email_and_leaves_what_was_entered():
	one = d.contact("Contact One", f.customer(), "+8613800000001", "one@example.com")
	two = d.contact("Contact Two", f.customer(), "+8613800000002", "two@example.com")
	found = ticket(contact=one, contact_phone="+8613900000000")
	assert (caller_of(found).contact_phone, caller_of(found).contact_email) == (
		"+8613900000000",
		"one@example.com",
	)
	found.contact = two
	found.save()
	assert (caller_of(found).contact_phone, caller_of(found).contact_email) == (
		"+8613800000002",
		"two@example.com",
	)


@pytest.mark.parametrize("field", ["contact", "address", "project"])
def test_what_belongs_to_another_customer_is_refused(field):
	other = f.customer("Somebody Else")
	made = {"contact": d.contact, "address": d.address, "project": d.project}[field]
	name = made("Foreign", other)
	found = f.ticket()
	with pytest.raises(NotOfCustomer) as refused:
		f.ticket(**{field: name})
	assert name in str(refused.value) and f.CUSTOMER in str(refused.value)
	found.set(field, name)
	with pytest.raises(NotOfCustomer):
		found.save()

	def stored(ticket):
		return {**caller_of(ticket), "project": frappe.db.get_value("Service Ticket", ticket.name, "project")}

	assert not stored(found)[field]
	assert stored(f.ticket(customer=other, **{field: name}))[field] == name


def test_another_customer_cannot_keep_the_contact_of_the_first():
	found = ticket(contact=d.contact("Contact One", f.customer()))
	found.customer = f.customer("Somebody Else")
	with pytest.raises(NotOfCustomer):
		found.save()


def test_a_project_of_nobody_may_be_anybodys():
	assert ticket(project=d.project("Internal", None)).project


def test_a_ticket_without_links_costs_no_query(monkeypatch):
	from fsm_app.service_desk import equipment

	bare = f.ticket()
	assert d.queries(monkeypatch, lambda: equipment.complete(bare)) == 0
	new = frappe.get_doc({"doctype": "Service Ticket", "customer": f.customer(), "subject": "x"})
	assert d.queries(monkeypatch, lambda: equipment.complete(new)) == 0


def test_a_save_that_leaves_the_links_alone_costs_no_query(monkeypatch):
	from fsm_app.service_desk import equipment

	found = ticket(serial_no=d.serial_no(), contact=d.contact("Contact One", f.customer()))
	asked = []
	monkeypatch.setattr(
		equipment,
		"complete",
		lambda doc, complete=equipment.complete: asked.append(d.queries(monkeypatch, lambda: complete(doc))),
	)
	found.reload()
	found.subject = "Another subject"
	found.save()
	found.serial_no = d.serial_no("SN-2")
	found.save()
	assert asked[0] == 0 < asked[1]
