"""Who moves to another company within the month: scored once, as a whole, where they are at its end; and a month of everybody (J3).

One engineer with a whole month is 75.0 by the Case Scheme, see test_schemes_by_hand.py. Beside them, by hand:

| Who | Why | Total | Rank |
|---|---|---|---|
| Remote | 3 remote visits of 5, another scheme: SLA Rate 95 % is 90 | 90.0 | 1 |
| Late Joiner | first response 30 min: 80, one visit of 90 min: 80; of the rest no data | 80.0 | 2 |
| Whole Month | no complaint | 75.0 | 3 |
| Transferred | came from another company on the 20th | 75.0 | 3 |
| Raised | Senior since the 20th, another scheme: 4 stars are 75 | 75.0 | 3 |
| Never Asked | no survey: 75 - 15 - 6.4 over the other 72 | 74.444 | 6 |
| With Complaint | 1 for 19 tickets, 5.26 of 100: 58.42; 75 - 8 + 8 x 0.5842 | 71.674 | 7 |
| Away | on leave all month | none | none |
"""

import pytest

import frappe

from fsm_app.performance.closing import close_cycle
from fsm_app.performance.cycle_locks import CycleBusy
from fsm_app.performance.scoring import score_cycle
from fsm_app.performance.snapshots import prove
from tests.app import factories as f
from tests.app import score_month as m
from tests.app.test_schemes_by_hand import appraisal_of, put_in_force, senior_scheme
from tests.app.two_teams import no_engineers

APPRAISAL = "Performance Appraisal"


@pytest.fixture(autouse=True)
def _alone():
	no_engineers()
	put_in_force("Case Scheme")


@pytest.fixture
def cycle():
	return m.month_cycle()


@pytest.fixture
def there():
	company = f.make(
		"Company", name="Score Other", company_name="Score Other", abbr="SO", default_currency="CNY", country="China"
	)  # fmt: skip
	return m.month_cycle("Score May Elsewhere", company.name)


def whole(name: str):
	engineer = m.hired(name)
	m.whole_month(engineer.name)
	return engineer


def move(engineer, company: str) -> None:
	engineer.reload()
	engineer.update({"company": company, "team": None})
	engineer.save()


def cycles_of(engineer) -> list[str]:
	return frappe.get_all(APPRAISAL, {"engineer": engineer.name}, pluck="cycle")


def test_a_month_of_everybody(cycle, there, freeze):
	freeze("2031-05-10 02:00:00")
	senior_scheme()
	f.make(
		"KPI Scheme", name="For Remote", scheme_name="For Remote", work_type="Remote",
		items=[{"kpi": "SLA Rate", "weight": 100}],
	)  # fmt: skip
	people = {name: whole(name) for name in ("Whole Month", "With Complaint", "Raised", "Remote")}
	people["Transferred"] = whole("Transferred")
	frappe.db.set_value("Service Engineer", people["Transferred"].name, "company", there.company)
	people["Never Asked"] = m.hired("Never Asked")
	m.whole_month(people["Never Asked"].name, with_surveys=False)
	m.complaints(people["With Complaint"].name, 1)
	m.visits(people["Remote"].name, [30] * 5, delivery="Remote")
	people["Late Joiner"] = m.hired("Late Joiner", joined_on="2031-05-22")
	m.clocks(people["Late Joiner"].name, "First Response", [1800])
	m.visits(people["Late Joiner"].name, [90])
	people["Away"] = m.hired("Away", status="On Leave")
	for each in (cycle, there):
		score_cycle(each.name)
	freeze("2031-05-20 10:00:00")
	move(people["Transferred"], f.company())
	people["Raised"].reload()
	people["Raised"].level = "Senior"
	people["Raised"].save()
	freeze("2031-06-05 02:00:00")
	for each in (there, cycle):
		close_cycle(each.name)
	found = {name: appraisal_of(cycle, engineer) for name, engineer in people.items()}
	totals = {name: round(each.total_score, 3) if each.has_data else None for name, each in found.items()}
	assert totals == {
		**{"Remote": 90.0, "Late Joiner": 80.0, "Whole Month": 75.0, "Transferred": 75.0, "Raised": 75.0},
		**{"Never Asked": 74.444, "With Complaint": 71.674, "Away": None},
	}
	assert {name: each.rank for name, each in found.items()} == {
		**{"Remote": 1, "Late Joiner": 2, "Whole Month": 3, "Transferred": 3, "Raised": 3},
		**{"Never Asked": 6, "With Complaint": 7, "Away": 0},
	}
	assert not frappe.db.count(APPRAISAL, {"cycle": there.name})
	for each in found.values():
		assert prove(each)["differences"] == []


