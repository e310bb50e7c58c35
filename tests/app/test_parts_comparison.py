"""The parts of a ticket against what its fault usually takes: listed, compared, and a source of a KPI (F3)."""

import pytest

import frappe
from frappe.utils import add_days, today

from fsm_app.engine.stages import TICKET
from fsm_app.performance.kpi_query import definition_of, documents, figures
from fsm_app.spare_parts import usage
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app import vans as v
from tests.app.tickets import act

FAULT = "E-77"
WORDS = {
	"resolution_summary": "Replaced",
	"fault_cause": "Worn",
	"fault_symptom": "Loud",
	"fault_code": FAULT,
}


@pytest.fixture
def place():
	v.people()
	return v.open_stock()


@pytest.fixture
def ann(place):
	return v.engineer_with_van("Ann Compares")


@pytest.fixture
def parts(ann):
	fan, board = stock.stocked_item("USUAL-FAN"), stock.stocked_item("USUAL-BOARD")
	stock.receive(fan, ann.van, 50, rate=10)
	stock.receive(board, ann.van, 20, rate=100)
	return frappe._dict(fan=fan, board=board)


def done(engineer, *used, code=FAULT, model=None):
	"""A done ticket that took these parts."""
	ticket = v.ticket_on_site(engineer, item_code=model)
	with v.acting(engineer.user):
		if used:
			lines = [{"item_code": item, "qty": qty} for item, qty in used]
			usage.use_parts(ticket.name, lines, frappe.generate_hash(length=10))
		act(ticket, "Complete", **{**WORDS, "fault_code": code})
	return frappe.get_doc(TICKET, ticket.name)


def comparison(ticket):
	return frappe.get_doc("Parts Comparison", {"ticket": ticket.name})


def test_more_parts_for_more_money_than_usual_are_flagged_with_the_comparison(ann, parts):
	for _time in range(5):
		done(ann, (parts.fan, 1))
	found = comparison(done(ann, (parts.fan, 1), (parts.board, 2)))
	assert (found.tickets, found.over) == (5, 1)
	assert (found.quantity, found.usual_quantity) == (3, 1)
	assert (found.cost, found.usual_cost, found.excess_cost) == (210, 10, 200)
	assert [(row.item_code, row.used_qty, row.usual_qty) for row in found.items] == [
		(parts.board, 2, 0),
		(parts.fan, 1, 1),
	]
	assert not comparison(done(ann, (parts.fan, 1))).over


def test_too_few_tickets_say_nothing_and_are_no_zero(ann, parts):
	found = comparison(done(ann, (parts.board, 3)))
	assert (found.tickets, found.over) == (0, 0)


def test_other_faults_and_models_are_not_compared_with(ann, parts):
	model = stock.stocked_item("USUAL-MODEL")
	for _time in range(5):
		done(ann, (parts.fan, 1), code="E-1")
		done(ann, (parts.fan, 1), model=model)
	other = stock.stocked_item("USUAL-OTHER-MODEL")
	assert comparison(done(ann, (parts.board, 3), model=other)).tickets == 0
	assert comparison(done(ann, (parts.board, 3), model=model)).over


def test_what_is_returned_later_is_compared_anew(ann, parts):
	for _time in range(5):
		done(ann, (parts.fan, 1))
	ticket = done(ann, (parts.fan, 1), (parts.board, 2))
	row = next(row for row in ticket.parts_used if row.item_code == parts.board)
	with v.acting(ann.user):
		usage.return_unused(ticket.name, [{"row": row.name, "qty": 2}], "back")
	found = comparison(ticket)
	assert (found.over, found.cost) == (0, 10)


def test_without_a_fault_code_there_is_nothing_to_compare(ann, parts):
	ticket = done(ann, (parts.fan, 1), code=None)
	assert not frappe.db.exists("Parts Comparison", {"ticket": ticket.name})


def test_parts_that_are_only_written_down_are_compared_at_the_items_value(ann, parts):
	v.open_stock(mode="Log Only")
	frappe.db.set_value("Item", parts.board, "valuation_rate", 80)
	ticket = v.ticket_on_site(ann)
	doc = frappe.get_doc(TICKET, ticket.name)
	doc.append("parts_used", {"item_code": parts.board, "qty": 2})
	doc.save()
	with v.acting(ann.user):
		act(ticket, "Complete", **WORDS)
	assert comparison(ticket).cost == 160


def test_it_is_the_source_of_a_kpi_whose_documents_can_be_opened(ann, parts):
	for _time in range(5):
		done(ann, (parts.fan, 1))
	over = done(ann, (parts.board, 3))
	kpi = frappe.get_doc("KPI Definition", "Over-replacement Rate")
	found = figures(kpi, add_days(today(), -1), add_days(today(), 1))[ann.name]
	# Those before there was enough to compare with do not count.
	assert (found.value, found.denominator) == (100.0, 1)
	listed = documents(definition_of(kpi), add_days(today(), -1), add_days(today(), 1))
	assert [(name, value) for _engineer, name, value in listed] == [(comparison(over).name, 1)]


def test_an_engineer_sees_their_own_and_writes_none(ann, parts, rest):
	other = v.engineer_with_van("Bob Compares")
	name = comparison(done(ann, (parts.fan, 1))).name
	path = f"/api/resource/Parts Comparison/{name}"
	assert rest.login(ann.user).get(path).status_code == 200
	assert rest.login(other.user).get(path).status_code == 403
	assert rest.login(ann.user).put(path, json={"over": 0}).status_code == 403


def test_a_deleted_ticket_takes_its_comparison_along(ann, parts):
	ticket = done(ann)
	assert comparison(ticket)
	frappe.delete_doc(TICKET, ticket.name)
	assert not frappe.db.exists("Parts Comparison", {"ticket": ticket.name})


class TestReport:
	def test_it_lists_by_fault_and_model_what_is_usual_and_what_was_more(self, ann, parts):
		for _time in range(5):
			done(ann, (parts.fan, 1))
		over = done(ann, (parts.fan, 1), (parts.board, 2))
		_columns, rows = run(f.company())
		assert [(row["ticket"], row["fault_code"], row["cost"], row["usual_cost"]) for row in rows] == [
			(over.name, FAULT, 210, 10)
		]
		_columns, rows = run(f.company(), show="All")
		assert len(rows) == 6
		# Nothing is usual yet: a dash, not 0.
		assert rows[-1]["usual_cost"] is None

	def test_an_engineer_gets_only_their_own(self, ann, parts):
		other = v.engineer_with_van("Cid Compares")
		done(ann, (parts.fan, 1))
		with v.acting(ann.user):
			assert len(run(f.company(), show="All")[1]) == 1
		with v.acting(other.user):
			assert run(f.company(), show="All")[1] == []


def run(company: str, **filters) -> tuple:
	from fsm_app.spare_parts.report.parts_used_against_usual.parts_used_against_usual import execute

	return execute({"company": company, **filters})
