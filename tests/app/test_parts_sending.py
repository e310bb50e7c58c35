"""Parts that were asked for are picked, sent and received, as ERPNext's stock says (F1)."""

import pytest

import frappe

from fsm_app.spare_parts import fulfilment, vans
from fsm_app.spare_parts.report.parts_to_send import parts_to_send
from tests import host
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


class TestSendingAndReceiving:
	@pytest.fixture(autouse=True)
	def _right(self, ticket, seal):
		right("Intermediate", 1000)

	def test_sent_in_pieces_and_received(self, as_user, ticket, places, ann):
		"""What others' users ask for: the request says how much of it has arrived."""
		made = approved(as_user, ticket)
		van = vans.van_of(ann, f.company())
		send(as_user, made, 2)
		second = send(as_user, made, 3)
		assert (stored(made).delivery, s.balance(SEAL, places.transit_warehouse)) == ("On Its Way", 5)
		done = receive(as_user, made, 2)
		assert (done.progress, done.delivery) == ("2 of 5", "On Its Way")
		done = receive(as_user, made, 3)
		assert (done.progress, done.delivery) == ("5 of 5", "Received")
		assert (s.balance(SEAL, places.transit_warehouse), s.balance(SEAL, van)) == (0, 5)
		(arrival,) = frappe.get_all("Stock Entry", {"outgoing_stock_entry": second.name}, pluck="name")
		frappe.get_doc("Stock Entry", arrival).cancel()
		assert (stored(made).progress, stored(made).delivery) == ("2 of 5", "On Its Way")
		assert (s.balance(SEAL, places.transit_warehouse), s.balance(SEAL, van)) == (3, 2)
		frappe.get_doc("Stock Entry", second.name).cancel()
		assert (stored(made).progress, stored(made).delivery) == ("2 of 5", "To Send")
		send(as_user, made)
		assert receive(as_user, made).progress == "5 of 5"

	def test_without_a_transit_warehouse_they_are_in_the_van_at_once(self, as_user, ticket, ann):
		s.company_stock(transit_warehouse=None)
		made = approved(as_user, ticket)
		send(as_user, made, 2)
		assert stored(made).progress == "2 of 5"
		assert s.balance(SEAL, vans.van_of(ann, f.company())) == 2
		assert "in your van" in told(ANN)[0]

	def test_whoever_waits_is_told(self, as_user, ticket):
		made = approved(as_user, ticket)
		send(as_user, made)
		assert "on their way" in told(ANN)[0]

	def test_more_than_is_in_the_store_is_refused_in_words(self, as_user, ticket, places):
		made = approved(as_user, ticket, 25)
		with pytest.raises(frappe.ValidationError, match="20 of 25"):
			send(as_user, made)
		assert not frappe.db.exists("Stock Entry", {"fsm_ticket": ticket.name})
		send(as_user, made, 20)
		assert stored(made).sent_qty == 20

	def test_a_frozen_day_leaves_nothing_behind(self, as_user, ticket, ann):
		made = approved(as_user, ticket)
		send(as_user, made, 2)
		frappe.db.set_single_value("Stock Settings", "stock_frozen_upto", frappe.utils.today())
		frappe.clear_document_cache("Stock Settings", "Stock Settings")
		for move in (send, receive):
			with pytest.raises(frappe.ValidationError):
				move(as_user, made, 1)
		assert frappe.db.count("Stock Entry", {"fsm_ticket": ticket.name}) == 1
		assert (stored(made).sent_qty, stored(made).received_qty) == (2, 0)

	def test_more_than_was_asked_is_refused(self, as_user, ticket):
		made = approved(as_user, ticket)
		with pytest.raises(fulfilment.NothingToMove):
			send(as_user, made, 6)
		send(as_user, made, 5)
		with pytest.raises(fulfilment.NothingToMove):
			receive(as_user, made, 6)

	def test_an_engineer_sends_nothing_to_themself(self, as_user, ticket):
		made = approved(as_user, ticket)
		with as_user(ANN), pytest.raises(frappe.PermissionError):
			fulfilment.fulfil(made.name)

	def test_a_colleague_receives_nothing(self, as_user, ticket):
		person("Ben Parts", BEN)
		made = approved(as_user, ticket)
		send(as_user, made)
		with as_user(BEN), pytest.raises(frappe.PermissionError):
			fulfilment.receive(made.name)

	def test_receiving_again_with_the_same_key_posts_nothing(self, as_user, ticket, ann):
		made = approved(as_user, ticket)
		send(as_user, made)
		receive(as_user, made, 2, key="rec-key-1")
		again = receive(as_user, made, 2, key="rec-key-1")
		assert again.progress == "2 of 5"
		assert s.balance(SEAL, vans.van_of(ann, f.company())) == 2

	def test_what_erpnexts_own_form_sends_counts(self, as_user, ticket, places):
		from erpnext.stock.doctype.material_request.material_request import make_stock_entry

		made = approved(as_user, ticket)
		entry = make_stock_entry(made.material_request)
		entry.items[0].update({"qty": 4, "transfer_qty": 4})
		entry.submit()
		assert stored(made).progress == "4 of 5"
		entry.cancel()
		assert stored(made).progress == "0 of 5"

	def test_serial_numbers_travel_with_the_parts(self, as_user, ticket, places, ann):
		s.stocked_item("REQ-PUMP", serial=True)
		s.receive("REQ-PUMP", places.store_warehouse, 3, 100, ["REQ-P1", "REQ-P2", "REQ-P3"])
		made = approved(as_user, ticket, 2, item="REQ-PUMP")
		send(as_user, made, 2, serial_nos=["REQ-P3", "REQ-P1"])
		receive(as_user, made, 1)
		receive(as_user, made, 1)
		van = vans.van_of(ann, f.company())
		placed = dict(
			frappe.get_all("Serial No", {"item_code": "REQ-PUMP"}, ["name", "warehouse"], as_list=True)
		)
		assert placed == {"REQ-P1": van, "REQ-P3": van, "REQ-P2": places.store_warehouse}

	def test_a_serial_number_that_is_elsewhere_is_refused(self, as_user, ticket, places, ann):
		s.stocked_item("REQ-PUMP", serial=True)
		s.receive("REQ-PUMP", places.store_warehouse, 1, 100, ["REQ-P1"])
		s.receive("REQ-PUMP", s.van_for(ann), 1, 100, ["REQ-P9"])
		made = approved(as_user, ticket, 1, item="REQ-PUMP")
		with pytest.raises(frappe.ValidationError, match="REQ-P9"):
			send(as_user, made, 1, serial_nos=["REQ-P9"])

	def test_the_batch_that_ends_first_is_sent_first(self, as_user, ticket, places, ann):
		item = s.stocked_item("REQ-GREASE", batch=True)
		for batch, days in (("REQ-B1", 90), ("REQ-B2", 30)):
			s.batch_of(item, batch, frappe.utils.add_days(frappe.utils.today(), days))
			s.receive(item, places.store_warehouse, 2, 5, batch=batch)
		made = approved(as_user, ticket, 3, item=item)
		entry = send(as_user, made)
		assert [(row.batch_no, row.qty) for row in entry.items] == [("REQ-B2", 2), ("REQ-B1", 1)]
		assert receive(as_user, made).progress == "3 of 3"
		assert s.balance(item, vans.van_of(ann, f.company())) == 3


class TestPicking:
	def test_what_is_needed_first_comes_first_and_what_is_missing_is_said(self, as_user, ticket, seal):
		right("Intermediate", 1000)
		later = asked(as_user, ticket, 15, required_by=s.in_a_week())
		sooner = asked(as_user, ticket, 8)
		send(as_user, sooner, 3)
		with as_user(KEEPER):
			_columns, rows = parts_to_send.execute({})
		assert [(row["requisition"], row["open_qty"], row["there"], row["short"]) for row in rows] == [
			(sooner.name, 5, 17, 0),
			(later.name, 15, 12, 3),
		]
		assert rows[0]["engineer_name"] == "Ann Parts"

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite runs no reports")
	def test_the_parts_keeper_needs_no_role_in_the_stock(self, as_user, ticket, seal):
		from frappe.desk.query_report import run

		right("Intermediate", 1000)
		made = asked(as_user, ticket)
		with as_user(KEEPER):
			(row,) = run("Parts to Send", ignore_prepared_report=True)["result"]
		assert row["requisition"] == made.name
