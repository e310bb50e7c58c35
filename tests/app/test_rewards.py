"""Rules turn closed months into lists, and lists into bonuses, priority and improvement plans, once (J5)."""

import json
from pathlib import Path

import pytest

import frappe
from frappe.utils import getdate

import fsm_app
from fsm_app.api import rewards as api
from fsm_app.performance.listeners import tell_closed
from fsm_app.rewards import listeners, merits, plans, runs
from fsm_app.rewards.deciding import NoReason, OwnReward
from fsm_app.rewards.plans import PlanRefused
from fsm_app.rewards.rules import CycleOpen, RuleRefused
from fsm_app.rewards.runs import NothingToDecide
from tests.app import rewarded as r

NAMES = ("Ann", "Bo", "Cai", "Dai", "Eva", "Fan", "Gao")
DAY = "2019-04-05 10:00:00"


@pytest.fixture
def ids(freeze):
	freeze(DAY)
	frappe.db.set_value("Reward Rule", {"name": ["!=", ""]}, "disabled", 1)
	frappe.db.set_value("Award", {"name": ["!=", ""]}, "disabled", 1)
	return r.people(*NAMES)


def scores(ids: dict, *values) -> dict:
	return dict(zip(ids.values(), values, strict=False))


def rows(run: str) -> dict[str, tuple]:
	"""By engineer's name the outcome and the decision."""
	names = dict(frappe.get_all("Service Engineer", fields=["name", "engineer_name"], as_list=True))
	return {names[row.engineer]: (row.outcome, row.decision) for row in frappe.get_doc(runs.RUN, run).rows}


def living(engineer: str) -> list[str]:
	return frappe.get_all(
		"Reward Payment", filters={"engineer": engineer, "live_key": ["is", "set"]}, pluck="state"
	)


class TestTheBest:
	def test_a_fifth_of_seven_is_two_and_each_row_says_why(self, ids):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75, 70, 65))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		assert rows(run) == {"Ann": ("Entitled", "Proposed"), "Bo": ("Entitled", "Proposed")}
		document = frappe.get_doc(runs.RUN, run)
		assert [(row.why, row.amount, row.score) for row in document.rows] == [
			("Rank 1, among the best 2 of 7.", 500, 95),
			("Rank 2, among the best 2 of 7.", 500, 90),
		]
		assert (
			document.summary
			== "20 % of 7 engineers with a score are 1.4, rounded to 2; with a shared last place 2."
		)
		assert (document.state, document.company) == ("To Approve", r.COMPANY)

	@pytest.mark.parametrize(
		("ties", "rounding", "expected"),
		[
			("Include All", "Up", {"Ann", "Bo", "Cai"}),
			("Exclude All", "Up", {"Ann"}),
			("Include All", "Down", {"Ann"}),
		],
	)
	def test_a_shared_last_place_and_the_rounding_are_the_rules(self, ids, ties, rounding, expected):
		cycle = r.month("2019-03", scores(ids, 95, 90, 90, 80, 75, 70, 65))
		run = runs.run_rule(r.rule(ties=ties, rounding=rounding).name, cycle.name)
		assert set(rows(run)) == expected

	def test_each_level_by_itself(self, ids):
		for name in ("Dai", "Eva", "Fan", "Gao"):
			frappe.db.set_value("Service Engineer", ids[name], "level", "Junior")
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75, 70, 65))
		assert set(rows(runs.run_rule(r.rule(scope="Level").name, cycle.name))) == {"Ann", "Dai"}

	def test_who_was_away_is_not_of_the_field_and_who_is_below_the_minimum_gets_nothing(self, ids):
		cycle = r.month("2019-03", scores(ids, 95, 90, None, None, None, 40, 30))
		run = runs.run_rule(r.rule(share=75, minimum_score=50).name, cycle.name)
		found = rows(run)
		assert {name for name, row in found.items() if row[0] == "Entitled"} == {"Ann", "Bo"}
		assert {name for name, row in found.items() if row == ("Skipped", "")} == {"Cai", "Dai", "Eva"}

	def test_who_has_left_is_said_to_have_left(self, ids):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75, 70, 65))
		frappe.db.set_value("Service Engineer", ids["Ann"], "status", "Left")
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		assert rows(run) == {"Ann": ("Skipped", ""), "Bo": ("Entitled", "Proposed")}

	def test_an_open_month_has_no_list(self, ids):
		cycle = r.month("2019-03", scores(ids, 95), status="Open")
		with pytest.raises(CycleOpen, match="Close it first"):
			runs.run_rule(r.rule().name, cycle.name)

	def test_an_appeal_in_the_field_is_waited_for(self, ids, monkeypatch):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75, 70, 65))
		r.appealed(monkeypatch, r.appraisal(cycle, ids["Cai"]))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		assert rows(run) == {"Ann": ("Waiting", ""), "Bo": ("Waiting", ""), "Cai": ("Waiting", "")}
		with pytest.raises(NothingToDecide):
			runs.approve(run)
		monkeypatch.undo()
		listeners.follow_days()
		assert rows(run) == {"Ann": ("Entitled", "Proposed"), "Bo": ("Entitled", "Proposed")}

	def test_or_only_that_engineer_waits(self, ids, monkeypatch):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75, 70, 65))
		r.appealed(monkeypatch, r.appraisal(cycle, ids["Ann"]))
		run = runs.run_rule(r.rule(bonus_amount=500, under_appeal="Skip").name, cycle.name)
		assert rows(run) == {"Ann": ("Waiting", ""), "Bo": ("Entitled", "Proposed")}


