"""The three shipped schemes on a made-up month, worked out by hand and met to the cent (J2, J3).

What `whole_month` comes to:

| KPI | Figure | Score | After-sales | Engineering | Case |
|---|---|---|---|---|---|
| First Response Time | 20 and 40 min: 30 | 80 | 10: 8.0 | 15: 12.0 | 8: 6.4 |
| Solve Rate | 19 of 20: 95 % | 95 | 10: 9.5 | | |
| Customer Satisfaction | 3 and 5 stars: 4 | 75 | 30: 22.5 | 20: 15.0 | 20: 15.0 |
| First-time Fix | 9 of 10: 90 % | 80 | | 20: 16.0 | 8: 6.4 |
| Rework Rate | 1 of 10: 10 % | 60 | | | 6: 3.6 |
| SLA Rate | 19 of 20: 95 % | 90 | | 15: 13.5 | |
| Dispatch Time | 60 min | 60 | | | 4: 2.4 |
| Arrival Time | 1, 240 and 1500 min: 240 | 80 | | | 8: 6.4 |
| Time per Visit | 60, 120, 90, 90 min: 90 | 80 | | | 6: 4.8 |
| Net Promoter Score | 9 and 8: 50 - 0 | 80 | | | 8: 6.4 |
| Complaint Rate | 0 for 19 tickets | 100 | | | 8: 8.0 |
| Callbacks in Time | 19 of 20: 95 % | 90 | | | 4: 3.6 |
| Cases Published | 1 | 80 | 6: 4.8 | | |
| Case Quality | 70 and 90 %: 80 % | 80 | 4: 3.2 | | |
| Cases That Helped Others | 1 ticket | 80 | 2: 1.6 | | |
| Training Completion | 4 of 5: 80 % | 60 | 4: 2.4 | 5: 3.0 | 10: 6.0 |
| Exam Pass Rate | 1 of 1 | 100 | 4: 4.0 | 5: 5.0 | |
| Ticket Completeness | 80 % | 60 | | 10: 6.0 | 10: 6.0 |
| Violation Points | 0 | 100 | | 10: 10.0 | |
| Cross-region Support | 2 tickets | 80 | 8: 6.4 | | |
| Training Sessions Attended | 1 | 80 | 7: 5.6 | | |
| Parts Cost per Ticket | 19 x 500 / 19: 500 | 80 | 15: 12.0 | | |
| Total | | | 80.0 | 80.5 | 75.0 |
"""

import pytest

import frappe

from fsm_app.performance.closing import close_cycle
from fsm_app.performance.scoring import score_cycle
from fsm_app.performance.snapshots import prove
from tests.app import factories as f
from tests.app import score_month as m
from tests.app.two_teams import no_engineers

TOTALS = {"After-sales Scheme": 80.0, "Engineering Scheme": 80.5, "Case Scheme": 75.0}


@pytest.fixture(autouse=True)
def _alone():
	no_engineers()


@pytest.fixture
def cycle():
	return m.month_cycle()


def put_in_force(name: str, **values):
	for other in frappe.get_all("KPI Scheme", filters={"disabled": 0}, pluck="name"):
		frappe.db.set_value("KPI Scheme", other, "disabled", 1)
	scheme = frappe.get_doc("KPI Scheme", name)
	scheme.update({"disabled": 0, **values})
	scheme.save()


def appraisal_of(cycle, engineer):
	return frappe.get_doc("Performance Appraisal", {"cycle": cycle.name, "engineer": engineer.name})


def rows_of(appraisal) -> dict:
	return {row.kpi: row for row in appraisal.scores}


@pytest.mark.parametrize("scheme", TOTALS)
def test_the_shipped_weights_are_those_of_the_regulations(scheme):
	items = frappe.get_doc("KPI Scheme", scheme).items
	weights: dict[str, float] = {}
	for item in items:
		weights[item.category] = weights.get(item.category, 0) + item.weight
	assert (
		weights
		== {
			"After-sales Scheme": {
				**{"Response": 20, "Quality": 30, "Knowledge": 20},
				**{"Teamwork": 15, "Cost": 15},
			},
			"Engineering Scheme": {"Quality": 40, "Response": 30, "Compliance": 20, "Learning": 10},
			"Case Scheme": {
				**{"Satisfaction": 40, "Response": 20, "Efficiency": 20},
				"Knowledge and Compliance": 20,
			},
		}[scheme]
	)
	assert scheme != "Case Scheme" or (len(weights), len(items)) == (4, 12)


