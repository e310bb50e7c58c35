"""Every month the catalogue is reviewed: bottlenecks are found, proposals made and followed up (A4)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common.default_settings import add_default_settings
from fsm_app.service_catalogue.review import ReviewError, open_monthly_reviews
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import act, walk

# Later than anything the site may hold, so that the month's figures are those of the test alone.
OPENED = get_datetime("2027-06-07 10:00:00")
FIRST_OF_JULY = get_datetime("2027-07-01 00:30:00")


@pytest.fixture(autouse=True)
def only_this_company(freeze):
	"""Thresholds as shipped, but rates count from two tickets on; only the test's company has engineers."""
	freeze(OPENED)
	frappe.db.delete("Service Engineer")
	f.engineer("Fitting One")
	frappe.db.set_single_value("Field Service Settings", "review_minimum_tickets", 2)
	frappe.db.set_value("Service Offering", {"disabled": 0}, "disabled", 1)
	frappe.clear_cache(doctype="Service Offering")


def done(offering: str, hours: float, reopened: bool = False):
	"""A ticket of OPENED that was done after so many working hours; the target is 4 h."""
	steps = ((action, OPENED) for action in ("Triage", "Dispatch", "Accept", "Arrive"))
	ticket = walk(f.ticket(offering=offering, opened_at=OPENED), *steps)
	ticket = act(ticket, "Complete", OPENED + timedelta(hours=hours))
	return act(ticket, "Reopen", OPENED + timedelta(hours=hours)) if reopened else ticket


def review_of(month: str):
	return frappe.get_doc("Catalogue Review", {"company": f.company(), "month": month})


def used_offering(name: str) -> str:
	offering = f.offering(name)
	frappe.db.set_value("Service Offering", offering, "creation", OPENED)
	return offering


@pytest.fixture
def slow(freeze):
	"""An offering whose two tickets of June took 6 h of 4, one of which came back."""
	offering = used_offering("Slow Repair")
	freeze(OPENED + timedelta(hours=8))
	done(offering, 6)
	done(offering, 6, reopened=True)
	return offering


def test_the_review_of_last_month_is_opened_once(slow):
	assert open_monthly_reviews(FIRST_OF_JULY) == 1
	assert open_monthly_reviews(FIRST_OF_JULY) == 0
	assert open_monthly_reviews(FIRST_OF_JULY + timedelta(days=30)) == 0
	review = review_of("2027-06")
	assert (str(review.start_date), str(review.end_date)) == ("2027-06-01", "2027-06-30")
	assert review.name == f"{f.company()}-2027-06"


def test_bottlenecks_are_found_from_the_figures_each_with_one_open_proposal(slow):
	good = used_offering("Good Repair")
	done(good, 1), done(good, 2)
	open_monthly_reviews(FIRST_OF_JULY)
	review = review_of("2027-06")
	assert {(row.offering, row.finding): (row.figure, row.threshold) for row in review.bottlenecks} == {
		(slow, "SLA Rate"): (50, 90),
		(slow, "Reopen Rate"): (50, 10),
		(slow, "Resolution Time"): (150, 100),
	}
	assert {(row.offering, row.finding, row.kind, row.state) for row in review.proposals} == {
		(slow, "SLA Rate", "Change", "Open"),
		(slow, "Reopen Rate", "Training", "Open"),
		(slow, "Resolution Time", "Change", "Open"),
	}
	assert all(row.detail for row in review.bottlenecks) and all(
		slow in row.proposal for row in review.proposals
	)


def test_too_few_tickets_say_nothing_and_thresholds_are_settings(slow):
	settings = frappe.get_doc("Field Service Settings")
	settings.update(
		{"review_sla_rate_below": 50, "review_reopen_rate_above": 50, "review_resolution_above": 150}
	)
	settings.save()
	done(used_offering("Rare Repair"), 7)
	open_monthly_reviews(FIRST_OF_JULY)
	assert review_of("2027-06").bottlenecks == []


