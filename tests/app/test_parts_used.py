"""Parts used on the job are posted from the engineer's own van, by whatever way they are entered (F1)."""

import pytest

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import settings, usage
from fsm_app.spare_parts.part_posting import NotInVan
from fsm_app.spare_parts.part_rows import PART, PartsRefused
from tests.app import parts
from tests.app import stock_setup as stock
from tests.app.parts import ME, ledger, move, take_back, use


@pytest.fixture
def job():
	return parts.job()


def test_what_is_entered_is_posted_from_the_own_van_with_the_ticket_on_it(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 5, rate=12)
	(row,) = use(job, {"item_code": item, "qty": 2})
	assert (row["posting"], row["warehouse"], row["posted_qty"], row["out"]) == ("Posted", job.van, 2, 2)
	entry = frappe.get_doc("Stock Entry", row["stock_entry"])
	assert (entry.docstatus, entry.purpose, entry.fsm_ticket, entry.owner) == (
		1,
		"Material Issue",
		job.ticket.name,
		ME,
	)
	assert [(d.s_warehouse, d.qty, d.cost_center) for d in entry.items] == [
		(job.van, 2, job.place.cost_center)
	]
	assert ledger(job.van, item) == (3, 36)
	assert stock.balance(item, job.van) == 3


def test_several_uses_are_posted_one_by_one(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 5, rate=12)
	use(job, {"item_code": item, "qty": 2}, key="a")
	use(job, {"item_code": item, "qty": 1}, key="b")
	assert [row["out"] for row in usage.rows_of(job.ticket.name)] == [2, 1]
	assert ledger(job.van, item) == (2, 24)


def test_what_is_sent_again_is_posted_once(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 5)
	assert use(job, {"item_code": item, "qty": 2}) == use(job, {"item_code": item, "qty": 2})
	assert stock.balance(item, job.van) == 3
	assert take_back(job, {"row": usage.rows_of(job.ticket.name)[0]["name"], "qty": 1}) == take_back(
		job, {"row": usage.rows_of(job.ticket.name)[0]["name"], "qty": 1}
	)
	assert stock.balance(item, job.van) == 4


def test_more_than_the_van_holds_is_refused_and_nothing_is_posted(job):
	"""A10."""
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 2)
	stock.receive(item, job.place.store_warehouse, 9)
	with pytest.raises(NotInVan):
		use(job, {"item_code": item, "qty": 3})
	assert stock.balance(item, job.van) == 2
	assert usage.rows_of(job.ticket.name) == []


def test_a_row_typed_in_the_table_is_posted_by_the_save(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 2)
	ticket = job.ticket
	ticket.append("parts_used", {"item_code": item, "qty": 2})
	ticket.save()
	assert (ticket.parts_used[0].posting, ticket.parts_used[0].posted_qty) == ("Posted", 2)
	ticket.reload()
	ticket.append("parts_used", {"item_code": item, "qty": 1})
	with pytest.raises(NotInVan):
		ticket.save()


def test_what_is_posted_stays_in_the_table(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 5)
	use(job, {"item_code": item, "qty": 2})
	for change in (
		lambda ticket: ticket.set("parts_used", []),
		lambda ticket: ticket.parts_used[0].update({"qty": 1}),
	):
		ticket = frappe.get_doc(TICKET, job.ticket.name)
		change(ticket)
		with pytest.raises(PartsRefused):
			ticket.save()
	ticket = frappe.get_doc(TICKET, job.ticket.name)
	ticket.parts_used[0].update({"posted_qty": 0, "posting": "", "remark": "Worn"})
	ticket.save()
	row = frappe.db.get_value(PART, ticket.parts_used[0].name, ["posted_qty", "posting", "remark"])
	assert row == (2, "Posted", "Worn")


def test_log_only_posts_nothing_then_nor_later(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 5)
	stock.company_stock(mode=settings.LOG_ONLY)
	use(job, {"item_code": item, "qty": 2})
	stock.company_stock()
	ticket = frappe.get_doc(TICKET, job.ticket.name)
	ticket.fault_code = "E7"
	ticket.save()
	assert not usage.rows_of(job.ticket.name)[0]["posting"]
	assert stock.balance(item, job.van) == 5


def test_unused_parts_come_back_at_what_they_had_cost(job):
	item = stock.stocked_item("UP-SEAL")
	stock.receive(item, job.van, 3, rate=10)
	(row,) = use(job, {"item_code": item, "qty": 3})
	stock.receive(item, job.van, 3, rate=40)
	(back,) = take_back(job, {"row": row["name"], "qty": 1})
	assert (back["returned_qty"], back["out"], back["posting"]) == (1, 2, "Posted")
	assert ledger(job.van, item) == (4, 130)
	(back,) = take_back(job, {"row": row["name"]}, key="r2")
	assert (back["out"], back["posting"]) == (0, "Returned")
	assert ledger(job.van, item) == (6, 150)
	with pytest.raises(PartsRefused):
		take_back(job, {"row": row["name"], "qty": 1}, key="r3")


def test_used_and_taken_back_again_and_again(job):
	"""A6: with a serial number, which ERPNext would take for consumed."""
	item = stock.stocked_item("UP-BOARD", serial=True)
	stock.receive(item, job.place.store_warehouse, 1, rate=100, serials=("UPB-1",))
	move(item, job.place.store_warehouse, job.van, "UPB-1")
	for attempt in range(3):
		(row,) = use(job, {"item_code": item, "serial_no": "UPB-1"}, key=f"use-{attempt}")
		assert stock.balance(item, job.van) == 0
		if attempt < 2:
			take_back(job, {"row": row["name"]}, key=f"back-{attempt}")
			assert (stock.balance(item, job.van), ledger(job.van, item)) == (1, (1, 100))
	assert [row["posting"] for row in usage.rows_of(job.ticket.name)] == ["Returned", "Returned", "Posted"]
