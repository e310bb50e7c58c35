"""Who pays for parts and labour: decided, overridden with a reason, and booked where it belongs to the cent (F2)."""

import pytest

import frappe
from frappe.utils import add_days, today

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import coverage, ticket_cost, usage
from fsm_app.workforce.rights import MissingRight
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app import vans as v
from tests.app.tickets import act

SET = "/api/method/fsm_app.api.ticket_costs.set_coverage"
OVERVIEW = "/api/method/fsm_app.api.ticket_costs.overview"


@pytest.fixture
def place():
	v.people()
	return v.open_stock()


@pytest.fixture
def ann(place):
	return v.engineer_with_van("Ann Covers")


def device(name: str, until: str | None = None, contract: str | None = None) -> str:
	"""A serial number of the test customer under a warranty or a contract until the day."""
	item = stock.stocked_item("COVER-MACHINE", serial=True)
	serial = f.make("Serial No", name=name, serial_no=name, item_code=item, company=f.company())
	frappe.db.set_value(
		"Serial No",
		serial.name,
		{"customer": f.customer(), "warranty_expiry_date": until, "amc_expiry_date": contract},
	)
	return serial.name


def use(ann, ticket, *lines, key="k") -> list:
	with v.acting(ann.user):
		usage.use_parts(ticket.name, list(lines), key)
	return v.rows_of(ticket)


def booked(ticket) -> dict[str, float]:
	"""By account what the general ledger says of the ticket's parts, without the stock's own account."""
	vouchers = [
		*frappe.get_all("Stock Entry", {"fsm_ticket": ticket.name}, pluck="name"),
		*frappe.get_all("Journal Entry", {"fsm_ticket": ticket.name}, pluck="name"),
	]
	inventory = frappe.db.get_value("Company", f.company(), "default_inventory_account")
	sums: dict[str, float] = {}
	for row in frappe.get_all(
		"GL Entry",
		filters={"voucher_no": ["in", vouchers or [""]], "is_cancelled": 0, "account": ["!=", inventory]},
		fields=["account", "debit", "credit"],
	):
		sums[row.account] = round(sums.get(row.account, 0) + row.debit - row.credit, 2)
	return {account: amount for account, amount in sums.items() if amount}


def usual_account() -> str:
	return frappe.db.get_value("Company", f.company(), "stock_adjustment_account")


@pytest.mark.parametrize(
	("until", "contract", "expected"),
	[
		(5, None, "Warranty"),
		(-5, 5, "Contract"),
		(-5, None, "Chargeable"),
		(None, None, "Chargeable"),
	],
)
def test_warranty_and_contract_of_the_device_decide(ann, until, contract, expected):
	days = {
		"until": add_days(today(), until) if until else None,
		"contract": add_days(today(), contract) if contract else None,
	}
	item = stock.stocked_item("COVER-FAN")
	stock.receive(item, ann.van, 5)
	ticket = v.ticket_on_site(ann, serial_no=device(f"CM-{until}-{contract}", **days))
	(row,) = use(ann, ticket, {"item_code": item, "qty": 1})
	assert row.coverage == expected
	assert frappe.db.get_value(TICKET, ticket.name, "labour_coverage") == expected


def test_what_the_customer_does_not_pay_goes_to_the_warranty_cost_account(ann, place):
	item = stock.stocked_item("COVER-BOARD")
	stock.receive(item, ann.van, 5, rate=33.33)
	ours = v.ticket_on_site(ann, serial_no=device("CM-OURS", until=add_days(today(), 5)))
	theirs = v.ticket_on_site(ann)
	use(ann, ours, {"item_code": item, "qty": 2}, key="a")
	use(ann, theirs, {"item_code": item, "qty": 1}, key="b")
	assert booked(ours) == {place.warranty_cost_account: 66.66}
	assert booked(theirs) == {usual_account(): 33.33}


def test_an_override_moves_what_is_posted_and_its_cost_stays_to_the_cent(ann, place):
	item = stock.stocked_item("COVER-PUMP")
	stock.receive(item, ann.van, 3, rate=9.99)
	ticket = v.ticket_on_site(ann)
	(row,) = use(ann, ticket, {"item_code": item, "qty": 3})
	with v.acting(v.MANAGER):
		coverage.override(ticket.name, "Goodwill", "A regular customer", row.name)
	assert booked(ticket) == {place.warranty_cost_account: 29.97}
	(row,) = v.rows_of(ticket)
	assert (row.coverage, row.coverage_reason, row.coverage_set_by) == (
		"Goodwill",
		"A regular customer",
		v.MANAGER,
	)
	with v.acting(v.MANAGER):
		coverage.override(ticket.name, "Contract", "It is in the contract", row.name)
	assert len(frappe.get_all("Journal Entry", {"fsm_ticket": ticket.name})) == 1
	with v.acting(v.MANAGER):
		coverage.override(ticket.name, "Chargeable", "It is not", row.name)
	assert booked(ticket) == {usual_account(): 29.97}
	assert ticket_cost.costs_of([ticket.name])[ticket.name].parts == {"Chargeable": 29.97}


