"""Contacts, addresses, serial numbers and rate limits, on both hosts."""

import pytest

import frappe
from frappe.utils import add_days, today

from tests.app import factories
from tests.devsite import records

CUSTOMER = "Conf Devices"


@pytest.fixture
def links():
	records.insert(
		"Customer",
		customer_name=CUSTOMER,
		customer_type="Company",
		customer_group=factories.customer_group(),
	)
	return [{"link_doctype": "Customer", "link_name": CUSTOMER}]


def test_a_contact_is_named_after_its_first_party_and_copies_its_primary_rows(links):
	contact = records.insert(
		"Contact",
		first_name="Conf",
		last_name="Contact",
		links=links,
		email_ids=[{"email_id": "conf@customer.example"}],
		phone_nos=[
			{"phone": "+861", "is_primary_phone": 1},
			{"phone": "+862", "is_primary_mobile_no": 1},
		],
	)
	assert contact.name == f"Conf Contact-{CUSTOMER}" and contact.full_name == "Conf Contact"
	assert (contact.email_id, contact.phone, contact.mobile_no) == ("conf@customer.example", "+861", "+862")
	assert contact.email_ids[0].is_primary


def test_an_address_is_named_after_its_title_and_type(links):
	values = {
		"address_type": "Office",
		"address_line1": "1 Road",
		"city": "Shanghai",
		"country": "China",
		"links": links,
	}
	assert records.insert("Address", **values).name == f"{CUSTOMER}-Office"
	assert records.insert("Address", **values).name == f"{CUSTOMER}-Office-1"
	assert records.insert("Address", **values, address_title="Conf Yard").name == "Conf Yard-Office"


@pytest.fixture
def item():
	return records.insert(
		"Item",
		item_code="CONF-1",
		item_group="All Item Groups",
		stock_uom="Nos",
		description="<p>A &amp; B</p>",
	)


def serial_no(name: str, **fields):
	return records.insert(
		"Serial No", serial_no=name, item_code="CONF-1", company=records.company(), **fields
	)


def test_a_serial_number_fetches_from_its_item(item):
	found = serial_no("CONF-SN")
	assert (found.name, found.item_name, found.description) == ("CONF-SN", "CONF-1", "A & B")


@pytest.mark.parametrize(
	"warranty, contract, status",
	[
		(0, None, "Under Warranty"),
		(-1, None, "Out of Warranty"),
		(-1, 0, "Under AMC"),
		(-1, -1, "Out of AMC"),
		(1, 1, "Under Warranty"),
		(None, None, None),
	],
)
def test_the_maintenance_status_follows_the_dates(item, warranty, contract, status):
	ends = [None if days is None else add_days(today(), days) for days in (warranty, contract)]
	found = serial_no("CONF-SN", warranty_expiry_date=ends[0], amc_expiry_date=ends[1])
	assert found.maintenance_status == status


def test_the_item_of_a_serial_number_cannot_be_changed(item):
	found = serial_no("CONF-SN")
	records.insert("Item", item_code="CONF-2", item_group="All Item Groups", stock_uom="Nos")
	found.item_code = "CONF-2"
	with pytest.raises(frappe.ValidationError, match="Item Code cannot be changed"):
		found.save()


def test_a_counter_in_the_cache():
	key = frappe.cache.make_key(f"conf:{frappe.generate_hash()}")
	assert frappe.cache.get(key) is None
	frappe.cache.setex(key, 60, 0)
	assert [frappe.cache.incrby(key, 1), frappe.cache.incrby(key, 2)] == [1, 3]
	assert int(frappe.cache.get(key)) == 3