@pytest.mark.parametrize("scheme", TOTALS)
def test_a_whole_month(scheme, cycle):
	put_in_force(scheme)
	engineer = m.hired("Whole Month")
	m.whole_month(engineer.name)
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	assert all(row.scored for row in appraisal.scores)
	assert appraisal.total_score == pytest.approx(TOTALS[scheme], abs=0.001)
	assert sum(row.contribution for row in appraisal.scores) == pytest.approx(TOTALS[scheme], abs=0.001)
	assert sum(row.effective_weight for row in appraisal.scores) == pytest.approx(100, abs=0.001)
	assert (appraisal.rank, appraisal.has_data, appraisal.title) == (1, 1, "Whole Month – May 2031")
	close_cycle(cycle.name)
	frozen = appraisal_of(cycle, engineer)
	assert frozen.total_score == pytest.approx(TOTALS[scheme], abs=0.001)
	assert prove(frozen)["differences"] == []


@pytest.mark.parametrize(
	("way", "total"),
	[
		("Spread Weight", 57.5 / 0.7),  # 80 - 22.5 over the other 70
		("Neutral Score", 57.5 + 0.3 * 60),
		("Zero", 57.5),
	],
)
def test_without_an_answered_survey(cycle, way, total):
	put_in_force("After-sales Scheme", when_no_data=way)
	engineer = m.hired("Never Asked")
	m.whole_month(engineer.name, with_surveys=False)
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	row = rows_of(appraisal)["Customer Satisfaction"]
	assert (row.scored, row.reason) == (0, "No documents")
	assert appraisal.total_score == pytest.approx(total, abs=0.001)


def test_of_two_equal_engineers_the_one_without_complaint_is_ahead(cycle):
	f.make(
		"KPI Scheme", name="Edge Scheme", scheme_name="Edge Scheme", disabled=1,
		items=[{"kpi": "SLA Rate", "weight": 70}, {"kpi": "Complaint Rate", "weight": 30}],
	)  # fmt: skip
	put_in_force("Edge Scheme")
	without, with_one = m.hired("Without"), m.hired("With One")
	for engineer in (without, with_one):
		m.tickets(engineer.name, closed=50)
		m.clocks(engineer.name, "Resolution", [60] * 10, late=2)
	m.complaints(with_one.name, 1)
	score_cycle(cycle.name)
	first, second = appraisal_of(cycle, without), appraisal_of(cycle, with_one)
	assert (first.total_score, second.total_score) == (pytest.approx(72), pytest.approx(66))
	assert (first.rank, second.rank) == (1, 2)
	row = rows_of(second)["Complaint Rate"]
	assert (row.value, row.numerator, row.denominator) == (2, 1, 50)


def test_answers_that_a_manager_left_out_count_for_nobody(cycle):
	"""5, 4 and 4 stars are left: 13/3. Of three with a mark one promotes and none detracts: 33.3; the 1 and its 0 do not count."""
	put_in_force("Case Scheme")
	engineer = m.hired("Unjustly Marked")
	m.tickets(engineer.name, closed=5)
	m.surveys(engineer.name, [1], [0])
	frappe.db.set_value("Service Survey", {"engineer": engineer.name}, "excluded", 1)
	m.surveys(engineer.name, [5, 4, 4], [9, 8, 7])
	score_cycle(cycle.name)
	rows = rows_of(appraisal_of(cycle, engineer))
	found = {
		kpi: (rows[kpi].value, rows[kpi].denominator)
		for kpi in ("Customer Satisfaction", "Net Promoter Score")
	}
	assert found == {
		"Customer Satisfaction": (pytest.approx(13 / 3), 3),
		"Net Promoter Score": (pytest.approx(100 / 3), 3),
	}


