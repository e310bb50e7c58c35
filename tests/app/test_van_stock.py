"""An engineer's van: filled up by night, counted on the phone, asked for by colleagues, handed over with two confirmations (F4)."""

from datetime import timedelta

import pytest

import frappe

from fsm_app.common import clock
from fsm_app.spare_parts import nearby, parts_handovers, refills, requisitions, van_counts
from fsm_app.spare_parts.requisition_stages import APPROVED, REQUISITION
from fsm_app.workforce.rights import MissingRight
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app import vans as v

API = "/api/method/fsm_app.api.van_stock."
LIMIT = {"right": "Transfer Spare Parts", "up_to_value": 100}


@pytest.fixture
def place():
	v.people()
	return v.open_stock()


@pytest.fixture
def ann(place):
	limit_right()
	return v.engineer_with_van("Ann Drives")


@pytest.fixture
def bob(place):
	return v.engineer_with_van("Bob Drives")


def limit_right(level: str = "Senior", **right) -> None:
	"""Engineers of the level may transfer parts up to a value of 100."""
	doc = frappe.get_doc("Engineer Level", level)
	doc.rights = [row for row in doc.rights if row.right != LIMIT["right"]]
	doc.append("rights", {**LIMIT, **right})
	doc.save()


def levels(van: str, *rows) -> None:
	doc = frappe.get_doc("Engineer Van", frappe.db.get_value("Engineer Van", {"warehouse": van}))
	doc.levels = []
	for item, minimum, up_to in rows:
		doc.append("levels", {"item_code": item, "minimum_qty": minimum, "fill_up_to_qty": up_to})
	doc.save()


class TestRefill:
	def test_a_van_below_its_minimum_gets_one_requisition_by_night(self, ann, bob, place):
		fan, fuse = stock.stocked_item("VAN-FAN"), stock.stocked_item("VAN-FUSE")
		stock.receive(fan, ann.van, 1)
		stock.receive(fuse, ann.van, 5)
		levels(ann.van, (fan, 2, 5), (fuse, 5, 9))
		levels(bob.van, (fuse, 3, 4))
		made = refills.propose_refills()
		found = {
			(doc.engineer, doc.kind, doc.stage, tuple((row.item_code, row.stock_qty) for row in doc.items))
			for doc in (frappe.get_doc(REQUISITION, name) for name in made)
		}
		assert found == {
			(ann.name, "Van Refill", APPROVED, ((fan, 4),)),
			(bob.name, "Van Refill", APPROVED, ((fuse, 4),)),
		}
		request = frappe.db.get_value(REQUISITION, made[0], "material_request")
		assert frappe.db.get_value("Material Request", request, "docstatus") == 1
		assert any(made[0] in text or "Ann" in text for text in v.told(v.KEEPER))

	def test_a_second_night_asks_for_nothing_again_until_it_is_received_and_used(self, ann, place):
		fan = stock.stocked_item("VAN-TWICE")
		stock.receive(fan, place.store_warehouse, 9)
		levels(ann.van, (fan, 2, 5))
		(name,) = refills.propose_refills()
		assert refills.propose_refills() == []
		requisitions.cancel(name)
		assert len(refills.propose_refills()) == 1

	def test_one_van_that_fails_keeps_no_other_from_its_parts(self, ann, bob, place):
		fan, gone = stock.stocked_item("VAN-SOUND"), stock.stocked_item("VAN-GONE")
		levels(ann.van, (gone, 2, 5))
		levels(bob.van, (fan, 2, 5))
		frappe.db.set_value("Item", gone, "disabled", 1)
		frappe.clear_document_cache("Item", gone)
		(name,) = refills.propose_refills()
		assert frappe.db.get_value(REQUISITION, name, "engineer") == bob.name

	def test_nothing_is_proposed_where_parts_are_only_written_down(self, ann):
		levels(ann.van, (stock.stocked_item("VAN-LOG"), 2, 5))
		v.open_stock(mode="Log Only")
		assert refills.propose_refills() == []


def count(engineer, *quantities, remark=None):
	"""The engineer counts the van: quantities, or texts of serial numbers, in the order of the rows."""
	with v.acting(engineer.user):
		begun = van_counts.begin()
		said = {
			row.name: {"serial_nos": qty} if isinstance(qty, str) else {"qty": qty}
			for row, qty in zip(begun.items, quantities, strict=True)
		}
		return van_counts.finish(begun.name, said, remark)


