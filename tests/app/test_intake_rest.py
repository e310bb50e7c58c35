"""Tickets opened by other systems over REST: by the app's own call, and by Frappe's (C2)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.engine.stages import TICKET
from fsm_app.intake import ticket_opening
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f

OPEN = "/api/method/fsm_app.api.intake.open_ticket"
DISPATCHER, COLLEAGUE, AUDITOR = "dispatcher@example.com", "colleague@example.com", "auditor@example.com"


@pytest.fixture
def clients(rest):
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(COLLEAGUE, "Service Dispatcher")
	f.user(AUDITOR, "Service Auditor")
	f.offering()
	return {user: rest.login(user) for user in (DISPATCHER, COLLEAGUE, AUDITOR)}


def body(**values) -> dict:
	return {
		"subject": "Pump stands still",
		"customer": f.customer(),
		"company": f.company(),
		"offering": "Test Repair",
		**values,
	}


def settings(**values) -> None:
	document = frappe.get_doc("Field Service Settings")
	document.update(values)
	document.save()


def words(answer) -> str:
	return str(answer.json.get("_server_messages", "")) + str(answer.json.get("exception", ""))


def test_a_system_opens_a_ticket_and_learns_its_name(clients):
	answer = clients[DISPATCHER].post(OPEN, json=body(client_key="erp-1", contact_phone="+86 138 1234 5678"))
	assert answer.status_code == 200
	told = answer.json["message"]
	assert set(told) == {"name", "stage", "opened_at", "priority", "opened_before"}
	assert (told["stage"], told["priority"], told["opened_before"]) == ("Received", "Medium", False)
	ticket = frappe.get_doc(TICKET, told["name"])
	assert (ticket.source, ticket.owner, caller_of(ticket).contact_phone) == (
		"REST",
		DISPATCHER,
		"+86 138 1234 5678",
	)


def test_a_request_sent_again_gets_the_ticket_that_it_opened_first(clients):
	first = clients[DISPATCHER].post(OPEN, json=body(client_key="erp-2")).json["message"]
	again = clients[DISPATCHER].post(OPEN, json=body(client_key="erp-2"))
	assert (again.status_code, again.json["message"]["name"]) == (200, first["name"])
	assert again.json["message"]["opened_before"] is True
	assert frappe.db.count(TICKET, {"client_key": "erp-2"}) == 1


def test_other_words_under_the_same_key_change_nothing(clients):
	first = clients[DISPATCHER].post(OPEN, json=body(client_key="erp-3")).json["message"]
	other = clients[DISPATCHER].post(OPEN, json=body(client_key="erp-3", subject="Something else"))
	assert (other.status_code, other.json["message"]["name"]) == (200, first["name"])
	assert frappe.db.get_value(TICKET, first["name"], "subject") == "Pump stands still"


def test_a_key_that_a_colleague_has_used_is_refused_without_showing_their_ticket(clients):
	first = clients[DISPATCHER].post(OPEN, json=body(client_key="erp-4")).json["message"]
	for path in (OPEN, f"/api/resource/{TICKET}"):
		answer = clients[COLLEAGUE].post(path, json=body(client_key="erp-4"))
		assert (answer.status_code, answer.json["exc_type"]) == (417, "ClientKeyTaken")
		assert "somebody else" in words(answer) and first["name"] not in words(answer)


def test_requests_without_a_key_are_tickets_of_their_own(clients):
	names = {clients[DISPATCHER].post(OPEN, json=body()).json["message"]["name"] for _time in range(2)}
	assert len(names) == 2


def test_frappes_own_call_names_the_ticket_that_has_the_key(clients):
	first = clients[DISPATCHER].post(f"/api/resource/{TICKET}", json=body(client_key="erp-5")).json["data"]
	again = clients[DISPATCHER].post(f"/api/resource/{TICKET}", json=body(client_key="erp-5"))
	assert (again.status_code, again.json["exc_type"]) == (417, "ClientKeyUsed")
	assert first["name"] in words(again)
	with pytest.raises(frappe.UniqueValidationError):
		f.ticket(client_key="erp-5")


def test_where_a_ticket_comes_from_is_written_down(clients):
	over_rest = clients[DISPATCHER].post(f"/api/resource/{TICKET}", json=body()).json["data"]
	assert over_rest["source"] == "REST"
	assert f.ticket(offering="Test Repair").source == "Desk"
	alert = ticket_opening.open_ticket(body(), "Device Alert")
	assert alert.source == "Device Alert"


def test_who_may_not_create_tickets_opens_none(clients, rest):
	before = frappe.db.count(TICKET)
	assert clients[AUDITOR].post(OPEN, json=body()).status_code == 403
	assert rest.post(OPEN, json=body()).status_code == 403
	assert clients[DISPATCHER].get(OPEN, params=body()).status_code in (403, 405)
	assert frappe.db.count(TICKET) == before


def test_company_and_offering_come_from_the_settings_where_a_request_names_none(clients):
	settings(default_company=f.company(), default_offering="Test Repair")
	short = {"subject": "Pump stands still", "customer": f.customer()}
	name = clients[DISPATCHER].post(OPEN, json=short).json["message"]["name"]
	ticket = frappe.get_doc(TICKET, name)
	assert (ticket.company, ticket.offering) == (f.company(), "Test Repair")


def test_a_missing_default_is_named_with_the_setting_that_lacks_it(clients):
	settings(default_offering=None)
	answer = clients[DISPATCHER].post(OPEN, json=body(offering=""))
	assert (answer.status_code, answer.json["exc_type"]) == (417, "MissingDefault")
	assert "default for Offering" in words(answer) and "Field Service Settings" in words(answer)


@pytest.mark.parametrize(
	("change", "error"),
	[
		({"subject": None}, "MandatoryError"),
		({"customer": None}, "MandatoryError"),
		({"customer": "Nobody"}, "LinkValidationError"),
		({"offering": "Nothing we offer"}, "LinkValidationError"),
		({"subject": "x" * 141}, "CharacterLengthExceededError"),
		({"client_key": "x" * 200}, "CharacterLengthExceededError"),
		({"description": "x" * 100_001}, "TextTooLong"),
		({"subject": ["Pump"]}, "FrappeTypeError"),
		({"serial_no": {"name": "SN"}}, "NotPlainText"),
		({"contact_phone": 13812345678}, "NotPlainText"),
		({"urgency": True}, "NotPlainText"),
		({"urgency": "Very"}, "ValidationError"),
		({"opened_at": "yesterday or so"}, "NotAMoment"),
		({"opened_at": "9999-12-31T23:59:59-12:00"}, "NotAMoment"),
		({"stage": "Closed"}, "UnknownTicketField"),
		({"workflow_state": "Closed"}, "UnknownTicketField"),
		({"engineer": "SE-1"}, "UnknownTicketField"),
		({"completeness": "100"}, "UnknownTicketField"),
		({"source": "Phone"}, "UnknownTicketField"),
		({"name": "ST-1"}, "UnknownTicketField"),
		({"owner": "Administrator"}, "UnknownTicketField"),
	],
)
def test_a_bad_request_is_refused_by_its_reason_and_opens_nothing(clients, change, error):
	before = frappe.db.count(TICKET)
	answer = clients[DISPATCHER].post(OPEN, json={**body(), **change})
	assert (answer.status_code, answer.json["exc_type"]) == (417, error)
	assert frappe.db.count(TICKET) == before


def test_a_time_in_the_future_is_refused(clients):
	later = (clock.now() + timedelta(hours=1)).isoformat()
	answer = clients[DISPATCHER].post(OPEN, json=body(opened_at=later))
	assert (answer.status_code, answer.json["exc_type"]) == (417, "OpenedInFuture")


def test_a_time_of_another_zone_is_stored_in_the_sites(clients):
	sent = body(opened_at="2026-03-02T10:00:00+02:00")
	name = clients[DISPATCHER].post(OPEN, json=sent).json["message"]["name"]
	there = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
	expected = there.astimezone(ZoneInfo(frappe.utils.get_system_timezone())).replace(tzinfo=None)
	assert get_datetime(frappe.db.get_value(TICKET, name, "opened_at")) == expected


def test_scripts_do_not_survive_in_what_is_stored(clients):
	sent = body(
		subject="Pump <script>alert(1)</script> stands",
		description='<p onclick="alert(1)">It <b>leaks</b></p><script>alert(2)</script>',
	)
	name = clients[DISPATCHER].post(OPEN, json=sent).json["message"]["name"]
	stored = frappe.db.get_value(TICKET, name, ["subject", "description"], as_dict=True)
	assert "<script" not in stored.subject + stored.description and "onclick" not in stored.description
	assert "<b>leaks</b>" in stored.description
