"""Stock of ERPNext, on both hosts: quantities, moving average, accounts, numbers, requests and what is on its way."""

import pytest

import frappe
from frappe.utils import add_days, flt, today

from erpnext.stock.doctype.material_request.material_request import (
	make_in_transit_stock_entry,
	make_stock_entry,
)
from erpnext.stock.doctype.stock_entry.stock_entry import make_stock_in_entry

from tests.app import factories as f
from tests.app import stock_setup as s

ITEM = "CONF-SEAL"


@pytest.fixture
def places():
	return s.company_stock()


@pytest.fixture
def van():
	return s.warehouse("Conf Van")


def entry(kind: str, item: str, qty: float, source=None, target=None, **values):
	row = {"item_code": item, "qty": qty, "s_warehouse": source, "t_warehouse": target, **values}
	doc = frappe.get_doc(
		{"doctype": "Stock Entry", "stock_entry_type": kind, "company": f.company(), "items": [row]}
	)
	return doc.insert().submit()


def issue(item: str, qty: float, source: str, **values):
	return entry("Material Issue", item, qty, source, **values)


def transfer(item: str, qty: float, source: str, target: str, **values):
	return entry("Material Transfer", item, qty, source, target, **values)


def posted(voucher) -> dict[str, float]:
	"""By account, what the voucher's lines that count come to."""
	sums: dict[str, float] = {}
	for row in frappe.get_all(
		"GL Entry", {"voucher_no": voucher.name, "is_cancelled": 0}, ["account", "debit", "credit"]
	):
		sums[row.account] = flt(sums.get(row.account, 0) + row.debit - row.credit, 2)
	return sums


def test_a_moving_average(places):
	item, store = s.stocked_item(ITEM), places.store_warehouse
	s.receive(item, store, 2, 10)
	s.receive(item, store, 2, 20)
	assert (s.balance(item, store), s.value(item, store)) == (4, 60)
	used = issue(item, 1, store)
	assert used.items[0].basic_rate == 15
	assert (s.balance(item, store), s.value(item, store)) == (3, 45)


def test_a_transfer_takes_the_value_along(places, van):
	item = s.stocked_item(ITEM)
	s.receive(item, places.store_warehouse, 3, 10)
	transfer(item, 2, places.store_warehouse, van)
	assert (s.balance(item, places.store_warehouse), s.balance(item, van)) == (1, 2)
	assert (s.value(item, places.store_warehouse), s.value(item, van)) == (10, 20)


def test_what_is_issued_goes_to_the_expense_account_of_its_row(places):
	item = s.stocked_item(ITEM)
	s.receive(item, places.store_warehouse, 3, 10)
	used = issue(item, 2, places.store_warehouse, expense_account=places.warranty_cost_account)
	sums = posted(used)
	assert sums.pop(places.warranty_cost_account) == 20
	assert list(sums.values()) == [-20]


def test_cancelling_takes_the_lines_back(places, van):
	item = s.stocked_item(ITEM)
	s.receive(item, places.store_warehouse, 3, 10)
	moved = transfer(item, 2, places.store_warehouse, van)
	moved.cancel()
	assert (s.balance(item, places.store_warehouse), s.balance(item, van)) == (3, 0)
	used = issue(item, 1, places.store_warehouse)
	used.cancel()
	assert posted(used) == {}
	assert not frappe.db.exists("Stock Ledger Entry", {"voucher_no": used.name, "is_cancelled": 0})
	assert s.value(item, places.store_warehouse) == 30


def test_a_cancelled_entry_is_amended(places):
	item = s.stocked_item(ITEM)
	s.receive(item, places.store_warehouse, 3, 10)
	used = issue(item, 1, places.store_warehouse)
	used.cancel()
	again = frappe.copy_doc(used)
	again.amended_from = used.name
	again.docstatus = 0
	again.items[0].qty = 2
	again.insert().submit()
	assert again.name == f"{used.name}-1"
	assert s.balance(item, places.store_warehouse) == 1


def test_there_is_no_negative_stock(places, van):
	item = s.stocked_item(ITEM)
	s.receive(item, places.store_warehouse, 2, 10)
	with pytest.raises(frappe.ValidationError):
		issue(item, 3, places.store_warehouse)


def test_what_has_gone_on_keeps_its_receipt(places, van):
	item = s.stocked_item(ITEM)
	bought = s.receive(item, places.store_warehouse, 2, 10)
	transfer(item, 2, places.store_warehouse, van)
	with pytest.raises(frappe.ValidationError):
		bought.cancel()


class TestSerialNumbers:
	@pytest.fixture
	def item(self, places):
		item = s.stocked_item("CONF-PUMP", serial=True)
		s.receive(item, places.store_warehouse, 2, 100, ["CONF-S1", "CONF-S2"])
		return item

	def where(self, serial: str):
		return frappe.db.get_value("Serial No", serial, "warehouse")

	def test_they_move_and_come_back(self, item, places, van):
		moved = transfer(item, 1, places.store_warehouse, van, use_serial_batch_fields=1, serial_no="CONF-S1")
		assert self.where("CONF-S1") == van and self.where("CONF-S2") == places.store_warehouse
		moved.cancel()
		assert self.where("CONF-S1") == places.store_warehouse

	def test_an_issued_one_is_nowhere(self, item, places):
		used = issue(item, 1, places.store_warehouse, use_serial_batch_fields=1, serial_no="CONF-S1")
		assert not self.where("CONF-S1")
		assert frappe.db.get_value("Serial No", "CONF-S1", "status") in ("Consumed", "Delivered", "Inactive")
		assert frappe.db.get_value("Stock Entry Detail", used.items[0].name, "serial_and_batch_bundle")
		used.cancel()
		assert self.where("CONF-S1") == places.store_warehouse

	def test_one_that_is_elsewhere_is_refused(self, item, places, van):
		with pytest.raises(frappe.ValidationError):
			transfer(item, 1, van, places.store_warehouse, use_serial_batch_fields=1, serial_no="CONF-S1")

	def test_too_few_are_refused(self, item, places, van):
		with pytest.raises(frappe.ValidationError):
			transfer(item, 2, places.store_warehouse, van, use_serial_batch_fields=1, serial_no="CONF-S1")


