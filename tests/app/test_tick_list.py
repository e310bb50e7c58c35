"""The checklist ticked off one step a request, from the phone (C4, N1)."""

import pytest

import frappe

from fsm_app.api import checklist as api
from fsm_app.api import evidence
from fsm_app.field_work.checklist import ChecklistNotYours, UnknownStep
from tests.app import factories as f
from tests.app.tickets import act, walk

ENGINEER, COLLEAGUE, DISPATCHER = (
	"ticker@example.com",
	"ticker.colleague@example.com",
	"ticker.dispatcher@example.com",
)
STEPS = (("Disconnect the device", "On Site", 1), ("Measure the pressure", "Working", 1))


@pytest.fixture
def ticket():
	f.user(ENGINEER, "Service Engineer")
	f.user(COLLEAGUE, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	steps = [{"step": step, "stage": stage, "mandatory": must} for step, stage, must in STEPS]
	offering = f.offering("Ticked Repair", checklist=steps, skills=("Ticking",))
	f.engineer("Ticker Colleague", user=COLLEAGUE, team=f.team())
	f.engineer("Ticker One", user=ENGINEER, team=f.team(), skills=("Ticking",))
	return walk(f.ticket(offering=offering), "Triage", "Dispatch", "Accept", "Arrive")


def stored(ticket) -> list[tuple]:
	rows = frappe.get_doc("Service Ticket", ticket.name).checklist
	return [(row.done, row.remark or None, row.done_by) for row in rows]


def test_one_request_ticks_one_step_and_says_how_far_the_ticket_is(ticket, as_user):
	first, second = ticket.checklist
	with as_user(ENGINEER):
		answer = api.tick(ticket.name, first.name, True)
		assert answer["completeness"] == 50
		# What the colleague's form does not know yet is not taken back by it.
		api.tick(ticket.name, second.name, True, "2.5 bar")
	assert stored(ticket) == [(1, None, ENGINEER), (1, "2.5 bar", ENGINEER)]
	assert [step["done"] for step in answer["steps"]] == [1, 0]
	assert answer["before"] < answer["modified"]


def test_sent_again_it_changes_nothing(ticket, as_user):
	step = ticket.checklist[0].name
	with as_user(ENGINEER):
		first = api.tick(ticket.name, step, True, "Padlock 7")
		again = api.tick(ticket.name, step, True, "Padlock 7")
	assert again["before"] == again["modified"] == first["modified"]


def test_a_remark_stays_unless_another_is_sent(ticket, as_user):
	step = ticket.checklist[0].name
	with as_user(ENGINEER):
		api.tick(ticket.name, step, True, "Padlock 7")
		api.tick(ticket.name, step, False)
		assert stored(ticket)[0] == (0, "Padlock 7", None)
		api.tick(ticket.name, step, False, "")
	assert stored(ticket)[0] == (0, None, None)


def test_only_who_has_it_in_hand_or_coordinates_ticks(ticket, as_user):
	step = ticket.checklist[0].name
	with as_user(COLLEAGUE):
		assert not evidence.overview(ticket.name)["may_tick"]
		with pytest.raises(frappe.PermissionError):
			api.tick(ticket.name, step, True)
	assert stored(ticket)[0] == (0, None, None)
	with as_user(DISPATCHER):
		assert evidence.overview(ticket.name)["may_tick"]
		api.tick(ticket.name, step, True)
	assert stored(ticket)[0] == (1, None, DISPATCHER)


def test_an_auditor_and_a_stranger_are_turned_away(ticket, as_user):
	step = ticket.checklist[0].name
	f.user("ticker.auditor@example.com", "Service Auditor")
	f.user("ticker.customer@example.com", "Customer")
	for user in ("ticker.auditor@example.com", "ticker.customer@example.com"):
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.tick(ticket.name, step, True)
	assert stored(ticket)[0] == (0, None, None)


def test_an_ended_ticket_is_ticked_no_more(ticket, as_user):
	step = ticket.checklist[0].name
	act(ticket, "Return", return_reason="Wrong device")
	act(ticket, "Cancel", cancel_reason="Entered twice")
	with as_user(DISPATCHER), pytest.raises(ChecklistNotYours):
		api.tick(ticket.name, step, True)


def test_a_step_of_another_ticket_is_refused_and_untouched(ticket, as_user):
	other = f.ticket(offering=ticket.offering)
	with as_user(ENGINEER):
		for step in (other.checklist[0].name, "", "no such row"):
			with pytest.raises(UnknownStep):
				api.tick(ticket.name, step, True)
	assert stored(other)[0] == (0, None, None)


def test_over_http_a_wrong_kind_of_answer_is_a_refusal(ticket, rest):
	step = ticket.checklist[0].name
	client = rest.login(ENGINEER)
	address = "/api/method/fsm_app.api.checklist.tick"
	assert (
		client.post(
			address, json={"ticket": ticket.name, "step": step, "done": 1, "remark": "9 V"}
		).status_code
		== 200
	)
	for values in (
		{"done": "perhaps"},
		{"done": []},
		{"remark": ["a"]},
		{"step": {"a": 1}},
		{"remark": "x" * 500},
		{"ticket": "ST-0"},
	):
		sent = {"ticket": ticket.name, "step": step, "done": 0, **values}
		assert 400 <= client.post(address, json=sent).status_code < 500, values
	assert client.get(address, params={"ticket": ticket.name, "step": step, "done": 0}).status_code == 403
	assert stored(ticket)[0] == (1, "9 V", ENGINEER)


def test_the_overview_lists_the_steps_with_names_of_people(ticket, as_user):
	with as_user(ENGINEER):
		api.tick(ticket.name, ticket.checklist[0].name, True)
		steps = evidence.overview(ticket.name)["steps"]
	assert [(step["step"], step["mandatory"]) for step in steps] == [(STEPS[0][0], 1), (STEPS[1][0], 1)]
	assert (steps[0]["done_by"], steps[1]["done_by"]) == (
		frappe.db.get_value("User", ENGINEER, "full_name"),
		None,
	)
	assert evidence.overview(f.ticket(offering=f.offering()).name)["steps"] == []
