"""Two act on one offer in the same second: one is first, the other hears so, and nothing is half done (E2, Q5).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.assignments import offers
from fsm_app.assignments.passing_on import sweep_offers
from fsm_app.common import clock
from tests.app import factories as f
from tests.app import races
from tests.app.offering import PROFILE, profile
from tests.app.tickets import act

pytestmark = races.MARKS

NAME = "Offer Race Test"
ENGINEERS = ("first.race@example.com", "second.race@example.com")
DISPATCHERS = ("first.race.dispatcher@example.com", "second.race.dispatcher@example.com")
BEGINS, ENDS = "2026-03-02 10:00:00", "2026-03-02 10:30:00"
REFUSED = (
	"OfferGone",
	"BoardOutdated",
	"NotOffered",
	"PermitNotOpen",
	"TimestampMismatchError",
	"QueryDeadlockError",
	"WorkflowTransitionError",
	"WorkflowPermissionError",
	"NoWayToStage",
)


@pytest.fixture
def race(request):
	"""A committed ticket whose offer is out; yields it, the offer's name and the engineers. `request.param`: the mode."""
	with races.committed() as kept:
		for user in ENGINEERS:
			kept.user(user, "Service Engineer")
		for user in DISPATCHERS:
			kept.user(user, "Service Dispatcher")
		kept.grounds(NAME)
		kept.add("Dispatch Profile", PROFILE)
		f.team(NAME)
		f.policy(NAME, targets=(("Dispatch", "", 3600),), calendar=f.calendar(NAME))
		mode = getattr(request, "param", "Automatic")
		f.offering(
			NAME,
			sla_policy=NAME,
			skills=(NAME,),
			required_level="Intermediate",
			dispatch_profile=profile(mode),
		)
		people = []
		for user, level in zip(ENGINEERS, ("Intermediate", "Senior"), strict=True):
			person = f.engineer(
				f"{NAME} {level}", level=level, team=NAME, skills=(NAME,), user=user, max_open_tickets=0
			)
			people.append(person.name)
			kept.add("Service Engineer", person.name)
		with clock.at(get_datetime(BEGINS)):
			opened = f.ticket(offering=NAME)
			kept.ticket(opened.name)
			act(opened, "Triage")
			frappe.db.commit()
			sweep_offers()
		frappe.db.commit()
		yield opened.name, offers.open_offer(opened.name).name, people


def at_once(race, *actions: tuple[str, str], at: str = ENDS) -> list[dict]:
	"""Let each (user, what) act at once at the moment `at`; returns how each ended, in that order."""
	ticket, offer, _people = race
	outcomes = races.let_go(
		*(
			races.start("offering_process", user=user, ticket=ticket, what=what, offer=offer, at=at)
			for user, what in actions
		)
	)
	for outcome in outcomes:
		assert outcome.get("error") in (None, *REFUSED), outcome
	return outcomes


def state_of(race) -> tuple:
	"""Stage and engineer of the ticket, and the states of its offers; never more than one of them is open."""
	ticket = frappe.get_doc("Service Ticket", race[0])
	rows = frappe.get_all(
		"Ticket Offer",
		filters={"ticket": ticket.name},
		fields=["state", "engineer", "open_key"],
		order_by="creation",
	)
	assert sum(1 for row in rows if row.open_key) <= 1
	return ticket.stage, ticket.engineer, [(row.state, row.engineer) for row in rows]


@pytest.mark.parametrize("round_of", range(4))
def test_acceptance_and_time_out_in_one_second_have_one_winner(race, round_of):
	_ticket, _offer, (first, second) = race
	accepted, swept = at_once(race, (ENGINEERS[0], "accept"), ("Administrator", "sweep"))
	assert "error" not in swept
	if "error" in accepted:
		assert state_of(race) == ("Dispatched", second, [("Timed Out", first), ("Offered", second)])
	else:
		assert state_of(race) == ("Accepted", first, [("Accepted", first)])


