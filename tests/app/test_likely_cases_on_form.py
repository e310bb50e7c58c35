"""On a ticket's form the cases that may help are read, and marked by whoever worked on it (G1, G2)."""

import pytest

import frappe

from fsm_app.knowledge import likely
from fsm_app.knowledge.stages import USE
from fsm_app.spare_parts import proposals
from tests.app import devices as d
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app.solved_cases import night, published

FITTER, COLLEAGUE, DISPATCHER, PRODUCT = (
	f"{name}@form.example.com" for name in ("fitter", "colleague", "dispatcher", "product")
)
API = "/api/method/fsm_app.api.likely_cases."


@pytest.fixture
def case(freeze):
	freeze("2026-03-02 12:00:00")
	f.user(FITTER, "Service Engineer")
	f.user(COLLEAGUE, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(PRODUCT, "Service Product Developer")
	made = published(
		"Grinding noise from the shaft",
		symptom="Grinding noise",
		solution="<p>Grease the bearing</p>",
		snippet="reset --now; rm -rf /",
		fault_codes=[{"code": "B-11", "meaning": "Bearing hot"}],
	)
	published("Paper jams")
	night()
	return made


@pytest.fixture
def ticket(case):
	return f.ticket(subject="Grinding noise", engineer=f.engineer("Form Fitter", user=FITTER).name)


def post(client, method: str, case, ticket=None, **values):
	body = {"case": case.name, "ticket": ticket.name if ticket else "", **values}
	return client.post(API + method, json=body)


def figures(case) -> tuple[int, int, int, int]:
	return frappe.db.get_value("Knowledge Case", case.name, ["reads", "uses", "solved", "not_solved"])


def test_the_panel_shows_cases_and_the_preview_what_they_say(case, ticket, rest):
	client = rest.login(FITTER)
	panel = client.get(API + "of_ticket", params={"ticket": ticket.name}).json["message"]
	assert panel["cases"][0]["name"] == case.name and panel["may_judge"]
	answer = post(client, "open_case", case, ticket)
	assert answer.status_code == 200, answer.json
	shown = answer.json["message"]
	assert (shown["title"], shown["snippet"]) == (case.title, "reset --now; rm -rf /")
	assert shown["fault_codes"][0]["code"] == "B-11" and shown["may_judge"] and shown["marked"] == ""
	assert figures(case) == (1, 0, 0, 0)
	assert post(client, "open_case", case).json["message"]["may_judge"] is False


def test_who_worked_on_it_says_what_helped_and_what_did_not(case, ticket, rest):
	client = rest.login(FITTER)
	for result, counted in (
		("Used", (0, 1, 0, 0)),
		("Solved It", (0, 1, 1, 0)),
		("Did Not Help", (0, 1, 0, 1)),
	):
		for _tap in range(2):
			answer = post(client, "mark", case, ticket, result=result)
			assert answer.status_code == 200, answer.json
		assert figures(case) == counted
		(marked,) = (row for row in answer.json["message"]["cases"] if row["name"] == case.name)
		assert marked["marked"] == result
	assert frappe.db.count(USE, {"ticket": ticket.name}) == 1
	assert post(client, "open_case", case, ticket).json["message"]["marked"] == "Did Not Help"


@pytest.mark.parametrize("result", ["Opened", "solved it", ""])
def test_there_are_three_words_for_it(case, ticket, rest, result):
	assert post(rest.login(FITTER), "mark", case, ticket, result=result).status_code == 417
	assert not frappe.db.count(USE)


def test_others_neither_mark_nor_read_what_is_not_theirs(case, ticket, rest):
	colleague = rest.login(COLLEAGUE)
	assert post(colleague, "mark", case, ticket, result="Solved It").status_code == 403
	assert post(colleague, "open_case", case, ticket).status_code == 403
	assert post(rest, "open_case", case).status_code == 403
	draft = published("Grinding noise, a draft", stage="Draft")
	assert post(rest.login(FITTER), "open_case", draft).status_code == 403
	assert post(rest.login(FITTER), "mark", draft, ticket, result="Used").status_code == 403
	assert post(rest.login(DISPATCHER), "mark", case, ticket, result="Solved It").status_code == 200


def test_who_reads_cases_but_opens_no_tickets_is_not_helped_with_one(case, rest):
	client = rest.login(PRODUCT)
	assert post(client, "open_case", case).status_code == 200
	assert client.post(API + "of_new_ticket", json={"subject": "Grinding"}).status_code == 403


@pytest.mark.parametrize("name", ["", " ", "KC-0", ["x"], {"stage": "Draft"}, "x" * 200])
def test_names_that_are_none_are_refused(case, ticket, rest, name):
	client = rest.login(FITTER)
	for method, body in (
		("open_case", {"case": name, "ticket": ticket.name}),
		("mark", {"case": name, "ticket": ticket.name, "result": "Used"}),
		("mark", {"case": case.name, "ticket": name, "result": "Used"}),
	):
		assert 400 <= client.post(API + method, json=body).status_code < 500


def test_the_device_of_another_company_says_nothing(case, rest):
	serial = d.serial_no("SN-OTHER")
	frappe.db.set_value("Serial No", serial, "company", f.other_company("Form Other Company", "FOC"))
	frappe.db.set_value("Serial No", serial, "item_code", "PUMP-1")
	f.make("User Permission", user=DISPATCHER, allow="Company", for_value=f.company())
	made = published("About the pump", equipment=[{"item_code": "PUMP-1"}])
	body = {"subject": "Something else entirely", "serial_no": serial}
	for user, sees in ((DISPATCHER, False), (FITTER, True)):
		found = rest.login(user).post(API + "of_new_ticket", json=body).json["message"]["cases"]
		assert (made.name in [row["name"] for row in found]) is sees


def test_it_takes_the_same_queries_however_many_cases_and_marks_there_are(case, ticket, monkeypatch):
	def queries() -> int:
		return d.queries(monkeypatch, lambda: likely.of_ticket(ticket.name))

	likely.of_ticket(ticket.name)
	few = queries()
	for number in range(12):
		published(f"Grinding noise number {number}", symptom="Grinding noise of the shaft")
	night()
	likely.of_ticket(ticket.name)
	assert 0 < queries() <= few


def test_where_parts_are_asked_for_those_of_the_likely_cases_are_offered(ticket):
	stock.company_stock()
	stock.stocked_item("LIKELY-GREASE")
	case = published(
		"Shaft squeals", symptom="Squealing shaft", usual_parts=[{"item_code": "LIKELY-GREASE", "qty": 2}]
	)
	night()
	asked = f.ticket(subject="Squealing shaft since noon")
	(row,) = proposals.propose(asked.name)
	assert (row["item_code"], row["qty"]) == ("LIKELY-GREASE", 2) and case.title in row["because"]