def test_what_is_returned_or_cancelled_after_an_override_leaves_nothing_behind(ann, place):
	item = stock.stocked_item("COVER-VALVE")
	stock.receive(item, ann.van, 4, rate=10)
	ticket = v.ticket_on_site(ann)
	(row,) = use(ann, ticket, {"item_code": item, "qty": 4})
	coverage.override(ticket.name, "Warranty", "The part was bad", row.name)
	with v.acting(ann.user):
		usage.return_unused(ticket.name, [{"row": row.name, "qty": 1}], "r1")
	assert booked(ticket) == {place.warranty_cost_account: 30}
	with v.acting(ann.user):
		usage.return_unused(ticket.name, [{"row": row.name, "qty": 3}], "r2")
	assert booked(ticket) == {}
	assert ticket_cost.costs_of([ticket.name])[ticket.name].parts_cost == 0


def test_a_cancelled_use_takes_its_moved_cost_with_it(ann, place):
	item = stock.stocked_item("COVER-CABLE")
	stock.receive(item, ann.van, 2, rate=10)
	ticket = v.ticket_on_site(ann)
	(row,) = use(ann, ticket, {"item_code": item, "qty": 2})
	coverage.override(ticket.name, "Warranty", "The part was bad", row.name)
	frappe.get_doc("Stock Entry", row.stock_entry).cancel()
	assert booked(ticket) == {}
	assert not frappe.get_all("Journal Entry", {"fsm_ticket": ticket.name, "docstatus": 1})


def test_a_decision_stays_when_the_ticket_is_saved_again(ann):
	item = stock.stocked_item("COVER-STAYS")
	stock.receive(item, ann.van, 2)
	ticket = v.ticket_on_site(ann)
	(row,) = use(ann, ticket, {"item_code": item, "qty": 1})
	coverage.override(ticket.name, "Goodwill", "Kindness", row.name)
	coverage.override(ticket.name, "Goodwill", "Kindness")
	doc = frappe.get_doc(TICKET, ticket.name)
	doc.resolution_summary = "Changed"
	doc.save()
	assert v.rows_of(ticket)[0].coverage == "Goodwill"
	assert frappe.db.get_value(TICKET, ticket.name, ["labour_coverage", "labour_coverage_reason"]) == (
		"Goodwill",
		"Kindness",
	)


def test_a_part_that_fails_within_its_own_warranty_is_ours(ann):
	item = stock.stocked_item("COVER-MODULE", serial=True, warranty_period="365")
	stock.receive(item, ann.van, 3, serials=["CMO-1", "CMO-2", "CMO-3"])
	machine = device("CM-OLD", until=add_days(today(), -400))
	first = v.ticket_on_site(ann, serial_no=machine)
	(row,) = use(ann, first, {"item_code": item, "qty": 1, "serial_no": "CMO-1"}, key="a")
	assert row.coverage == "Chargeable"
	again = v.ticket_on_site(ann, serial_no=machine)
	line = {"item_code": item, "qty": 1, "serial_no": "CMO-2", "replaced_serial_no": "CMO-1"}
	(row,) = use(ann, again, line, key="b")
	assert row.coverage == "Warranty"
	line = {"item_code": item, "qty": 1, "serial_no": "CMO-3", "replaced_serial_no": "UNKNOWN-7"}
	assert use(ann, again, line, key="c")[1].coverage == "Chargeable"


def test_what_is_posted_by_hand_in_erpnext_goes_where_it_belongs_too(ann, place):
	item = stock.stocked_item("COVER-HAND")
	stock.receive(item, ann.van, 2, rate=15)
	ticket = v.ticket_on_site(ann, serial_no=device("CM-HAND", until=add_days(today(), 5)))
	frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Issue",
			"company": f.company(),
			"fsm_ticket": ticket.name,
			"items": [{"item_code": item, "qty": 2, "s_warehouse": ann.van}],
		}
	).submit()
	(row,) = v.rows_of(ticket)
	assert row.coverage == "Warranty"
	assert booked(ticket) == {place.warranty_cost_account: 30}


