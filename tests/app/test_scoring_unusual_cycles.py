"""Scoring of a cycle that is no month, and of one within which somebody leaves (J3)."""

import pytest

import frappe

from tests.app import factories as f
from tests.app.tickets import act, walk
from tests.app.two_teams import no_engineers, the_engineer


@pytest.fixture
def engineer():
	return the_engineer()


@pytest.fixture
def alone():
	no_engineers()


class TestScoring:
	def test_a_half_months_cycle_does_not_stop_the_scoring(self, engineer, freeze):
		from fsm_app.performance.cycles import score_open_cycles

		half = f.make(
			"Performance Cycle", cycle_name="Half", company=f.company(), start_date="2033-05-01", end_date="2033-05-14"
		)  # fmt: skip
		freeze("2033-05-15 02:00:00")
		score_open_cycles()
		assert frappe.db.get_value("Performance Cycle", half.name, "scored_at")
		following = frappe.get_all(
			"Performance Cycle",
			filters={"company": f.company(), "start_date": [">", "2033-05-14"]},
			fields=["start_date", "end_date"],
		)
		assert [(str(row.start_date), str(row.end_date)) for row in following] == [
			("2033-05-15", "2033-05-31")
		]

	def test_ranks_do_not_repeat_when_somebody_leaves(self, alone):
		from fsm_app.performance.scoring import score_cycle

		engineers = [f.engineer(f"Ranked {number}") for number in range(2)]
		cycle = f.make(
			"Performance Cycle", cycle_name="Leaving", company=f.company(), start_date="2033-06-01", end_date="2033-06-30"
		)  # fmt: skip
		for number, engineer in enumerate(engineers):
			ticket = walk(f.ticket(opened_at=None), "Triage")
			ticket.update({"engineer": engineer.name})
			ticket.save()
			act(ticket, "Dispatch")
			frappe.db.set_value(
				"SLA Clock",
				{"ticket": ticket.name},
				{"stopped_at": "2033-06-02 10:00:00", "started_at": "2033-06-02 09:00:00", "state": "Met", "breached": number},
			)  # fmt: skip
		score_cycle(cycle.name)
		engineers[0].status = "Left"
		engineers[0].save()
		score_cycle(cycle.name)
		ranks = frappe.get_all(
			"Performance Appraisal", filters={"cycle": cycle.name}, pluck="rank", order_by="rank"
		)
		assert ranks == [1, 2]
