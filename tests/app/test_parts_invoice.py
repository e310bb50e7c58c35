"""What the customer pays becomes the draft of a Sales Invoice with one click, and each part once (F2)."""

import pytest

import frappe

from fsm_app.spare_parts import coverage, invoicing, usage
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app import vans as v
from tests.app.tickets import act

MAKE = "/api/method/fsm_app.api.ticket_costs.make_invoice"


def price(item: str, rate: float) -> str:
	prices = f.make(
		"Price List",
		name="Test Service Prices",
		price_list_name="Test Service Prices",
		selling=1,
		currency=currency(),
	).name
	f.make("Item Price", item_code=item, price_list=prices, price_list_rate=rate, selling=1, uom="Nos")
	return prices


def currency() -> str:
	return frappe.db.get_value("Company", f.company(), "default_currency")


@pytest.fixture
def job():
	"""A done ticket with two chargeable fans, a board under goodwill, and 90 minutes of work."""
	v.people()
	hour = f.make(
		"Item",
		name="SERVICE-HOUR",
		item_code="SERVICE-HOUR",
		item_name="SERVICE-HOUR",
		item_group=frappe.get_cached_value("Item", stock.stocked_item("INV-FAN"), "item_group"),
		stock_uom=f.make("UOM", name="Test Hour", uom_name="Test Hour").name,
		is_stock_item=0,
	).name
	prices = price("INV-FAN", 50)
	place = v.open_stock(price_list=prices, labour_item=hour)
	ann = v.engineer_with_van("Ann Invoices")
	fan, board = "INV-FAN", stock.stocked_item("INV-BOARD")
	for item in (fan, board):
		stock.receive(item, ann.van, 5)
	ticket = v.ticket_on_site(ann)
	with v.acting(ann.user):
		usage.use_parts(ticket.name, [{"item_code": fan, "qty": 3}, {"item_code": board, "qty": 1}], "k")
		rows = v.rows_of(ticket)
		usage.return_unused(ticket.name, [{"row": rows[0].name, "qty": 1}], "r")
		act(ticket, "Complete", resolution_summary="Replaced", fault_cause="Worn", fault_symptom="Loud")
	coverage.override(ticket.name, "Goodwill", "Our fault", rows[1].name)
	frappe.db.set_value("Service Visit", {"ticket": ticket.name}, "work_minutes", 90)
	return frappe._dict(name=ticket.name, ann=ann, place=place, hour=hour)


def lines(invoice) -> list[tuple]:
	return [(row.item_code, row.qty, row.rate) for row in frappe.get_doc("Sales Invoice", invoice).items]


def test_chargeable_parts_and_labour_are_on_the_draft_and_nothing_else(job, rest):
	answer = rest.login(v.MANAGER).post(MAKE, json={"ticket": job.name})
	assert answer.status_code == 200, answer.get_data(as_text=True)[-800:]
	made = answer.json["message"]
	assert lines(made["name"]) == [("INV-FAN", 2, 50), (job.hour, 1.5, 0)]
	assert made["without_price"] == [job.hour]
	invoice = frappe.get_doc("Sales Invoice", made["name"])
	assert (invoice.docstatus, invoice.customer, invoice.company) == (0, f.customer(), f.company())
	assert not invoice.update_stock
	assert not frappe.get_all("GL Entry", {"voucher_no": invoice.name})


def test_a_second_click_makes_no_second_one(job):
	first = invoicing.make_draft(job.name)
	assert invoicing.make_draft(job.name).name == first.name
	assert len(lines(first.name)) == 2


def test_what_comes_later_goes_on_the_same_draft(job):
	first = invoicing.make_draft(job.name)
	with v.acting(v.MANAGER):
		coverage.override(job.name, "Chargeable", "It was not our fault", v.rows_of(job)[1].name)
	assert invoicing.make_draft(job.name).name == first.name
	assert [line[0] for line in lines(first.name)] == ["INV-FAN", job.hour, "INV-BOARD"]


def test_after_a_deleted_draft_it_is_made_anew(job):
	frappe.delete_doc("Sales Invoice", invoicing.make_draft(job.name).name)
	assert len(lines(invoicing.make_draft(job.name).name)) == 2


def test_nothing_to_charge_is_said(job):
	for row in (None, v.rows_of(job)[0].name):
		coverage.override(job.name, "Goodwill", "Kindness", row)
	with pytest.raises(invoicing.NothingToCharge):
		invoicing.make_draft(job.name)
	assert not frappe.get_all("Sales Invoice", {"fsm_ticket": job.name})


def test_an_engineer_makes_no_invoice(job, rest):
	answer = rest.login(job.ann.user).post(MAKE, json={"ticket": job.name})
	assert answer.status_code == 403
	assert not frappe.get_all("Sales Invoice", {"fsm_ticket": job.name})


def test_the_draft_of_a_company_abroad_is_in_its_own_money():
	company = f.other_company("大阪サービス", "OSK")
	frappe.db.set_value("Company", company, "default_currency", "JPY")
	frappe.clear_document_cache("Company", company)
	ticket = frappe._dict(name="ST-X", subject="漏水", customer=f.customer(), company=company)
	assert invoicing._new_invoice(ticket).currency == "JPY"
