"""The catalogue is released as a whole, and a ticket keeps the release it was opened under (A4)."""

from datetime import timedelta

import pytest

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import get_datetime

from fsm_app.service_catalogue.releases import (
	CatalogueEmpty,
	ReleaseFrozen,
	WorkflowWithoutReleaseState,
	offering_as_of,
)
from tests import host
from tests.app import factories as f

OPENED = get_datetime("2026-03-02 10:00:00")
MANAGER, ENGINEER = "manager@example.com", "engineer@example.com"


def go(release, *actions: str):
	"""Take workflow actions on the release; returns it as it is then."""
	for action in actions:
		release = apply_workflow(frappe.get_doc("Catalogue Release", release.name).as_dict(), action)
	return release


def drafted(title: str, **values):
	return f.make("Catalogue Release", title=title, **values)


def published(title: str, when=None):
	return go(drafted(title), "Submit for Review", "Publish")


def change(offering: str, **values):
	document = frappe.get_doc("Service Offering", offering)
	document.update(values)
	document.save()


@pytest.fixture(autouse=True)
def nothing_released():
	"""Whatever the site may have released."""
	frappe.db.delete("Catalogue Release Entry")
	frappe.db.delete("Catalogue Release")


@pytest.fixture
def offering(freeze):
	freeze(OPENED)
	return f.offering(
		"Released Repair",
		planned_duration=3600,
		checklist=[{"step": "Switch off the mains.", "stage": "On Site", "mandatory": 1}],
		evidence=[{"kind": "Photo", "stage": "On Site", "minimum_count": 2}],
		delivery_class="Routine Inspection",
		runbook="Total Outage",
		start_runbook="By Hand",
	)


def test_no_release_is_published_by_itself_and_a_ticket_then_goes_by_the_catalogue_as_it_is(offering):
	assert frappe.db.count("Catalogue Release", {"release_state": "Published"}) == 0
	ticket = f.ticket(offering=offering)
	assert ticket.catalogue_release is None
	change(offering, planned_duration=7200)
	content = offering_as_of(ticket)
	assert (content.planned_duration, content.release) == (7200, None)
	assert [row.step for row in content.checklist] == ["Switch off the mains."]


def test_a_manager_drafts_has_reviewed_and_publishes(offering, as_user):
	with as_user(f.user(MANAGER, "Service Manager")):
		release = drafted("Spring")
		assert release.release_state == "Draft"
		assert go(release, "Submit for Review").release_state == "In Review"
		assert go(release, "Return to Draft").release_state == "Draft"
		release = go(release, "Submit for Review", "Publish")
	assert (release.release_state, release.published_at, release.published_by) == (
		"Published",
		OPENED,
		MANAGER,
	)
	assert offering in [row.offering for row in release.entries]


def test_an_engineer_can_neither_draft_nor_publish(offering, as_user):
	release = go(drafted("Spring"), "Submit for Review")
	with as_user(f.user(ENGINEER, "Service Engineer")):
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": "Catalogue Release", "title": "Mine"}).insert()
		with pytest.raises(frappe.ValidationError):
			go(release, "Publish")
	assert frappe.db.get_value("Catalogue Release", release.name, "release_state") == "In Review"


def test_a_release_cannot_be_published_at_once_or_by_setting_its_state(offering):
	release = frappe.get_doc(
		{"doctype": "Catalogue Release", "title": "Forced", "release_state": "Published"}
	)
	assert release.insert().release_state == "Draft"
	release.workflow_state = "Published"
	with pytest.raises(frappe.ValidationError):
		release.save()


def test_a_ticket_keeps_the_release_it_was_opened_under(offering, freeze):
	spring = published("Spring")
	ticket = f.ticket(offering=offering, catalogue_release=drafted("What the Sender Says").name)
	change(offering, planned_duration=7200, checklist=[], sla_policy=None)
	change_runbook = frappe.get_doc("Service Runbook", "Total Outage")
	change_runbook.steps[0].instruction = "Ring the bell."
	change_runbook.save()
	freeze(OPENED + timedelta(days=1))
	summer = published("Summer")
	newer = f.ticket(offering=offering)
	assert (ticket.catalogue_release, newer.catalogue_release) == (spring.name, summer.name)
	ticket.reload()
	old, new = offering_as_of(ticket), offering_as_of(newer)
	assert (old.planned_duration, new.planned_duration) == (3600, 7200)
	assert [(row.step, row.stage, row.mandatory) for row in old.checklist] == [
		("Switch off the mains.", "On Site", 1)
	]
	assert new.checklist == []
	assert [(row.kind, row.stage, row.minimum_count) for row in old.evidence] == [("Photo", "On Site", 2)]
	assert (old.delivery_terms.scheduling, old.delivery_terms.within_days) == ("Within Days", 7)
	assert old.runbook_steps[0].instruction == "Notify the engineer on duty."
	assert new.runbook_steps[0].instruction == "Ring the bell."
	assert (old.release, new.release) == (spring.name, summer.name)


