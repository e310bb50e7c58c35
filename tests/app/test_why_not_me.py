"""An engineer is told why a ticket went to somebody else: by their own marks, and by nobody else's, through every door (E1)."""

import json

import pytest

import frappe

from fsm_app.api import dispatch_decision as api
from fsm_app.dispatch.why_not_me import NotAnEngineer
from tests.app import dispatching as d
from tests.app import factories as f

FIRST, SECOND, AWAY, DISPATCHER = (
	f"{name}.whynot@example.com" for name in ("first", "second", "away", "dispatcher")
)
DECISION = "Dispatch Decision"


@pytest.fixture
def ticket():
	"""A ticket that Anna Better got, with Bert Worse second and Cora Away left out; all see the team's tickets."""
	d.only_these_engineers()
	d.profile(weights={"skill": 1, "load": 1})
	for user in (FIRST, SECOND, AWAY):
		f.user(user, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	team = f.team("Why Not Team")
	f.engineer("Anna Better", skills=("Motors",), user=FIRST, team=team)
	worse = f.engineer("Bert Worse", user=SECOND, team=team)
	worse.append("skills", {"skill": f.skill("Motors"), "proficiency": 2})
	worse.save()
	f.engineer("Cora Away", user=AWAY, team=team, status="On Leave")
	with d.at():
		yield d.dispatched(offering=f.offering("Motor Repair", skills=("Motors",)))


def told(as_user, user: str, ticket) -> dict:
	with as_user(user):
		return api.why_not_me(ticket.name)


def names_and_numbers(but: str) -> list[str]:
	rows = frappe.get_all("Service Engineer", fields=["name", "engineer_name", "user"])
	return [value for row in rows if row.user != but for value in (row.name, row.engineer_name) if value]


def test_who_came_second_is_told_the_place_and_the_own_marks_with_a_sentence_each(ticket, as_user):
	answer = told(as_user, SECOND, ticket)
	assert (answer["outcome"], answer["place"], answer["of"]) == ("Ranked", 2, 2)
	assert answer["sentence"] == "You were number 2 of 2 who could have taken the ticket."
	assert [(row["label"], row["mark"]) for row in answer["marks"]] == [
		("Skill", 40.0),
		("Free Capacity", 100.0),
	]
	assert answer["marks"][0]["sentence"] == "Proficiency in the skills needed: 2 of 5."


def test_who_was_left_out_is_told_the_reason(ticket, as_user):
	answer = told(as_user, AWAY, ticket)
	assert (answer["outcome"], answer["marks"], answer["score"]) == ("Left Out", [], None)
	assert answer["sentence"] == "You were left out: not on duty (On Leave)."


def test_who_got_it_is_told_that(ticket, as_user):
	assert told(as_user, FIRST, ticket)["outcome"] == "Chosen"


def test_the_last_decision_counts(ticket, as_user):
	second = frappe.db.get_value("Service Engineer", {"user": SECOND})
	with d.at("2026-03-02 10:00:00"):
		document = frappe.get_doc("Service Ticket", ticket.name)
		document.update({"engineer": second}).save()
	assert told(as_user, SECOND, ticket)["outcome"] == "Chosen"
	assert told(as_user, FIRST, ticket)["outcome"] == "Ranked"


def test_before_anybody_was_considered_there_is_nothing_to_tell(ticket, as_user):
	other = f.ticket(team="Why Not Team")
	frappe.db.set_value("Service Ticket", other.name, "team", "Why Not Team")
	assert told(as_user, SECOND, other)["outcome"] == "Not Known"


@pytest.mark.parametrize("user", [FIRST, SECOND, AWAY])
def test_nobody_elses_name_number_or_mark_is_in_the_answer(ticket, as_user, user):
	answer = json.dumps(told(as_user, user, ticket), ensure_ascii=False)
	assert not [value for value in names_and_numbers(but=user) if value in answer]


def test_the_engineers_door_is_only_for_engineers_who_see_the_ticket(ticket, as_user):
	with as_user(DISPATCHER), pytest.raises(frappe.PermissionError):
		api.why_not_me(ticket.name)
	stranger = f.user("stranger.whynot@example.com", "Service Engineer")
	f.engineer("Other Team", user=stranger, team=f.team("Elsewhere"), visibility="Own")
	with as_user(stranger), pytest.raises(frappe.PermissionError):
		api.why_not_me(ticket.name)
	nobody = f.user("nobody.whynot@example.com", "Service Engineer", "Service Auditor")
	with as_user(nobody), pytest.raises(NotAnEngineer):
		api.why_not_me(ticket.name)


def test_no_other_door_opens_to_an_engineer(ticket, as_user, rest):
	decision = frappe.db.get_value(DECISION, {"ticket": ticket.name})
	with as_user(SECOND):
		for ask in (
			lambda: frappe.get_list(DECISION),
			lambda: api.explanation(decision),
			lambda: api.candidates(decision),
			lambda: frappe.has_permission(DECISION, "read", decision, throw=True),
		):
			with pytest.raises(frappe.PermissionError):
				ask()
	for door in (
		f"/api/resource/{DECISION}",
		f"/api/resource/{DECISION}/{decision}",
		f"/api/method/fsm_app.api.dispatch_decision.explanation?decision={decision}",
		f"/api/method/fsm_app.api.dispatch_decision.candidates?decision={decision}",
		f"/api/method/frappe.client.get_list?doctype={DECISION}&fields=[%22all_candidates%22]",
		f"/api/method/frappe.client.get_value?doctype={DECISION}&filters={decision}&fieldname=all_candidates",
	):
		answer = rest.login(SECOND).get(door)
		assert answer.status_code in (403, 404), door
		assert not [
			value for value in names_and_numbers(but=SECOND) if value in answer.get_data(as_text=True)
		]


def test_a_dispatcher_sees_all_of_it_over_rest(ticket, rest):
	decision = frappe.db.get_value(DECISION, {"ticket": ticket.name})
	answer = rest.login(DISPATCHER).get(
		f"/api/method/fsm_app.api.dispatch_decision.candidates?decision={decision}&page_length=1"
	)
	assert answer.status_code == 200
	assert [row["name"] for row in answer.get_json()["message"]] == ["Anna Better"]
