"""Two dispatchers and one proposal, a planner or an acceptance that is killed half-way: nothing is half-assigned (E3, Q5).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import subprocess
from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.day_plans import planning, plans
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app import races

pytestmark = races.MARKS

NAME = "Plan Race Test"
DISPATCHERS = ("first.plan.race@example.com", "second.plan.race@example.com")


@pytest.fixture
def race():
	"""A committed proposal: three tickets for two engineers, and a visit that moves. Yields the plan, the tickets and the visit."""
	with races.nothing_since():
		for user in DISPATCHERS:
			f.user(user, "Service Dispatcher")
		team, offering = f.team(NAME), _offering()
		south, _north = [
			f.engineer(
				f"{NAME} {name}",
				team=team,
				starts_from=d.address(f"{NAME} {name}", *place),
				max_open_tickets=0,
			)
			for name, place in (("South", p.SOUTH), ("North", p.NORTH))
		]
		with clock.at(get_datetime(d.NOW)):
			tickets = [p.ticket(place, offering=offering) for place in (p.SOUTH, p.NORTH, p.NORTH)]
			moved = p.ticket(p.NORTH, south, offering=offering)
			visit = p.visit_at(moved, "10:00", "11:00")
			made = f.make(
				"Day Plan", company=f.company(), plan_date=d.TUESDAY, team=team, seconds=1, keep_times=0
			)
			frappe.db.set_value("Day Plan", made.name, "state", "Queued")
			planning.work_out(made.name)
		frappe.db.commit()
		yield frappe.get_doc("Day Plan", made.name), [*tickets, moved], visit


def _offering() -> str:
	weights = dict.fromkeys([f"weight_{objective}" for objective in d.OBJECTIVES], 0) | {"weight_skill": 1}
	rules = dict.fromkeys(("by_roster", "by_leave", "travel_in_shift", "rest_hours", "most_hours_a_day"), 0)
	profile = f.make("Dispatch Profile", name=NAME, profile_name=NAME, **weights, **rules).name
	policy = f.policy(NAME, targets=(("Dispatch", "", 3600),), calendar=f.calendar(NAME))
	return f.offering(NAME, sla_policy=policy, dispatch_profile=profile)


def started(plan, what: str, user: str = "Administrator", **options) -> subprocess.Popen:
	"""The process, which waits for a line."""
	return races.start("planning_process", user=user, plan=plan.name, what=what, at=d.NOW, **options)


def _ask_for(plan) -> None:
	"""As its button does it; the job is the test's own."""
	frappe.db.set_value("Day Plan", plan.name, {"state": "Queued", "started_at": d.NOW})
	frappe.db.commit()


def at_once(*processes: subprocess.Popen) -> list[dict]:
	"""Let them go on together; returns how each ended, {} for one that was killed."""
	return races.let_go(*processes, may_be_killed=True)


def state_of(tickets) -> list[tuple]:
	"""For each ticket its stage and engineer, and the times of its planned visits."""
	return [
		(
			*frappe.db.get_value("Service Ticket", ticket.name, ["stage", "engineer"]),
			frappe.get_all(
				"Service Visit",
				filters={"ticket": ticket.name, "status": "Planned"},
				pluck="planned_start",
			),
		)
		for ticket in tickets
	]


def as_proposed(plan, tickets) -> list[tuple]:
	rows = [p.row(plan, ticket) for ticket in tickets]
	return [("Dispatched", row.engineer_proposed, [row.start_proposed]) for row in rows]


@pytest.mark.parametrize("round_of", range(2))
def test_two_dispatchers_accept_one_proposal_and_one_of_them_has(race, round_of):
	plan, tickets, _visit = race
	outcomes = at_once(*(started(plan, "accept", user) for user in DISPATCHERS))
	assert sorted("error" in outcome for outcome in outcomes) == [False, True], outcomes
	lost = next(outcome for outcome in outcomes if "error" in outcome)
	assert lost["error"] in ("DayPlanError", "QueryDeadlockError", "TimestampMismatchError"), lost
	assert state_of(tickets) == as_proposed(plan, tickets)
	plan.reload()
	assert plan.state == "Accepted" and {row.result for row in plan.visits} == {"Accepted"}
	for ticket in tickets[:3]:
		assert frappe.db.count("Dispatch Decision", {"ticket": ticket.name}) == 1
		assert frappe.db.count("Service Visit", {"ticket": ticket.name}) == 1


@pytest.mark.parametrize("round_of", range(2))
def test_one_accepts_while_the_other_moves_a_visit_and_nothing_is_overwritten(race, round_of):
	plan, tickets, visit = race
	by_hand = f"{d.TUESDAY} 15:00:00"
	accepted, moved = at_once(
		started(plan, "accept", DISPATCHERS[0]),
		started(plan, "move", DISPATCHERS[1], visit=visit.name, start=by_hand),
	)
	assert "done" in accepted, accepted
	plan.reload()
	row = p.row(plan, tickets[3])
	found = state_of(tickets)
	if "done" in moved and row.result == "Conflict":
		assert plan.state == "Partly Accepted" and found[3][2] == [get_datetime(by_hand)]
	elif "done" in moved:
		# By hand after the plan: the later word holds, and the ticket has its new engineer or the visit is over.
		assert row.result == "Accepted"
	else:
		assert row.result == "Accepted" and found[3] == as_proposed(plan, tickets)[3]
	assert found[:3] == as_proposed(plan, tickets)[:3]


def test_an_acceptance_that_is_killed_half_way_has_changed_nothing_and_can_be_done_again(race):
	plan, tickets, _visit = race
	before = state_of(tickets)
	assert at_once(started(plan, "accept", DISPATCHERS[0], die=2)) == [{}]
	assert state_of(tickets) == before
	assert frappe.db.get_value("Day Plan", plan.name, "state") == "Accepting"
	with clock.at(get_datetime(d.NOW) + timedelta(hours=2)):
		plans.follow()
		frappe.db.commit()
	state, error = frappe.db.get_value("Day Plan", plan.name, ["state", "error"])
	assert (state, bool(error)) == ("Proposed", True)
	assert frappe.db.exists("Notification Log", {"document_name": plan.name, "for_user": plan.owner})
	(outcome,) = at_once(started(plan, "accept", DISPATCHERS[1]))
	assert outcome == {"done": "accept"}
	assert state_of(tickets) == as_proposed(plan, tickets)


def test_a_planner_that_is_killed_half_way_leaves_no_half_plan_and_says_that_it_died(race):
	plan, tickets, _visit = race
	before, rows = state_of(tickets), len(plan.visits)
	_ask_for(plan)
	assert at_once(started(plan, "plan", die=1)) == [{}]
	assert state_of(tickets) == before
	assert frappe.db.get_value("Day Plan", plan.name, "state") == "Planning"
	assert frappe.db.count("Day Plan Visit", {"parent": plan.name}) == rows
	with pytest.raises(plans.DayPlanError):
		plans.accept_later(plan.name, None)
	frappe.db.rollback()
	with clock.at(get_datetime(d.NOW) + timedelta(hours=2)):
		plans.follow()
		frappe.db.commit()
	assert frappe.db.get_value("Day Plan", plan.name, "state") == "Failed"
	_ask_for(plan)
	(outcome,) = at_once(started(plan, "plan"))
	assert outcome == {"done": "plan"}
	assert frappe.db.get_value("Day Plan", plan.name, "state") == "Proposed"
	assert frappe.db.count("Day Plan Visit", {"parent": plan.name}) == rows
