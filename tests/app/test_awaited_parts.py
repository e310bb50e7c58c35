"""A ticket that waits for parts goes on by itself when they arrive, whatever way they come, and its clock with it (F4)."""

import json

import pytest

import frappe
from frappe.utils import add_days, today

from fsm_app.engine.stages import TICKET, WAITING_FOR_PARTS
from fsm_app.service_desk import merging
from fsm_app.spare_parts import arrivals, awaited_parts, fulfilment, requisitions
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app import vans as v
from tests.app.tickets import act, clock_of

AWAIT = "/api/method/fsm_app.api.ticket_costs.await_parts"


@pytest.fixture
def place():
	v.people()
	return v.open_stock()


@pytest.fixture
def ann(place):
	return v.engineer_with_van("Ann Awaits")


@pytest.fixture
def offering():
	policy = f.policy("Parts Policy", pause_stages=[{"stage": WAITING_FOR_PARTS}])
	return f.offering("Parts Repair", sla_policy=policy)


@pytest.fixture
def waiting(ann, offering):
	"""A ticket that waits for two fans."""
	item = stock.stocked_item("AWAIT-FAN")
	ticket = v.ticket_on_site(ann, offering=offering)
	with v.acting(ann.user):
		awaited_parts.await_parts(ticket.name, {item: 2})
	return frappe._dict(name=ticket.name, item=item, ann=ann)


def stage_of(ticket) -> str:
	return frappe.db.get_value(TICKET, ticket.name, "stage")


def states(ticket) -> list[str]:
	return frappe.get_all(
		awaited_parts.AWAITED_PART, filters={"ticket": ticket.name}, pluck="state", order_by="name"
	)


def test_it_waits_by_the_workflows_action_and_its_clock_stands_still(waiting):
	assert stage_of(waiting) == WAITING_FOR_PARTS
	assert clock_of(waiting, "Resolution").state == "Paused"
	assert states(waiting) == ["Awaited"]


def test_a_receipt_into_the_store_lets_it_go_on_with_its_clock_and_tells_who_has_to_act(waiting, place):
	arrivals.follow()
	assert stage_of(waiting) == WAITING_FOR_PARTS
	stock.receive(waiting.item, place.store_warehouse, 2)
	assert arrivals.follow() == [waiting.name]
	assert stage_of(waiting) == "On Site"
	assert states(waiting) == ["Arrived"]
	assert clock_of(waiting, "Resolution").state == "Running"
	for user in (waiting.ann.user, v.DISPATCHER):
		assert any("AWAIT-FAN" in message for message in v.told(user)), user


def test_what_comes_later_is_noticed_by_its_posting(waiting, place):
	arrivals.follow()
	assert not frappe.db.get_value(awaited_parts.AWAITED_PART, {"ticket": waiting.name}, "noticed")
	stock.receive(stock.stocked_item("AWAIT-OTHER"), place.store_warehouse, 2)
	assert not frappe.db.get_value(awaited_parts.AWAITED_PART, {"ticket": waiting.name}, "noticed")
	stock.receive(waiting.item, place.store_warehouse, 1)
	assert frappe.db.get_value(awaited_parts.AWAITED_PART, {"ticket": waiting.name}, "noticed")
	assert arrivals.follow() == []
	assert stage_of(waiting) == WAITING_FOR_PARTS


def test_a_transfer_into_the_own_van_counts_and_one_into_a_colleagues_does_not(waiting, place):
	other = v.engineer_with_van("Bob Awaits")
	stock.receive(waiting.item, other.van, 2)
	assert arrivals.follow() == []
	frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Transfer",
			"company": f.company(),
			"items": [
				{
					"item_code": waiting.item,
					"qty": 2,
					"s_warehouse": other.van,
					"t_warehouse": waiting.ann.van,
				}
			],
		}
	).submit()
	assert arrivals.follow() == [waiting.name]


def test_a_cancelled_issue_brings_parts_back_and_counts(waiting, place):
	stock.receive(waiting.item, place.store_warehouse, 2)
	issue = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Issue",
			"company": f.company(),
			"items": [{"item_code": waiting.item, "qty": 1, "s_warehouse": place.store_warehouse}],
		}
	).submit()
	assert arrivals.follow() == []
	issue.cancel()
	assert arrivals.follow() == [waiting.name]


