"""What people say of an engineer becomes parts of the score; colleagues are not given away (J4)."""

import pytest

import frappe

from fsm_app.api import appraisals as api
from fsm_app.appraisals import ratings, sweep
from fsm_app.appraisals.parts import parts_of
from fsm_app.appraisals.ratings import NotTheRater, RatingRefused
from tests.app import factories as f
from tests.app.reviews import COLLEAGUE, ENGINEER, HR, SECOND, SUPERVISOR, THIRD, Month, mark, told

RATERS = (COLLEAGUE, SECOND, THIRD)


@pytest.fixture
def month(freeze):
	freeze("2026-03-27 09:00:00")
	month = Month()
	month.open()
	return month


def parts(month) -> dict:
	month.cycle.reload()
	return parts_of(month.cycle, [month.engineer.name]).get(month.engineer.name, {})


def ask(month, *numbers: int) -> list[str]:
	return api.ask_colleagues(month.review.name, [month.colleagues[n].name for n in numbers])


class TestMarks:
	def test_a_part_counts_once_it_is_handed_in(self, month, as_user):
		with as_user(ENGINEER):
			rating = mark(month.rating("Self"), 5)
			assert parts(month) == {}
			api.hand_in(rating.name)
		assert parts(month) == {"Self": 100}
		with as_user(SUPERVISOR):
			api.hand_in(mark(month.rating("Supervisor"), 3).name)
		assert parts(month) == {"Self": 100, "Supervisor": 60}

	def test_what_was_not_marked_is_left_out_and_weights_may_be_anything(self, month, as_user):
		frappe.db.set_value("Appraisal Criterion", {"name": ["!=", ""]}, "disabled", 1)
		for name, weight in (("A", 0.75), ("B", 0.25), ("C", 2)):
			f.make("Appraisal Criterion", criterion_name=f"Criterion {name}", weight=weight)
		frappe.delete_doc("Appraisal Review", month.review.name, force=True)
		frappe.db.delete("Appraisal Rating")
		month.open()
		rating = month.rating("Self")
		assert [row.weight for row in rating.criteria] == [0.75, 0.25, 2]
		with as_user(ENGINEER):
			rating.criteria[0].mark, rating.criteria[1].mark = "5", "1"
			rating.save()
			api.hand_in(rating.name)
		assert parts(month) == {"Self": pytest.approx((0.75 * 100 + 0.25 * 20) / 1.0)}

	def test_rows_are_neither_added_nor_weighed_by_who_marks(self, month, as_user):
		with as_user(ENGINEER):
			rating = month.rating("Self")
			rating.criteria[0].update({"weight": 1000, "mark": "5"})
			rating.append("criteria", {"criterion": rating.criteria[0].criterion, "weight": 9, "mark": "5"})
			rating.save()
		stored = month.rating("Self")
		assert len(stored.criteria) == len(rating.criteria) == 5
		assert (stored.criteria[0].weight, stored.criteria[0].mark) == (30, "5")

	def test_a_mark_is_one_of_five(self, month, as_user):
		with as_user(ENGINEER), pytest.raises(frappe.ValidationError):
			mark(month.rating("Self"), 6)

	def test_a_criterion_weighs_something(self):
		with pytest.raises(frappe.ValidationError, match="Weight"):
			f.make("Appraisal Criterion", criterion_name="Nothing", weight=0)


