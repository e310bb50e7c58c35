"""From documents to the award: a month that is scored, closed and corrected rewards whom it should (J3-J5, K1)."""

import pytest

import frappe

from fsm_app.api import rewards as api
from fsm_app.performance.closing import close_cycle
from fsm_app.performance.corrections import correct
from fsm_app.rewards import listeners
from tests.app import factories as f
from tests.app import rewarded as r
from tests.app import score_month as month
from tests.app.two_teams import no_engineers

CSAT = "Customer Satisfaction"


@pytest.fixture
def closed(freeze):
	"""A closed month of two engineers: the first has the happier customers."""
	no_engineers()
	for doctype in ("Reward Rule", "Award"):
		# as an administrator does who wants what is shipped
		frappe.db.set_value(doctype, {"disabled": 1}, "disabled", 0)
	f.user(r.MANAGER, "Service Manager")
	freeze("2031-06-03 10:00:00")
	first, second = (month.hired(name) for name in ("First", "Second"))
	for engineer, stars in ((first, 5), (second, 4)):
		month.tickets(engineer.name, 10)
		month.surveys(engineer.name, [stars] * 6)
	cycle = month.month_cycle()
	close_cycle(cycle.name)
	listeners.reward_cycle(cycle.name)
	return frappe.get_doc("Performance Cycle", cycle.name), first.name, second.name


def entitled(cycle) -> list[str]:
	run = frappe.get_doc("Reward Run", {"cycle": cycle.name, "rule": "Bonus of the Best Fifth"})
	return [row.engineer for row in run.rows if row.outcome == "Entitled"]


def round_of(award: str) -> str:
	return frappe.db.get_value("Award Round", {"award": award, "period_label": "2031-05"})


def candidates(award: str) -> list[str]:
	return [row.engineer for row in frappe.get_doc("Award Round", round_of(award)).candidates]


def test_closing_makes_the_list_and_the_rounds(closed):
	cycle, first, _second = closed
	assert entitled(cycle) == [first]
	assert candidates("Star of the Month") == candidates("Smile Service") == [first]
	assert frappe.db.get_value("Award Round", round_of("Best Practice"), "state") == "Voting"


def test_an_upheld_appeal_works_them_out_again(closed, as_user):
	cycle, first, second = closed
	with as_user(r.MANAGER):
		(star,) = api.decide_round(round_of("Star of the Month"), [first])
	appraisal = frappe.db.get_value("Performance Appraisal", {"cycle": cycle.name, "engineer": first})
	correct(appraisal, {CSAT: 1.0}, "The surveys were of somebody else", "Administrator")
	assert entitled(cycle) == [second]
	assert frappe.db.get_value("Award Grant", star, "state") == "In Question"
	assert candidates("Smile Service") == [second]