def test_who_waits_longest_gets_the_last_part_and_keeps_it(ann, place, offering):
	item = stock.stocked_item("AWAIT-LAST")
	first, second = (v.ticket_on_site(ann, offering=offering) for _place in range(2))
	for ticket in (first, second):
		awaited_parts.await_parts(ticket.name, {item: 1})
	stock.receive(item, place.store_warehouse, 1)
	assert arrivals.follow() == [first.name]
	# The part is still in the store, and promised.
	arrivals.look_again()
	assert arrivals.follow() == []
	stock.receive(item, place.store_warehouse, 1)
	assert arrivals.follow() == [second.name]


def test_it_goes_on_only_when_all_has_arrived_and_is_told_what_is_missing(waiting, place):
	pump = stock.stocked_item("AWAIT-PUMP")
	awaited_parts.await_parts(waiting.name, {pump: 1})
	stock.receive(waiting.item, place.store_warehouse, 2)
	assert arrivals.follow() == []
	assert sorted(states(waiting)) == ["Arrived", "Awaited"]
	assert any("AWAIT-PUMP" in message for message in v.told(waiting.ann.user))
	stock.receive(pump, place.store_warehouse, 1)
	assert arrivals.follow() == [waiting.name]


def test_what_is_there_already_is_found_without_a_new_posting(ann, place, offering):
	item = stock.stocked_item("AWAIT-THERE")
	stock.receive(item, ann.van, 1)
	ticket = v.ticket_on_site(ann, offering=offering)
	awaited_parts.await_parts(ticket.name, {item: 1})
	assert arrivals.follow() == [ticket.name]


def test_sent_again_it_waits_once(waiting):
	awaited_parts.await_parts(waiting.name, {waiting.item: 2})
	(row,) = awaited_parts.of_ticket(waiting.name)
	assert row.qty == 2


def test_who_goes_on_by_hand_waits_for_nothing_more(waiting, place):
	act(waiting, "Resume")
	assert states(waiting) == ["Given Up"]
	stock.receive(waiting.item, place.store_warehouse, 2)
	assert arrivals.follow() == []
	assert awaited_parts.of_ticket(waiting.name) == []


def test_who_waits_for_the_customer_by_now_is_told_and_waits_on(waiting, place):
	act(waiting, "Wait for Customer")
	stock.receive(waiting.item, place.store_warehouse, 2)
	assert arrivals.follow() == []
	assert stage_of(waiting) == "Waiting for Customer"
	assert states(waiting) == ["Arrived"]
	assert any("AWAIT-FAN" in message for message in v.told(waiting.ann.user))


def test_a_workflow_without_a_way_back_leaves_it_to_people(waiting, place):
	workflow = frappe.get_doc(
		"Workflow", frappe.get_all("Workflow", {"document_type": TICKET}, pluck="name")[0]
	)
	workflow.transitions = [
		row
		for row in workflow.transitions
		if row.state != "Waiting for Parts" or row.next_state in ("Cancelled", "Waiting for Customer")
	]
	workflow.save()
	stock.receive(waiting.item, place.store_warehouse, 2)
	assert arrivals.follow() == []
	assert stage_of(waiting) == WAITING_FOR_PARTS
	assert any("AWAIT-FAN" in message for message in v.told(v.DISPATCHER))


def test_it_is_expected_when_the_orders_bring_enough(waiting, place):
	first, second = add_days(today(), 3), add_days(today(), 9)
	order(waiting.item, 1, first, place.store_warehouse)
	later = order(waiting.item, 5, second, place.store_warehouse)
	(row,) = awaited_parts.of_ticket(waiting.name)
	assert (str(row.expected_on), row.purchase_order) == (second, later.name)
	later.cancel()
	(row,) = awaited_parts.of_ticket(waiting.name)
	assert row.expected_on is None and row.purchase_order is None


def test_a_deleted_ticket_leaves_nothing_that_waits(waiting):
	frappe.delete_doc(TICKET, waiting.name)
	assert states(waiting) == []


@pytest.mark.parametrize(
	"lines",
	["", "{", "[]", "[[1]]", '[{"qty": 1}]', '[{"item_code": "NO-SUCH", "qty": 1}]', '[{"item_code": {}}]'],
)
def test_what_is_no_part_is_refused_in_words(waiting, rest, lines):
	answer = rest.login(waiting.ann.user).post(AWAIT, json={"ticket": waiting.name, "lines": lines})
	assert answer.status_code == 417, answer.get_data(as_text=True)[-300:]
	assert states(waiting) == ["Awaited"]


