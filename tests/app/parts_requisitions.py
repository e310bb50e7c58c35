"""Requisitions of parts for tests: who asks, approves and sends, and what the store has."""

import pytest

import frappe

from fsm_app.spare_parts import fulfilment, requisitions
from tests.app import factories as f
from tests.app import stock_setup as s
from tests.app.tickets import act

SEAL = "REQ-SEAL"
ANN, KEEPER, BOSS, SUPERVISOR, BEN = (
	"ann-parts@example.com",
	"keeper-parts@example.com",
	"boss-parts@example.com",
	"super-parts@example.com",
	"ben-parts@example.com",
)


@pytest.fixture(name="places")
def places_of_parts():
	f.user(KEEPER, "Service Parts Keeper")
	f.user(BOSS, "Service Manager")
	return s.company_stock()


@pytest.fixture(name="ann")
def engineer_ann(places):
	return person("Ann Parts", ANN)


def person(name: str, user: str, level: str = "Intermediate", **values) -> str:
	f.user(user, "Service Engineer")
	return f.engineer(name, level, user=user, **values).name


@pytest.fixture(name="seal")
def seals_in_store(places):
	item = s.stocked_item(SEAL)
	s.receive(item, places.store_warehouse, 20, 10)
	return item


@pytest.fixture(name="ticket")
def anns_ticket(ann):
	return in_hand(ann)


def in_hand(engineer: str, **values):
	made = act(f.ticket(**values), "Triage")
	return act(made, "Dispatch", engineer=engineer)


def right(level: str, up_to: float | None) -> None:
	"""The level may transfer parts up to this value; not at all with None."""
	doc = frappe.get_doc("Engineer Level", level)
	doc.rights = [row for row in doc.rights if row.right != "Transfer Spare Parts"]
	if up_to is not None:
		doc.append("rights", {"right": "Transfer Spare Parts", "up_to_value": up_to})
	doc.save(ignore_permissions=True)


def asked(as_user, ticket, qty: float = 5, item: str = SEAL, user: str = ANN, **values):
	with as_user(user):
		return requisitions.request_parts(ticket.name, [{"item_code": item, "qty": qty}], **values)


def approved(as_user, ticket, qty: float = 5, **values):
	made = asked(as_user, ticket, qty, **values)
	if made.stage != "Approved":
		with as_user(BOSS):
			requisitions.approve(made.name)
	return frappe.get_doc("Parts Requisition", made.name)


def send(as_user, requisition, qty: float | None = None, **values):
	line = [{"row": requisition.items[0].name, "qty": qty, **values}] if qty else None
	with as_user(KEEPER):
		return fulfilment.fulfil(requisition.name, line)


def receive(as_user, requisition, qty: float | None = None, user: str = ANN, key: str | None = None):
	line = [{"row": requisition.items[0].name, "qty": qty}] if qty else None
	with as_user(user):
		return fulfilment.receive(requisition.name, key, line)


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		{"for_user": user, "document_type": "Parts Requisition"},
		pluck="subject",
		order_by="creation desc, name",
	)


def stored(requisition):
	return frappe.get_doc("Parts Requisition", requisition.name)