@pytest.mark.parametrize("first_there", [True, False])
def test_the_appraisal_goes_along_on_the_same_day(cycle, there, freeze, first_there):
	freeze("2031-05-20 02:00:00")
	engineer = whole("Moves")
	score_cycle(cycle.name)
	name = appraisal_of(cycle, engineer).name
	move(engineer, there.company)
	assert frappe.db.get_value(APPRAISAL, name, ["cycle", "company", "rank"]) == (
		there.name,
		there.company,
		0,
	)
	for each in (there, cycle) if first_there else (cycle, there):
		score_cycle(each.name)
	assert cycles_of(engineer) == [there.name]
	found = frappe.get_doc(APPRAISAL, name)
	assert (found.rank, round(found.total_score, 3)) == (1, 75.0)
	(told,) = frappe.get_all("Comment", {"reference_name": name, "comment_type": "Info"}, pluck="content")
	assert cycle.name in told and there.company in told


def test_on_the_last_day_after_the_scoring_too(cycle, there, freeze):
	freeze("2031-05-31 02:00:00")
	engineer = whole("Late Move")
	score_cycle(cycle.name)
	freeze("2031-05-31 18:00:00")
	move(engineer, there.company)
	freeze("2031-06-01 02:00:00")
	for each in (cycle, there):
		score_cycle(each.name)
	assert cycles_of(engineer) == [there.name]


def test_a_company_changed_past_the_form_is_followed_by_the_next_scoring(cycle, there, freeze):
	freeze("2031-05-20 02:00:00")
	engineer = whole("Past the Form")
	score_cycle(cycle.name)
	frappe.db.set_value("Service Engineer", engineer.name, "company", there.company)
	score_cycle(cycle.name)
	assert cycles_of(engineer) == [there.name]


def test_there_and_back_is_one_appraisal(cycle, there, freeze):
	freeze("2031-05-20 02:00:00")
	engineer = whole("There and Back")
	for company in (there.company, f.company(), there.company, f.company()):
		for each in (cycle, there):
			score_cycle(each.name)
		move(engineer, company)
	score_cycle(cycle.name)
	assert cycles_of(engineer) == [cycle.name]


def test_where_the_other_company_has_no_month_they_stay(cycle, there, freeze):
	freeze("2031-05-20 02:00:00")
	engineer = whole("Nowhere Else")
	there.delete()
	score_cycle(cycle.name)
	move(engineer, there.company)
	score_cycle(cycle.name)
	assert cycles_of(engineer) == [cycle.name]


def test_what_is_closed_stays_where_it_is_and_is_not_scored_again(cycle, there, freeze):
	freeze("2031-05-20 02:00:00")
	engineer = whole("Closed Early")
	close_cycle(cycle.name)
	move(engineer, there.company)
	score_cycle(there.name)
	assert cycles_of(engineer) == [cycle.name]


def test_while_somebody_scores_there_nobody_moves(cycle, there, freeze, monkeypatch):
	from fsm_app.performance import transfers

	freeze("2031-05-20 02:00:00")
	engineer = whole("Has to Wait")
	score_cycle(cycle.name)

	def busy(cycles):
		frappe.throw("busy", CycleBusy)

	monkeypatch.setattr(transfers, "lock", busy)
	with pytest.raises(CycleBusy):
		move(engineer, there.company)


def test_the_review_goes_along_with_what_was_said_in_it(there, freeze, as_user):
	from fsm_app.api import appraisals as api
	from tests.app import reviews

	month = reviews.Month()
	other = f.make(
		"Performance Cycle", cycle_name="Review March There", company=there.company,
		start_date=reviews.MONTH[0], end_date=reviews.MONTH[1],
	)  # fmt: skip
	freeze("2026-03-28 10:00:00")
	review = month.open()
	with as_user(reviews.ENGINEER):
		api.hand_in(reviews.mark(month.rating("Self")).name)
	move(month.engineer, there.company)
	review.reload()
	assert (review.appraisal, review.cycle, review.company) == (
		month.appraisal.name,
		other.name,
		there.company,
	)
	ratings = frappe.get_all("Appraisal Rating", {"review": review.name}, ["company", "kind", "score"])
	assert {row.company for row in ratings} == {there.company}
	assert next(row.score for row in ratings if row.kind == "Self") == 80
	score_cycle(other.name)
	month.open()
	assert frappe.db.count("Appraisal Review", {"engineer": month.engineer.name}) == 1