class TestBatches:
	@pytest.fixture
	def item(self, places):
		item = s.stocked_item("CONF-GREASE", batch=True)
		s.batch_of(item, "CONF-B1")
		s.receive(item, places.store_warehouse, 5, 3, batch="CONF-B1")
		return item

	def test_they_move(self, item, places, van):
		transfer(item, 2, places.store_warehouse, van, use_serial_batch_fields=1, batch_no="CONF-B1")
		assert s.balance(item, van) == 2
		assert frappe.db.get_value("Batch", "CONF-B1", "batch_qty") == 5

	def test_an_expired_one_is_issued_all_the_same(self, item, places):
		frappe.db.set_value("Item", item, "has_expiry_date", 1)
		frappe.db.set_value("Batch", "CONF-B1", "expiry_date", add_days(today(), -1))
		frappe.clear_document_cache("Item", item)
		issue(item, 1, places.store_warehouse, use_serial_batch_fields=1, batch_no="CONF-B1")
		assert s.balance(item, places.store_warehouse) == 4


class TestRequests:
	@pytest.fixture
	def request_(self, places, van):
		item = s.stocked_item(ITEM)
		s.receive(item, places.store_warehouse, 10, 10)
		row = {"item_code": item, "qty": 5, "from_warehouse": places.store_warehouse, "warehouse": van}
		doc = frappe.get_doc(
			{
				"doctype": "Material Request",
				"material_request_type": "Material Transfer",
				"company": f.company(),
				"schedule_date": s.in_a_week(),
				"items": [row],
			}
		)
		return doc.insert().submit()

	def stored(self, doc):
		values = ["status", "per_ordered"]
		return tuple(frappe.db.get_value("Material Request", doc.name, values))

	def send(self, request, qty: float, transit: str | None = None):
		sent = (
			make_in_transit_stock_entry(request.name, transit) if transit else make_stock_entry(request.name)
		)
		sent.items[0].update({"qty": qty, "transfer_qty": qty})
		return sent.insert().submit()

	def test_they_count_what_was_sent(self, request_, van):
		assert self.stored(request_) == ("Pending", 0)
		first = self.send(request_, 2)
		assert self.stored(request_) == ("Partially Received", 40)
		self.send(request_, 3)
		assert self.stored(request_) == ("Transferred", 100)
		first.cancel()
		assert self.stored(request_) == ("Partially Received", 60)
		assert s.balance(ITEM, van) == 3

	def test_what_is_on_its_way_is_received_in_parts(self, request_, places, van):
		sent = self.send(request_, 4, places.transit_warehouse)
		assert s.balance(ITEM, places.transit_warehouse) == 4
		received = make_stock_in_entry(sent.name)
		assert received.items[0].t_warehouse == van and received.items[0].qty == 4
		received.items[0].update({"qty": 3, "transfer_qty": 3})
		received.insert().submit()
		assert (s.balance(ITEM, places.transit_warehouse), s.balance(ITEM, van)) == (1, 3)
		assert frappe.db.get_value("Stock Entry", sent.name, "per_transferred") == 75
		assert self.stored(request_)[1] == 80
		assert make_stock_in_entry(sent.name).items[0].qty == 1
		with pytest.raises(frappe.ValidationError):
			frappe.get_doc("Stock Entry", sent.name).cancel()

	def test_more_than_was_asked_is_refused(self, request_):
		self.send(request_, 3)
		with pytest.raises(frappe.ValidationError):
			sent = make_stock_entry(request_.name)
			sent.items[0].update({"qty": 4, "transfer_qty": 4})
			sent.insert().submit()

	def test_a_stopped_one_sends_no_more(self, request_):
		request_.reload()
		request_.update_status("Stopped")
		with pytest.raises(frappe.ValidationError):
			self.send(request_, 1)


def test_a_count_sets_quantity_and_value(places, van):
	item = s.stocked_item(ITEM)
	s.receive(item, van, 5, 10)
	counted = frappe.get_doc(
		{
			"doctype": "Stock Reconciliation",
			"company": f.company(),
			"purpose": "Stock Reconciliation",
			"items": [{"item_code": item, "warehouse": van, "qty": 3}],
		}
	)
	counted.insert().submit()
	assert (s.balance(item, van), s.value(item, van)) == (3, 30)
	assert sorted(posted(counted).values()) == [-20, 20]
	frappe.get_doc("Stock Reconciliation", counted.name).cancel()
	assert (s.balance(item, van), s.value(item, van)) == (5, 50)


def test_a_frozen_day_takes_no_entries(places):
	item = s.stocked_item(ITEM)
	s.receive(item, places.store_warehouse, 3, 10)
	frappe.db.set_single_value("Stock Settings", "stock_frozen_upto", today())
	frappe.clear_document_cache("Stock Settings", "Stock Settings")
	with pytest.raises(frappe.ValidationError):
		issue(item, 1, places.store_warehouse)
