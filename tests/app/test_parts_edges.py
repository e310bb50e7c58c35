"""Serial numbers, batches, periods, cancelling and amending: a clear refusal or the right result, nothing half-posted (F1)."""

import pytest

import frappe
from frappe.utils import add_days, today

from fsm_app.engine.stages import TICKET
from fsm_app.field_work.service_report import service_report
from fsm_app.service_desk import ticket_context
from fsm_app.service_desk.merging import merge
from fsm_app.spare_parts import usage
from fsm_app.spare_parts.part_posting import BatchUnusable, NotInVan
from fsm_app.spare_parts.part_rows import PART, PartsRefused
from fsm_app.spare_parts.stock_entry_listeners import ReturnedAlready, StillInstalled
from fsm_app.spare_parts.vans import NoVan
from tests import host
from tests.app import factories as f
from tests.app import parts
from tests.app import stock_setup as stock
from tests.app.parts import KEEPER, acting, ledger, move, rows, take_back, use
from tests.app.tickets import act


@pytest.fixture
def job():
	return parts.job()


def numbered(job, *numbers, code="PE-BOARD", rate=100, **values):
	"""An item with serial numbers, received into the store and sent into the van."""
	item = stock.stocked_item(code, serial=True, **values)
	stock.receive(item, job.place.store_warehouse, len(numbers), rate=rate, serials=numbers)
	move(item, job.place.store_warehouse, job.van, *numbers)
	return item


def place_of(number):
	return frappe.db.get_value("Serial No", number, "warehouse")


def state():
	"""How many of each stock document there are."""
	doctypes = (
		"Stock Entry",
		"Stock Ledger Entry",
		"GL Entry",
		"Serial and Batch Bundle",
		PART,
		"Installed Part",
	)
	return [frappe.db.count(doctype) for doctype in doctypes]


def test_each_serial_number_has_a_row_and_an_entry_of_its_own(job):
	item = numbered(job, "PE-1", "PE-2", "PE-3")
	found = use(
		job, {"item_code": item, "qty": 2, "serial_no": "PE-1, PE-2", "replaced_serial_no": "OLD-1,OLD-2"}
	)
	ours = rows(job)
	assert [(row["serial_no"], row["replaced_serial_no"], row["qty"]) for row in ours] == [
		("PE-1", "OLD-1", 1),
		("PE-2", "OLD-2", 1),
	]
	assert len({row["stock_entry"] for row in ours}) == 2 and found[0]["serial_no"] == "PE-1"
	assert (place_of("PE-1"), place_of("PE-3")) == (None, job.van)


@pytest.mark.parametrize("number", ["PE-9", "NOT-KNOWN", ""])
def test_a_serial_number_that_is_not_in_the_van_is_refused(job, number):
	item = numbered(job, "PE-1")
	stock.receive(item, job.place.store_warehouse, 1, serials=("PE-9",))
	before = state()
	with pytest.raises(PartsRefused):
		use(job, {"item_code": item, "qty": 1, "serial_no": number})
	assert state() == before


def test_a_colleagues_van_is_no_source(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.other, 5)
	with pytest.raises(NotInVan):
		use(job, {"item_code": item, "qty": 1})


def test_without_a_van_it_is_said_what_to_do(job):
	frappe.db.set_value("Engineer Van", {"engineer": job.me}, "disabled", 1)
	with pytest.raises(NoVan):
		use(job, {"item_code": stock.stocked_item("PE-SEAL"), "qty": 1})


def test_a_receipt_cannot_be_cancelled_once_the_part_has_gone_on(job):
	"""A1."""
	item = stock.stocked_item("PE-BOARD", serial=True)
	receipt = stock.receive(item, job.place.store_warehouse, 1, rate=100, serials=("PE-1",))
	move(item, job.place.store_warehouse, job.van, "PE-1")
	(row,) = use(job, {"item_code": item, "serial_no": "PE-1"})
	before = (state(), parts.serial_facts("PE-1"), ledger(job.van, item))
	frappe.db.savepoint("cancelling")
	with pytest.raises(frappe.ValidationError) as refusal:
		frappe.get_doc("Stock Entry", receipt.name).cancel()
	frappe.db.rollback(save_point="cancelling")
	assert row["stock_entry"] in str(refusal.value)
	assert (state(), parts.serial_facts("PE-1"), ledger(job.van, item)) == before


