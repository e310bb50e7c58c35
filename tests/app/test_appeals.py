"""Appeal, evidence, decision, new score; and the plan whose KPI is measured at the next review (J4)."""

import pytest

import frappe

from fsm_app.api import appraisals as api
from fsm_app.appraisals import appeals, improvement, sweep
from fsm_app.appraisals.appeals import AppealRefused, NotYourAppeal
from fsm_app.appraisals.improvement import ActionRefused, NotYourAction
from tests import host
from tests.app import factories as f
from tests.app.reviews import (
	COLLEAGUE,
	ENGINEER,
	HR,
	MANAGER,
	SUPERVISOR,
	Month,
	to_confirm,
	to_interview,
	told,
)

KPI = "SLA Rate"


@pytest.fixture
def month(freeze):
	freeze("2026-03-27 09:00:00")
	return Month()


@pytest.fixture
def corrected(monkeypatch):
	"""What performance was asked to correct; it answers with a total of 81."""
	asked = []

	def correct(appraisal, values, reason, by):
		asked.append((appraisal, values, reason, by))
		frappe.db.set_value("Performance Appraisal", appraisal, "total_score", 81)
		return frappe.get_doc("Performance Appraisal", appraisal)

	monkeypatch.setattr(appeals, "correct", correct)
	return asked


def scored(month, value: float = 60, appraisal=None, kpi: str = KPI) -> None:
	"""Give the appraisal a figure, as scoring does."""
	row = frappe.get_doc(
		{
			"doctype": "Performance Appraisal Score",
			"name": frappe.generate_hash(length=10),
			"parent": (appraisal or month.appraisal).name,
			"parenttype": "Performance Appraisal",
			"parentfield": "scores",
			"idx": 1,
			"kpi": kpi,
			"value": value,
			"scored": 1,
			"score": value,
			"weight": 100,
			"frame": "{}",
		}
	)
	row.db_insert()


def appealed(month, as_user) -> str:
	scored(month)
	to_confirm(month, as_user)
	with as_user(ENGINEER):
		return api.appeal(month.review.name, "A customer's ticket was mine by mistake.")