def test_a_quantity_that_nobody_can_mean_is_refused(waiting, rest):
	lines = [{"item_code": awaited_parts.of_ticket(waiting.name)[0].item_code, "qty": 1e30}]
	answer = rest.login(waiting.ann.user).post(AWAIT, json={"ticket": waiting.name, "lines": lines})
	assert answer.status_code == 417, answer.get_data(as_text=True)[-300:]


def test_only_who_may_write_the_ticket_lets_it_wait(ann, offering, place, rest):
	item = stock.stocked_item("AWAIT-REST")
	other = v.engineer_with_van("Cid Awaits")
	ticket = v.ticket_on_site(ann, offering=offering)
	sent = {"ticket": ticket.name, "lines": json.dumps([{"item_code": item, "qty": 1}])}
	assert rest.login(other.user).post(AWAIT, json=sent).status_code == 403
	assert rest.login(ann.user).post(AWAIT, json=sent).status_code == 200
	seen = "/api/resource/Awaited Part"
	assert len(rest.login(ann.user).get(seen).json["data"]) == 1
	assert rest.login(other.user).get(seen).json["data"] == []


def order(item: str, qty: float, day: str, warehouse: str):
	"""A submitted Purchase Order."""
	supplier = f.make("Supplier", name="Test Supplier", supplier_name="Test Supplier").name
	return frappe.get_doc(
		{
			"doctype": "Purchase Order",
			"supplier": supplier,
			"company": f.company(),
			"schedule_date": day,
			"items": [
				{"item_code": item, "qty": qty, "rate": 5, "schedule_date": day, "warehouse": warehouse}
			],
		}
	).submit()


def test_what_was_asked_for_and_is_in_the_store_is_awaited_in_the_van(ann, place, offering):
	item = stock.stocked_item("AWAIT-SENT")
	stock.receive(item, place.store_warehouse, 5)
	ticket = v.ticket_on_site(ann, offering=offering)
	with v.acting(ann.user):
		requisition = requisitions.request_parts(ticket.name, [{"item_code": item, "qty": 2}])
		act(ticket, "Wait for Parts")
	(row,) = awaited_parts.of_ticket(ticket.name)
	assert (row.item_code, row.qty) == (item, 2)
	assert arrivals.follow() == []
	with v.acting(v.KEEPER):
		fulfilment.fulfil(requisition.name)
	assert arrivals.follow() == [ticket.name]


def test_what_was_asked_for_and_is_short_goes_on_when_the_store_gets_it(ann, place, offering):
	item = stock.stocked_item("AWAIT-SHORT")
	ticket = v.ticket_on_site(ann, offering=offering)
	with v.acting(ann.user):
		requisitions.request_parts(ticket.name, [{"item_code": item, "qty": 2}])
		act(ticket, "Wait for Parts")
	assert arrivals.follow() == []
	stock.receive(item, place.store_warehouse, 2)
	assert arrivals.follow() == [ticket.name]


def test_where_parts_are_only_written_down_any_warehouse_counts_but_what_is_on_its_way(ann, offering):
	frappe.get_doc("Spare Parts Settings").update({"mode": "Log Only", "companies": []}).save()
	item = stock.stocked_item("AWAIT-LOG")
	ticket = v.ticket_on_site(ann, offering=offering)
	awaited_parts.await_parts(ticket.name, {item: 1})
	transit = stock.warehouse("Test Way")
	frappe.db.set_value("Warehouse", transit, "warehouse_type", "Transit")
	stock.receive(item, transit, 1)
	assert arrivals.follow() == []
	stock.receive(item, stock.warehouse("Test Somewhere"), 1)
	assert arrivals.follow() == [ticket.name]


def test_a_merged_ticket_lets_the_other_wait(waiting, offering, place):
	into = v.ticket_on_site(waiting.ann, offering=offering)
	merging.merge(waiting.name, into.name, "The same fault")
	stock.receive(waiting.item, place.store_warehouse, 2)
	# The one that survives is at work: its engineer is told, and nothing is moved.
	assert arrivals.follow() == []
	assert [row.state for row in awaited_parts.of_ticket(into.name)] == ["Arrived"]
	assert stage_of(into) == "On Site"
