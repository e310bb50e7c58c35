"""A bonus becomes one line of payroll and is taken back cleanly (J5)."""

import pytest

import frappe
from frappe.utils import getdate

from fsm_app.api import rewards as api
from fsm_app.rewards import runs
from fsm_app.rewards.deciding import OwnReward
from fsm_app.rewards.payments import NotToHandOver
from fsm_app.rewards.payroll import PaidAlready
from fsm_app.rewards.rules import RuleRefused
from tests import host
from tests.app import factories as f
from tests.app import payroll as p
from tests.app import rewarded as r

LINE = "Additional Salary"
PAYER = "payer@reward.example.com"

with_payroll = pytest.mark.skipif(
	not host.ON_BENCH, reason="devsite has no HRMS, whose payroll this is about"
)
without_payroll = pytest.mark.skipif(host.ON_BENCH, reason="the bench has HRMS; this is about a site without")


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	frappe.db.set_value("Reward Rule", {"name": ["!=", ""]}, "disabled", 1)
	frappe.db.set_value("Award", {"name": ["!=", ""]}, "disabled", 1)
	f.user(PAYER, "HR Manager", "HR User", "Service Manager")
	return r.people("Ann", "Bo", "Cai", "Dai", "Eva")


@pytest.fixture
def cycle(ids):
	return r.month("2019-03", dict(zip(ids.values(), (95, 90, 85, 80, 75), strict=True)))


def rule(**values):
	return r.rule(**{"bonus_amount": 500, **values})


def lines(employee: str, **filters) -> list:
	return frappe.get_all(
		LINE,
		filters={"employee": employee, **filters},
		fields=[
			"name",
			"amount",
			"salary_component",
			"type",
			"payroll_date",
			"docstatus",
			"ref_docname",
			"owner",
		],
		order_by="creation",
	)


def payments(engineer: str) -> list[tuple]:
	rows = frappe.get_all(
		"Reward Payment", filters={"engineer": engineer}, fields=["kind", "state"], order_by="creation, name"
	)
	return [(row.kind, row.state) for row in rows]


def paid(ids, cycle, **values) -> str:
	"""The list of the rule, approved by somebody with rights in payroll; returns the list."""
	run = runs.run_rule(rule(**values).name, cycle.name)
	frappe.set_user(PAYER)
	try:
		api.approve_run(run)
	finally:
		frappe.set_user("Administrator")
	return run


