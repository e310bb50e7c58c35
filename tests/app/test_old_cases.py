"""Cases that may have grown old enter a list, and are confirmed in one click (G1)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import knowledge_duty as api
from fsm_app.knowledge.stale_cases import ConfirmRefused, NotYourReview, propose_old_cases
from tests.app import cases as c
from tests.app import devices
from tests.app import factories as f
from tests.app import surveys as s

CASE = "Knowledge Case"
# Later than anything the site may hold.
WRITTEN = get_datetime("2028-06-05 10:00:00")
YEAR_LATER = get_datetime("2029-06-06 10:00:00")


@pytest.fixture(autouse=True)
def ids(freeze):
	freeze(WRITTEN)
	frappe.db.set_value(CASE, {"stage": "Published"}, "stage", "Retired", update_modified=False)
	s.settings(case_review_months=12, contradicted_case_marks=3, case_review_within_days=14)
	return c.people()


@pytest.fixture
def case(ids, as_user):
	return c.published(as_user)


def proposal(case) -> tuple:
	return frappe.db.get_value(CASE, case.name, ["review_reason", "review_due_on"])


def use(case, result: str, at, ticket=None):
	"""A row as uses.py writes one, and what it counts on the case."""
	frappe.get_doc(
		{
			"doctype": "Knowledge Use",
			"knowledge_case": case.name,
			"result": result,
			"at": at,
			"ticket": ticket,
			"client_key": frappe.generate_hash(length=12),
		}
	).insert(ignore_permissions=True)
	field = {"Solved It": "solved", "Did Not Help": "not_solved"}.get(result)
	if field:
		frappe.db.set_value(CASE, case.name, field, frappe.db.get_value(CASE, case.name, field) + 1)


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "document_type": CASE, "subject": ["like", "Are these cases%"]},
		pluck="subject",
	)


def test_one_that_nobody_touched_for_so_long_is_proposed_once_and_those_who_judge_are_told(case):
	assert propose_old_cases(WRITTEN + timedelta(days=300)) == 0
	assert propose_old_cases(YEAR_LATER) == 1
	reason, due = proposal(case)
	assert reason == "Not used, changed or confirmed in 12 months."
	assert str(due) == "2029-06-20"
	assert propose_old_cases(YEAR_LATER + timedelta(days=1)) == 0
	for user in (c.REVIEWER, c.OTHER_REVIEWER, c.ANN):
		assert len(told(user)) == 1, user
	assert told(c.BO) == []


def test_one_that_is_used_is_looked_at_too_and_it_says_so(case):
	use(case, "Solved It", YEAR_LATER - timedelta(days=5))
	assert propose_old_cases(YEAR_LATER) == 1
	assert proposal(case)[0] == "Not changed or confirmed in 12 months."


def test_a_reviewer_confirms_it_in_one_click_and_it_rests_for_as_long_again(case, freeze, as_user):
	propose_old_cases(YEAR_LATER)
	freeze(YEAR_LATER)
	with as_user(c.REVIEWER):
		assert api.may_confirm(case.name)
		api.confirm_case(case.name)
	assert proposal(case)[0] is None
	confirmed = frappe.db.get_value(CASE, case.name, ["last_confirmed_on", "review_due_on"])
	assert [str(day) for day in confirmed] == ["2029-06-06", "2030-06-06"]
	assert propose_old_cases(YEAR_LATER + timedelta(days=300)) == 0
	assert propose_old_cases(YEAR_LATER + timedelta(days=367)) == 1


def test_nobody_confirms_their_own_and_no_engineer_at_all(case, as_user):
	propose_old_cases(YEAR_LATER)
	with as_user(c.BO):
		assert not api.may_confirm(case.name)
		with pytest.raises(NotYourReview):
			api.confirm_case(case.name)
	with as_user(c.REVIEWER):
		own = c.draft()
		c.act(own.name, "Submit for Review")
	with as_user(c.OTHER_REVIEWER):
		c.act(own.name, "Publish")
	with as_user(c.REVIEWER), pytest.raises(NotYourReview):
		api.confirm_case(own.name)
	assert proposal(case)[0]


def test_a_draft_has_nothing_to_confirm(ids, as_user):
	with as_user(c.ANN):
		made = c.draft()
	with as_user(c.REVIEWER), pytest.raises(ConfirmRefused):
		api.confirm_case(made.name)


def test_marks_that_it_did_not_help_propose_it_until_it_is_confirmed(case, freeze, as_user):
	later = WRITTEN + timedelta(days=30)
	for number in range(2):
		use(case, "Did Not Help", later + timedelta(hours=number))
	use(case, "Solved It", later)
	assert propose_old_cases(later + timedelta(days=1)) == 0
	use(case, "Did Not Help", later)
	assert propose_old_cases(later + timedelta(days=1)) == 1
	assert proposal(case)[0] == "Did not help 3 times, helped 1 times."
	freeze(later + timedelta(days=2))
	with as_user(c.REVIEWER):
		api.confirm_case(case.name)
	assert propose_old_cases(later + timedelta(days=3)) == 0


def test_one_that_helped_more_often_is_not_doubted(case):
	later = WRITTEN + timedelta(days=30)
	for result in ("Did Not Help", "Solved It"):
		for _ in range(3):
			use(case, result, later)
	assert propose_old_cases(later + timedelta(days=1)) == 0


def test_one_whose_item_is_no_longer_offered_is_proposed_and_may_stay_right(ids, as_user, freeze):
	first, second = devices.item("OLD-PUMP"), devices.item("OLD-PUMP-2")
	made = c.published(as_user, equipment=[{"item_code": first}, {"item_code": second}])
	frappe.db.set_value("Item", first, "disabled", 1)
	later = WRITTEN + timedelta(days=10)
	assert propose_old_cases(later) == 0
	frappe.db.set_value("Item", second, "disabled", 1)
	assert propose_old_cases(later) == 1
	assert proposal(made)[0] == f"No longer offered: {first}, {second}."
	freeze(later)
	with as_user(c.REVIEWER):
		api.confirm_case(made.name)
	assert propose_old_cases(later + timedelta(days=1)) == 0


def test_one_whose_item_is_at_the_end_of_its_life_is_proposed(ids, as_user):
	item = devices.item("ENDED-PUMP")
	made = c.published(as_user, equipment=[{"item_code": item}])
	group = c.published(
		as_user, title="About a group", equipment=[{"item_group": "All Item Groups"}, {"item_code": item}]
	)
	frappe.db.set_value("Item", item, "end_of_life", "2028-06-30")
	assert propose_old_cases(get_datetime("2028-06-29 01:00:00")) == 0
	assert propose_old_cases(get_datetime("2028-06-30 01:00:00")) == 1
	assert proposal(made)[0] == "No longer offered: ENDED-PUMP."
	assert proposal(group)[0] is None


def test_one_whose_offering_is_disabled_is_proposed(ids, as_user):
	offering = f.offering("Old Repair")
	made = c.published(as_user, offerings=[{"offering": offering}])
	frappe.db.set_value("Service Offering", offering, "disabled", 1)
	assert propose_old_cases(WRITTEN + timedelta(days=1)) == 1
	assert proposal(made)[0] == "No longer offered: Old Repair."


def test_what_is_published_anew_or_retired_is_no_longer_proposed(case, as_user, freeze):
	propose_old_cases(YEAR_LATER)
	freeze(YEAR_LATER)
	with as_user(c.REVIEWER):
		c.act(case.name, "Revise")
		assert proposal(case) == (None, None)
		c.act(case.name, "Submit for Review")
		c.act(case.name, "Publish")
	assert proposal(case)[0] is None
	assert propose_old_cases(YEAR_LATER + timedelta(days=1)) == 0


def test_the_page_tells_reviewers_of_all_and_authors_of_their_own(case, as_user):
	propose_old_cases(YEAR_LATER)
	for user, number in ((c.REVIEWER, 1), (c.ANN, 1), (c.BO, 0)):
		with as_user(user):
			assert api.my_duty()["old"] == number, user


def test_rules_that_are_switched_off_propose_nothing(case):
	s.settings(case_review_months=0, contradicted_case_marks=0)
	for _ in range(4):
		use(case, "Did Not Help", WRITTEN + timedelta(days=1))
	assert propose_old_cases(YEAR_LATER) == 0


def test_a_proposal_is_not_typed_in_and_saving_keeps_it(case, as_user):
	propose_old_cases(YEAR_LATER)
	with as_user(c.REVIEWER):
		document = frappe.get_doc(CASE, case.name)
		document.update({"review_reason": None, "gone_confirmed": "all"})
		document.save()
	assert proposal(case)[0]
	assert not frappe.db.get_value(CASE, case.name, "gone_confirmed")
