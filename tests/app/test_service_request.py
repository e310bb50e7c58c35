"""A fault is reported by scanning a device's label: by whom, how often, and what becomes of it (C2)."""

import io
import secrets

import pytest

import frappe

from fsm_app.intake import label_requests
from fsm_app.intake.label_requests import DeviceOfOthers, visitor
from fsm_app.intake.labels import device_of_label, label_link
from fsm_app.intake.portal import tickets as portal_tickets
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import devices as d
from tests.app import factories as f
from tests.app import pictures
from tests.app.test_labels import parts

CUSTOMER_USER, STRANGER, DISPATCHER = "user@customer.example", "user@other.example", "dispatcher@example.com"
METHOD = "/api/method/fsm_app.api.service_request.request_service"
KEY = "0123456789abcdef0123456789abcdef"


def settings(**values):
	for field, value in values.items():
		frappe.db.set_single_value("Field Service Settings", field, value)


def address() -> dict:
	"""The header of a sender whom no test has counted yet: what is counted outlives a rollback."""
	return {"X-Forwarded-For": f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"}


@pytest.fixture
def rest(rest):
	rest.headers |= address()
	return rest


@pytest.fixture
def label():
	"""The link of a device of the test customer, on a site that takes requests without login."""
	settings(
		allow_guest_requests=1,
		guest_requests_per_hour=10,
		label_valid_days=0,
		default_offering=f.offering(),
		unknown_sender_customer=None,
	)
	return parts(label_link(d.serial_no(warranty_expiry_date="2099-01-01")))


@pytest.fixture
def people(label):
	"""Users of the device's customer and of another one."""
	for email, name in ((CUSTOMER_USER, f.customer()), (STRANGER, f.customer("Somebody Else"))):
		f.user(email, "Customer")
		customer = frappe.get_doc("Customer", name)
		customer.append("portal_users", {"user": email})
		customer.save()


def body(label, **values) -> dict:
	e, i, s = label
	return {
		"e": e,
		"i": i,
		"s": s,
		"client_key": KEY,
		"description": "It leaks\nsince Monday",
		"reported_by": "Somebody",
		"contact_phone": "+8613800000001",
		**values,
	}


def tickets() -> list:
	return frappe.get_all(
		"Service Ticket",
		filters={"source": "QR Code"},
		fields=["*"],
	)


def refused(answer, status: int, error: str):
	assert (answer.status_code, answer.json["exc_type"]) == (status, error), answer.json
	assert not tickets()


def test_a_guest_reports_a_fault_and_learns_the_number(label, rest):
	answer = rest.post(METHOD, json=body(label))
	assert answer.status_code == 200, answer.json
	(ticket,) = tickets()
	assert answer.json["message"] == {"ticket": ticket.name}
	assert (ticket.customer, ticket.company, ticket.serial_no) == (f.customer(), f.company(), "SN-1")
	assert (ticket.item_code, ticket.warranty_state) == ("PUMP-1", "In Warranty")
	assert (ticket.subject, ticket.description) == ("It leaks since Monday", "It leaks<br>since Monday")
	assert (caller_of(ticket).reported_by, caller_of(ticket).contact_phone) == ("Somebody", "+8613800000001")
	assert (ticket.owner, ticket.stage) == ("Guest", "Received")
	assert frappe.db.exists("SLA Clock", {"ticket": ticket.name, "state": "Running"})


def test_the_same_page_sent_again_opens_no_second_ticket(label, rest):
	first = rest.post(METHOD, json=body(label))
	again = rest.post(METHOD, json=body(label, description="Sent again"))
	assert first.json["message"] == again.json["message"]
	assert len(tickets()) == 1


def test_another_device_with_the_same_key_is_another_request(label, rest):
	rest.post(METHOD, json=body(label))
	rest.post(METHOD, json=body(parts(label_link(d.serial_no("SN-2")))))
	assert sorted(ticket.serial_no for ticket in tickets()) == ["SN-1", "SN-2"]


def send_form(site, label, photo: bytes):
	"""The form as a browser sends it with a picture."""
	data = {**body(label), "photo": (io.BytesIO(photo), "../pump.exe")}
	return site.request(METHOD, method="POST", data=data, headers=address())


def test_a_photo_is_kept_with_the_ticket_once(label, site):
	picture = pictures.photo()
	for _time in range(2):
		assert send_form(site, label, picture).status_code == 200
	(ticket,) = tickets()
	(file,) = frappe.get_all("File", {"attached_to_name": ticket.name}, ["name", "file_name", "is_private"])
	assert file.is_private and file.file_name.endswith(".jpg") and "pump" not in file.file_name


def test_what_is_no_photo_opens_nothing(label, site):
	refused(send_form(site, label, b"<script>alert(1)</script>"), 417, "PhotoRefused")


def test_a_tampered_label_opens_nothing(label, rest):
	d.serial_no("SN-2")
	refused(rest.post(METHOD, json=body(label, e="SN-2")), 403, "LabelNotGenuine")


def test_an_expired_label_opens_nothing(label, rest, freeze):
	freeze("2026-03-02 10:00:00")
	link = parts(label_link("SN-1"))
	settings(label_valid_days=1)
	freeze("2026-03-04 10:00:00")
	refused(rest.post(METHOD, json=body(link)), 410, "LabelNoLongerValid")


def test_the_label_of_a_deleted_device_opens_nothing(label, rest):
	frappe.delete_doc("Serial No", "SN-1")
	refused(rest.post(METHOD, json=body(label)), 410, "LabelNoLongerValid")


def test_without_the_setting_guests_must_log_in(label, rest):
	settings(allow_guest_requests=0)
	refused(rest.post(METHOD, json=body(label)), 403, "LoginNeeded")


def test_a_user_of_the_customer_needs_no_setting_and_no_telephone(label, people, rest):
	settings(allow_guest_requests=0)
	answer = rest.login(CUSTOMER_USER).post(METHOD, json=body(label, contact_phone=""), **address())
	assert answer.status_code == 200, answer.json
	assert [ticket.owner for ticket in tickets()] == [CUSTOMER_USER]


def test_a_user_of_another_customer_is_refused(label, people, rest):
	refused(rest.login(STRANGER).post(METHOD, json=body(label), **address()), 403, "DeviceOfOthers")


def test_a_dispatcher_may_use_the_label_too(label, rest):
	f.user(DISPATCHER, "Service Dispatcher")
	answer = rest.login(DISPATCHER).post(METHOD, json=body(label), **address())
	assert answer.status_code == 200, answer.json


def test_a_dispatcher_of_another_company_learns_nothing(label, as_user):
	other = f.other_company("Second Company", "SC")
	f.user(DISPATCHER, "Service Dispatcher")
	f.make("User Permission", user=DISPATCHER, allow="Company", for_value=other)
	facts = device_of_label(*label)
	with as_user(DISPATCHER), pytest.raises(DeviceOfOthers):
		visitor(facts)


def test_one_address_is_limited_and_another_is_not(label, rest):
	settings(guest_requests_per_hour=2)
	codes = [
		rest.post(METHOD, json=body(label, client_key=f"{KEY}{number}")).status_code for number in range(3)
	]
	assert codes == [200, 200, 429]
	other = rest.post(METHOD, json=body(label, client_key=f"{KEY}x"), **address())
	assert other.status_code == 200
	assert len(tickets()) == 3


def test_one_device_is_limited_whoever_sends(label, rest):
	def send(number: int, key: int | None = None):
		return rest.post(METHOD, json=body(label, client_key=f"{KEY}{key or number}"), **address())

	for number in range(1, label_requests.PER_LABEL_AND_HOUR + 1):
		assert send(number).status_code == 200
	answer = send(99)
	assert (answer.status_code, answer.json["exc_type"]) == (429, "LabelTooBusy")
	# What was sent already is still answered.
	assert send(100, key=1).status_code == 200
	assert len(tickets()) == label_requests.PER_LABEL_AND_HOUR


@pytest.mark.parametrize(
	"values",
	[
		{"description": "  "},
		{"description": "\x00 \n\x1b"},
		{"description": "x" * (label_requests.LONGEST_DESCRIPTION + 1)},
		{"contact_phone": ""},
		{"reported_by": "x" * 141},
		{"client_key": "short"},
		{"website": "https://example.com"},
	],
)
def test_what_nobody_can_answer_is_refused(label, rest, values):
	refused(rest.post(METHOD, json=body(label, **values)), 417, "IncompleteRequest")


def test_markup_is_taken_for_what_it_says(label, rest):
	text = "Pressure < 2 & <script>alert(1)</script>falling <img src=x onerror=alert(2)>"
	assert rest.post(METHOD, json=body(label, description=text)).status_code == 200
	(ticket,) = tickets()
	assert "<script" not in ticket.description and "<img" not in ticket.description
	assert ticket.description.startswith("Pressure &lt; 2 &amp; ")
	assert ticket.subject.startswith("Pressure ‹ 2 & ‹script›") and "<" not in ticket.subject


@pytest.mark.parametrize(
	("text", "subject"),
	[
		("Screen shows <ERR 7> then stops", "Screen shows ‹ERR 7› then stops"),
		("> 80 degrees since noon", "› 80 degrees since noon"),
		("<p></p>", "‹p›‹/p›"),
		("屏幕显示<错误7>\n> 80 度", "屏幕显示‹错误7› › 80 度"),
	],
)
@pytest.mark.parametrize("who", ["Guest", CUSTOMER_USER])
def test_what_is_typed_is_kept_and_shown_as_typed(label, people, rest, text, subject, who):
	client = rest if who == "Guest" else rest.login(who)
	client.headers |= address()
	assert client.post(METHOD, json=body(label, description=text)).status_code == 200
	(ticket,) = tickets()
	assert ticket.subject == subject
	assert ticket.description == frappe.utils.escape_html(text).replace("\n", "<br>")
	frappe.set_user(CUSTOMER_USER)
	shown = portal_tickets.shown(frappe.get_doc("Service Ticket", ticket.name))
	assert (shown["description"], shown["subject"]) == (text, subject)


def test_control_characters_are_left_out(label, rest):
	text = "It\x00 leaks\x1b[31m\r\nsince \u202emonday"
	assert rest.post(METHOD, json=body(label, description=text, reported_by="A\x00nn")).status_code == 200
	(ticket,) = tickets()
	assert (ticket.description, ticket.subject) == (
		"It leaks[31m<br>since monday",
		"It leaks[31m since monday",
	)
	assert caller_of(ticket).reported_by == "Ann"


def test_a_device_of_nobody_goes_to_the_customer_for_unknown_senders(label, rest):
	link = parts(label_link(d.serial_no("SN-2", customer=None)))
	frappe.db.set_value("Serial No", "SN-2", "customer", None)
	refused(rest.post(METHOD, json=body(link)), 417, "IncompleteRequest")
	settings(unknown_sender_customer=f.customer("Walk-in"))
	assert rest.post(METHOD, json=body(link)).status_code == 200
	assert [ticket.customer for ticket in tickets()] == ["Walk-in"]


def test_nothing_can_be_set_beyond_what_the_form_asks(label, rest):
	rest.post(
		METHOD, json=body(label, customer=f.customer("Somebody Else"), priority="Critical", stage="Closed")
	)
	(ticket,) = tickets()
	assert (ticket.customer, ticket.stage) == (f.customer(), "Received")


def test_the_form_is_sent_not_read(label, rest):
	answer = rest.get(METHOD, params=body(label))
	assert answer.status_code == 403
	assert not tickets()


def test_a_guest_is_shown_the_device_and_nothing_of_its_owner(label, people, as_user):
	facts = device_of_label(*label)
	with as_user("Guest"):
		who = visitor(facts)
		shown = label_requests.shown_to(who, facts)
	assert (who, shown) == (
		"guest",
		{"model": "PUMP-1 heat pump", "serial_no": "SN-1", "covered": True},
	)
	with as_user(CUSTOMER_USER):
		shown = label_requests.shown_to(visitor(facts), facts)
	assert (shown["customer"], shown["warranty"]) == (f.customer(), "In Warranty")
	with as_user(STRANGER), pytest.raises(DeviceOfOthers) as no:
		visitor(facts)
	assert f.customer() not in str(no.value)


def test_nothing_known_is_neither_yes_nor_no(label):
	d.serial_no("SN-2")
	d.serial_no("SN-3", warranty_expiry_date="2020-01-01")
	covered = {
		name: label_requests.shown_to("guest", device_of_label(*parts(label_link(name))))["covered"]
		for name in ("SN-2", "SN-3")
	}
	assert covered == {"SN-2": None, "SN-3": False}