class TestAppeal:
	def test_it_is_heard_by_who_was_not_appealed_against(self, month, as_user):
		name = appealed(month, as_user)
		made = frappe.get_doc("Appraisal Appeal", name)
		assert (month.review.stage, made.state, made.against) == ("Appealed", "Open", SUPERVISOR)
		for user in (HR, MANAGER):
			assert any("Decide the appeal of Ning" in text for text in told(user))
		assert not any("Decide the appeal" in text for text in told(SUPERVISOR))

	def test_upheld_gives_a_new_score_with_who_and_why(self, month, as_user, corrected):
		name = appealed(month, as_user)
		with as_user(HR):
			api.decide(name, True, "It was not their ticket.", {KPI: 90})
		made = frappe.get_doc("Appraisal Appeal", name)
		assert corrected == [(month.appraisal.name, {KPI: 90.0}, "It was not their ticket.", HR)]
		assert (made.state, made.decided_by, made.decision) == ("Upheld", HR, "It was not their ticket.")
		assert (made.total_before, made.total_after) == (70, 81)
		assert [(row.kpi, row.before, row.after) for row in made.corrections] == [(KPI, 60, 90)]
		assert month.review.stage == "Decided"
		assert "was upheld; the score is now 81.0" in told(ENGINEER, "Appraisal Appeal")[-1]

	def test_several_figures_are_corrected_at_once(self, month, as_user, corrected):
		name = appealed(month, as_user)
		scored(month, 20, kpi="Rework Rate")
		with as_user(HR):
			api.decide(name, True, "Neither was theirs.", {KPI: 90, "Rework Rate": None}, 85)
		assert [values for _appraisal, values, _reason, _by in corrected] == [
			{KPI: 90.0, "Rework Rate": None}
		]
		made = frappe.get_doc("Appraisal Appeal", name)
		assert [(row.kpi or row.part, row.before, row.after, row.no_data) for row in made.corrections] == [
			(KPI, 60, 90, 0),
			("Rework Rate", 20, 0, 1),
			("Supervisor", made.corrections[2].before, 85, 0),
		]

	def test_the_supervisors_part_can_be_corrected(self, month, as_user, corrected):
		name = appealed(month, as_user)
		with as_user(MANAGER):
			api.decide(name, True, "Too strict.", None, 85)
		assert corrected == [(month.appraisal.name, None, "Too strict.", MANAGER)]
		assert month.rating("Supervisor").score == 85
		row = frappe.get_doc("Appraisal Appeal", name).corrections[0]
		assert (row.part, row.before, row.after) == ("Supervisor", 60, 85)

	def test_rejected_changes_no_figure_and_says_why(self, month, as_user, corrected):
		name = appealed(month, as_user)
		with as_user(MANAGER):
			with pytest.raises(AppealRefused, match="say why"):
				api.decide(name, False, " ")
			with pytest.raises(AppealRefused, match="changes no figure"):
				api.decide(name, False, "No.", {KPI: 90})
			api.decide(name, False, "The ticket was theirs.")
			with pytest.raises(AppealRefused, match="is decided"):
				api.decide(name, False, "Again.")
		assert (corrected, month.review.stage) == ([], "Decided")
		assert "was rejected" in told(ENGINEER, "Appraisal Appeal")[-1]

	def test_a_correction_that_fails_leaves_the_appeal_open(self, month, as_user, monkeypatch):
		name = appealed(month, as_user)

		def fails(*_args):
			raise frappe.ValidationError("no")

		monkeypatch.setattr(appeals, "correct", fails)
		with as_user(HR), pytest.raises(frappe.ValidationError):
			api.decide(name, True, "It was not their ticket.", {KPI: 90})
		assert frappe.db.get_value("Appraisal Appeal", name, "state") == "Open"
		assert month.review.stage == "Appealed"

	def test_unknown_figures_are_refused(self, month, as_user, corrected):
		name = appealed(month, as_user)
		with as_user(HR):
			for values, score in (({"No KPI": 1}, None), ({}, None), (None, 101)):
				with pytest.raises(AppealRefused):
					api.decide(name, True, "Wrong.", values, score)
			with pytest.raises(frappe.ValidationError):
				api.decide(name, True, "Wrong.", {KPI: "much"})
		assert corrected == []

	@pytest.mark.parametrize("user", [ENGINEER, COLLEAGUE, SUPERVISOR])
	def test_who_is_concerned_does_not_decide(self, month, as_user, user):
		name = appealed(month, as_user)
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.decide(name, False, "No.")

	def test_a_manager_who_rated_does_not_decide(self, month, as_user):
		frappe.db.set_value("Service Team", month.team, "supervisor", MANAGER)
		scored(month)
		month.open()
		from fsm_app.appraisals.people import may_decide

		assert not may_decide(month.review, None, MANAGER)
		assert may_decide(month.review, None, HR)

	def test_one_appeal_by_the_engineer_within_the_time(self, month, as_user):
		month.open()
		with as_user(ENGINEER), pytest.raises(AppealRefused, match="between the interview"):
			api.appeal(month.review.name, "Too early.")
		frappe.db.set_value("Appraisal Review", month.review.name, "workflow_state", None)
		frappe.delete_doc("Appraisal Review", month.review.name, force=True)
		frappe.db.delete("Appraisal Rating")
		name = appealed(month, as_user)
		with as_user(ENGINEER):
			with pytest.raises(AppealRefused, match="one for each review"):
				api.appeal(month.review.name, "Again.")
			made = frappe.get_doc("Appraisal Appeal", name)
			made.update({"reason": "Better worded.", "state": "Upheld", "total_after": 100})
			made.save()
		made = frappe.get_doc("Appraisal Appeal", name)
		assert (made.reason, made.state, made.total_after) == ("Better worded.", "Open", 0)
		with as_user(HR), pytest.raises(NotYourAppeal):
			made.reason = "Withdrawn."
			made.save()

	@pytest.mark.parametrize("user", [COLLEAGUE, SUPERVISOR, HR])
	def test_nobody_appeals_for_another(self, month, as_user, user):
		to_confirm(month, as_user)
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.appeal(month.review.name, "Unfair.")

	def evidence(self, name: str, **values):
		file = {"doctype": "File", "file_name": "proof.txt", "content": "x", "is_private": 1}
		attached = {"attached_to_doctype": "Appraisal Appeal", "attached_to_name": name}
		return frappe.get_doc({**file, **attached, **values})

	def test_evidence_is_given_by_the_engineer(self, month, as_user):
		name = appealed(month, as_user)
		with as_user(ENGINEER):
			self.evidence(name).insert()
		with as_user(COLLEAGUE), pytest.raises(frappe.PermissionError):
			self.evidence(name, file_name="other.txt").insert()

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no public files")
	def test_evidence_is_private(self, month, as_user):
		name = appealed(month, as_user)
		with as_user(ENGINEER):
			with pytest.raises(AppealRefused, match="private"):
				self.evidence(name, is_private=0, file_name="open.txt").insert()
			made = self.evidence(name).insert()
			made.is_private = 0
			with pytest.raises(AppealRefused, match="private"):
				made.save()

	def test_who_decides_is_told_again_and_again_and_time_decides_nothing(self, month, as_user, freeze):
		appealed(month, as_user)
		for day in range(1, 30):
			freeze(f"2026-04-{day:02} 02:00:00")
			sweep.follow_reviews()
		assert month.review.stage == "Appealed"
		assert len([text for text in told(HR) if "is overdue: Appealed" in text]) == 4


