"""Parts that nobody needs any more: cancelled, asked back, and with the ticket to another engineer (F1)."""

import pytest

import frappe

from fsm_app.spare_parts import fulfilment, requisitions, unused_parts, usage, vans
from tests.app import factories as f
from tests.app import stock_setup as s
from tests.app.parts_requisitions import (  # noqa: F401 (fixtures)
	ANN,
	BEN,
	KEEPER,
	SEAL,
	anns_ticket,
	approved,
	asked,
	engineer_ann,
	person,
	places_of_parts,
	receive,
	right,
	seals_in_store,
	send,
	stored,
	told,
)
from tests.app.tickets import act


class TestCancelling:
	@pytest.fixture(autouse=True)
	def _right(self, ticket, seal):
		right("Intermediate", 1000)

	def test_nothing_was_sent(self, as_user, ticket):
		made = approved(as_user, ticket)
		with as_user(ANN):
			requisitions.cancel(made.name)
		assert stored(made).stage == "Cancelled"
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2
		assert "nothing more" in told(KEEPER)[0]
		with pytest.raises(fulfilment.NothingToMove):
			send(as_user, made)

	def test_something_was_sent(self, as_user, ticket, ann):
		made = approved(as_user, ticket)
		send(as_user, made, 2)
		with as_user(ANN):
			requisitions.cancel(made.name)
		assert frappe.db.get_value("Material Request", made.material_request, "status") == "Stopped"
		with pytest.raises(fulfilment.NothingToMove):
			send(as_user, made)
		assert receive(as_user, made).progress == "2 of 5"

	def test_with_the_job_its_picking_goes(self, as_user, ticket):
		"""What others' users ask for: no picking stays open for a job that is off."""
		made = approved(as_user, ticket)
		act(ticket, "Cancel", cancel_reason="Not needed")
		assert stored(made).stage == "Cancelled"
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2
		assert not frappe.db.exists("Parts Requisition", {"ticket": ticket.name, "kind": "Return"})

	def test_parts_out_for_a_cancelled_job_are_asked_back(self, as_user, ticket, places, ann):
		made = approved(as_user, ticket)
		send(as_user, made, 3)
		receive(as_user, made)
		act(ticket, "Cancel", cancel_reason="Not needed")
		(name,) = frappe.get_all("Parts Requisition", {"ticket": ticket.name, "kind": "Return"}, pluck="name")
		back = frappe.get_doc("Parts Requisition", name)
		assert (back.stage, back.engineer, back.items[0].qty) == ("Approved", ann, 3)
		assert "Bring back" in told(ANN)[0]
		assert unused_parts.ask_back(ticket.name) == []
		with as_user(ANN):
			fulfilment.fulfil(name)
			with pytest.raises(frappe.PermissionError):
				fulfilment.receive(name)
		with as_user(KEEPER):
			fulfilment.receive(name)
		assert s.balance(SEAL, places.store_warehouse) == 20
		assert s.balance(SEAL, vans.van_of(ann, f.company())) == 0

	def test_those_taken_out_of_use_again_are_among_them(self, as_user, ticket, ann):
		"""Used parts keep the ticket from being cancelled; taken back into the van, they are asked back like the others."""
		made = approved(as_user, ticket)
		send(as_user, made, 3)
		receive(as_user, made)
		with as_user(ANN):
			(row,) = usage.use_parts(ticket.name, [{"item_code": SEAL, "qty": 2}], "use-1")
		with pytest.raises(frappe.ValidationError):
			act(ticket, "Cancel", cancel_reason="Not needed")
		with as_user(ANN):
			usage.return_unused(ticket.name, [{"row": row["name"], "qty": 2}], "back-1")
		act(ticket, "Cancel", cancel_reason="Not needed")
		(name,) = frappe.get_all("Parts Requisition", {"ticket": ticket.name, "kind": "Return"}, pluck="name")
		assert frappe.get_doc("Parts Requisition", name).items[0].qty == 3


class TestBringingBack:
	def test_from_ones_own_van(self, as_user, places, ann, seal):
		s.receive(SEAL, s.van_for(ann), 4, 10)
		with as_user(ANN):
			made = unused_parts.bring_back(ann, f.company(), [{"item_code": SEAL, "qty": 4}])
			assert made.stage == "Approved"
			fulfilment.fulfil(made.name)
		with as_user(KEEPER):
			fulfilment.receive(made.name)
		assert s.balance(SEAL, places.store_warehouse) == 24


class TestChangesOfTheTicket:
	def test_another_engineer_gets_what_was_not_sent(self, as_user, ticket, seal):
		right("Intermediate", 1000)
		ben = person("Ben Parts", BEN)
		made = approved(as_user, ticket)
		doc = frappe.get_doc("Service Ticket", ticket.name)
		doc.update({"engineer": ben, "override_reason": "Ann is ill"}).save()
		now = stored(made)
		assert (now.engineer, now.to_warehouse) == (ben, vans.van_of(ben, f.company()))
		assert now.material_request != made.material_request
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2
		send(as_user, now)
		assert receive(as_user, now, user=BEN).progress == "5 of 5"

	def test_an_engineer_whose_van_is_disabled_gets_the_ticket_without_parts(self, as_user, ticket, seal):
		right("Intermediate", 1000)
		ben = person("Ben Parts", BEN)
		s.van_for(ben)
		frappe.db.set_value("Engineer Van", {"engineer": ben}, "disabled", 1)
		made = approved(as_user, ticket)
		doc = frappe.get_doc("Service Ticket", ticket.name)
		doc.update({"engineer": ben, "override_reason": "Ann is ill"}).save()
		assert stored(made).stage == "Cancelled"
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2

	def test_a_merged_tickets_requisitions_go_over(self, as_user, ticket, seal, ann):
		from fsm_app.service_desk import merging

		made = approved(as_user, ticket)
		other = f.ticket()
		merging.merge(ticket.name, other.name, "The same")
		assert stored(made).ticket == other.name

	def test_a_deleted_ticket_takes_its_drafts_along(self, as_user, ticket, seal):
		right("Intermediate", None)
		made = asked(as_user, ticket)
		frappe.delete_doc("Service Ticket", ticket.name)
		assert not frappe.db.exists("Parts Requisition", made.name)
