"""Over REST: engineers issue from their own van only and to their own tickets only, and without any role in the stock (F1)."""

import pytest

import frappe

from fsm_app.spare_parts.part_rows import PART
from tests import host
from tests.app import parts
from tests.app import stock_setup as stock
from tests.app.parts import COLLEAGUE, KEEPER, ME, rows

USE = "/api/method/fsm_app.api.parts_used.use_parts"
BACK = "/api/method/fsm_app.api.parts_used.return_unused"
OVERVIEW = "/api/method/fsm_app.api.parts_used.overview"
CONTENTS = "/api/method/fsm_app.api.parts_used.van_contents_for"
TICKETS = "/api/resource/Service Ticket"


@pytest.fixture
def job():
	job = parts.job()
	job.item = stock.stocked_item("PR-SEAL")
	stock.receive(job.item, job.van, 5, rate=4)
	stock.receive(job.item, job.other, 5, rate=4)
	return job


def lines(job, qty=2, **more):
	return frappe.as_json([{"item_code": job.item, "qty": qty, **more}])


def test_the_engineer_posts_and_returns_without_any_role_in_the_stock(job, rest):
	me = rest.login(ME)
	answer = me.post(USE, json={"ticket": job.ticket.name, "lines": lines(job), "client_key": "a"})
	assert answer.status_code == 200, answer.get_data(as_text=True)
	(row,) = answer.get_json()["message"]
	assert (row["posting"], stock.balance(job.item, job.van), stock.balance(job.item, job.other)) == (
		"Posted",
		3,
		5,
	)
	back = frappe.as_json([{"row": row["name"], "qty": 1}])
	for _again in range(2):
		answer = me.post(BACK, json={"ticket": job.ticket.name, "lines": back, "client_key": "b"})
		assert answer.status_code == 200, answer.get_data(as_text=True)
	assert stock.balance(job.item, job.van) == 4
	shown = me.get(OVERVIEW, params={"ticket": job.ticket.name}).get_json()["message"]
	assert (shown["van"], shown["may_use"], shown["rows"][0]["out"]) == (job.van, True, 1)


def test_a_row_put_over_rest_is_posted(job, rest):
	body = {"parts_used": [{"item_code": job.item, "qty": 2, "warehouse": job.other, "posted_qty": 7}]}
	answer = rest.login(ME).put(f"{TICKETS}/{job.ticket.name}", json=body)
	assert answer.status_code == 200, answer.get_data(as_text=True)
	(row,) = answer.get_json()["data"]["parts_used"]
	assert (row["warehouse"], row["posted_qty"], row["posting"]) == (job.van, 2, "Posted")
	too_many = {"parts_used": [row, {"item_code": job.item, "qty": 9}]}
	refused = rest.login(ME).put(f"{TICKETS}/{job.ticket.name}", json=too_many)
	assert refused.status_code == 417 and job.van in refused.get_data(as_text=True)
	emptied = rest.login(ME).put(f"{TICKETS}/{job.ticket.name}", json={"parts_used": []})
	assert emptied.status_code == 417
	assert (len(rows(job)), stock.balance(job.item, job.van)) == (1, 3)


@pytest.mark.parametrize("user", [COLLEAGUE, KEEPER])
def test_nobody_else_uses_parts_for_the_ticket(job, rest, user):
	body = {"ticket": job.ticket.name, "lines": lines(job), "client_key": "a"}
	assert rest.login(user).post(USE, json=body).status_code == 403
	assert (rows(job), stock.balance(job.item, job.other)) == ([], 5)


def test_a_colleague_neither_returns_nor_looks_into_the_van(job, rest):
	parts.use(job, {"item_code": job.item, "qty": 2})
	body = {
		"ticket": job.ticket.name,
		"lines": frappe.as_json([{"row": rows(job)[0]["name"]}]),
		"client_key": "b",
	}
	frappe.db.set_value("Service Engineer", job.colleague, "visibility", "All")
	assert rest.login(COLLEAGUE).post(BACK, json=body).status_code == 403
	assert rest.login(COLLEAGUE).get(CONTENTS, params={"ticket": job.ticket.name}).status_code == 403
	assert stock.balance(job.item, job.van) == 3
	assert rest.login(KEEPER).post(BACK, json=body).status_code == 200
	assert stock.balance(job.item, job.van) == 5


