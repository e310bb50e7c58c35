"""A caller whom only those may know who need it, for tests: the ticket, the people, and what would give the caller away."""

import pytest

import frappe

from fsm_app.service_desk.caller_access import CALLER
from tests.app import devices as d
from tests.app import factories as f
from tests.app.tickets import walk

DISPATCHER, MANAGER, IN_HAND, COLLEAGUE, AUDITOR, KEEPER, REVIEWER = (
	f"{name}@contacts.example.com"
	for name in ("dispatcher", "manager", "in-hand", "colleague", "auditor", "keeper", "reviewer")
)
# They see the ticket and need not know who called.
UNCONCERNED = (COLLEAGUE, AUDITOR, KEEPER, REVIEWER)
PHONE, EMAIL, NAME, STREET = "13812345678", "quentin@secret.example.com", "Quentin Xylander", "77 Hidden Lane"
LATITUDE = 31.234567
SECRETS = (PHONE, EMAIL, "Xylander", STREET, str(LATITUDE), "Site of Quentin")
CLIENT = "/api/method/frappe.client."
RESOURCE = "/api/resource/Service Ticket"
OF_CALLER = f"/api/resource/{CALLER}"


@pytest.fixture(name="ticket")
def ticket_of_a_secret_caller():
	"""A ticket in the hands of one engineer of a team with two, by a caller of whom everything is known."""
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(MANAGER, "Service Manager")
	f.user(AUDITOR, "Service Auditor")
	f.user(KEEPER, "Service Parts Keeper")
	f.user(REVIEWER, "Service Knowledge Reviewer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	address = d.address("Site of Quentin", f.customer())
	frappe.db.set_value("Address", address, "address_line1", STREET)
	for email, status in ((IN_HAND, "Active"), (COLLEAGUE, "On Leave")):
		f.user(email, "Service Engineer")
		f.engineer(email.split("@")[0], user=email, team=f.team("Contact Team"), status=status)
	made = f.ticket(
		reported_by=NAME,
		contact_phone=PHONE,
		contact_email=EMAIL,
		address=address,
		latitude=LATITUDE,
		longitude=121.5,
	)
	return walk(made, "Triage", "Dispatch", "Accept").name


def tells(answer) -> list[str]:
	"""The secrets that an answer gives away."""
	text = answer.get_data(as_text=True)
	return [secret for secret in SECRETS if secret in text]
