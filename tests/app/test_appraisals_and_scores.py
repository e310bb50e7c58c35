"""From ratings to the closed score, and from an upheld appeal to the new one, through the real scoring (J3, J4)."""

import pytest

import frappe

from fsm_app.api import appraisals as api
from fsm_app.performance.cycles import score_open_cycles
from fsm_app.performance.scoring import score_cycle
from tests.app import factories as f
from tests.app.reviews import COLLEAGUE, ENGINEER, HR, SECOND, SUPERVISOR, THIRD, Month, mark

KPI = "SLA Rate"
APPRAISAL = "Performance Appraisal"


@pytest.fixture
def month(freeze):
	"""A month scored by one KPI at 60 %, the supervisor at 20 %, self and colleagues at 10 % each; no tickets."""
	freeze("2026-03-27 09:00:00")
	month = Month()
	frappe.db.set_value("KPI Scheme", {"name": ["!=", ""]}, "disabled", 1)
	f.make(
		"KPI Scheme",
		scheme_name="With Parts",
		items=[{"kpi": KPI, "weight": 100}],
		weight_kpi=60,
		weight_supervisor=20,
		weight_self=10,
		weight_colleagues=10,
	)
	for engineer in (month.engineer, *month.colleagues):
		f.duty(engineer.name, "2026-03-02 08:00:00", "2026-03-02 18:00:00")
	frappe.delete_doc(APPRAISAL, month.appraisal.name, force=True)
	score_cycle(month.cycle.name)
	month.appraisal = of(month.engineer)
	return month


def of(engineer):
	return frappe.get_doc(APPRAISAL, {"engineer": engineer.name, "cycle": "Review March"})


def shown(month) -> dict:
	return {row.part: (row.score if row.has_data else None) for row in of(month.engineer).parts}


def rated(month, as_user) -> None:
	"""Self 100, supervisor 60, three colleagues with a mean of 80."""
	month.open()
	with as_user(SUPERVISOR):
		api.ask_colleagues(month.review.name, [row.name for row in month.colleagues])
	for user, given in ((COLLEAGUE, 5), (SECOND, 4), (THIRD, 3)):
		with as_user(user):
			api.hand_in(mark(month.rating("Colleague", user), given).name)
	with as_user(ENGINEER):
		api.hand_in(mark(month.rating("Self"), 5).name)
	with as_user(SUPERVISOR):
		api.hand_in(mark(month.rating("Supervisor"), 3).name)


def interviewed(month, as_user) -> None:
	"""HR has checked the review and the interview was held."""
	with as_user(HR):
		api.take(month.review.name, "Interview")
	with as_user(SUPERVISOR):
		interview = frappe.get_doc("Appraisal Interview", {"review": month.review.name})
		interview.update({"held_on": "2026-04-06 10:00:00", "notes": "Talked."})
		interview.save()
		api.finish_interview(interview.name)


def close(month, freeze) -> None:
	"""The scheduler closes the month on the day that the settings name."""
	freeze("2026-04-05 02:00:00")
	score_open_cycles()
	assert frappe.db.get_value("Performance Cycle", month.cycle.name, "status") == "Closed"


def test_the_parts_count_in_the_score_by_their_weights(month, as_user, freeze):
	rated(month, as_user)
	close(month, freeze)
	assert shown(month) == {
		"KPI": None,
		"Supervisor": pytest.approx(60),
		"Self": pytest.approx(100),
		"Colleagues": pytest.approx(80),
	}
	# the KPI has no data and passes its weight on: (20 * 60 + 10 * 100 + 10 * 80) / 40
	assert of(month.engineer).total_score == pytest.approx(75)
	assert of(month.colleagues[0]).has_data == 0
	# the others have handed in nothing, and do not wait for it any more
	assert set(frappe.get_all("Appraisal Review", {"cycle": month.cycle.name}, pluck="stage")) == {
		"HR Review"
	}


def test_an_upheld_appeal_gives_a_new_score_and_rank(month, as_user, freeze):
	rated(month, as_user)
	other = month.colleagues[0]
	with as_user(SUPERVISOR):
		review = frappe.get_doc("Appraisal Review", {"engineer": other.name})
	with as_user(COLLEAGUE):
		own = frappe.get_doc("Appraisal Rating", {"review": review.name, "kind": "Self"})
		api.hand_in(mark(own, 4).name)
	close(month, freeze)
	assert [of(engineer).rank for engineer in (month.engineer, other)] == [2, 1]
	interviewed(month, as_user)
	with as_user(ENGINEER):
		appeal = api.appeal(month.review.name, "The rating forgets the night shift.")
	with as_user(HR):
		api.decide(appeal, 1, "The night shift counts.", None, 100)
	# (20 * 100 + 10 * 100 + 10 * 80) / 40
	assert of(month.engineer).total_score == pytest.approx(95)
	assert [of(engineer).rank for engineer in (month.engineer, other)] == [1, 2]
	made = frappe.get_doc("Appraisal Appeal", appeal)
	assert (made.total_before, made.total_after) == (pytest.approx(75), pytest.approx(95))
	assert of(month.engineer).snapshot_version == 2


def test_a_corrected_kpi_brings_its_weight_back(month, as_user, freeze):
	rated(month, as_user)
	close(month, freeze)
	interviewed(month, as_user)
	with as_user(ENGINEER):
		appeal = api.appeal(month.review.name, "My tickets were booked on another.")
	with as_user(HR):
		api.decide(appeal, 1, "So it was.", {KPI: 100}, None)
	score = next(row.score for row in of(month.engineer).scores if row.kpi == KPI)
	assert shown(month)["KPI"] == pytest.approx(score)
	assert of(month.engineer).total_score == pytest.approx((60 * score + 20 * 60 + 10 * 100 + 10 * 80) / 100)


def test_what_comes_after_the_closing_does_not_come_in_by_an_appeal(month, as_user, freeze):
	objective = frappe.get_doc(
		{
			"doctype": "Service Objective",
			"title": "Late",
			"kind": "Engineer",
			"engineer": month.engineer.name,
			"starts_on": "2026-03-01",
			"ends_on": "2026-03-31",
			"key_results": [{"key_result": "Cases", "start": 0, "target": 10}],
		}
	).insert()
	frappe.db.set_value("KPI Scheme", "With Parts", {"weight_kpi": 50, "weight_objectives": 10})
	rated(month, as_user)
	close(month, freeze)
	before = shown(month)
	assert before["Objectives"] == 0
	api.check_in(objective.name, "Cases", 10)
	interviewed(month, as_user)
	with as_user(ENGINEER):
		appeal = api.appeal(month.review.name, "Too strict.")
	with as_user(HR):
		api.decide(appeal, 1, "A little.", None, 80)
	assert shown(month) == {**before, "Supervisor": pytest.approx(80)}


def test_colleagues_who_still_could_rate_are_final_when_the_month_closes(month, as_user, freeze):
	month.open()
	freeze("2026-04-02 09:00:00")
	with as_user(SUPERVISOR):
		api.ask_colleagues(month.review.name, [row.name for row in month.colleagues])
	frappe.db.set_single_value("Field Service Settings", "minimum_colleagues", 2)
	for user in (COLLEAGUE, SECOND):
		with as_user(user):
			api.hand_in(mark(month.rating("Colleague", user), 4).name)
	score_cycle(month.cycle.name)
	assert shown(month)["Colleagues"] is None
	close(month, freeze)
	assert shown(month)["Colleagues"] == pytest.approx(80)