def test_the_van_shows_what_it_holds(job, rest):
	board = stock.stocked_item("PR-BOARD", serial=True)
	stock.receive(board, job.van, 1, serials=("PR-1",))
	stock.receive(board, job.other, 1, serials=("PR-2",))
	me = rest.login(ME)
	found = me.get(CONTENTS, params={"ticket": job.ticket.name}).get_json()["message"]
	assert [(row["item_code"], row["qty"]) for row in found] == [(board, 1), (job.item, 5)]
	found = me.get(CONTENTS, params={"ticket": job.ticket.name, "item_code": board}).get_json()["message"]
	assert [row["serial_numbers"] for row in found] == [["PR-1"]]


def test_stock_entries_stay_closed_to_engineers(job, rest):
	me = rest.login(ME)
	parts.use(job, {"item_code": job.item, "qty": 2})
	name = rows(job)[0]["stock_entry"]
	body = {
		"stock_entry_type": "Material Issue",
		"company": job.company,
		"items": [{"item_code": job.item, "qty": 1, "s_warehouse": job.van}],
	}
	assert me.post("/api/resource/Stock Entry", json=body).status_code == 403
	assert me.get(f"/api/resource/Stock Entry/{name}").status_code == 403
	assert me.put(f"/api/resource/Stock Entry/{name}", json={"docstatus": 2}).status_code == 403
	assert me.get("/api/resource/Serial and Batch Bundle").status_code == 403
	assert stock.balance(job.item, job.van) == 3


def test_rights_on_bundles_end_with_the_posting(job, rest):
	board = stock.stocked_item("PR-BOARD", serial=True)
	stock.receive(board, job.van, 1, serials=("PR-1",))
	with parts.acting(ME):
		assert not frappe.has_permission("Serial and Batch Bundle", "create")
		parts.usage.use_parts(job.ticket.name, [{"item_code": board, "serial_no": "PR-1"}], "k")
		assert not frappe.has_permission("Serial and Batch Bundle", "create")
		assert not frappe.has_permission("Serial and Batch Bundle", "submit")


@pytest.mark.parametrize(
	"sent",
	[
		{"lines": "[]"},
		{"lines": "{}"},
		{"lines": "nonsense"},
		{"lines": "[1]"},
		{"lines": '[{"item_code": {"like": "%"}}]'},
		{"lines": '[{"item_code": "NO-SUCH-ITEM", "qty": 1}]'},
		{"lines": '[{"qty": 1}]'},
		{"lines": '[{"item_code": "PR-SEAL", "qty": -1}]'},
		{"lines": '[{"item_code": "PR-SEAL", "qty": 1e999}]'},
		{"lines": '[{"item_code": "PR-SEAL", "qty": 1, "uom": "Furlong"}]'},
		{"lines": '[{"item_code": "PR-SEAL", "qty": 1, "batch_no": "NO-SUCH"}]'},
		{"lines": '[{"item_code": "PR-SEAL", "qty": 1, "serial_no": "S1"}]'},
		{"client_key": ""},
		{"client_key": "x" * 200},
		{"lines": '[{"item_code": "PR-SEAL", "qty": 1e30}]'},
	],
)
def test_what_makes_no_sense_is_refused_in_words(job, rest, sent):
	body = {"ticket": job.ticket.name, "lines": lines(job), "client_key": "a", **sent}
	answer = rest.login(ME).post(USE, json=body)
	assert answer.status_code in (400, 404, 417), answer.get_data(as_text=True)
	assert (rows(job), stock.balance(job.item, job.van)) == ([], 5)


@pytest.mark.parametrize(
	"sent",
	[
		'[{"row": "nothing"}]',
		'[{"row": {"a": 1}}]',
		"[{}]",
		'[{"row": "ROW", "qty": 99}]',
		'[{"row": "ROW", "qty": -1}]',
	],
)
def test_a_return_that_makes_no_sense_is_refused_in_words(job, rest, sent):
	parts.use(job, {"item_code": job.item, "qty": 2})
	body = {"ticket": job.ticket.name, "lines": sent.replace("ROW", rows(job)[0]["name"]), "client_key": "b"}
	answer = rest.login(ME).post(BACK, json=body)
	assert answer.status_code in (400, 404, 417), answer.get_data(as_text=True)
	assert stock.balance(job.item, job.van) == 3


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite writes the rows of tables with their document only")
def test_a_row_alone_is_no_way_round(job, rest):
	parts.use(job, {"item_code": job.item, "qty": 2})
	row = rows(job)[0]["name"]
	client = rest.login(ME)
	for field, value in (("qty", 1), ("posted_qty", 0), ("posting", "")):
		body = {"doctype": PART, "name": row, "fieldname": field, "value": value}
		client.post("/api/method/frappe.client.set_value", json=body)
	client.delete(f"/api/resource/{PART}/{row}")
	assert (rows(job)[0]["qty"], rows(job)[0]["posted_qty"], rows(job)[0]["posting"]) == (2, 2, "Posted")