def test_a_doubled_click_accepts_once(race):
	_ticket, _offer, (first, _second) = race
	outcomes = at_once(race, (ENGINEERS[0], "accept"), (ENGINEERS[0], "accept"), at=BEGINS)
	assert any("done" in outcome for outcome in outcomes), outcomes
	assert state_of(race) == ("Accepted", first, [("Accepted", first)])


def test_who_accepts_and_declines_at_once_has_done_one_of_them(race):
	_ticket, _offer, (first, _second) = race
	outcomes = at_once(race, (ENGINEERS[0], "accept"), (ENGINEERS[0], "decline"), at=BEGINS)
	assert sum("done" in outcome for outcome in outcomes) == 1, outcomes
	stage, engineer, rows = state_of(race)
	assert (stage, engineer, rows) in (
		("Accepted", first, [("Accepted", first)]),
		("Triaged", None, [("Declined", first), ("Queued", None)]),
	)


def test_two_sweeps_at_once_pass_it_on_once(race):
	_ticket, _offer, (first, second) = race
	outcomes = at_once(race, ("Administrator", "sweep"), ("Administrator", "sweep"))
	assert not any("error" in outcome for outcome in outcomes), outcomes
	assert state_of(race) == ("Dispatched", second, [("Timed Out", first), ("Offered", second)])


@pytest.mark.parametrize("race", ["Proposal"], indirect=True)
def test_two_dispatchers_confirm_one_proposal(race):
	ticket, _offer, (first, _second) = race
	outcomes = at_once(race, *((user, "confirm") for user in DISPATCHERS), at=BEGINS)
	assert any("done" in outcome for outcome in outcomes), outcomes
	assert state_of(race) == ("Dispatched", first, [("Offered", first)])
	assert frappe.db.count("Dispatch Decision", {"ticket": ticket}) == 1


@pytest.mark.parametrize("race", ["Proposal"], indirect=True)
def test_one_confirms_while_the_other_dispatches(race):
	ticket, _offer, (first, _second) = race
	outcomes = at_once(race, (DISPATCHERS[0], "confirm"), (DISPATCHERS[1], "dispatch"), at=BEGINS)
	assert any("done" in outcome for outcome in outcomes), outcomes
	assert state_of(race) == ("Dispatched", first, [("Offered", first)])
	assert frappe.db.count("Dispatch Decision", {"ticket": ticket}) == 1


@pytest.mark.parametrize("round_of", range(3))
def test_of_two_who_move_one_card_at_once_one_is_refused(race, round_of):
	ticket, _offer, (first, second) = race
	wanted = [(first, "2026-03-02 12:00:00"), (second, "2026-03-02 13:00:00")]
	moves = [(user, f"move {who} {time}") for user, (who, time) in zip(DISPATCHERS, wanted, strict=True)]
	outcomes = at_once(race, *moves, at=BEGINS)
	assert sum("done" in outcome for outcome in outcomes) == 1, outcomes
	(winner,) = (pair for pair, outcome in zip(wanted, outcomes, strict=True) if "done" in outcome)
	(visit,) = frappe.get_all(
		"Service Visit", filters={"ticket": ticket}, fields=["engineer", "planned_start", "status"]
	)
	assert (visit.engineer, str(visit.planned_start), visit.status) == (*winner, "Planned")
	assert frappe.db.get_value("Service Ticket", ticket, "engineer") == winner[0]


def test_a_move_that_is_sent_twice_at_once_is_made_once(race):
	ticket, _offer, (first, _second) = race
	outcomes = at_once(
		race, *((user, f"move {first} 2026-03-02 12:00:00") for user in DISPATCHERS[:1] * 2), at=BEGINS
	)
	assert any("done" in outcome for outcome in outcomes), outcomes
	assert frappe.get_all("Service Visit", filters={"ticket": ticket}, pluck="engineer") == [first]