class TestPlan:
	def plan(self, month, as_user, **values):
		with as_user(SUPERVISOR):
			return frappe.get_doc(
				{
					"doctype": "Improvement Action",
					"review": month.review.name,
					"action": "Answer within 30 minutes",
					"due_on": "2026-04-30",
					**values,
				}
			).insert()

	def next_month(self, month, value: float | None):
		cycle = f.make(
			"Performance Cycle",
			cycle_name="Review April",
			company=f.company(),
			start_date="2026-04-01",
			end_date="2026-04-30",
		)
		appraisal = month.appraise(month.engineer, cycle=cycle)
		if value is not None:
			scored(month, value, appraisal)
		month.cycle = cycle
		month.close()
		return appraisal

	def test_a_kpi_that_is_reached_closes_it(self, month, as_user):
		to_interview(month, as_user)
		made = self.plan(month, as_user, kpi=KPI, target=80)
		assert (made.engineer, made.responsible, made.state) == (month.engineer.name, ENGINEER, "Open")
		assert "Answer within 30 minutes" in told(ENGINEER, "Improvement Action")[-1]
		appraisal = self.next_month(month, 85)
		made.reload()
		assert (made.state, made.value, made.measured_in) == ("Reached", 85, appraisal.name)
		assert "was kept" in told(SUPERVISOR, "Improvement Action")[-1]

	def test_one_that_is_missed_is_escalated_to_supervisor_and_hr(self, month, as_user):
		to_interview(month, as_user)
		made = self.plan(month, as_user, kpi=KPI, target=80)
		self.next_month(month, 79.9)
		made.reload()
		assert (made.state, made.result) == ("Escalated", f"{KPI} was 79.9, the target 80.")
		for user in (SUPERVISOR, HR):
			assert "was not kept" in told(user, "Improvement Action")[-1]
		with as_user(ENGINEER), pytest.raises(NotYourAction):
			api.close_action(made.name, "Never mind.")
		with as_user(SUPERVISOR):
			api.close_action(made.name, "A training was agreed on.")
		made.reload()
		assert (made.state, made.closed_by) == ("Done", SUPERVISOR)

	def test_lower_may_be_better(self, month, as_user):
		to_interview(month, as_user)
		made = self.plan(month, as_user, kpi=KPI, target=30, comparison="At Most")
		self.next_month(month, 30)
		made.reload()
		assert made.state == "Reached"

	def test_a_month_without_figures_is_waited_for_once(self, month, as_user):
		to_interview(month, as_user)
		made = self.plan(month, as_user, kpi=KPI, target=80)
		self.next_month(month, None)
		made.reload()
		assert (made.state, str(made.due_on)) == ("Open", "2026-05-31")
		frappe.db.set_value("Improvement Action", made.name, "due_on", "2026-04-30")
		improvement.measure_cycle(month.cycle)
		made.reload()
		assert (made.state, made.result) == ("Escalated", f"There were no figures for {KPI}.")

	def test_a_corrected_score_is_measured_again(self, month, as_user):
		to_interview(month, as_user)
		made = self.plan(month, as_user, kpi=KPI, target=80)
		appraisal = self.next_month(month, 70)
		frappe.db.set_value("Performance Appraisal Score", {"parent": appraisal.name}, "value", 90)
		improvement.measure_again(appraisal, 70, "Upheld")
		made.reload()
		assert (made.state, made.value) == ("Reached", 90)

	def test_an_action_by_hand_is_closed_or_escalated(self, month, as_user, freeze):
		to_interview(month, as_user)
		done, late = self.plan(month, as_user), self.plan(month, as_user)
		with as_user(ENGINEER):
			with pytest.raises(ActionRefused, match="say what came of it"):
				api.close_action(done.name, " ")
			api.close_action(done.name, "Course taken.")
		freeze("2026-05-01 02:00:00")
		for _ in range(2):
			improvement.escalate_overdue()
		states = [frappe.db.get_value("Improvement Action", row.name, "state") for row in (done, late)]
		assert states == ["Done", "Escalated"]
		assert len([text for text in told(HR) if "was not kept" in text]) == 1

	@pytest.mark.parametrize("user", [ENGINEER, COLLEAGUE])
	def test_the_plan_is_the_supervisors(self, month, as_user, user):
		to_interview(month, as_user)
		with as_user(user), pytest.raises(frappe.PermissionError):
			frappe.get_doc(
				{
					"doctype": "Improvement Action",
					"review": month.review.name,
					"action": "Rest",
					"due_on": "2026-04-30",
				}
			).insert()

	def test_what_was_measured_is_not_typed_in(self, month, as_user):
		to_interview(month, as_user)
		with pytest.raises(ActionRefused, match="is past"):
			self.plan(month, as_user, due_on="2026-03-01")
		made = self.plan(month, as_user, kpi=KPI, target=80, state="Reached", value=99)
		made.reload()
		assert (made.state, made.value) == ("Open", 0)
		with as_user(COLLEAGUE), pytest.raises(frappe.PermissionError):
			api.close_action(made.name, "Done.")


class TestInterview:
	def notes(self, month):
		return frappe.get_doc("Appraisal Interview", {"review": month.review.name})

	def test_each_writes_their_part(self, month, as_user):
		from fsm_app.appraisals.interviews import NotYourInterview

		to_interview(month, as_user)
		with as_user(ENGINEER):
			interview = self.notes(month)
			interview.engineer_remarks = "I want to learn welding."
			interview.save()
			interview.notes = "All is well."
			with pytest.raises(NotYourInterview, match="Interview Notes"):
				interview.save()
		with as_user(SUPERVISOR):
			interview = self.notes(month)
			interview.engineer_remarks = "Nothing."
			with pytest.raises(NotYourInterview, match="Remarks"):
				interview.save()
		with as_user(HR):
			interview = self.notes(month)
			interview.notes = "Otherwise."
			with pytest.raises(NotYourInterview):
				interview.save()

	def test_after_the_confirmation_nobody_writes(self, month, as_user):
		from fsm_app.appraisals.interviews import InterviewRefused

		to_confirm(month, as_user)
		with as_user(ENGINEER):
			api.confirm(month.review.name)
			interview = self.notes(month)
			interview.engineer_remarks = "One more thing."
			with pytest.raises(InterviewRefused):
				interview.save()