def test_cancelling_leaves_the_serial_number_as_it_was(job):
	"""A2: a transfer into the van, and a use from it; the number can be used again at once."""
	item = stock.stocked_item("PE-BOARD", serial=True, warranty_period="30")
	stock.receive(item, job.place.store_warehouse, 1, rate=100, serials=("PE-1",))
	frappe.db.set_value(
		"Serial No", "PE-1", {"warranty_expiry_date": "2027-05-01", "amc_expiry_date": "2027-06-01"}
	)
	in_store = parts.serial_facts("PE-1")
	transfer = move(item, job.place.store_warehouse, job.van, "PE-1")
	frappe.get_doc("Stock Entry", transfer.name).cancel()
	assert parts.serial_facts("PE-1") == in_store
	move(item, job.place.store_warehouse, job.van, "PE-1")
	in_van = parts.serial_facts("PE-1")
	(row,) = use(job, {"item_code": item, "serial_no": "PE-1"})
	assert parts.serial_facts("PE-1") != in_van
	with acting(KEEPER):
		frappe.get_doc("Stock Entry", row["stock_entry"]).cancel()
	assert parts.serial_facts("PE-1") == in_van
	(row,) = rows(job)
	assert (row["posting"], row["out"]) == ("Cancelled", 0)
	told = {"document_type": TICKET, "document_name": job.ticket.name, "for_user": parts.ME}
	assert any(
		row["stock_entry"] in text for text in frappe.get_all("Notification Log", told, pluck="subject")
	)
	(again,) = use(job, {"item_code": item, "serial_no": "PE-1"}, key="k2")
	assert again["posting"] == "Posted"


def test_no_bundle_stays_behind(job):
	"""A3."""
	item = numbered(job, "PE-1")
	draft = frappe.copy_doc(
		frappe.get_doc("Stock Entry", use(job, {"item_code": item, "serial_no": "PE-1"})[0]["stock_entry"])
	)
	take_back(job, {"row": rows(job)[0]["name"]})
	live = {"is_cancelled": 0, "docstatus": ["<", 2], "type_of_transaction": "Outward", "warehouse": job.van}
	assert frappe.db.count("Serial and Batch Bundle", live) == 0
	draft.items[0].update({"serial_and_batch_bundle": None, "fsm_part_row": None})
	draft.insert()
	frappe.delete_doc("Stock Entry", draft.name)
	assert frappe.db.count("Serial and Batch Bundle", live) == 0
	assert place_of("PE-1") == job.van


def test_an_installed_part_comes_back_by_its_own_ticket_only(job):
	"""A5."""
	item = numbered(job, "PE-1")
	(row,) = use(job, {"item_code": item, "serial_no": "PE-1"})
	cost = ledger(job.van, item)
	frappe.db.set_single_value("Stock Settings", "allow_existing_serial_no", 1)
	frappe.clear_document_cache("Stock Settings", "Stock Settings")
	frappe.db.savepoint("receiving")
	with pytest.raises(StillInstalled) as refusal:
		stock.receive(item, job.place.store_warehouse, 1, rate=7, serials=("PE-1",))
	frappe.db.rollback(save_point="receiving")
	assert job.ticket.name in str(refusal.value)
	assert ledger(job.van, item) == cost
	take_back(job, {"row": row["name"]})
	assert (ledger(job.van, item), place_of("PE-1")) == ((1, 100), job.van)


def test_a_batch_is_chosen_where_there_is_one_and_asked_for_where_there_are_several(job):
	item = stock.stocked_item("PE-GLUE", batch=True)
	for batch in ("PE-B1", "PE-B2"):
		stock.batch_of(item, batch)
	stock.receive(item, job.van, 2, rate=5, batch="PE-B1")
	(row,) = use(job, {"item_code": item, "qty": 1})
	assert row["batch_no"] == "PE-B1"
	stock.receive(item, job.van, 2, rate=5, batch="PE-B2")
	with pytest.raises(PartsRefused, match="PE-B2"):
		use(job, {"item_code": item, "qty": 1}, key="k2")
	with pytest.raises(NotInVan):
		use(job, {"item_code": item, "qty": 2, "batch_no": "PE-B1"}, key="k3")
	use(job, {"item_code": item, "qty": 2, "batch_no": "PE-B2"}, key="k4")
	assert ledger(job.van, item) == (1, 5)
	take_back(job, {"row": rows(job)[1]["name"], "qty": 1})
	assert ledger(job.van, item) == (2, 10)


def test_an_expired_or_disabled_batch_is_refused(job):
	item = stock.stocked_item("PE-GLUE", batch=True)
	stock.batch_of(item, "PE-B1", expires=add_days(today(), 5))
	stock.receive(item, job.van, 2, batch="PE-B1")
	for values in ({"expiry_date": add_days(today(), -1)}, {"expiry_date": None, "disabled": 1}):
		frappe.db.set_value("Batch", "PE-B1", values)
		before = state()
		with pytest.raises(BatchUnusable):
			use(job, {"item_code": item, "qty": 1, "batch_no": "PE-B1"})
		assert state() == before


