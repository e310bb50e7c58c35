"""What a dispatcher's phone form does while the caller is on the line (C2)."""

import pytest

import frappe

from fsm_app.api import phone
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import callers
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app.tickets import walk

DISPATCHER, LIMITED, SALES, AUDITOR = (
	"dispatcher@example.com",
	"limited@example.com",
	"sales@example.com",
	"auditor@example.com",
)
OPEN, FIND = "/api/method/fsm_app.api.phone.open_ticket", "/api/method/fsm_app.api.phone.find_caller"


@pytest.fixture(autouse=True)
def desk():
	"""A site in China with a default company and offering, and its dispatchers."""
	f.make("Country", name="China", country_name="China", code="cn")
	frappe.db.set_value("Country", "China", "code", "cn")
	frappe.db.set_single_value("System Settings", "country", "China")
	settings = frappe.get_doc("Field Service Settings")
	settings.update({"default_company": f.company(), "default_offering": f.offering()})
	settings.save()
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(LIMITED, "Service Dispatcher")
	f.user(SALES, "Service Dispatcher", "Sales User")
	f.user(AUDITOR, "Service Auditor")


def contact(customer: str, *numbers: str, name: str = "Caller") -> str:
	return (
		frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": name,
				"phone_nos": [{"phone": number} for number in numbers],
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		)
		.insert()
		.name
	)


def device(serial_no: str, customer: str) -> str:
	item = f.make(
		"Item",
		name="Test Pump",
		item_code="Test Pump",
		item_name="Test Pump",
		item_group="All Item Groups",
		stock_uom="Nos",
	).name
	found = f.make("Serial No", name=serial_no, serial_no=serial_no, item_code=item, company=f.company())
	# ERPNext writes the customer itself, when the device is delivered.
	found.db_set("customer", customer)
	return found.name


def names(found: dict) -> list[str]:
	return [row["customer"] for row in found["matches"]]


@pytest.mark.parametrize("stored", ["+86 138-1234-5678", "138 1234 5678", "013812345678"])
@pytest.mark.parametrize(
	"typed", ["13812345678", "+86 13812345678", "0086-138-1234-5678", "86 138 1234 5678", "(0138) 1234 5678"]
)
def test_a_caller_is_found_in_whatever_way_the_number_is_written(as_user, stored, typed):
	customer = f.customer("Caller Ltd")
	person = contact(customer, stored)
	with as_user(DISPATCHER):
		found = phone.find_caller(typed)
	assert [(row["customer"], row["contact"], row["phone"]) for row in found["matches"]] == [
		(customer, person, stored)
	]


def test_a_landline_is_found_with_and_without_its_area_codes_zero(as_user):
	customer = f.customer("Caller Ltd")
	contact(customer, "(021) 6234 5678")
	with as_user(DISPATCHER):
		for typed in ("02162345678", "+86 21 6234 5678", "021-62345678"):
			assert names(phone.find_caller(typed)) == [customer]
		assert names(phone.find_caller("62345678")) == []


def test_several_customers_on_one_number_are_all_shown(as_user):
	first, second = f.customer("Caller Ltd"), f.customer("Other Caller Ltd")
	contact(first, "13812345678")
	contact(second, "+86 13812345678", "13900000000", name="Second")
	with as_user(DISPATCHER):
		assert names(phone.find_caller("13812345678")) == [first, second]
		assert names(phone.find_caller("13900000000")) == [second]


def test_an_unknown_number_finds_nobody_and_the_customer_is_chosen_by_name(as_user):
	customer = f.customer("Caller Ltd")
	with as_user(DISPATCHER):
		for number in ("13812345678", "nothing", ""):
			assert phone.find_caller(number)["matches"] == []
		assert {"value": customer, "label": "Caller Ltd", "description": customer} in phone.find_customers(
			"ller L"
		)
		assert phone.find_customers("l") == []


def test_the_callers_equipment_and_open_tickets_are_shown(as_user):
	customer = f.customer("Caller Ltd")
	contact(customer, "13812345678")
	serial_no = device("SN-CALLER", customer)
	device("SN-OTHER", f.customer())
	ticket = f.ticket(customer=customer, subject="Leaks")
	walk(f.ticket(customer=customer, subject="Cancelled one", cancel_reason="Asked twice"), "Cancel")
	f.ticket(subject="Of somebody else")
	with as_user(DISPATCHER):
		found = phone.find_caller("13812345678")
		chosen = phone.of_customer(customer)
	assert [row.serial_no for row in found["equipment"]] == [serial_no]
	assert [row.name for row in found["tickets"]] == [ticket.name]
	assert chosen == {"equipment": found["equipment"], "tickets": found["tickets"]}


def test_a_disabled_customer_is_not_found(as_user):
	customer = f.customer("Caller Ltd")
	contact(customer, "13812345678")
	frappe.db.set_value("Customer", customer, "disabled", 1)
	with as_user(DISPATCHER):
		assert phone.find_caller("13812345678")["matches"] == []
		assert phone.find_customers("Caller") == []


