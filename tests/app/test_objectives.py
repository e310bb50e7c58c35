"""Objectives with key results: set by who supervises, checked in by the engineer, rolled up by team (J7)."""

import pytest

import frappe

from fsm_app.api import appraisals as api
from fsm_app.appraisals.objectives import NotYourObjective, ObjectiveRefused, mark_overdue
from fsm_app.appraisals.parts import parts_of
from tests import host
from tests.app import factories as f
from tests.app.reviews import COLLEAGUE, ENGINEER, HR, MANAGER, SUPERVISOR, Month, told

OBJECTIVE = "Service Objective"


@pytest.fixture
def month(freeze):
	freeze("2026-03-10 09:00:00")
	return Month()


def objective(engineer=None, results=(("Cases written", 0, 10, 1),), **values):
	made = {
		"doctype": OBJECTIVE,
		"title": "Share what we know",
		"kind": "Engineer" if engineer else "Team",
		"engineer": engineer.name if engineer else None,
		"starts_on": "2026-03-01",
		"ends_on": "2026-03-31",
		"key_results": [
			{"key_result": name, "start": start, "target": target, "weight": weight}
			for name, start, target, weight in results
		],
		**values,
	}
	return frappe.get_doc(made).insert()


def score(month) -> dict:
	return parts_of(month.cycle, [month.engineer.name])


class TestScore:
	def test_check_ins_say_how_far_it_is_by_whom_and_when(self, month, as_user):
		with as_user(SUPERVISOR):
			made = objective(month.engineer, (("Cases", 0, 10, 3), ("Days to answer", 8, 4, 1)))
		with as_user(ENGINEER):
			api.check_in(made.name, "Cases", 5, "Half way")
			api.check_in(made.name, "Days to answer", "2")
		made.reload()
		assert [row.score for row in made.key_results] == [50, 100]  # downwards, too, and never above 100
		assert made.score == pytest.approx((3 * 50 + 100) / 4)
		first = made.check_ins[0]
		assert (first.key_result, first.value, first.note) == ("Cases", 5, "Half way")
		assert (first.checked_in_by, str(first.checked_in_at)) == (ENGINEER, "2026-03-10 09:00:00")
		assert score(month) == {month.engineer.name: {"Objectives": pytest.approx(62.5)}}

	def test_the_part_is_the_weighted_mean_of_those_that_end_in_the_month(self, month):
		for weight, value in ((1, 10), (3, 0)):
			made = objective(month.engineer, title=f"Weighs {weight}", weight=weight)
			api.check_in(made.name, "Cases written", value)
		objective(month.engineer, title="Next quarter", ends_on="2026-06-30")
		assert score(month) == {month.engineer.name: {"Objectives": 25}}

	def test_without_objectives_there_is_no_data(self, month):
		assert score(month) == {}

	def test_a_teams_objective_is_rolled_up(self, month):
		team = objective(team=month.team, results=())
		for engineer, value, weight in ((month.engineer, 10, 1), (month.colleagues[0], 4, 2)):
			made = objective(engineer, aligned_to=team.name, weight=weight)
			api.check_in(made.name, "Cases written", value)
		assert frappe.db.get_value(OBJECTIVE, team.name, "score") == pytest.approx((100 + 2 * 40) / 3)
		team.reload()
		team.title = "Share it all"
		team.save()
		assert frappe.db.get_value(OBJECTIVE, team.name, "score") == pytest.approx(60)

	def test_a_team_has_key_results_of_its_own_where_nobody_contributes(self, month):
		team = objective(team=month.team)
		with pytest.raises(ObjectiveRefused, match="has none called"):
			api.check_in(team.name, "Nothing", 1)
		api.check_in(team.name, "Cases written", 5)
		assert frappe.db.get_value(OBJECTIVE, team.name, "score") == 50