def test_what_is_only_written_down_is_decided_too(place, ann):
	v.open_stock(mode="Log Only")
	item = stock.stocked_item("COVER-LOG")
	ticket = v.ticket_on_site(ann, serial_no=device("CM-LOG", until=add_days(today(), 5)))
	doc = frappe.get_doc(TICKET, ticket.name)
	doc.append("parts_used", {"item_code": item, "qty": 1})
	doc.save()
	assert v.rows_of(ticket)[0].coverage == "Warranty"
	assert ticket_cost.costs_of([ticket.name])[ticket.name].parts_cost is None


def test_who_may_not_decide_does_not_by_any_way(ann, rest):
	item = stock.stocked_item("COVER-FORGED")
	stock.receive(item, ann.van, 2)
	ticket = v.ticket_on_site(ann)
	client = rest.login(ann.user)
	forged = {"coverage": "Goodwill", "coverage_reason": "x", "coverage_set_by": ann.user}
	answer = client.put(
		f"/api/resource/Service Ticket/{ticket.name}",
		json={
			"parts_used": [{"item_code": item, "qty": 1, **forged}],
			"labour_coverage": "Goodwill",
			"labour_coverage_reason": "x",
		},
	)
	assert answer.status_code == 200
	(row,) = v.rows_of(ticket)
	assert (row.coverage, row.coverage_reason, row.coverage_set_by) == ("Chargeable", None, None)
	assert frappe.db.get_value(TICKET, ticket.name, "labour_coverage") == "Chargeable"
	sent = {"ticket": ticket.name, "coverage_kind": "Goodwill", "reason": "x", "row": row.name}
	assert client.post(SET, json=sent).status_code == 403
	with v.acting(ann.user), pytest.raises(MissingRight, match="Override Coverage"):
		coverage.override(ticket.name, "Goodwill", "x", row.name)
	assert v.rows_of(ticket)[0].coverage == "Chargeable"


def test_a_level_may_be_given_the_right(ann, rest):
	level = frappe.get_doc("Engineer Level", "Senior")
	level.append("rights", {"right": "Override Coverage"})
	level.save()
	ticket = v.ticket_on_site(ann)
	sent = {"ticket": ticket.name, "coverage_kind": "Goodwill", "reason": "Kindness"}
	assert rest.login(ann.user).post(SET, json=sent).status_code == 200
	assert frappe.db.get_value(TICKET, ticket.name, "labour_coverage") == "Goodwill"


@pytest.mark.parametrize(
	"sent",
	[
		{"coverage_kind": "Goodwill", "reason": " "},
		{"coverage_kind": "Nobody", "reason": "x"},
		{"coverage_kind": "Goodwill", "reason": "x", "row": "NO-SUCH"},
	],
)
def test_a_decision_without_sense_is_refused_in_words(ann, rest, sent):
	ticket = v.ticket_on_site(ann)
	answer = rest.login(v.MANAGER).post(SET, json={"ticket": ticket.name, **sent})
	assert answer.status_code == 417
	assert frappe.db.get_value(TICKET, ticket.name, "labour_coverage") == "Chargeable"


def test_the_cost_of_a_ticket_is_parts_hours_and_travel(ann, place, rest):
	v.open_stock(labour_cost_per_hour=60, travel_cost_per_hour=30)
	item = stock.stocked_item("COVER-COST")
	stock.receive(item, ann.van, 2, rate=12.5)
	ticket = v.ticket_on_site(ann)
	use(ann, ticket, {"item_code": item, "qty": 2})
	with v.acting(ann.user):
		act(ticket, "Complete", resolution_summary="Replaced", fault_cause="Worn", fault_symptom="Loud")
	frappe.db.set_value("Service Visit", {"ticket": ticket.name}, {"work_minutes": 90, "travel_minutes": 30})
	cost = ticket_cost.costs_of([ticket.name])[ticket.name]
	assert (cost.parts_cost, cost.labour_cost, cost.travel_cost, cost.total) == (25, 90, 15, 130)
	assert cost.borne_by_us == 0
	coverage.override(ticket.name, "Warranty", "Ours")
	assert ticket_cost.costs_of([ticket.name])[ticket.name].borne_by_us == 105
	seen = rest.login(v.MANAGER).get(OVERVIEW, params={"ticket": ticket.name}).json["message"]
	assert seen["cost"]["total"] == 130 and seen["rows"][0]["cost"] == 25
	told = rest.login(ann.user).get(OVERVIEW, params={"ticket": ticket.name}).json["message"]
	assert told["cost"] is None and told["rows"][0]["cost"] is None and not told["may_override"]