@pytest.mark.parametrize("user", [LIMITED, SALES])
def test_user_permissions_on_customers_hide_the_others(as_user, user):
	mine, other = f.customer("Caller Ltd"), f.customer("Other Caller Ltd")
	contact(mine, "13812345678")
	contact(other, "13812345678", name="Second")
	frappe.get_doc(
		{"doctype": "User Permission", "user": user, "allow": "Customer", "for_value": mine}
	).insert()
	with as_user(user):
		assert names(phone.find_caller("13812345678")) == [mine]
		assert [row["value"] for row in phone.find_customers("Caller")] == [mine]
		with pytest.raises(phone.UnknownCaller):
			phone.of_customer(other)
		with pytest.raises(phone.UnknownCaller):
			phone.open_ticket("key-1", subject="Leaks", customer=other)


def test_who_may_not_open_tickets_learns_of_nobody(rest):
	contact(f.customer("Caller Ltd"), "13812345678")
	for client in (rest, rest.login(AUDITOR)):
		assert client.get(FIND, params={"number": "13812345678"}).status_code == 403
		answer = client.get("/api/method/fsm_app.api.phone.find_customers", params={"txt": "Caller"})
		assert answer.status_code == 403
		assert client.post(OPEN, json={"client_key": "k", "subject": "Leaks"}).status_code == 403


def test_a_double_click_opens_one_ticket(rest):
	customer = f.customer("Caller Ltd")
	person = contact(customer, "13812345678")
	client = rest.login(DISPATCHER)
	found = client.get(FIND, params={"number": "13812345678"}).json["message"]["matches"][0]
	call = {
		"client_key": "phone-click",
		"subject": "Leaks",
		"customer": found["customer"],
		"contact": found["contact"],
		"reported_by": found["contact_name"],
		"contact_phone": "138 1234 5678",
		"urgency": "High",
		"impact": "Low",
	}
	first, second = (client.post(OPEN, json=call) for _click in range(2))
	assert (first.status_code, second.status_code) == (200, 200)
	assert first.json["message"]["name"] == second.json["message"]["name"]
	ticket = frappe.get_doc(TICKET, first.json["message"]["name"])
	assert (ticket.source, ticket.customer, caller_of(ticket).contact) == ("Phone", customer, person)
	assert (caller_of(ticket).contact_phone, ticket.urgency, ticket.impact) == (
		"138 1234 5678",
		"High",
		"Low",
	)
	assert frappe.db.count(TICKET, {"customer": customer}) == 1


def test_a_call_without_customer_or_subject_is_refused(as_user):
	with as_user(DISPATCHER):
		for missing in ({"subject": "Leaks"}, {"customer": f.CUSTOMER}):
			with pytest.raises((frappe.MandatoryError, phone.UnknownCaller)):
				phone.open_ticket("phone-missing", **missing)
	assert not frappe.db.exists(TICKET, {"client_key": "phone-missing"})


def test_numbers_of_contacts_that_were_there_before_the_app_are_found_after_migrating():
	customer = f.customer("Caller Ltd")
	for number in range(3):
		contact(customer, f"1381234567{number}", name=f"Caller {number}")
	frappe.db.set_value("Contact Phone", {"phone": ["like", "1381234567%"]}, "fsm_number", None)
	assert callers.find_caller("13812345671")["matches"] == []
	callers.number_contacts()
	assert names(callers.find_caller("13812345671")) == [customer]


def test_a_number_that_changes_is_found_by_its_new_digits_only():
	customer = f.customer("Caller Ltd")
	document = frappe.get_doc("Contact", contact(customer, "13812345678"))
	document.phone_nos[0].phone = "13900000000"
	document.save()
	assert names(callers.find_caller("13900000000")) == [customer]
	assert names(callers.find_caller("13812345678")) == []


@pytest.mark.parametrize(
	"typed",
	[
		"02161234567",
		"021-61234567转8001",
		"021-61234567 ext. 12",
		"+86 21 6123 4567",
		"13900000001 / 021-61234567",
	],
)
def test_a_number_with_an_extension_is_found_without_it_and_kept_as_written(typed):
	customer = f.customer("Caller Ltd")
	document = frappe.get_doc("Contact", contact(customer, "021-61234567-8001"))
	assert names(callers.find_caller(typed)) == [customer]
	assert document.phone_nos[0].phone == "021-61234567-8001"


def test_each_of_two_numbers_in_one_field_is_found():
	customer = f.customer("Caller Ltd")
	contact(customer, "61234567,62345678")
	for number in ("61234567", "62345678"):
		assert names(callers.find_caller(number)) == [customer]


def test_numbers_kept_by_an_older_version_are_read_anew():
	customer = f.customer("Caller Ltd")
	contact(customer, "021-61234567-8001")
	frappe.db.set_value("Contact Phone", {"phone": "021-61234567-8001"}, "fsm_number", "21612345678001")
	callers.number_contacts()
	assert names(callers.find_caller("02161234567")) == []
	callers.number_contacts(all_again=True)
	assert names(callers.find_caller("02161234567")) == [customer]
