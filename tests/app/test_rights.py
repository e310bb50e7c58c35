"""What a level may do is an administrator's matrix, enforced on the server whichever way an act comes (D1, D2).

Which level has which right when the app is installed: test_permission_table.py.
"""

import pytest

import frappe

from fsm_app.api import ticket_actions as api
from fsm_app.field_work.help_requests import CallRefused
from fsm_app.field_work.warranty_document import NoWarranty
from fsm_app.workforce.rights import MissingRight, has_right, require
from tests.app import factories as f
from tests.app.devices import serial_no
from tests.app.permission_table import LEVEL_RIGHTS, LEVELS
from tests.app.tickets import walk

MANAGER, EXPERT = "rights.manager@example.com", "head.office@example.com"


@pytest.fixture
def people():
	"""An engineer's user of each level, by level; nobody else is at work."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	users = {level: f.user(f"{level.lower()}@example.com", "Service Engineer") for level in LEVELS}
	for level, user in users.items():
		f.engineer(f"{level} One", level=level, user=user)
	f.user(MANAGER, "Service Manager")
	return users


def ticket_of(user: str, **values):
	engineer = frappe.db.get_value("Service Engineer", {"user": user})
	made = f.ticket(engineer=engineer, override_reason="They know it.", **values)
	return walk(made, "Triage", "Dispatch")


def test_managers_have_every_right_and_others_none(people):
	auditor = f.user("rights.auditor@example.com", "Service Auditor")
	assert all(has_right(right, MANAGER) for right in LEVEL_RIGHTS)
	assert not any(has_right(right, auditor) for right in LEVEL_RIGHTS)


def test_who_has_left_has_no_right(people):
	frappe.db.set_value("Service Engineer", {"user": people["Senior"]}, "status", "Left")
	assert not has_right("Approve Closing", people["Senior"])


def test_the_administrator_edits_the_matrix(people):
	level = frappe.get_doc("Engineer Level", "Junior")
	level.append("rights", {"right": "Raise Escalation"})
	level.save()
	assert has_right("Raise Escalation", people["Junior"])
	level.append("rights", {"right": "Raise Escalation"})
	with pytest.raises(frappe.ValidationError, match="stands there already"):
		level.save()


def test_parts_are_transferred_up_to_a_value(people):
	level = frappe.get_doc("Engineer Level", "Intermediate")
	level.append("rights", {"right": "Transfer Spare Parts", "up_to_value": 500})
	level.save()
	require("Transfer Spare Parts", people["Intermediate"], value=500)
	with pytest.raises(MissingRight, match=r"up to 500\.01.*: Senior, Service Manager"):
		require("Transfer Spare Parts", people["Intermediate"], value=500.01)
	require("Transfer Spare Parts", people["Senior"], value=1_000_000)


def test_a_junior_works_on_what_they_are_authorised_for(people):
	for level in ("Intermediate", "Senior"):
		frappe.db.set_value("Service Engineer", {"user": people[level]}, "status", "Left")
	offering = f.offering()
	with pytest.raises(frappe.ValidationError, match="1 x not authorised for any offering"):
		walk(f.ticket(offering=offering), "Triage", "Dispatch")
	junior = frappe.get_doc("Service Engineer", {"user": people["Junior"]})
	junior.append("authorised_offerings", {"offering": offering})
	junior.save()
	assert walk(f.ticket(offering=offering), "Triage", "Dispatch").engineer == junior.name


def test_an_engineer_raises_an_escalation(people, as_user):
	ticket = ticket_of(people["Intermediate"])
	with as_user(people["Intermediate"]):
		assert MANAGER in api.raise_escalation(ticket.name, "The customer's line stands still.")
	(told,) = frappe.get_all(
		"Notification Log", filters={"for_user": MANAGER, "document_name": ticket.name}, pluck="subject"
	)
	assert "line stands still" in told
	with as_user(people["Intermediate"]), pytest.raises(CallRefused, match="say what it is about"):
		api.raise_escalation(ticket.name, "  ")


def test_without_the_right_nobody_hears_a_call(people, as_user):
	ticket = ticket_of(people["Junior"])
	with as_user(people["Junior"]):
		for act in (api.raise_escalation, api.ask_head_office):
			with pytest.raises(MissingRight):
				act(ticket.name, "Help")
		with pytest.raises(MissingRight):
			api.issue_warranty_document(ticket.name)
		assert api.rights_of_user() == []
	assert not frappe.db.exists("Notification Log", {"for_user": MANAGER, "document_name": ticket.name})


def test_a_call_about_anothers_ticket_is_refused(people, as_user):
	ticket = ticket_of(people["Junior"])
	with as_user(people["Senior"]), pytest.raises(frappe.PermissionError):
		api.ask_head_office(ticket.name, "What is it?")


def test_the_head_office_is_asked_when_the_settings_say_who_it_is(people, as_user):
	ticket = ticket_of(people["Senior"])
	frappe.db.set_single_value("Field Service Settings", "head_office_role", None)
	with as_user(people["Senior"]), pytest.raises(CallRefused, match="Head Office Support"):
		api.ask_head_office(ticket.name, "Which firmware?")
	f.make("Role", name="Head Office Expert", role_name="Head Office Expert")
	f.user(EXPERT, "Head Office Expert")
	frappe.db.set_single_value("Field Service Settings", "head_office_role", "Head Office Expert")
	with as_user(people["Senior"]):
		assert EXPERT in api.ask_head_office(ticket.name, "Which firmware?")


def test_a_warranty_document_needs_equipment_under_warranty(people, as_user):
	user = people["Senior"]
	f.user("claims@example.com", "Maintenance User")
	document = frappe.get_doc("User", user)
	document.append("roles", {"role": "Maintenance User"})
	document.save(ignore_permissions=True)
	ticket = ticket_of(user)
	with as_user(user), pytest.raises(NoWarranty, match="names no device"):
		api.issue_warranty_document(ticket.name)
	device = serial_no("SN-WARRANTY", warranty_expiry_date="2099-01-01")
	ticket.reload()
	ticket.serial_no = device
	ticket.save()
	with as_user(user):
		made = api.issue_warranty_document(ticket.name)["name"]
		assert api.issue_warranty_document(ticket.name)["name"] == made
	claim = frappe.get_doc("Warranty Claim", made)
	assert (claim.customer, claim.serial_no, claim.owner) == (ticket.customer, device, user)
	assert frappe.db.get_value("Service Ticket", ticket.name, "warranty_claim") == made


def test_the_right_alone_does_not_open_erpnexts_documents(people, as_user):
	ticket = ticket_of(people["Senior"], serial_no=serial_no("SN-2", warranty_expiry_date="2099-01-01"))
	with as_user(people["Senior"]), pytest.raises(frappe.PermissionError):
		api.issue_warranty_document(ticket.name)
	assert not frappe.db.get_value("Service Ticket", ticket.name, "warranty_claim")
