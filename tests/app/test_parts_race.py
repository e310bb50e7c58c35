"""Two take from one van in the same second: the last part is used once, and the ledger says so (F1).

These tests need a real site: two processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import pytest

import frappe
from frappe.utils.nestedset import rebuild_tree

from tests.app import parts, races
from tests.app import stock_setup as stock

pytestmark = races.MARKS

SEAL, BOARD, GLUE = "RACE-SEAL", "RACE-BOARD", "RACE-GLUE"
NUMBERS, BATCHES = ("RACE-1", "RACE-2"), ("RACE-A", "RACE-B")
SETTINGS = "Spare Parts Settings"
TREES = ("Warehouse", "Account")


@pytest.fixture
def settings():
	"""What is set stays as it is, and the trees are whole, when all that was made is gone."""
	before = frappe.db.get_singles_dict(SETTINGS)
	try:
		yield
	finally:
		frappe.db.delete("Singles", {"doctype": SETTINGS})
		for field, value in before.items():
			frappe.db.set_single_value(SETTINGS, field, value, update_modified=False)
		for tree in TREES:
			rebuild_tree(tree)
		frappe.db.commit()
		frappe.clear_cache()


@pytest.fixture
def job(settings):
	"""A committed job with two tickets of one engineer, and a van with one seal, two boards and two batches of glue."""
	with races.nothing_since():
		job = parts.job()
		job.tickets = [job.ticket.name, parts.ticket_of(job.me).name]
		stock.receive(stock.stocked_item(SEAL), job.van, 1, rate=10)
		stock.receive(stock.stocked_item(BOARD, serial=True), job.van, 2, rate=100, serials=NUMBERS)
		glue = stock.stocked_item(GLUE, batch=True)
		for batch in BATCHES:
			stock.batch_of(glue, batch)
			stock.receive(glue, job.van, 1, rate=5, batch=batch)
		frappe.db.commit()
		yield job


def at_once(job, *lines: dict) -> list[dict]:
	"""Let both tickets read the stock before either uses the line; returns how each ended, those that were posted first."""
	outcomes = races.let_go(
		*(
			races.start(
				"parts_process",
				user=parts.ME,
				ticket=ticket,
				lines=[line],
				key=frappe.generate_hash(length=10),
			)
			for ticket, line in zip(job.tickets, lines * (2 // len(lines)), strict=True)
		)
	)
	return sorted(outcomes, key=lambda outcome: "error" in outcome)


def steps(job, item: str) -> list[float]:
	"""What the van held of the item after each movement, by the ledger."""
	return frappe.get_all(
		"Stock Ledger Entry",
		filters={"warehouse": job.van, "item_code": item, "is_cancelled": 0},
		pluck="qty_after_transaction",
		order_by="posting_date, posting_time, creation",
	)


@pytest.mark.parametrize(
	("line", "named", "left"),
	[
		({"item_code": SEAL, "qty": 1}, SEAL, 0),
		({"item_code": BOARD, "serial_no": NUMBERS[0]}, NUMBERS[1], 1),
		({"item_code": GLUE, "qty": 1, "batch_no": BATCHES[0]}, BATCHES[0], 1),
	],
)
def test_the_last_part_is_used_once(job, line, named, left):
	won, lost = at_once(job, line)
	assert won == {"rows": ["Posted"]}, (won, lost)
	assert lost["error"] == "NotInVan" and named in lost["message"], lost
	item = line["item_code"]
	assert (stock.balance(item, job.van), steps(job, item)[-1]) == (left, left)
	assert frappe.db.count("Stock Entry", {"fsm_ticket": ["in", job.tickets]}) == 1


def test_what_is_there_for_both_is_used_by_both(job):
	outcomes = at_once(
		job, {"item_code": BOARD, "serial_no": NUMBERS[0]}, {"item_code": BOARD, "serial_no": NUMBERS[1]}
	)
	assert outcomes == [{"rows": ["Posted"]}] * 2
	assert (stock.balance(BOARD, job.van), steps(job, BOARD)) == (0, [2, 1, 0])