def test_a_ticket_written_down_later_has_the_release_of_its_opening(offering, freeze):
	spring = published("Spring")
	freeze(OPENED + timedelta(days=1))
	published("Summer")
	assert f.ticket(offering=offering, opened_at=OPENED + timedelta(hours=1)).catalogue_release == spring.name
	assert f.ticket(offering=offering, opened_at=OPENED - timedelta(hours=1)).catalogue_release is None


def test_an_offering_that_is_newer_than_the_release_is_taken_as_it_is(offering):
	published("Spring")
	ticket = f.ticket(offering=f.offering("Later Repair"))
	assert offering_as_of(ticket).release is None


def test_publishing_retires_the_release_before(offering, freeze):
	spring = published("Spring")
	moment = freeze(OPENED + timedelta(days=1))
	published("Summer")
	spring.reload()
	assert (spring.release_state, spring.workflow_state, spring.retired_at) == ("Retired", "Retired", moment)
	assert frappe.get_all("Catalogue Release", filters={"release_state": "Published"}, pluck="name") == [
		"Summer"
	]


def test_a_disabled_offering_is_not_released(offering):
	change(offering, disabled=1)
	assert offering not in [row.offering for row in published("Spring").entries]


def test_reviewers_see_what_would_change(offering):
	first = published("Spring")
	assert "New:" in first.changes
	change(offering, planned_duration=7200)
	added = f.offering("Added Repair")
	change("Fault Repair", disabled=1)
	changes = drafted("Summer").changes.splitlines()
	assert changes == [f"New: {added}.", f"Changed: {offering}.", "Removed: Fault Repair."]


def test_an_empty_catalogue_is_not_published():
	frappe.db.set_value("Service Offering", {"disabled": 0}, "disabled", 1)
	release = go(drafted("Nothing"), "Submit for Review")
	with pytest.raises(CatalogueEmpty) as refusal:
		go(release, "Publish")
	assert "Nothing" in str(refusal.value) and "Service Offering" in str(refusal.value)
	assert frappe.db.get_value("Catalogue Release", release.name, "release_state") == "In Review"


@pytest.mark.parametrize("change", ["notes", "entries", "content", "published_by"])
def test_a_published_release_is_never_changed(offering, change):
	release = published("Spring")
	if change == "entries":
		release.entries.pop()
	elif change == "content":
		release.entries[0].content = frappe.as_json({"name": "Something else"})
	else:
		release.set(change, "Administrator" if change == "published_by" else "Improved")
		if change == "published_by":
			release.published_by = f.user(ENGINEER, "Service Engineer")
	with pytest.raises(ReleaseFrozen, match="Spring"):
		release.save()


def test_a_published_release_is_saved_unchanged_without_harm(offering):
	release = published("Spring")
	release.save()
	assert release.release_state == "Published"


def test_a_retired_release_stays_retired_and_no_released_one_is_deleted(offering):
	release = go(published("Spring"), "Retire")
	assert f.ticket(offering=offering).catalogue_release is None
	with pytest.raises(ReleaseFrozen):
		frappe.delete_doc("Catalogue Release", release.name)
	workflow = frappe.get_doc("Workflow", "Catalogue Release")
	workflow.append("transitions", {"state": "Retired", "action": "Publish", "next_state": "Published", "allowed": "System Manager"})  # fmt: skip
	workflow.save()
	with pytest.raises(ReleaseFrozen):
		go(release, "Publish")


def test_states_may_be_renamed(offering):
	f.make("Workflow State", name="Valid", workflow_state_name="Valid")
	workflow = frappe.get_doc("Workflow", "Catalogue Release")
	for row in workflow.states:
		row.state = "Valid" if row.state == "Published" else row.state
	for row in workflow.transitions:
		row.state = "Valid" if row.state == "Published" else row.state
		row.next_state = "Valid" if row.next_state == "Published" else row.next_state
	workflow.save()
	release = published("Spring")
	assert (release.workflow_state, release.release_state) == ("Valid", "Published")


def test_a_state_must_say_what_it_stands_for():
	workflow = frappe.get_doc("Workflow", "Catalogue Release")
	workflow.states[2].update_value = "Out"
	with pytest.raises(WorkflowWithoutReleaseState, match="Published"):
		workflow.save()


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite renames nothing")
def test_a_renamed_offering_is_found_in_its_release(offering):
	published("Spring")
	ticket = f.ticket(offering=offering)
	frappe.rename_doc("Service Offering", offering, "Renamed Repair")
	ticket.reload()
	content = offering_as_of(ticket)
	assert (content.name, content.release) == ("Renamed Repair", "Spring")
