"""From documents to the award: a month that is scored, closed and corrected rewards whom it should (J3-J5, K1)."""

import pytest

import frappe

from fsm_app.api import appraisals as review_api
from fsm_app.api import rewards as api
from fsm_app.performance.closing import close_cycle
from fsm_app.performance.corrections import correct
from fsm_app.rewards import listeners, merits, runs
from tests.app import factories as f
from tests.app import reviews
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


class TestUnderAppeal:
	"""A review that is at an appeal holds back pay and promotion until it is decided, whoever waits behind it."""

	@pytest.fixture
	def month(self, freeze, as_user):
		"""A closed March of two; the engineer's review waits to be confirmed."""
		freeze("2026-03-27 09:00:00")
		month = reviews.Month()
		month.appraise(month.colleagues[0], total=60)
		reviews.to_confirm(month, as_user)
		return month

	@pytest.fixture
	def rules(self):
		values = {"only_company": f.company()}
		bonus = r.rule(rule_name="Bonus", share=50, bonus_amount=500, **values)
		streak = r.rule(
			rule_name="On Target", kind="Months on Target", months=1, target_score=65, promotion_priority=1, **values
		)  # fmt: skip
		return bonus.name, streak.name

	def outcomes(self, month, rules) -> list[tuple[str, str]]:
		found = [frappe.get_doc("Reward Run", runs.run_rule(rule, month.cycle.name)) for rule in rules]
		return [
			next((row.outcome, row.decision or "") for row in run.rows if row.engineer == month.engineer.name)
			for run in found
		]

	def given(self, month) -> tuple[int, bool]:
		payments = frappe.db.count("Reward Payment", {"engineer": month.engineer.name})
		return payments, merits.standing_of([month.engineer.name])[month.engineer.name]["priority"]

	def appeal(self, month, as_user) -> str:
		with as_user(reviews.ENGINEER):
			return review_api.appeal(month.review.name, "The clocks stood still")

	def test_nothing_is_proposed_paid_or_given_while_it_is_open(self, month, rules, as_user):
		appeal = self.appeal(month, as_user)
		assert self.outcomes(month, rules) == [("Waiting", ""), ("Waiting", "")]
		with as_user(reviews.HR), pytest.raises(runs.NothingToDecide):
			runs.approve(frappe.db.get_value("Reward Run", {"rule": rules[0]}))
		assert self.given(month) == (0, False)
		with as_user(reviews.HR):
			review_api.decide(appeal, 0, "The clocks ran")
		listeners.follow_days()
		assert self.outcomes(month, rules) == [("Entitled", "Proposed"), ("Entitled", "Approved")]
		assert self.given(month) == (0, True)

	def test_who_appeals_holds_back_those_whose_place_it_could_be(self, month, rules, as_user):
		self.appeal(month, as_user)
		run = frappe.get_doc("Reward Run", runs.run_rule(rules[0], month.cycle.name))
		assert {row.outcome for row in run.rows} == {"Waiting"}

	def test_what_was_given_before_the_appeal_stays_until_it_is_decided(self, month, rules, as_user):
		assert self.outcomes(month, rules) == [("Entitled", "Proposed"), ("Entitled", "Approved")]
		self.appeal(month, as_user)
		assert self.outcomes(month, rules) == [("Waiting", ""), ("Entitled", "Approved")]
		assert self.given(month) == (0, True)

	def test_a_review_without_an_appeal_holds_nothing_back(self, month, rules):
		assert month.review.stage == "To Confirm"
		assert self.outcomes(month, rules) == [("Entitled", "Proposed"), ("Entitled", "Approved")]