@with_payroll
class TestLine:
	def test_approving_makes_one_line_with_the_approvers_rights(self, ids, cycle):
		employee = p.salaried(ids["Ann"])
		run = paid(ids, cycle)
		(line,) = lines(employee)
		assert (line.amount, line.salary_component, line.type) == (500, p.BONUS, "Earning")
		assert (line.payroll_date, line.docstatus, line.owner) == (getdate("2019-04-01"), 1, PAYER)
		(payment,) = frappe.get_all("Reward Payment", filters={"reference_name": run}, fields=["*"])
		assert (payment.state, payment.additional_salary, line.ref_docname) == (
			"Handed Over",
			line.name,
			payment.name,
		)

	def test_running_everything_again_makes_no_second_line(self, ids, cycle):
		employee = p.salaried(ids["Ann"])
		run = paid(ids, cycle)
		runs.run_rules(cycle.name)
		runs.bring_up_to_date(run)
		payment = frappe.get_doc("Reward Payment", {"reference_name": run})
		with pytest.raises(NotToHandOver):
			api.hand_over(payment.name)
		frappe.db.set_value(
			"Reward Payment", payment.name, {"state": "To Hand Over", "additional_salary": None}
		)
		api.hand_over(payment.name)
		assert len(lines(employee)) == 1
		copy = frappe.copy_doc(frappe.get_doc(LINE, lines(employee)[0].name))
		with pytest.raises(PaidAlready):
			copy.insert()

	def test_a_slip_saved_three_times_holds_it_once(self, ids, cycle):
		employee = p.salaried(ids["Ann"])
		paid(ids, cycle)
		slip = p.slip(employee, "2019-04-01", "2019-04-30")
		for _time in range(3):
			slip.save()
		assert p.amounts(slip, p.BONUS) == [500]

	def test_two_genuine_bonuses_on_one_day_are_both_paid_and_others_are_unaffected(self, ids, cycle):
		employee, other = p.salaried(ids["Ann"]), p.salaried(ids["Bo"])
		paid(ids, cycle)
		paid(ids, cycle, rule_name="Another Rule", bonus_amount=300)
		assert [line.amount for line in lines(employee)] == [500, 300]
		slip = p.slip(employee, "2019-04-01", "2019-04-30")
		assert sum(p.amounts(slip, p.BONUS)) == 800
		assert lines(other) == []
		assert p.amounts(p.slip(other, "2019-04-01", "2019-04-30"), p.BONUS) == []

	def test_who_may_not_write_lines_leaves_the_payment_to_hr(self, ids, cycle, as_user):
		employee = p.salaried(ids["Ann"])
		run = runs.run_rule(rule().name, cycle.name)
		with as_user(r.MANAGER):
			api.approve_run(run)
			payment = frappe.db.get_value("Reward Payment", {"reference_name": run})
			with pytest.raises(frappe.PermissionError):
				api.hand_over(payment)
		assert lines(employee) == []
		assert payments(ids["Ann"]) == [("Bonus", "To Hand Over")]
		with as_user(PAYER):
			assert api.hand_over(payment) == "Handed Over"
		assert len(lines(employee)) == 1

	def test_what_payroll_refuses_is_said_on_the_payment_and_holds_up_nobody(self, ids, cycle):
		second = p.salaried(ids["Bo"])
		paid(ids, cycle, share=40)
		ann = frappe.get_doc("Reward Payment", {"engineer": ids["Ann"]})
		assert (ann.state, "linked to none" in ann.problem) == ("To Hand Over", True)
		assert len(lines(second)) == 1
		p.salaried(ids["Ann"])
		assert api.hand_over(ann.name) == "Handed Over"
		assert frappe.db.get_value("Reward Payment", ann.name, "problem") is None

	def test_a_month_whose_slip_is_paid_is_not_the_month_of_the_bonus(self, ids, cycle):
		employee = p.salaried(ids["Ann"])
		p.slip(employee, "2019-04-01", "2019-04-30").submit()
		paid(ids, cycle)
		assert [line.payroll_date for line in lines(employee)] == [getdate("2019-05-01")]

	def test_nobody_hands_over_their_own(self, ids, cycle, as_user):
		p.salaried(ids["Ann"])
		run = runs.run_rule(rule().name, cycle.name)
		with as_user(r.MANAGER):
			api.approve_run(run)
		frappe.db.set_value("Service Engineer", ids["Ann"], "user", PAYER)
		with as_user(PAYER), pytest.raises(OwnReward):
			api.hand_over(frappe.db.get_value("Reward Payment", {"reference_name": run}))

	def test_a_rule_with_a_bonus_needs_components_of_the_right_types(self, ids):
		p.salaried(ids["Ann"])
		with pytest.raises(RuleRefused, match="Salary Component"):
			rule(salary_component=None)
		with pytest.raises(RuleRefused, match=p.CORRECTION):
			rule(salary_component=p.CORRECTION)