class TestCount:
	def test_a_small_difference_is_posted_at_once_and_worth_what_the_ledger_says(self, ann):
		item = stock.stocked_item("COUNT-FAN")
		stock.receive(item, ann.van, 5, rate=10)
		done = count(ann, 3)
		assert (done.state, done.difference_value) == ("Posted", 20)
		assert (stock.balance(item, ann.van), stock.value(item, ann.van)) == (3, 30)
		reconciliation = frappe.get_doc("Stock Reconciliation", done.stock_reconciliation)
		assert (reconciliation.docstatus, reconciliation.owner) == (1, ann.user)

	def test_what_is_more_than_booked_is_posted_too(self, ann):
		item = stock.stocked_item("COUNT-MORE")
		stock.receive(item, ann.van, 1, rate=10)
		assert count(ann, 4).state == "Posted"
		assert (stock.balance(item, ann.van), stock.value(item, ann.van)) == (4, 40)

	def test_no_difference_posts_nothing(self, ann):
		stock.receive(stock.stocked_item("COUNT-SAME"), ann.van, 5)
		done = count(ann, 5)
		assert done.state == "Posted" and not done.stock_reconciliation

	def test_a_great_difference_waits_for_the_parts_keeper_who_is_told(self, ann, rest):
		item = stock.stocked_item("COUNT-DEAR")
		stock.receive(item, ann.van, 5, rate=90)
		waiting = count(ann, 3)
		assert (waiting.state, stock.balance(item, ann.van)) == ("Waiting for Approval", 5)
		assert any("Ann Drives" in text for text in v.told(v.KEEPER))
		sent = {"count": waiting.name, "approve": 1}
		assert rest.login(ann.user).post(API + "decide_count", json=sent).status_code == 403
		assert stock.balance(item, ann.van) == 5
		answer = rest.login(v.KEEPER).post(API + "decide_count", json=sent)
		assert answer.status_code == 200, answer.get_data(as_text=True)[-600:]
		assert stock.balance(item, ann.van) == 3
		assert len(v.told(ann.user)) == 1

	def test_a_rejected_one_needs_a_reason_and_posts_nothing(self, ann):
		item = stock.stocked_item("COUNT-NO")
		stock.receive(item, ann.van, 5, rate=90)
		waiting = count(ann, 3)
		with v.acting(v.KEEPER):
			with pytest.raises(van_counts.CountRefused):
				van_counts.decide(waiting.name, False)
			assert van_counts.decide(waiting.name, False, "Look behind the seat").state == "Rejected"
		assert stock.balance(item, ann.van) == 5

	def test_a_part_that_is_not_entered_is_asked_for(self, ann):
		stock.receive(stock.stocked_item("COUNT-BLANK"), ann.van, 5)
		with v.acting(ann.user):
			begun = van_counts.begin()
			for said in ({}, {begun.items[0].name: {}}, {begun.items[0].name: {"qty": -1}}):
				with pytest.raises(van_counts.CountRefused, match="COUNT-BLANK"):
					van_counts.finish(begun.name, said)
		assert frappe.db.get_value("Van Count", begun.name, "state") == "Counting"

	def test_what_has_moved_meanwhile_is_counted_again(self, ann):
		item = stock.stocked_item("COUNT-MOVED")
		stock.receive(item, ann.van, 5)
		with v.acting(ann.user):
			begun = van_counts.begin()
		stock.receive(item, ann.van, 1)
		with v.acting(ann.user):
			with pytest.raises(van_counts.CountRefused, match="COUNT-MOVED"):
				van_counts.finish(begun.name, {begun.items[0].name: {"qty": 5}})
			again = van_counts.begin()
			assert again.name == begun.name and again.items[0].booked_qty == 6

	def test_a_missing_serial_number_leaves_the_van_and_a_strange_one_is_refused(self, ann):
		item = stock.stocked_item("COUNT-SERIAL", serial=True)
		stock.receive(item, ann.van, 3, rate=10, serials=["CS-1", "CS-2", "CS-3"])
		with pytest.raises(van_counts.CountRefused, match="CS-9"):
			count(ann, "CS-1\nCS-9")
		done = count(ann, "CS-3\nCS-1")
		assert done.state == "Posted", done.difference_value
		assert stock.balance(item, ann.van) == 2
		assert frappe.db.get_value("Serial No", "CS-2", "warehouse") is None
		assert {frappe.db.get_value("Serial No", name, "warehouse") for name in ("CS-1", "CS-3")} == {ann.van}

	def test_batches_are_counted_each(self, ann):
		item = stock.stocked_item("COUNT-BATCH", batch=True)
		for name, qty in (("CB-1", 3), ("CB-2", 2)):
			stock.receive(item, ann.van, qty, rate=10, batch=stock.batch_of(item, name))
		done = count(ann, 3, 1)
		assert done.state == "Posted"
		assert stock.balance(item, ann.van) == 4
		with v.acting(ann.user):
			assert [(row.batch_no, row.booked_qty) for row in van_counts.begin().items] == [
				("CB-1", 3),
				("CB-2", 1),
			]

	def test_a_van_in_which_nothing_numbered_is_left(self, ann):
		serial, batch = (
			stock.stocked_item("COUNT-NO-S", serial=True),
			stock.stocked_item("COUNT-NO-B", batch=True),
		)
		stock.receive(serial, ann.van, 1, rate=10, serials=["CN-1"])
		stock.receive(batch, ann.van, 2, rate=10, batch=stock.batch_of(batch, "CNB-1"))
		assert count(ann, 0, "").state == "Posted"
		assert (stock.balance(serial, ann.van), stock.balance(batch, ann.van)) == (0, 0)
		assert (stock.value(serial, ann.van), stock.value(batch, ann.van)) == (0, 0)
		assert not frappe.db.get_value("Serial No", "CN-1", "warehouse")

	def test_what_is_not_booked_at_all_is_found_and_worth_what_it_was_last(self, ann, place):
		item, other = stock.stocked_item("COUNT-FOUND"), stock.stocked_item("COUNT-LISTED")
		numbered = stock.stocked_item("COUNT-FOUND-S", serial=True)
		stock.receive(other, ann.van, 1, rate=10)
		frappe.db.set_value("Item", item, "valuation_rate", 7)
		with v.acting(ann.user):
			begun = van_counts.begin()
			said = {begun.items[0].name: {"qty": 1}}
			for line in (
				{"item_code": other, "qty": 1},
				{"item_code": numbered, "qty": 1},
				{"item_code": "NO", "qty": 1},
			):
				with pytest.raises(van_counts.CountRefused):
					van_counts.finish(begun.name, said, found=[line])
			done = van_counts.finish(begun.name, said, found=[{"item_code": item, "qty": 2}])
		assert (done.state, done.difference_value) == ("Posted", 14)
		assert (stock.balance(item, ann.van), stock.value(item, ann.van)) == (2, 14)

	def test_a_cancelled_reconciliation_undoes_the_count(self, ann):
		item = stock.stocked_item("COUNT-UNDONE")
		stock.receive(item, ann.van, 5)
		done = count(ann, 4)
		frappe.get_doc("Stock Reconciliation", done.stock_reconciliation).cancel()
		assert frappe.db.get_value("Van Count", done.name, "state") == "Cancelled"
		assert stock.balance(item, ann.van) == 5

	def test_nobody_counts_anothers_van(self, ann, bob, rest):
		stock.receive(stock.stocked_item("COUNT-MINE"), ann.van, 5)
		with v.acting(ann.user):
			begun = van_counts.begin()
		sent = {"count": begun.name, "counted": {begun.items[0].name: {"qty": 0}}}
		assert rest.login(bob.user).post(API + "finish_count", json=sent).status_code == 403
		assert rest.login(v.KEEPER).post(API + "finish_count", json=sent).status_code == 403
		assert rest.login(v.DISPATCHER).post(API + "begin_count").status_code == 403
		assert rest.login(bob.user).get(f"/api/resource/Van Count/{begun.name}").status_code == 403
		assert frappe.db.get_value("Van Count", begun.name, "state") == "Counting"

	@pytest.mark.parametrize("counted", ["", "{", "[]", "7", '{"x": 1}', '{"x": {"qty": "many"}}'])
	def test_what_is_no_count_is_refused_in_words(self, ann, rest, counted):
		stock.receive(stock.stocked_item("COUNT-WORDS"), ann.van, 5)
		with v.acting(ann.user):
			begun = van_counts.begin()
		sent = {"count": begun.name, "counted": counted}
		assert rest.login(ann.user).post(API + "finish_count", json=sent).status_code == 417