def test_a_numbered_part_of_an_expired_batch_is_refused_and_of_a_good_one_says_its_batch(job):
	"""The serial number tells the batch. ERPNext itself would issue it."""
	item = stock.stocked_item("PE-SENSOR", serial=True, batch=True)
	stock.batch_of(item, "PE-S1", expires=add_days(today(), 5))
	stock.receive(item, job.van, 2, rate=8, serials=("PE-S1-1", "PE-S1-2"), batch="PE-S1")
	(row,) = use(job, {"item_code": item, "qty": 1, "serial_no": "PE-S1-1"})
	assert row["batch_no"] == "PE-S1"
	take_back(job, {"row": row["name"]})
	use(job, {"item_code": item, "qty": 1, "serial_no": "PE-S1-1"}, key="k2")
	frappe.db.set_value("Batch", "PE-S1", "expiry_date", add_days(today(), -1))
	before = state()
	with pytest.raises(BatchUnusable):
		use(job, {"item_code": item, "qty": 1, "serial_no": "PE-S1-2"}, key="k3")
	assert state() == before


def test_boxes_are_taken_by_the_piece(job):
	item = stock.stocked_item("PE-SCREW")
	f.make("UOM", name="Box", uom_name="Box")
	doc = frappe.get_doc("Item", item)
	doc.append("uoms", {"uom": "Box", "conversion_factor": 12})
	doc.save()
	stock.receive(item, job.van, 30, rate=1)
	(row,) = use(job, {"item_code": item, "qty": 2, "uom": "Box"})
	assert (row["qty"], row["posted_qty"], row["stock_uom"]) == (2, 24, "Nos")
	(row,) = take_back(job, {"row": row["name"], "qty": 5})
	assert (row["out"], ledger(job.van, item)) == (19, (11, 11))


def test_a_use_of_which_something_came_back_is_not_cancelled(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.van, 5, rate=3)
	(row,) = use(job, {"item_code": item, "qty": 3})
	take_back(job, {"row": row["name"], "qty": 1})
	with pytest.raises(ReturnedAlready):
		frappe.get_doc("Stock Entry", row["stock_entry"]).cancel()
	back = frappe.get_value("Stock Entry", {"fsm_ticket": job.ticket.name, "purpose": "Material Receipt"})
	frappe.get_doc("Stock Entry", back).cancel()
	assert rows(job)[0]["out"] == 3
	frappe.get_doc("Stock Entry", row["stock_entry"]).cancel()
	assert (rows(job)[0]["posting"], ledger(job.van, item)) == ("Cancelled", (5, 15))
	assert not frappe.db.count("Installed Part", {"ticket": job.ticket.name})


def test_a_cancelled_row_is_posted_again_by_the_save_that_corrects_it(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.van, 5)
	(row,) = use(job, {"item_code": item, "qty": 3})
	frappe.get_doc("Stock Entry", row["stock_entry"]).cancel()
	ticket = frappe.get_doc(TICKET, job.ticket.name)
	ticket.save()
	assert rows(job)[0]["posting"] == "Cancelled"
	ticket.parts_used[0].qty = 2
	ticket.save()
	assert (rows(job)[0]["posting"], rows(job)[0]["out"], stock.balance(item, job.van)) == ("Posted", 2, 3)


def test_an_amended_entry_says_what_the_row_says(job):
	item = stock.stocked_item("PE-SEAL")
	other = stock.stocked_item("PE-RING")
	for code in (item, other):
		stock.receive(code, job.van, 5, rate=2)
	(row,) = use(job, {"item_code": item, "qty": 3})
	entry = frappe.get_doc("Stock Entry", row["stock_entry"])
	entry.cancel()
	amended = frappe.copy_doc(entry)
	amended.amended_from = entry.name
	amended.fsm_client_key = "as-the-desk-copies-it"
	amended.items[0].update({"qty": 1, "transfer_qty": 1})
	amended.append("items", {"item_code": other, "qty": 2, "s_warehouse": job.van})
	amended.insert()
	amended.submit()
	assert amended.fsm_client_key is None
	assert [(r["item_code"], r["out"], r["stock_entry"]) for r in rows(job)] == [
		(item, 1, amended.name),
		(other, 2, amended.name),
	]
	assert (stock.balance(item, job.van), stock.balance(other, job.van)) == (4, 3)


def test_a_ticket_with_parts_out_is_not_cancelled(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.van, 5)
	(row,) = use(job, {"item_code": item, "qty": 3})
	with pytest.raises(PartsRefused):
		act(job.ticket.name, "Cancel", cancel_reason="Not needed any more")
	take_back(job, {"row": row["name"]})
	ticket = act(job.ticket.name, "Cancel", cancel_reason="Not needed any more")
	assert (ticket.stage, stock.balance(item, job.van)) == ("Cancelled", 5)
	frappe.db.savepoint("after_end")
	with pytest.raises(PartsRefused):
		use(job, {"item_code": item, "qty": 1}, key="k2", user="Administrator")