@with_payroll
class TestTakingBack:
	def test_before_payroll_the_line_is_cancelled(self, ids, cycle):
		employee = p.salaried(ids["Ann"])
		run = paid(ids, cycle)
		r.corrected(cycle, ids["Bo"], 99)
		assert [line.docstatus for line in lines(employee)] == [2]
		assert payments(ids["Ann"]) == [("Bonus", "Cancelled")]
		runs.bring_up_to_date(run)
		assert len(lines(employee)) == 1
		assert p.amounts(p.slip(employee, "2019-04-01", "2019-04-30"), p.BONUS) == []

	def test_hr_is_told_of_a_draft_slip_that_holds_the_cancelled_line(self, ids, cycle):
		employee = p.salaried(ids["Ann"])
		paid(ids, cycle)
		slip = p.slip(employee, "2019-04-01", "2019-04-30")
		assert p.amounts(slip, p.BONUS) == [500]
		r.corrected(cycle, ids["Bo"], 99)
		assert payments(ids["Ann"]) == [("Bonus", "Cancelled")]
		assert slip.name in frappe.db.get_value("Reward Payment", {"engineer": ids["Ann"]}, "problem")
		assert any(slip.name in note for note in r.notes(r.HR))
		slip.reload()
		with pytest.raises(frappe.CancelledLinkError):
			slip.submit()
		slip.reload()
		slip.earnings = [row for row in slip.earnings if row.salary_component != p.BONUS]
		slip.save()
		assert p.amounts(slip, p.BONUS) == []

	def test_after_payroll_one_line_corrects_the_next_period_and_the_paid_slip_is_untouched(
		self, ids, cycle, as_user
	):
		employee = p.salaried(ids["Ann"])
		run = paid(ids, cycle)
		slip = p.slip(employee, "2019-04-01", "2019-04-30")
		slip.submit()
		before = frappe.db.get_value("Salary Slip", slip.name, ["modified", "gross_pay", "docstatus"])
		with as_user(PAYER):
			r.corrected(cycle, ids["Bo"], 99)
		runs.bring_up_to_date(run)
		assert frappe.db.get_value("Salary Slip", slip.name, ["modified", "gross_pay", "docstatus"]) == before
		bonus, back = lines(employee)
		assert bonus.docstatus == 1
		assert (back.amount, back.salary_component, back.type, back.docstatus, back.payroll_date) == (
			500,
			p.CORRECTION,
			"Deduction",
			1,
			getdate("2019-05-01"),
		)
		assert payments(ids["Ann"]) == [("Bonus", "Taken Back"), ("Taking Back", "Handed Over")]
		next_slip = p.slip(employee, "2019-05-01", "2019-05-31")
		for _time in range(3):
			next_slip.save()
		assert p.amounts(next_slip, p.CORRECTION) == [500]
		assert p.amounts(next_slip, p.BONUS) == []

	def test_whoever_decides_an_appeal_without_rights_in_payroll_leaves_the_correction_to_hr(
		self, ids, cycle, as_user
	):
		employee = p.salaried(ids["Ann"])
		paid(ids, cycle)
		p.slip(employee, "2019-04-01", "2019-04-30").submit()
		with as_user(r.MANAGER):
			r.corrected(cycle, ids["Bo"], 99)
		assert payments(ids["Ann"]) == [("Bonus", "Taken Back"), ("Taking Back", "To Hand Over")]
		assert len(lines(employee)) == 1
		assert any("payments" in note for note in r.notes(r.HR))
		with as_user(PAYER):
			api.hand_over(
				frappe.db.get_value("Reward Payment", {"engineer": ids["Ann"], "kind": "Taking Back"})
			)
		assert len(lines(employee)) == 2

	def test_a_line_that_hr_cancels_is_to_be_handed_over_again_and_an_amended_one_is_followed(
		self, ids, cycle
	):
		employee = p.salaried(ids["Ann"])
		paid(ids, cycle)
		line = frappe.get_doc(LINE, lines(employee)[0].name)
		line.cancel()
		payment = frappe.get_doc("Reward Payment", {"engineer": ids["Ann"]})
		assert (payment.state, payment.additional_salary) == ("To Hand Over", None)
		amended = frappe.copy_doc(line)
		amended.amended_from = line.name
		amended.insert()
		amended.submit()
		payment.reload()
		assert (payment.state, payment.additional_salary) == ("Handed Over", amended.name)


@without_payroll
class TestWithoutPayroll:
	def test_the_list_is_the_result_and_somebody_says_that_it_was_handed_over(self, ids, cycle, as_user):
		run = paid(ids, cycle)
		assert payments(ids["Ann"]) == [("Bonus", "To Hand Over")]
		with as_user(r.HR):
			assert (
				api.hand_over(frappe.db.get_value("Reward Payment", {"reference_name": run})) == "Handed Over"
			)
		r.corrected(cycle, ids["Bo"], 99)
		assert payments(ids["Ann"]) == [("Bonus", "Taken Back"), ("Taking Back", "To Hand Over")]

	def test_there_are_no_components_to_choose(self, ids, as_user):
		with as_user(r.HR):
			assert api.salary_components("Earning") == []


def test_payments_are_for_those_who_manage_people(ids, cycle, as_user):
	run = runs.run_rule(r.rule(bonus_amount=0).name, cycle.name)
	payment = r.stored(
		"Reward Payment", engineer=ids["Ann"], company=r.COMPANY, state="To Hand Over", amount=1
	)
	for user in (r.user_of("Ann"), r.SUPERVISOR):
		with as_user(user):
			with pytest.raises(frappe.PermissionError):
				frappe.get_list("Reward Payment")
			with pytest.raises(frappe.PermissionError):
				api.hand_over(payment)
			with pytest.raises(frappe.PermissionError):
				api.preview_rule("A Rule", cycle.name)
			with pytest.raises(frappe.PermissionError):
				api.run_rule("A Rule", cycle.name)
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc("Reward Run", run).check_permission("read")