def seen_at(engineer, latitude: float, longitude: float, hours_ago: int = 1) -> None:
	ticket = v.ticket_on_site(engineer)
	frappe.db.set_value(
		"Service Visit",
		{"ticket": ticket.name},
		{
			"latitude": latitude,
			"longitude": longitude,
			"checked_in_at": clock.now() - timedelta(hours=hours_ago),
		},
	)


class TestNearby:
	def test_the_nearest_comes_first_and_no_place_is_told(self, ann, bob, place, rest):
		cid = v.engineer_with_van("Cid Drives")
		item = stock.stocked_item("NEAR-FAN")
		for engineer, qty in ((ann, 1), (bob, 2), (cid, 3)):
			stock.receive(item, engineer.van, qty)
		stock.receive(item, place.store_warehouse, 7)
		seen_at(ann, 31.20, 121.47)
		seen_at(bob, 31.40, 121.47)
		seen_at(cid, 31.25, 121.47)
		answer = rest.login(ann.user).get(API + "who_has", params={"item_code": item})
		found = answer.json["message"]
		assert found["store"] == 7
		assert [(row["engineer"], row["qty"], row["distance_km"]) for row in found["colleagues"]] == [
			(cid.name, 3, 6),
			(bob.name, 2, 22),
		]
		assert "latitude" not in answer.get_data(as_text=True)

	def test_the_tickets_place_goes_before_ones_own(self, ann, bob, place):
		item = stock.stocked_item("NEAR-TICKET")
		stock.receive(item, bob.van, 2)
		seen_at(bob, 31.40, 121.47)
		ticket = v.ticket_on_site(ann, latitude=31.40, longitude=121.47)
		found = nearby.who_has(item, f.company(), ann.name, ticket)
		assert found["colleagues"][0]["distance_km"] == 0

	def test_without_places_the_own_region_comes_first_and_old_places_count_as_none(self, ann, place):
		east, west = f.territory("Near East"), f.territory("Near West")
		frappe.db.set_value("Service Engineer", ann.name, "region", east)
		far = v.engineer_with_van("Dan Drives", region=west)
		near = v.engineer_with_van("Eve Drives", region=east)
		item = stock.stocked_item("NEAR-REGION")
		stock.receive(item, far.van, 9)
		stock.receive(item, near.van, 1)
		seen_at(far, 31.40, 121.47, hours_ago=30)
		found = nearby.who_has(item, f.company(), ann.name)
		assert [row["engineer"] for row in found["colleagues"]] == [near.name, far.name]
		assert {row["distance_km"] for row in found["colleagues"]} == {None}