class TestOnce:
	def test_a_list_is_made_once_by_the_terms_of_that_day(self, ids):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75, 70, 65))
		rule = r.rule(bonus_amount=500)
		run = runs.run_rule(rule.name, cycle.name)
		modified = frappe.db.get_value(runs.RUN, run, "modified")
		rule.update({"share": 100, "bonus_amount": 9})
		rule.save()
		assert runs.run_rule(rule.name, cycle.name) == run
		assert runs.run_rules(cycle.name) == [run]
		assert frappe.db.get_value(runs.RUN, run, "modified") == modified
		assert frappe.db.count(runs.RUN, {"cycle": cycle.name}) == 1
		assert len(rows(run)) == 2

	def test_the_database_holds_one_row_for_rule_month_and_engineer(self, ids):
		cycle = r.month("2019-03", scores(ids, 95))
		run = frappe.get_doc(runs.RUN, runs.run_rule(r.rule().name, cycle.name))
		with pytest.raises((frappe.UniqueValidationError, frappe.DuplicateEntryError)):
			r.stored("Reward Run Row", parent=run.name, engineer=ids["Ann"], row_key=run.rows[0].row_key)

	def test_approving_twice_pays_once(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		with as_user(r.MANAGER):
			api.approve_run(run)
			with pytest.raises(NothingToDecide):
				api.approve_run(run)
		listeners.reward_cycle(cycle.name)
		assert living(ids["Ann"]) == ["To Hand Over"]
		(payment,) = frappe.get_all("Reward Payment", filters={"engineer": ids["Ann"]}, fields=["*"])
		assert (payment.amount, payment.payroll_date, payment.approved_by) == (
			500,
			getdate("2019-04-01"),
			r.MANAGER,
		)
		assert "bonus" in r.notes(r.user_of("Ann"))[0]
		assert any("payments" in note for note in r.notes(r.HR))

	def test_rejecting_needs_a_reason_and_pays_nothing(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		with as_user(r.MANAGER):
			with pytest.raises(NoReason):
				api.reject_run(run, "  ")
			api.reject_run(run, "Budget is spent")
		document = frappe.get_doc(runs.RUN, run)
		assert (document.state, document.reason, document.decided_by) == (
			"Rejected",
			"Budget is spent",
			r.MANAGER,
		)
		assert living(ids["Ann"]) == []
		runs.bring_up_to_date(run)
		assert rows(run)["Ann"] == ("Entitled", "Rejected")

	def test_nobody_approves_their_own_and_no_engineer_any(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		with as_user(r.user_of("Bo")), pytest.raises(frappe.PermissionError):
			api.approve_run(run)
		frappe.db.set_value("Service Engineer", ids["Ann"], "user", r.MANAGER)
		with as_user(r.MANAGER), pytest.raises(OwnReward):
			api.approve_run(run)
		assert rows(run)["Ann"] == ("Entitled", "Proposed")

	def test_a_preview_writes_nothing(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75))
		rule = r.rule(bonus_amount=500)
		with as_user(r.MANAGER):
			found = api.preview_rule(rule.name, cycle.name)
		assert [(row["engineer_name"], row["outcome"]) for row in found["rows"]] == [("Ann", "Entitled")]
		assert frappe.db.count(runs.RUN, {"cycle": cycle.name}) == 0

	def test_closing_makes_the_lists(self, ids, jobs):
		rule = r.rule()
		cycle = r.month("2019-03", scores(ids, 95))
		tell_closed(cycle)
		frappe.db.commit()
		assert frappe.db.exists(runs.RUN, {"rule": rule.name, "cycle": cycle.name})
		assert not jobs.failed

	def test_a_month_that_was_missed_is_caught_up(self, ids):
		r.rule()
		cycle = r.month("2019-03", scores(ids, 95))
		listeners.follow_days()
		assert frappe.db.count(runs.RUN, {"cycle": cycle.name}) == 1

	def test_one_rule_that_fails_keeps_no_other_from_its_list(self, ids, monkeypatch):
		first, second = r.rule(rule_name="A Rule"), r.rule(rule_name="B Rule")
		cycle = r.month("2019-03", scores(ids, 95))
		worked = runs.run_rule

		def failing(rule, cycle):
			if rule == first.name:
				raise ZeroDivisionError
			return worked(rule, cycle)

		monkeypatch.setattr(runs, "run_rule", failing)
		assert runs.run_rules(cycle.name) == [frappe.db.get_value(runs.RUN, {"rule": second.name})]


class TestCorrectedScores:
	def test_what_is_not_yet_with_payroll_is_cancelled_and_another_is_proposed(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		with as_user(r.MANAGER):
			api.approve_run(run)
		r.corrected(cycle, ids["Bo"], 99)
		assert rows(run) == {"Ann": ("No Longer Entitled", "Taken Back"), "Bo": ("Entitled", "Proposed")}
		assert frappe.db.get_value(runs.RUN, run, "state") == "To Approve"
		assert frappe.get_all("Reward Payment", filters={"engineer": ids["Ann"]}, pluck="state") == [
			"Cancelled"
		]
		assert living(ids["Ann"]) == living(ids["Bo"]) == []
		with as_user(r.MANAGER):
			api.approve_run(run)
		assert living(ids["Bo"]) == ["To Hand Over"]

	def test_back_and_forth_leaves_one_living_payment(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		for score in (99, 50, 99, 50):
			with as_user(r.MANAGER):
				api.approve_run(run)
			r.corrected(cycle, ids["Bo"], score)
		with as_user(r.MANAGER):
			api.approve_run(run)
		assert living(ids["Ann"]) == ["To Hand Over"]
		assert living(ids["Bo"]) == []

	def test_a_correction_that_changes_nobodys_place_changes_nothing(self, ids, as_user):
		cycle = r.month("2019-03", scores(ids, 95, 90, 85, 80, 75))
		run = runs.run_rule(r.rule(bonus_amount=500).name, cycle.name)
		with as_user(r.MANAGER):
			api.approve_run(run)
		r.corrected(cycle, ids["Bo"], 91)
		assert rows(run) == {"Ann": ("Entitled", "Approved")}
		assert living(ids["Ann"]) == ["To Hand Over"]


APP = Path(fsm_app.__file__).parent
ON_TARGET = {"kind": "Months on Target", "promotion_priority": 1, "promotion_points": 3}
BELOW = {"kind": "Months Below Target", "target_score": 60, "opens_plan": 1, "plan_days": 30}


class TestMonthsInARow:
	def run(self, ids, *values, **rule) -> dict[str, tuple]:
		"""Months of Ann, the first one first, and the list of the last one."""
		rule = r.rule(**rule)
		cycles = [
			r.month(f"2019-{number:02}", {ids["Ann"]: score}) for number, score in enumerate(values, start=1)
		]
		return rows(runs.run_rule(rule.name, cycles[-1].name))

	def test_three_on_target_give_priority_and_points(self, ids):
		assert self.run(ids, 80, 85, 90, **ON_TARGET) == {"Ann": ("Entitled", "Approved")}
		assert merits.standing_of([ids["Ann"]]) == {ids["Ann"]: {"points": 3, "priority": True}}

	@pytest.mark.parametrize(
		("values", "found"),
		[
			((80, 85), False),
			((80, 79, 90), False),
			((90, 90, 90, 90), False),
			((90, 90, 90, 90, 90, 90), True),
			((80, None, 85, 90), True),
		],
	)
	def test_a_row_counts_once(self, ids, values, found):
		assert bool(self.run(ids, *values, **ON_TARGET)) is found

	def test_leave_ends_the_row_where_the_rule_says_so(self, ids):
		assert self.run(ids, 80, None, 85, 90, months_without_data="Start Anew", **ON_TARGET) == {}

	def test_the_month_on_leave_itself_is_said(self, ids):
		assert self.run(ids, 80, 85, 90, None, **ON_TARGET) == {"Ann": ("Skipped", "")}

	def test_a_month_under_appeal_is_waited_for(self, ids, monkeypatch):
		rule = r.rule(**ON_TARGET)
		first, second, third = (r.month(f"2019-0{n}", {ids["Ann"]: 85}) for n in (1, 2, 3))
		r.appealed(monkeypatch, r.appraisal(second, ids["Ann"]))
		run = runs.run_rule(rule.name, third.name)
		(row,) = frappe.get_doc(runs.RUN, run).rows
		assert (row.outcome, row.why) == ("Waiting", "Waits for 2019-02: under appeal.")
		assert merits.standing_of([ids["Ann"]])[ids["Ann"]]["points"] == 0
		monkeypatch.undo()
		listeners.follow_days()
		assert rows(run) == {"Ann": ("Entitled", "Approved")}
		assert first.name

	def test_a_correction_of_an_earlier_month_takes_it_back(self, ids):
		rule = r.rule(**ON_TARGET)
		cycles = [r.month(f"2019-0{n}", {ids["Ann"]: 85}) for n in (1, 2, 3)]
		run = runs.run_rule(rule.name, cycles[-1].name)
		r.corrected(cycles[0], ids["Ann"], 70)
		assert rows(run) == {"Ann": ("No Longer Entitled", "Taken Back")}
		assert merits.standing_of([ids["Ann"]]) == {ids["Ann"]: {"points": 0, "priority": False}}

	def test_the_proposal_shows_what_speaks_for_it(self, ids):
		frappe.db.set_value("Service Engineer", ids["Ann"], {"level": "Junior", "level_since": "2018-01-01"})
		proposal = frappe.get_doc(
			{"doctype": "Promotion Proposal", "engineer": ids["Ann"], "to_level": "Intermediate"}
		).insert()
		assert (proposal.promotion_points, proposal.promotion_priority) == (0, 0)
		self.run(ids, 80, 85, 90, **ON_TARGET)
		proposal.reload()
		assert (proposal.promotion_points, proposal.promotion_priority) == (3, 1)
		frappe.db.set_value("Service Engineer", ids["Ann"], "level_since", "2019-04-06")
		proposal.save()
		assert (proposal.promotion_points, proposal.promotion_priority) == (0, 0), "used up by the promotion"

	def test_three_below_open_one_plan_and_those_concerned_are_told(self, ids):
		assert self.run(ids, 50, 59.9, 40, **BELOW) == {"Ann": ("Entitled", "Approved")}
		(plan,) = frappe.get_all("Improvement Plan", filters={"engineer": ids["Ann"]}, fields=["*"])
		assert (plan.state, plan.supervisor, plan.company, plan.review_on) == (
			"Open",
			r.SUPERVISOR,
			r.COMPANY,
			getdate("2019-05-05"),
		)
		assert "2019-03: 40.0, 2019-02: 59.9, 2019-01: 50.0" in plan.reason
		for user in (r.SUPERVISOR, r.HR, r.user_of("Ann")):
			assert "improvement plan" in r.notes(user)[0]


class TestImprovementPlan:
	def plan(self, ids):
		return frappe.get_doc(
			{"doctype": "Improvement Plan", "engineer": ids["Ann"], "review_on": "2019-05-05"}
		).insert()

	def test_one_is_open_at_a_time_and_closing_needs_a_result(self, ids, as_user):
		plan = self.plan(ids)
		with pytest.raises(PlanRefused, match=plan.name):
			self.plan(ids)
		with as_user(r.SUPERVISOR):
			document = frappe.get_doc("Improvement Plan", plan.name)
			document.state = "Reached"
			with pytest.raises(PlanRefused, match="Result"):
				document.save()
			document.reload()
			document.update({"state": "Reached", "result": "Three good months", "supervisor": r.HR})
			document.save()
		stored = frappe.get_doc("Improvement Plan", plan.name)
		assert (stored.closed_by, stored.closed_on) == (r.SUPERVISOR, getdate("2019-04-05"))
		assert stored.supervisor == r.SUPERVISOR
		with pytest.raises(PlanRefused, match="closed"):
			stored.save()
		assert self.plan(ids).state == "Open"

	def test_the_engineer_reads_and_does_not_write(self, ids, as_user):
		plan = self.plan(ids)
		with as_user(r.user_of("Ann")):
			own = frappe.get_doc("Improvement Plan", plan.name)
			assert own.has_permission("read") and not own.has_permission("write")
			own.result = "Mine"
			with pytest.raises(frappe.PermissionError):
				own.save()
		with as_user(r.user_of("Bo")):
			assert not frappe.get_doc("Improvement Plan", plan.name).has_permission("read")

	def test_the_review_is_remembered_once(self, ids, freeze):
		self.plan(ids)
		before = len(r.notes(r.SUPERVISOR))
		plans.remind_of_reviews()
		assert len(r.notes(r.SUPERVISOR)) == before
		freeze("2019-05-05 08:00:00")
		plans.remind_of_reviews()
		plans.remind_of_reviews()
		assert len(r.notes(r.SUPERVISOR)) == before + 1
		assert "Review" in r.notes(r.SUPERVISOR)[0]


@pytest.mark.parametrize(
	"values",
	[
		{"share": 0},
		{"share": 101},
		{"kind": "Months on Target", "months": 0},
		{"kind": "Months Below Target", "opens_plan": 1, "plan_days": 0},
		{"bonus_amount": -1},
		{"promotion_points": -1},
	],
)
def test_a_rule_that_means_nothing_is_refused(ids, values):
	with pytest.raises(RuleRefused):
		r.rule(**values)


def test_the_shipped_rules_are_those_of_the_regulations(isolated):
	found = {
		row.name: (row.kind, row.share, row.months, row.opens_plan, row.promotion_priority)
		for row in frappe.get_all("Reward Rule", fields=["*"])
	}
	assert found["Bonus of the Best Fifth"][:2] == ("Best of the Cycle", 20)
	assert found["Three Months on Target"][2:] == (3, 0, 1)
	assert found["Three Months Below Target"][2:] == (3, 1, 0)


@pytest.mark.parametrize("kind", ["reward_rule", "award"])
def test_nobody_is_rewarded_by_an_upgrade(kind):
	shipped = json.loads((APP / "shipped" / f"{kind}.json").read_text(encoding="utf-8"))
	assert shipped
	assert all(record["disabled"] for record in shipped)