def test_an_unused_offering_is_proposed_for_retirement_and_a_new_one_is_not(freeze):
	old, new, disabled = f.offering("Old Repair"), used_offering("New Repair"), f.offering("Gone Repair")
	frappe.db.set_value("Service Offering", old, "creation", "2027-03-31 12:00:00")
	frappe.db.set_value("Service Offering", disabled, {"creation": "2027-01-01 12:00:00", "disabled": 1})
	open_monthly_reviews(FIRST_OF_JULY)
	review = review_of("2027-06")
	assert [(row.offering, row.finding, row.figure) for row in review.bottlenecks] == [(old, "Unused", 91)]
	assert [row.kind for row in review.proposals] == ["Retire"]
	assert new not in [row.offering for row in review.bottlenecks]


def test_open_proposals_are_carried_over_and_not_made_twice(slow):
	open_monthly_reviews(FIRST_OF_JULY)
	june = review_of("2027-06")
	june.proposals[0].state = "Done"
	june.append("proposals", {"proposal": "Offer a night shift.", "kind": "New Entry"})
	june.save()
	frappe.db.set_value("Service Offering", slow, "creation", "2027-01-01 12:00:00")
	# Nothing happened in July; until October the offering counts as unused.
	open_monthly_reviews(FIRST_OF_JULY + timedelta(days=31))
	july = review_of("2027-07")
	assert [(row.finding or row.proposal, row.state, row.carried_from) for row in july.proposals] == [
		("Reopen Rate", "Open", june.name),
		("Resolution Time", "Open", june.name),
		("Offer a night shift.", "Open", june.name),
	]
	june.reload()
	assert [row.state for row in june.proposals] == ["Done", "Carried Over", "Carried Over", "Carried Over"]
	open_monthly_reviews(get_datetime("2027-10-01"))
	autumn = review_of("2027-09")
	assert [row.finding for row in autumn.bottlenecks] == ["Unused"]
	assert [row.finding or row.proposal for row in autumn.proposals] == [
		"Reopen Rate",
		"Resolution Time",
		"Offer a night shift.",
		"Unused",
	]
	open_monthly_reviews(get_datetime("2027-11-01"))
	assert len(review_of("2027-10").proposals) == 4


def test_a_review_written_by_hand_is_filled_in_alike(slow, freeze, as_user):
	freeze(FIRST_OF_JULY)
	with as_user(f.user("manager@example.com", "Service Manager")):
		review = f.make("Catalogue Review", company=f.company(), month="2027-06")
	assert len(review.bottlenecks) == len(review.proposals) == 3
	assert open_monthly_reviews(FIRST_OF_JULY) == 0


def test_a_company_whose_review_fails_keeps_no_other_waiting(monkeypatch):
	from fsm_app.service_catalogue import review

	other = f.other_company("Other Appliances", "OA")
	engineer = f.engineer("Other One")
	frappe.db.set_value("Service Engineer", engineer.name, "company", other)
	find = review._find

	def fail_for_one(company, *arguments):
		if company == other:
			raise ValueError("a broken record")
		return find(company, *arguments)

	monkeypatch.setattr(review, "_find", fail_for_one)
	assert open_monthly_reviews(FIRST_OF_JULY) == 1
	assert frappe.get_all("Catalogue Review", filters={"month": "2027-06"}, pluck="company") == [f.company()]


@pytest.mark.parametrize("month", ["2027-13", "June", "2027-6", "2028-01"])
def test_a_month_that_is_none_or_has_not_begun_is_refused(month):
	refused(ReviewError, "Catalogue Review", month, company=f.company(), month=month)


def test_an_upgrade_brings_the_thresholds_and_keeps_those_that_were_set_to_nothing():
	settings = "Field Service Settings"
	frappe.db.set_single_value(settings, "review_sla_rate_below", 0)
	frappe.db.delete("Singles", {"doctype": settings, "field": "review_unused_days"})
	add_default_settings()
	frappe.clear_document_cache(settings, settings)
	settings = frappe.get_doc(settings)
	assert (settings.review_sla_rate_below, settings.review_unused_days) == (0, 90)
