"""A review opens by itself, asks those who have to act, and never stands still (J4)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.api import appraisals as api
from fsm_app.appraisals import sweep
from fsm_app.appraisals.ratings import NotTheRater, RatingRefused
from fsm_app.appraisals.reviews import NotYourTurn, ReviewRefused, WorkflowWithoutStage
from tests.app import factories as f
from tests.app.reviews import (
	COLLEAGUE,
	ENGINEER,
	HR,
	MANAGER,
	SUPERVISOR,
	Month,
	mark,
	to_confirm,
	to_interview,
	told,
)

REVIEW = "Appraisal Review"


@pytest.fixture
def month(freeze):
	freeze("2026-03-27 09:00:00")
	# An upgraded site opens none by itself.
	frappe.db.set_single_value("Field Service Settings", "open_reviews", 1)
	return Month()


def stage(month) -> str:
	return month.review.stage


class TestOpening:
	def test_it_opens_by_itself_shortly_before_the_month_ends_and_once(self, month, freeze):
		frappe.db.set_single_value("Field Service Settings", "review_opens_days", 3)
		sweep.follow_reviews()
		assert not frappe.db.exists(REVIEW, {"appraisal": month.appraisal.name})
		freeze("2026-03-28 02:00:00")
		sweep.follow_reviews()
		sweep.follow_reviews()
		assert frappe.db.count(REVIEW, {"cycle": month.cycle.name}) == 1
		assert (stage(month), str(month.review.due_on)) == ("Self-assessment", "2026-04-01")
		assert (month.review.supervisor, month.review.title) == (SUPERVISOR, "Ning – Review March")
		assert "Assess yourself" in told(ENGINEER, REVIEW)[-1]

	def test_an_appraisal_has_one_review(self, month):
		review = month.open()
		fields = ("appraisal", "engineer", "cycle")
		second = frappe.get_doc({"doctype": REVIEW, **{field: review.get(field) for field in fields}})
		second.flags.of_app = True
		with pytest.raises(frappe.UniqueValidationError):
			second.insert(ignore_permissions=True)

	def test_users_open_none(self, month, as_user):
		with as_user(HR), pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": REVIEW, "appraisal": month.appraisal.name}).insert()
		with pytest.raises(ReviewRefused):
			frappe.get_doc(
				{
					"doctype": REVIEW,
					"appraisal": month.appraisal.name,
					"engineer": month.engineer.name,
					"cycle": month.cycle.name,
				}
			).insert()

	def test_who_was_away_all_month_is_not_reviewed(self, month):
		frappe.db.set_value("Performance Appraisal", month.appraisal.name, "at_work", "Away")
		sweep.open_missing(month.cycle.name, None)
		assert not frappe.db.exists(REVIEW, {"cycle": month.cycle.name})

	def test_one_that_fails_keeps_no_other_and_comes_later(self, month, monkeypatch):
		from fsm_app.appraisals import reviews

		other = month.appraise(month.colleagues[0])
		done = reviews.open_review

		def failing(appraisal, audience):
			if appraisal.name == month.appraisal.name:
				raise RuntimeError("no")
			return done(appraisal, audience)

		monkeypatch.setattr(reviews, "open_review", failing)
		sweep.follow_reviews()
		assert frappe.get_all(REVIEW, {"cycle": month.cycle.name}, pluck="appraisal") == [other.name]
		monkeypatch.setattr(reviews, "open_review", done)
		sweep.follow_reviews()
		assert frappe.db.count(REVIEW, {"cycle": month.cycle.name}) == 2

	def test_who_supervises_is_reviewed_by_the_next_above(self, month):
		boss = employee(user_id=MANAGER)
		own = employee(reports_to=boss)
		supervising = f.engineer("Super", user=SUPERVISOR, team=month.team)
		frappe.db.set_value("Service Engineer", supervising.name, "employee", own)
		appraisal = month.appraise(supervising)
		month.open()
		assert frappe.db.get_value(REVIEW, {"appraisal": appraisal.name}, "supervisor") == MANAGER

	def test_without_anybody_above_a_manager_reviews_and_never_their_own(self, month, as_user):
		both = f.user("both@review.example.com", "Service Manager", "Service Engineer")
		lonely = f.engineer("Lonely", user=both)
		appraisal = month.appraise(lonely)
		month.open()
		review = frappe.get_doc(REVIEW, {"appraisal": appraisal.name})
		rating = frappe.get_doc("Appraisal Rating", {"review": review.name, "kind": "Supervisor"})
		assert not review.supervisor and not rating.rater
		with as_user(both):
			api.hand_in(
				mark(frappe.get_doc("Appraisal Rating", {"review": review.name, "kind": "Self"})).name
			)
			with pytest.raises(frappe.PermissionError):
				mark(rating)
			with pytest.raises(frappe.PermissionError):
				api.hand_in(rating.name)
		with as_user(MANAGER):
			api.hand_in(mark(rating, 5).name)
		assert frappe.db.get_value(REVIEW, review.name, "stage") == "HR Review"
		assert frappe.db.get_value("Appraisal Rating", rating.name, "rater") == MANAGER
		review.reload()
		with as_user(both), pytest.raises(frappe.ValidationError):
			apply_workflow(review, "Pass to Interview")


def employee(**values) -> str:
	"""An Employee as it stands in the database, whatever ERPNext asks for besides."""
	doc = frappe.get_doc(
		{"doctype": "Employee", "name": frappe.generate_hash(length=10), "company": f.company(), **values}
	)
	doc.db_insert()
	return doc.name


class TestTheWay:
	def test_from_self_assessment_to_confirmation(self, month, as_user, freeze):
		to_interview(month, as_user)
		review = month.review
		assert (review.stage, str(review.due_on)) == ("Interview", "2026-04-03")
		with as_user(SUPERVISOR):
			interview = frappe.get_doc("Appraisal Interview", {"review": review.name})
			with pytest.raises(ReviewRefused, match="write down"):
				api.finish_interview(interview.name)
			interview.update({"held_on": "2026-04-08 10:00:00", "notes": "Well done."})
			interview.save()
			api.finish_interview(interview.name)
		assert "Confirm your review" in told(ENGINEER, REVIEW)[-1]
		freeze("2026-04-09 08:00:00")
		with as_user(ENGINEER):
			api.confirm(review.name)
		review = month.review
		assert (review.stage, review.confirmed_by, review.confirmed_by_lapse) == ("Confirmed", ENGINEER, 0)
		assert str(review.confirmed_at) == "2026-04-09 08:00:00"
		assert "has confirmed" in told(SUPERVISOR, REVIEW)[-1]

	@pytest.mark.parametrize("user", [ENGINEER, COLLEAGUE, HR, MANAGER])
	def test_nobody_takes_the_supervisors_step(self, month, as_user, user):
		month.open()
		with as_user(ENGINEER):
			api.hand_in(mark(month.rating("Self")).name)
		with as_user(user):
			with pytest.raises(frappe.PermissionError):
				mark(month.rating("Supervisor"))
			with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
				apply_workflow(month.review, "Hand In Rating")
		assert stage(month) == "Supervisor"

	@pytest.mark.parametrize("user", [SUPERVISOR, HR, MANAGER, "Administrator"])
	def test_nobody_signs_for_the_engineer(self, month, as_user, user):
		to_confirm(month, as_user)
		with as_user(user), pytest.raises((NotYourTurn, frappe.ValidationError)):
			api.confirm(month.review.name)
		assert stage(month) == "To Confirm"

	def test_a_stage_is_not_left_without_its_rating(self, month, as_user):
		month.open()
		with as_user(ENGINEER):
			with pytest.raises(ReviewRefused, match="hand in the rating"):
				apply_workflow(month.review, "Hand In Self-assessment")
			with pytest.raises(RatingRefused, match="mark at least one"):
				api.hand_in(month.rating("Self").name)

	def test_what_follows_from_the_process_is_not_typed_in(self, month, as_user):
		month.open()
		with as_user(HR):
			review = month.review
			review.update({"stage": "Confirmed", "due_on": "2030-01-01", "confirmed_by": HR})
			review.engineer = month.colleagues[0].name
			review.save()
		review = month.review
		assert (review.stage, str(review.due_on), review.confirmed_by) == (
			"Self-assessment",
			"2026-03-31",
			None,
		)
		assert review.engineer == month.engineer.name

	def test_hr_sends_it_back_while_the_month_is_open(self, month, as_user):
		month.open()
		with as_user(ENGINEER):
			api.hand_in(mark(month.rating("Self")).name)
		with as_user(SUPERVISOR):
			api.hand_in(mark(month.rating("Supervisor"), 1).name)
			with pytest.raises(RatingRefused, match="not changed any more"):
				mark(month.rating("Supervisor"), 2)
		with as_user(HR):
			apply_workflow(month.review, "Return to Supervisor")
		assert (stage(month), month.rating("Supervisor").state) == ("Supervisor", "Asked")
		with as_user(SUPERVISOR):
			api.hand_in(mark(month.rating("Supervisor"), 2).name)
		month.close()
		with as_user(HR), pytest.raises(ReviewRefused, match="closed"):
			apply_workflow(month.review, "Return to Supervisor")

	def test_the_supervisor_is_changed_by_managers_and_takes_the_rating_over(self, month, as_user):
		month.open()
		with as_user(SUPERVISOR), pytest.raises(NotYourTurn):
			review = month.review
			review.supervisor = COLLEAGUE
			review.save()
		with as_user(HR):
			review = month.review
			review.supervisor = ENGINEER
			with pytest.raises(ReviewRefused, match="nobody reviews themselves"):
				review.save()
			review = month.review
			review.supervisor = MANAGER
			review.save()
		assert month.rating("Supervisor").rater == MANAGER

	def test_an_open_month_is_not_confirmed(self, month, as_user):
		month.open()
		with as_user(ENGINEER):
			api.hand_in(mark(month.rating("Self")).name)
		with as_user(SUPERVISOR):
			api.hand_in(mark(month.rating("Supervisor")).name)
		with as_user(HR):
			apply_workflow(month.review, "Pass to Interview")
		assert month.review.due_on is None
		with as_user(SUPERVISOR):
			interview = frappe.get_doc("Appraisal Interview", {"review": month.review.name})
			interview.update({"held_on": "2026-03-28 10:00:00", "notes": "Well done."})
			interview.save()
			with pytest.raises(ReviewRefused, match="still open"):
				api.finish_interview(interview.name)

	def test_the_workflow_must_say_its_stages(self):
		workflow = frappe.get_doc("Workflow", REVIEW)
		workflow.states[1].update_value = "Somewhere"
		with pytest.raises(WorkflowWithoutStage):
			workflow.save()

	def test_an_administrator_takes_a_stage_out(self, month, as_user):
		workflow = frappe.get_doc("Workflow", REVIEW)
		workflow.states = [row for row in workflow.states if row.update_value != "HR Review"]
		workflow.transitions = [
			row for row in workflow.transitions if "HR Review" not in (row.state, row.next_state)
		]
		for role in ("Service Engineer", "Service Manager"):
			workflow.append(
				"transitions",
				{
					"state": "Supervisor Rating",
					"action": "Hand In Rating",
					"next_state": "Appraisal Interview",
					"allowed": role,
					"allow_self_approval": 1,
				},
			)
		workflow.save()
		month.open()
		with as_user(ENGINEER):
			api.hand_in(mark(month.rating("Self")).name)
		with as_user(SUPERVISOR):
			api.hand_in(mark(month.rating("Supervisor")).name)
		assert stage(month) == "Interview"


class TestTime:
	def test_the_engineer_is_reminded_once_and_then_it_goes_on_without_them(self, month, freeze):
		month.open()
		freeze("2026-03-30 02:00:00")
		for _ in range(2):
			sweep.follow_reviews()
		assert [text for text in told(ENGINEER, REVIEW) if text.startswith("Reminder")] == [
			f"Reminder: Assess yourself for {month.cycle.name} until {day('2026-03-31')}."
		]
		freeze("2026-04-01 02:00:00")
		sweep.follow_reviews()
		assert stage(month) == "Supervisor"
		assert comments(month)[-1].startswith("No self-assessment was handed in until")
		assert "Rate Ning" in told(SUPERVISOR, REVIEW)[-1]

	def test_who_is_late_is_told_to_who_stands_above_and_it_goes_on(self, month, freeze):
		month.open()
		freeze("2026-04-01 02:00:00")
		sweep.follow_reviews()
		freeze("2026-04-06 02:00:00")
		for _ in range(2):
			sweep.follow_reviews()
		overdue = f"The review of Ning for {month.cycle.name} is overdue: Supervisor."
		assert (told(MANAGER, REVIEW), told(HR, REVIEW)) == ([overdue], [overdue])
		assert overdue not in told(SUPERVISOR, REVIEW) and overdue not in told(ENGINEER, REVIEW)
		freeze("2026-04-10 02:00:00")
		sweep.follow_reviews()
		assert stage(month) == "HR Review"
		assert month.rating("Supervisor").state == "Lapsed"

	def test_nothing_stands_still_for_ever(self, month, freeze):
		month.open()
		month.close()
		for day_of_month in range(1, 29):
			freeze(f"2026-04-{day_of_month:02} 02:00:00")
			sweep.follow_reviews()
		for day_of_month in range(1, 15):
			freeze(f"2026-05-{day_of_month:02} 02:00:00")
			sweep.follow_reviews()
		review = month.review
		assert (review.stage, review.confirmed_by_lapse, review.confirmed_by) == ("Confirmed", 1, None)
		assert "confirmed by lapse" in comments(month)[-1]
		assert "counts as confirmed" in told(ENGINEER, REVIEW)[-1]

	def test_closing_the_month_ends_the_collecting(self, month, as_user):
		month.open()
		with as_user(SUPERVISOR):
			api.ask_colleagues(month.review.name, [month.colleagues[0].name])
		month.close()
		assert stage(month) == "HR Review"
		assert set(frappe.get_all("Appraisal Rating", {"review": month.review.name}, pluck="state")) == {
			"Lapsed"
		}
		with as_user(ENGINEER), pytest.raises(RatingRefused):
			mark(month.rating("Self"))

	def test_what_a_broken_off_closing_left_is_made_good(self, month, as_user):
		month.open()
		frappe.db.set_value("Performance Cycle", month.cycle.name, "status", "Closed")
		sweep.follow_reviews()
		assert stage(month) == "HR Review"

	def test_a_closed_month_without_reviews_gets_them(self, month):
		month.close()
		assert stage(month) == "HR Review"
		frappe.db.set_single_value("Field Service Settings", "open_reviews", 0)
		month.appraise(month.colleagues[0])
		month.close()
		assert frappe.db.count(REVIEW, {"cycle": month.cycle.name}) == 1


def day(text: str) -> str:
	return frappe.utils.formatdate(text)


def comments(month) -> list[str]:
	return frappe.get_all(
		"Comment",
		filters={"reference_name": month.review.name, "comment_type": "Info"},
		pluck="content",
		order_by="creation, name",
	)


def test_ratings_are_their_raters_alone(month, as_user):
	month.open()
	with as_user(SUPERVISOR):
		with pytest.raises(NotTheRater):
			mark(month.rating("Self"))
	with as_user(ENGINEER):
		rating = mark(month.rating("Self"), score=100, state="Handed In", rater=COLLEAGUE)
		assert (rating.score, rating.state, rating.rater) == (0, "Asked", ENGINEER)