class TestRules:
	@pytest.mark.parametrize("user", [ENGINEER, COLLEAGUE])
	def test_nobody_sets_their_own_or_a_colleagues(self, month, as_user, user):
		with as_user(user), pytest.raises(NotYourObjective):
			objective(month.engineer)

	def test_a_manager_does_not_set_their_own_either(self, month, as_user):
		both = f.user("both@review.example.com", "HR Manager", "Service Engineer")
		mine = f.engineer("Both", user=both)
		with as_user(both):
			with pytest.raises(NotYourObjective):
				objective(mine)
			objective(month.engineer)

	def test_an_engineer_moves_neither_target_nor_current_past_a_check_in(self, month, as_user):
		made = objective(month.engineer)
		with as_user(ENGINEER):
			made.reload()
			made.key_results[0].update({"current": 10, "target": 1})
			with pytest.raises(NotYourObjective):
				made.save()
		made.reload()
		made.key_results[0].current = 10
		made.update({"score": 100, "state": "Closed", "check_ins": []})
		made.save()
		made.reload()
		assert (made.key_results[0].current, made.score, made.state) == (0, 0, "Open")

	@pytest.mark.parametrize("user", [COLLEAGUE, "Guest"])
	def test_who_does_not_see_it_does_not_check_in(self, month, as_user, user):
		made = objective(month.engineer)
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.check_in(made.name, "Cases written", 1)

	def test_a_colleague_does_not_check_in_on_the_teams(self, month, as_user):
		team = objective(team=month.team)
		with as_user(ENGINEER), pytest.raises(NotYourObjective):
			api.check_in(team.name, "Cases written", 1)

	@pytest.mark.parametrize(
		("values", "words"),
		[
			({"ends_on": "2026-02-01"}, "ends before it begins"),
			({"weight": 0}, "Weight"),
			({"results": ()}, "at least one"),
			({"results": (("Same", 1, 1, 1),)}, "row 1: Start and Target"),
			({"results": (("Twice", 0, 1, 1), ("Twice", 0, 2, 1))}, "stands there twice"),
			({"results": (("Light", 0, 1, 0),)}, "weight must be above 0"),
		],
	)
	def test_what_cannot_be_scored_is_refused(self, month, values, words):
		with pytest.raises(ObjectiveRefused, match=words):
			objective(month.engineer, **values)

	def test_one_aligns_to_a_team_of_the_company(self, month):
		other = objective(month.colleagues[0])
		with pytest.raises(ObjectiveRefused, match="Aligned To"):
			objective(month.engineer, aligned_to=other.name)

	@pytest.mark.parametrize("value", ["many", "", None, "nan", "1e300", {"a": 1}])
	def test_a_value_is_a_number(self, month, value):
		made = objective(month.engineer)
		with pytest.raises(frappe.ValidationError):
			api.check_in(made.name, "Cases written", value)


class TestEnd:
	def test_past_its_day_it_is_overdue_by_itself_and_told_once(self, month, freeze):
		made = objective(month.engineer)
		freeze("2026-04-01 02:00:00")
		for _ in range(2):
			mark_overdue()
		assert frappe.db.get_value(OBJECTIVE, made.name, "state") == "Overdue"
		assert len(told(ENGINEER, OBJECTIVE)) == len(told(SUPERVISOR, OBJECTIVE)) == 1

	def test_closing_is_an_act_of_its_own(self, month, as_user):
		made = objective(month.engineer)
		with as_user(ENGINEER), pytest.raises(NotYourObjective):
			api.close_objective(made.name)
		with as_user(MANAGER):
			api.close_objective(made.name)
			with pytest.raises(ObjectiveRefused, match="closed"):
				api.close_objective(made.name)
		made.reload()
		assert (made.state, made.closed_by, str(made.closed_on)) == ("Closed", MANAGER, "2026-03-10")
		with as_user(HR), pytest.raises(ObjectiveRefused, match="closed"):
			made.title = "Other"
			made.save()
		with as_user(ENGINEER), pytest.raises(ObjectiveRefused, match="closed"):
			api.check_in(made.name, "Cases written", 10)


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no titles of links")
def test_its_title_is_told_to_those_alone_who_read_it(month, as_user, rest):
	with as_user(SUPERVISOR):
		made = objective(month.engineer)

	def told_to(user: str) -> str:
		asked = {"doctype": OBJECTIVE, "docname": made.name}
		answer = rest.login(user).get("/api/method/frappe.desk.search.get_link_title", params=asked)
		return answer.json["message"]

	assert told_to(ENGINEER) == made.title
	assert told_to(COLLEAGUE) == told_to(f.user("titles@example.com", "Customer")) == made.name