def test_a_late_joiner_is_scored_on_their_days(cycle):
	"""Ten of 31 days: one ticket of another region counts as 3.1, which is 91. No session attended is 40, no case written 0,
	none that helped 40: 10 x 80 + 8 x 91 + 7 x 40 + 6 x 0 + 2 x 40, over 33."""
	put_in_force("After-sales Scheme")
	engineer = m.hired("Late Joiner", joined_on="2031-05-22")
	m.clocks(engineer.name, "First Response", [1800])
	m.visits(engineer.name, [90], region=m.AWAY_REGION)
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	assert (appraisal.at_work, appraisal.days_at_work) == ("Partly", 10)
	assert appraisal.total_score == pytest.approx(1888 / 33, abs=0.001)
	assert rows_of(appraisal)["Cross-region Support"].value == 1


@pytest.mark.parametrize("joined", ["2031-05-31", "2031-05-01", "2031-06-01"])
def test_no_day_of_joining_divides_by_zero(cycle, joined):
	put_in_force("After-sales Scheme")
	engineer = m.hired("On the Edge", joined_on=joined)
	m.visits(engineer.name, [90], region=m.AWAY_REGION)
	score_cycle(cycle.name)
	assert 0 <= appraisal_of(cycle, engineer).total_score <= 100


@pytest.mark.parametrize("scheme", TOTALS)
def test_one_who_was_away_all_month_has_no_score_and_no_rank(scheme, cycle):
	put_in_force(scheme, when_no_data="Zero")
	engineer, other = m.hired("Away", status="On Leave"), m.hired("There")
	m.whole_month(other.name)
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	assert (appraisal.has_data, appraisal.rank, appraisal.at_work, appraisal.days_at_work) == (
		0,
		0,
		"Away",
		0,
	)
	assert "On Leave" in appraisal.at_work_reason
	assert not any(row.scored for row in appraisal.scores)
	assert appraisal_of(cycle, other).rank == 1


@pytest.mark.parametrize("scheme", TOTALS)
def test_tickets_that_wait_for_somebody_on_leave_give_no_score_either(scheme, cycle):
	put_in_force(scheme)
	engineer, other = m.hired("Away With Tickets", status="On Leave"), m.hired("There As Well")
	m.tickets(engineer.name, closed=0, still_open=2)
	m.surveys(engineer.name, [1])  # the answer to a job of the month before
	m.whole_month(other.name)
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	assert (appraisal.has_data, appraisal.rank, appraisal.total_score) == (0, 0, 0)
	assert {row.reason for row in appraisal.scores} == {"Away"}
	close_cycle(cycle.name)
	assert prove(appraisal_of(cycle, engineer))["differences"] == []


def senior_scheme():
	return f.make(
		"KPI Scheme", name="For Seniors", scheme_name="For Seniors", level="Senior",
		items=[{"kpi": "Customer Satisfaction", "weight": 100}],
	)  # fmt: skip