class TestColleagues:
	def test_they_are_asked_by_the_supervisor_once_and_told(self, month, as_user):
		with as_user(SUPERVISOR):
			assert len(ask(month, 0, 1)) == 2
			assert len(ask(month, 0, 1, 2)) == 1
		(text,) = told(COLLEAGUE, "Appraisal Rating")
		assert text.startswith("Rate your colleague Ning until")
		assert told(ENGINEER, "Appraisal Rating") == []

	@pytest.mark.parametrize("user", [ENGINEER, COLLEAGUE])
	def test_nobody_else_asks_them(self, month, as_user, user):
		with as_user(user), pytest.raises(frappe.PermissionError):
			ask(month, 1)

	def test_who_cannot_rate_is_not_asked(self, month, as_user):
		silent = f.engineer("Silent", team=month.team)
		with as_user(SUPERVISOR):
			with pytest.raises(RatingRefused, match="no user"):
				api.ask_colleagues(month.review.name, [silent.name])
			with pytest.raises(RatingRefused, match="another part"):
				api.ask_colleagues(month.review.name, [month.engineer.name])
			with pytest.raises(RatingRefused, match="no engineer"):
				api.ask_colleagues(month.review.name, ["SE-99999"])
			with pytest.raises(frappe.ValidationError):
				api.ask_colleagues(month.review.name, [])

	def test_their_mean_is_told_when_it_gives_nobody_away(self, month, as_user, freeze):
		with as_user(SUPERVISOR):
			ask(month, 0, 1, 2)
		for number, (user, given) in enumerate(zip(RATERS, (5, 4, 3), strict=True)):
			assert parts(month) == {}, number
			with as_user(user):
				api.hand_in(mark(month.rating("Colleague", user), given).name)
		assert parts(month) == {"Colleagues": pytest.approx(80)}

	def test_too_few_are_no_data(self, month, as_user, freeze):
		with as_user(SUPERVISOR):
			ask(month, 0, 1, 2)
		for user in RATERS[:2]:
			with as_user(user):
				api.hand_in(mark(month.rating("Colleague", user)).name)
		freeze("2026-04-01 09:00:00")
		sweep.follow_reviews()
		assert month.rating("Colleague", THIRD).state == "Lapsed"
		assert parts(month) == {}
		frappe.db.set_single_value("Field Service Settings", "minimum_colleagues", 1)
		assert parts(month) == {"Colleagues": pytest.approx(80)}  # two are the least that the setting can do

	def test_handing_in_touches_nothing_that_the_engineer_sees(self, month, as_user, freeze):
		with as_user(SUPERVISOR):
			ask(month, 0)
		before = month.review.as_dict()
		notices = told(ENGINEER)
		freeze("2026-03-28 09:00:00")
		with as_user(COLLEAGUE):
			api.hand_in(mark(month.rating("Colleague", COLLEAGUE)).name)
		assert month.review.as_dict() == before
		assert told(ENGINEER) == notices
		said = frappe.get_all("Comment", {"reference_name": month.review.name}, pluck="content")
		assert not [text for text in said if COLLEAGUE in text or "Bo" in text]

	def test_they_are_reminded_once(self, month, as_user, freeze):
		with as_user(SUPERVISOR):
			ask(month, 0)
		freeze("2026-03-30 02:00:00")
		for _ in range(2):
			sweep.follow_reviews()
		assert len([text for text in told(COLLEAGUE) if text.startswith("Reminder")]) == 1

	def test_after_the_deadline_nobody_rates(self, month, as_user, freeze):
		with as_user(SUPERVISOR):
			ask(month, 0)
		freeze("2026-04-02 02:00:00")
		with as_user(COLLEAGUE), pytest.raises(RatingRefused, match="time for this rating ended"):
			mark(month.rating("Colleague", COLLEAGUE))

	def test_one_rates_for_oneself(self, month, as_user):
		with as_user(SUPERVISOR):
			ask(month, 0)
			with pytest.raises(NotTheRater):
				mark(month.rating("Colleague", COLLEAGUE))
		with as_user(HR), pytest.raises(NotTheRater):
			api.hand_in(month.rating("Colleague", COLLEAGUE).name)


def test_parts_cost_the_same_for_many_as_for_few(month, monkeypatch, as_user):
	from tests.app.devices import queries

	with as_user(ENGINEER):
		api.hand_in(mark(month.rating("Self")).name)
	engineers = [month.engineer.name]
	parts_of(month.cycle, engineers)
	few = queries(monkeypatch, lambda: parts_of(month.cycle, engineers))
	for colleague in month.colleagues:
		month.appraise(colleague)
		engineers.append(colleague.name)
	month.open()
	for colleague in month.colleagues:
		review = frappe.get_doc("Appraisal Review", {"engineer": colleague.name})
		rating = {"review": review.name, "kind": ratings.stages.BY_SELF}
		frappe.db.set_value("Appraisal Rating", rating, {"state": "Handed In", "score": 50})
	assert len(parts_of(month.cycle, engineers)) == 4
	assert 0 < queries(monkeypatch, lambda: parts_of(month.cycle, engineers)) == few