def test_parts_of_a_duplicate_go_over_to_the_ticket_that_survives(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.van, 5, rate=3)
	(row,) = use(job, {"item_code": item, "qty": 2})
	survivor = parts.ticket_of(job.me)
	merge(job.ticket.name, survivor.name)
	assert rows(job) == []
	(moved,) = usage.rows_of(survivor.name)
	assert (moved["name"], moved["out"]) == (row["name"], 2)
	assert frappe.db.get_value("Stock Entry", row["stock_entry"], "fsm_ticket") == survivor.name
	assert frappe.db.get_value("Installed Part", {"part_row": row["name"]}, "ticket") == survivor.name
	take_back(job, {"row": row["name"]}, ticket=survivor.name)
	assert ledger(job.van, item) == (5, 15)


def test_what_is_kept_in_no_stock_is_only_written_down(job):
	item = stock.stocked_item("PE-FEE", is_stock_item=0)
	(row,) = use(job, {"item_code": item, "qty": 1})
	assert (row["posting"], row["out"]) == (None, 0) or (row["posting"], row["out"]) == ("", 0)


def test_a_frozen_period_refuses_the_use_and_nothing_is_posted(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.van, 5)
	frappe.db.set_single_value("Stock Settings", "stock_frozen_upto", today())
	frappe.clear_document_cache("Stock Settings", "Stock Settings")
	before = state()
	with pytest.raises(frappe.ValidationError):
		use(job, {"item_code": item, "qty": 1})
	assert state() == before
	assert stock.balance(item, job.van) == 5


def test_the_report_and_the_history_tell_what_stayed(job):
	item, other = stock.stocked_item("PE-SEAL"), stock.stocked_item("PE-RING")
	for code in (item, other):
		stock.receive(code, job.van, 5)
	use(job, {"item_code": item, "qty": 3}, {"item_code": other, "qty": 1})
	take_back(job, {"row": rows(job)[0]["name"], "qty": 1}, {"row": rows(job)[1]["name"]})
	report = service_report(frappe.get_doc(TICKET, job.ticket.name))
	assert [(part["item"], part["qty"]) for part in report["parts"]] == [(item, "2")]
	told = ticket_context._parts([job.ticket.name])[job.ticket.name]
	assert told == [{"item_code": item, "qty": 2, "serial_no": None}]


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite knows no accounting periods")
def test_a_closed_accounting_period_refuses_use_and_return(job):
	item = stock.stocked_item("PE-SEAL")
	stock.receive(item, job.van, 5)
	board = numbered(job, "PE-1")
	use(job, {"item_code": item, "qty": 2}, {"item_code": board, "serial_no": "PE-1"})
	frappe.get_doc(
		{
			"doctype": "Accounting Period",
			"period_name": "Parts Edges",
			"company": job.company,
			"start_date": today(),
			"end_date": today(),
			"closed_documents": [{"document_type": "Stock Entry", "closed": 1}],
		}
	).insert()
	before = (state(), rows(job), ledger(job.van, item), place_of("PE-1"))
	for act_of in (
		lambda: use(job, {"item_code": item, "qty": 1}, key="k2"),
		lambda: take_back(job, {"row": rows(job)[0]["name"]}, key="r1"),
		lambda: take_back(job, {"row": rows(job)[1]["name"]}, key="r2"),
	):
		with pytest.raises(frappe.ValidationError):
			act_of()
		assert (state(), rows(job), ledger(job.van, item), place_of("PE-1")) == before


def test_of_an_entry_made_by_hand_all_comes_back_or_nothing(job):
	item = numbered(job, "PE-1", "PE-2")
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Issue",
			"purpose": "Material Issue",
			"company": job.company,
			"fsm_ticket": job.ticket.name,
			"items": [
				{
					"item_code": item,
					"qty": 1,
					"s_warehouse": job.van,
					"serial_no": number,
					"use_serial_batch_fields": 1,
				}
				for number in ("PE-1", "PE-2")
			],
		}
	)
	entry.insert()
	entry.submit()
	first, second = rows(job)
	assert [(row["serial_no"], row["out"], row["warehouse"]) for row in (first, second)] == [
		("PE-1", 1, job.van),
		("PE-2", 1, job.van),
	]
	with pytest.raises(PartsRefused):
		take_back(job, {"row": first["name"]})
	take_back(job, {"row": first["name"]}, {"row": second["name"]}, key="r2")
	assert [row["posting"] for row in rows(job)] == ["Returned", "Returned"]
	assert (place_of("PE-1"), place_of("PE-2")) == (job.van, job.van)
