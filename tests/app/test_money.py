"""Whose money an amount is: that of the company that pays, and not that of the site's first company (F2, J5, K1)."""

import pytest

import frappe

from fsm_app.spare_parts.report.ticket_cost.ticket_cost import execute
from tests.app import factories as f

# The limit of a level, which holds in every company in that company's own money.
OF_ALL_COMPANIES = {("Engineer Level Right", "up_to_value")}


def test_every_amount_says_whose_currency_it_is_in():
	modules = frappe.get_all("Module Def", {"app_name": "fsm_app"}, pluck="name")
	missing = {
		(doctype, field.fieldname)
		for doctype in frappe.get_all("DocType", {"module": ["in", modules]}, pluck="name")
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype == "Currency" and not field.options
	}
	assert missing == OF_ALL_COMPANIES


@pytest.fixture
def abroad() -> str:
	company = f.other_company("大阪サービス", "OSK")
	frappe.db.set_value("Company", company, "default_currency", "JPY")
	frappe.clear_document_cache("Company", company)
	return company


def test_the_report_shows_each_ticket_in_the_money_of_its_company_and_no_sum_of_two(abroad):
	here, there = f.ticket(), f.ticket()
	frappe.db.set_value("Service Ticket", there.name, "company", abroad)
	frappe.db.set_value("Company", f.company(), "default_currency", "CNY")
	_columns, rows, *_others, without_sum = execute(frappe._dict())
	found = {row["ticket"]: row["currency"] for row in rows}
	assert (found[here.name], found[there.name]) == ("CNY", "JPY")
	assert without_sum
	columns, rows, *_others, without_sum = execute(frappe._dict(company=abroad))
	assert ({row["currency"] for row in rows}, without_sum) == ({"JPY"}, False)
	money = [column for column in columns if column["fieldtype"] == "Currency"]
	assert money and {column["options"] for column in money} == {"currency"}