class TestChangesWithinTheMonth:
	def test_the_level_at_the_end_of_the_month_decides(self, cycle, freeze):
		put_in_force("Engineering Scheme")
		senior_scheme()
		freeze("2031-05-20 10:00:00")
		raised = m.hired("Raised in May")
		m.whole_month(raised.name)
		raised.level = "Senior"
		raised.save()
		score_cycle(cycle.name)
		appraisal = appraisal_of(cycle, raised)
		assert (appraisal.level, appraisal.scheme) == ("Senior", "For Seniors")
		assert appraisal.total_score == pytest.approx(75)

	def test_a_level_got_after_the_month_changes_nothing_of_it(self, cycle, freeze):
		put_in_force("Engineering Scheme")
		senior_scheme()
		freeze("2031-05-31 10:00:00")
		raised = m.hired("Raised in June")
		m.whole_month(raised.name)
		score_cycle(cycle.name)
		freeze("2031-06-02 10:00:00")
		raised.level = "Senior"
		raised.save()
		score_cycle(cycle.name)
		appraisal = appraisal_of(cycle, raised)
		assert (appraisal.level, appraisal.scheme) == ("Intermediate", "Engineering Scheme")
		assert appraisal.total_score == pytest.approx(80.5)

	def test_who_comes_back_from_leave_after_the_month_was_away_in_it(self, cycle, freeze):
		put_in_force("After-sales Scheme")
		freeze("2031-05-31 10:00:00")
		engineer = m.hired("Back in June", status="On Leave")
		m.tickets(engineer.name, closed=0, still_open=2)
		score_cycle(cycle.name)
		freeze("2031-06-02 10:00:00")
		engineer.status = "Active"
		engineer.save()
		score_cycle(cycle.name)
		appraisal = appraisal_of(cycle, engineer)
		assert (appraisal.has_data, appraisal.rank, appraisal.at_work) == (0, 0, "Away")
		assert appraisal.at_work_reason == "2 tickets in hand; away until the period ended"
		m.visits(engineer.name, [30])  # written down late
		score_cycle(cycle.name)
		assert appraisal_of(cycle, engineer).at_work == "At Work"

	def test_who_moves_to_another_team_and_region_takes_the_whole_month_along(self, cycle):
		put_in_force("After-sales Scheme")
		engineer = m.hired("Moved", team=f.team("Score Team One"))
		m.whole_month(engineer.name)
		engineer.team = f.team("Score Team Two")
		engineer.save()
		score_cycle(cycle.name)
		assert appraisal_of(cycle, engineer).total_score == pytest.approx(80.0)
		assert frappe.db.count("Performance Appraisal", {"engineer": engineer.name}) == 1

	def test_who_moves_to_another_company_afterwards_is_scored_once(self, cycle, freeze):
		put_in_force("After-sales Scheme")
		freeze("2031-05-31 10:00:00")
		engineer = m.hired("Another Company")
		m.whole_month(engineer.name)
		score_cycle(cycle.name)
		there = f.make(
			"Company", name="Score Other", company_name="Score Other", abbr="SO", default_currency="CNY", country="China"
		)  # fmt: skip
		freeze("2031-06-02 10:00:00")
		frappe.db.set_value("Service Engineer", engineer.name, "company", there.name)
		other = m.month_cycle("Score May Elsewhere", there.name)
		score_cycle(cycle.name)
		score_cycle(other.name)
		assert frappe.get_all("Performance Appraisal", {"engineer": engineer.name}, pluck="cycle") == [
			cycle.name
		]
		assert appraisal_of(cycle, engineer).rank == 1

	@pytest.mark.parametrize(
		("remote", "scheme"), [(3, "For Remote"), (2, "After-sales Scheme"), (0, "After-sales Scheme")]
	)
	def test_who_works_on_site_and_remote_is_what_they_are_mostly(self, cycle, remote, scheme):
		put_in_force("After-sales Scheme")
		f.make(
			"KPI Scheme", name="For Remote", scheme_name="For Remote", work_type="Remote",
			items=[{"kpi": "SLA Rate", "weight": 100}],
		)  # fmt: skip
		engineer = m.hired("Both")
		m.visits(engineer.name, [30] * remote, delivery="Remote")
		m.visits(engineer.name, [30, 30])
		score_cycle(cycle.name)
		assert appraisal_of(cycle, engineer).scheme == scheme


def test_pressed_twice_there_is_one_appraisal_each(cycle):
	engineer = m.hired("Only Once")
	score_cycle(cycle.name)
	score_cycle(cycle.name)
	assert frappe.db.count("Performance Appraisal", {"cycle": cycle.name}) == 1
	with pytest.raises((frappe.UniqueValidationError, frappe.DuplicateEntryError)):
		frappe.get_doc(
			{
				"doctype": "Performance Appraisal",
				"cycle": cycle.name,
				"engineer": engineer.name,
				"scheme": "Standard Scheme",
			}
		).insert(ignore_permissions=True, set_name="Another Name")


@pytest.mark.parametrize("weights", [[60, 30, 10], [0.75, 99, 0.25]])
def test_any_mix_that_is_a_hundred_is_taken_for_kpis_and_parts(weights):
	kpis = ("SLA Rate", "First-time Fix", "Rework Rate")
	name = f"Mix {weights[0]}"
	scheme = f.make(
		"KPI Scheme", scheme_name=name, disabled=1, weight_kpi=weights[0], weight_supervisor=weights[1],
		weight_self=weights[2], items=[{"kpi": kpi, "weight": w} for kpi, w in zip(kpis, weights, strict=True)],
	)  # fmt: skip
	scheme.items[0].weight += 0.02
	with pytest.raises(frappe.ValidationError, match="KPIs"):
		scheme.save()
	scheme.reload()
	scheme.weight_kpi += 0.02
	with pytest.raises(frappe.ValidationError, match="Parts"):
		scheme.save()