def ask(taker, giver, item, qty=1, **line):
	with v.acting(taker.user):
		return parts_handovers.ask(giver.name, [{"item_code": item, "qty": qty, **line}])


class TestHandover:
	def test_both_confirm_and_one_entry_moves_the_parts(self, ann, bob):
		item = stock.stocked_item("HAND-FAN")
		stock.receive(item, bob.van, 3, rate=10)
		handover = ask(ann, bob, item, 2)
		assert (handover.state, handover.total_value) == ("Asked", 20)
		assert any("HAND-FAN" in text for text in v.told(bob.user))
		with v.acting(bob.user):
			parts_handovers.hand_over(handover.name)
		assert stock.balance(item, ann.van) == 0
		assert any("HAND-FAN" in text for text in v.told(ann.user))
		with v.acting(ann.user):
			done = parts_handovers.receive(handover.name)
			again = parts_handovers.receive(handover.name)
		assert done.state == "Received" and again.stock_entry == done.stock_entry
		assert (stock.balance(item, ann.van), stock.balance(item, bob.van)) == (2, 1)
		assert (stock.value(item, ann.van), stock.value(item, bob.van)) == (20, 10)
		entry = frappe.get_doc("Stock Entry", done.stock_entry)
		assert (entry.purpose, entry.docstatus, entry.owner) == ("Material Transfer", 1, ann.user)
		entry.cancel()
		assert frappe.db.get_value("Parts Handover", done.name, "state") == "Cancelled"
		assert (stock.balance(item, ann.van), stock.balance(item, bob.van)) == (0, 3)

	def test_a_part_with_a_serial_number_goes_by_its_number(self, ann, bob):
		item = stock.stocked_item("HAND-SERIAL", serial=True)
		stock.receive(item, bob.van, 2, serials=["HS-1", "HS-2"])
		with v.acting(bob.user), pytest.raises(parts_handovers.HandoverRefused):
			parts_handovers.offer(ann.name, [{"item_code": item, "qty": 2, "serial_nos": "HS-1"}])
		with v.acting(bob.user):
			handover = parts_handovers.offer(ann.name, [{"item_code": item, "qty": 1, "serial_nos": "HS-1"}])
		with v.acting(ann.user):
			parts_handovers.receive(handover.name)
		assert frappe.db.get_value("Serial No", "HS-1", "warehouse") == ann.van
		assert frappe.db.get_value("Serial No", "HS-2", "warehouse") == bob.van

	def test_only_whose_turn_it_is_confirms(self, ann, bob, rest):
		cid = v.engineer_with_van("Cid Hands")
		item = stock.stocked_item("HAND-TURN")
		stock.receive(item, bob.van, 3)
		name = ask(ann, bob, item).name
		sent = {"handover": name}
		assert rest.login(ann.user).post(API + "hand_over", json=sent).status_code == 403
		assert rest.login(ann.user).post(API + "receive", json=sent).status_code in (403, 417)
		assert rest.login(bob.user).post(API + "receive", json=sent).status_code == 403
		for method in ("hand_over", "receive"):
			assert rest.login(cid.user).post(API + method, json=sent).status_code == 403
			assert rest.login(v.KEEPER).post(API + method, json=sent).status_code == 403
		assert frappe.db.get_value("Parts Handover", name, "state") == "Asked"
		assert rest.login(cid.user).get(f"/api/resource/Parts Handover/{name}").status_code == 403
		put = rest.login(bob.user).put(f"/api/resource/Parts Handover/{name}", json={"state": "Received"})
		assert put.status_code == 403
		assert stock.balance(item, ann.van) == 0

	def test_more_than_ones_right_is_not_handed_over(self, ann, bob):
		item = stock.stocked_item("HAND-DEAR")
		stock.receive(item, bob.van, 3, rate=90)
		name = ask(ann, bob, item, 2).name
		with v.acting(bob.user), pytest.raises(MissingRight, match="180"):
			parts_handovers.hand_over(name)
		assert frappe.db.get_value("Parts Handover", name, "state") == "Asked"

	def test_what_is_not_in_the_van_is_refused_early_and_late(self, ann, bob):
		item = stock.stocked_item("HAND-LAST")
		stock.receive(item, bob.van, 1)
		with pytest.raises(parts_handovers.HandoverRefused, match="HAND-LAST"):
			ask(ann, bob, item, 2)
		name = ask(ann, bob, item, 1).name
		with v.acting(bob.user):
			parts_handovers.hand_over(name)
		frappe.get_doc(
			{
				"doctype": "Stock Entry",
				"stock_entry_type": "Material Issue",
				"company": f.company(),
				"items": [{"item_code": item, "qty": 1, "s_warehouse": bob.van}],
			}
		).submit()
		with v.acting(ann.user), pytest.raises(frappe.ValidationError):
			parts_handovers.receive(name)
		assert stock.balance(item, ann.van) == 0

	def test_it_can_be_refused_with_a_reason_until_it_is_received(self, ann, bob):
		item = stock.stocked_item("HAND-NO")
		stock.receive(item, bob.van, 3)
		name = ask(ann, bob, item).name
		with v.acting(bob.user):
			with pytest.raises(parts_handovers.HandoverRefused):
				parts_handovers.refuse(name, " ")
			assert parts_handovers.refuse(name, "I need it myself").state == "Refused"
			with pytest.raises(parts_handovers.HandoverRefused):
				parts_handovers.hand_over(name)
		second = ask(ann, bob, item).name
		with v.acting(ann.user):
			assert parts_handovers.refuse(second, "Found one").state == "Withdrawn"

	def test_sent_again_with_its_key_it_is_one(self, ann, bob, rest):
		item = stock.stocked_item("HAND-KEY")
		stock.receive(item, bob.van, 3)
		sent = {"colleague": bob.name, "lines": [{"item_code": item, "qty": 1}], "client_key": "k-1"}
		names = {
			rest.login(ann.user).post(API + "ask_colleague", json=sent).json["message"]["name"]
			for _time in range(3)
		}
		assert len(names) == 1
		other = v.engineer_with_van("Cid Keys")
		assert rest.login(other.user).post(API + "ask_colleague", json=sent).status_code in (409, 417)

	@pytest.mark.parametrize(
		"lines",
		[
			"",
			"[]",
			"[1]",
			'[{"item_code": "NO-SUCH", "qty": 1}]',
			'[{"item_code": {}, "qty": 1}]',
			'[{"qty": 1}]',
		],
	)
	def test_what_is_no_part_is_refused_in_words(self, ann, bob, rest, lines):
		sent = {"colleague": bob.name, "lines": lines}
		assert rest.login(ann.user).post(API + "ask_colleague", json=sent).status_code == 417
