"""The same delivery arrives several times in the same second: each act is done once, and all are answered alike (N1).

Two tabs, or an answer that got lost, on a real site: several processes, each with a connection of its own, and real commits.
What they commit is removed at the end.
"""

import frappe

from tests.app import races
from tests.app.test_offer_races import (  # noqa: F401 (race is a fixture)
	BEGINS,
	ENGINEERS,
	at_once,
	race,
)

pytestmark = races.MARKS

DONE = ("done", "again", "waits")


def deliver_at_once(user: str, acts: list[dict], times: int) -> list[list[dict]]:
	"""Deliver the same acts `times` times at once; the results of each."""
	return races.let_go(*(races.start("delivering_process", user=user, acts=acts) for _time in range(times)))


def test_a_delivery_that_comes_three_times_at_once_is_done_once(race):  # noqa: F811
	ticket = race[0]
	(accepted,) = at_once(race, (ENGINEERS[0], "accept"), at=BEGINS)
	assert "error" not in accepted
	acts = [
		{
			"key": f"race-{number}",
			"kind": "symptom",
			"ticket": ticket,
			"values": {"symptom": f"Dark {number}"},
		}
		for number in range(4)
	]
	try:
		results = deliver_at_once(ENGINEERS[0], acts, 3)
		# Whoever was disturbed sends again, as phones do.
		(last,) = deliver_at_once(ENGINEERS[0], acts, 1)
		assert {answer["result"] for answers in results for answer in answers} <= set(DONE), results
		assert [answer["result"] for answer in last] == ["done"] * 4
		assert frappe.db.count("Field Act", {"ticket": ticket}) == 4
		assert frappe.db.count("Service Evidence", {"ticket": ticket}) == 4
	finally:
		frappe.db.rollback()
		frappe.db.delete("Field Act", {"ticket": ticket})
		frappe.db.delete("Service Evidence", {"ticket": ticket})
		frappe.db.commit()
