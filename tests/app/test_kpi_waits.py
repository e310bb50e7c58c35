"""Time that an engineer could not help is taken out of a KPI as the KPI says, whatever the SLA policy pauses (J1).

Office hours from 10 to 18. The policy pauses while waiting for the customer, and lets the clock run else:

| From | To | | Clock |
|---|---|---|---|
| Mon 10:00 | 11:00 | received, triaged, waits for dispatch | runs |
| 11:00 | 12:00 | dispatched, on the way, at work | runs |
| 12:00 | 13:00 | waits for the customer | paused |
| 13:00 | 17:30 | at work | runs |
| 17:30 | Tue 10:30 | waits for parts, one hour of office time | runs |
| 10:30 | 11:00 | at work, done | runs |

Used are 8 h; 6 h remain without any waiting.
"""

from datetime import date
from itertools import product

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock as time_now
from fsm_app.performance.closing import close_cycle
from fsm_app.performance.kpi_query import definition_of, documents, figures
from fsm_app.performance.snapshots import prove
from tests.app import factories as f
from tests.app.test_schemes_by_hand import appraisal_of, put_in_force
from tests.app.tickets import act, clock_of, walk
from tests.app.two_teams import no_engineers

MAY = (date(2026, 3, 1), date(2026, 3, 31))
HOUR = 3600
TO_PARTS = (
	("Triage", "2026-03-02 10:30:00"),
	("Dispatch", "2026-03-02 11:00:00"),
	("Accept", "2026-03-02 11:10:00"),
	("Arrive", "2026-03-02 11:30:00"),
	("Wait for Customer", "2026-03-02 12:00:00"),
	("Resume", "2026-03-02 13:00:00"),
	("Wait for Parts", "2026-03-02 17:30:00"),
)
TO_END = (("Resume", "2026-03-03 10:30:00"), ("Complete", "2026-03-03 11:00:00"))


@pytest.fixture(autouse=True)
def engineer():
	no_engineers()
	return f.engineer("Not Their Fault")


@pytest.fixture
def ticket():
	return walk(f.ticket(opened_at="2026-03-02 10:00:00"), *TO_PARTS, *TO_END)


def kpi_of(**values):
	kpi = frappe.get_doc("KPI Definition", "Resolution Time")
	kpi.update({"waits": "Chosen Here", **values})
	kpi.save()
	return kpi


def hours(kpi, engineer) -> float:
	return figures(kpi, *MAY)[engineer.name].value


def waited(clock) -> tuple[float, ...]:
	fields = ("waited_customer", "waited_parts", "waited_dispatch", "ran_while_waiting")
	return tuple(clock.get(field) / HOUR for field in fields)


def test_the_clock_says_what_was_waited_for(ticket):
	clock = clock_of(ticket, "Resolution")
	assert clock.used_seconds == 8 * HOUR
	assert waited(clock) == (1, 1, 1, 2)
	assert (clock.waits_for or "", clock.waits_since) == ("", None)


def test_it_says_so_while_it_waits():
	ticket = walk(f.ticket(opened_at="2026-03-02 10:00:00"), *TO_PARTS[:5])
	clock = clock_of(ticket, "Resolution")
	assert (clock.waits_for, str(clock.waits_since)) == ("Customer", "2026-03-02 12:00:00")
	assert waited(clock) == (0, 0, 1, 1)


@pytest.mark.parametrize(("customer", "parts", "dispatch"), product((0, 1), repeat=3))
def test_each_choice_takes_out_just_that(ticket, engineer, customer, parts, dispatch):
	kpi = kpi_of(without_customer=customer, without_parts=parts, without_dispatch=dispatch)
	assert hours(kpi, engineer) == 9 - customer - parts - dispatch
	((_engineer, _name, seconds),) = documents(definition_of(kpi), *MAY, [engineer.name])
	assert seconds == (9 - customer - parts - dispatch) * HOUR


def test_or_the_pauses_of_the_policy_decide(ticket, engineer):
	assert hours(kpi_of(waits="Pauses of the SLA Policy", without_parts=1), engineer) == 8
	assert not frappe.db.get_value("KPI Definition", "Resolution Time", "without_parts")


def test_the_policy_pausing_everything_changes_nothing_of_it(engineer):
	stages = ("Received", "Triaged", "Waiting for Customer", "Waiting for Parts")
	policy = f.policy("Pauses All", pause_stages=[{"stage": stage} for stage in stages])
	offering = f.offering("Pausing Repair", sla_policy=policy)
	ticket = walk(f.ticket(offering=offering, opened_at="2026-03-02 10:00:00"), *TO_PARTS, *TO_END)
	clock = clock_of(ticket, "Resolution")
	assert clock.used_seconds == 6 * HOUR
	assert waited(clock) == (1, 1, 1, 0)
	assert hours(kpi_of(without_customer=0, without_parts=1, without_dispatch=1), engineer) == 7


def test_given_back_it_waits_for_dispatch_again(engineer):
	f.engineer("Takes Over")
	ticket = walk(f.ticket(opened_at="2026-03-02 10:00:00"), *TO_PARTS[:2])
	act(ticket, "Return", "2026-03-02 12:00:00", return_reason="The van is broken")
	ticket = walk(ticket.name, ("Dispatch", "2026-03-02 15:00:00"))
	assert waited(clock_of(ticket, "Resolution"))[2] == 1 + 3


def test_another_calendar_in_the_middle_of_a_wait_counts_from_then_on():
	ticket = walk(f.ticket(opened_at="2026-03-02 10:00:00"), *TO_PARTS)
	longer = f.calendar("Long Hours", hours=("08:00:00", "20:00:00"))
	policy = f.policy("Long Policy", calendar=longer)
	with time_now.at(get_datetime("2026-03-02 18:00:00")):
		doc = frappe.get_doc("Service Ticket", ticket.name)
		doc.offering = f.offering("Long Repair", sla_policy=policy)
		doc.save()
	walk(ticket.name, *TO_END)
	# Half an hour of office time until 18:00, two hours of the long evening, two and a half of the long morning.
	assert waited(clock_of(ticket, "Resolution"))[1] == 0.5 + 2 + 2.5


def test_what_is_closed_by_it_is_proven_after_the_choice_has_changed(ticket, engineer):
	f.make(
		"KPI Scheme", name="Waits Scheme", scheme_name="Waits Scheme", disabled=1,
		items=[{"kpi": "Resolution Time", "weight": 60}, {"kpi": "Arrival Time", "weight": 40}],
	)  # fmt: skip
	put_in_force("Waits Scheme")
	kpi_of(without_customer=1, without_parts=1, without_dispatch=1)
	cycle = f.make(
		"Performance Cycle", cycle_name="Waits March", company=f.company(), start_date=MAY[0], end_date=MAY[1]
	)  # fmt: skip
	close_cycle(cycle.name)
	kpi_of(without_customer=0, without_parts=0, without_dispatch=0)
	appraisal = appraisal_of(cycle, engineer)
	assert {row.kpi: row.value for row in appraisal.scores}["Resolution Time"] == 6
	assert prove(appraisal)["differences"] == []


def test_other_figures_have_no_waits():
	kpi = frappe.get_doc("KPI Definition", "Time per Visit")
	kpi.update({"waits": "Chosen Here", "without_parts": 1})
	kpi.save()
	assert (kpi.waits, kpi.without_parts) == ("Pauses of the SLA Policy", 0)
