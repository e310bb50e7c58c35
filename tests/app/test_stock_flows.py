"""After any flow of parts ERPNext's stock, its accounts, the requisitions and the tickets say the same (F1)."""

from collections import Counter

import pytest

import frappe
from frappe.utils import add_days, flt, today

from tests import host
from tests.app import factories as f
from tests.app import stock_flows
from tests.app.stock_flows import Flow

# A step on a bench takes a second.
SEEDS, STEPS = (range(3), 25) if host.ON_BENCH else (range(20), 40)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ledgers_agree_after_each_step(seed, as_user):
	flow = Flow(seed, as_user, in_transit=bool(seed % 4))
	told = []
	stock_flows.assert_ledgers_agree()
	for _number in range(STEPS):
		told.append(flow.step())
		try:
			stock_flows.assert_ledgers_agree()
		except AssertionError:
			print("\n".join(told))
			raise
	if host.ON_BENCH:
		assert_reports_agree()


def test_flows_do_something(as_user):
	"""Otherwise their silence would mean nothing: each act succeeds somewhere, and some are refused."""
	if host.ON_BENCH:
		pytest.skip("the flows are the same ones as on devsite, and there are few of them")
	done, refused = Counter(), Counter()
	for seed in range(8):
		frappe.db.savepoint("flow")
		flow = Flow(seed, as_user)
		for _number in range(STEPS):
			flow.step()
		done.update(flow.done)
		refused.update(flow.refused)
		frappe.db.rollback(save_point="flow")
		frappe.clear_cache()
	acts = "ask send receive use take_back bring_back bring_old_part scrap_old_part cancel_entry amend_entry cancel_requisition cancel_ticket buy"
	assert set(acts.split()) - set(done) == set()
	assert refused


def assert_reports_agree() -> None:
	"""ERPNext's own reports: Stock Balance and Stock Ledger have what the bins have, General Ledger what it is worth."""
	from erpnext.accounts.report.general_ledger.general_ledger import execute as general_ledger
	from erpnext.stock.report.stock_balance.stock_balance import execute as stock_balance
	from erpnext.stock.report.stock_ledger.stock_ledger import execute as stock_ledger

	company = f.company()
	dates = {"company": company, "from_date": add_days(today(), -1), "to_date": today()}
	bins = {
		(row.item_code, row.warehouse): (flt(row.actual_qty, 3), flt(row.stock_value, 2))
		for row in frappe.get_all(
			"Bin",
			{"item_code": ["in", stock_flows.ITEMS], "actual_qty": ["!=", 0]},
			["item_code", "warehouse", "actual_qty", "stock_value"],
		)
	}
	balance = {
		(row["item_code"], row["warehouse"]): (flt(row["bal_qty"], 3), flt(row["bal_val"], 2))
		for row in stock_balance(frappe._dict(dates))[1]
		if row.get("item_code") in stock_flows.ITEMS and flt(row["bal_qty"])
	}
	assert balance == bins
	moved: dict[tuple, float] = {}
	for row in stock_ledger(frappe._dict(dates))[1]:
		if row.get("voucher_no") and row.get("item_code") in stock_flows.ITEMS:
			place = (row["item_code"], row["warehouse"])
			moved[place] = flt(moved.get(place, 0) + row["actual_qty"], 3)
	assert {place: qty for place, qty in moved.items() if qty} == {
		place: sums[0] for place, sums in bins.items()
	}
	vouchers = set(
		frappe.get_all("Stock Ledger Entry", {"item_code": ["in", stock_flows.ITEMS]}, pluck="voucher_no")
	)
	in_stock = set(frappe.get_all("Account", {"account_type": "Stock"}, pluck="name", limit_page_length=0))
	booked = sum(
		flt(row.get("debit")) - flt(row.get("credit"))
		for row in general_ledger(frappe._dict(dates, group_by="Group by Voucher (Consolidated)"))[1]
		if row.get("voucher_no") in vouchers and row.get("account") in in_stock
	)
	assert flt(booked, 2) == flt(sum(sums[1] for sums in bins.values()), 2)
