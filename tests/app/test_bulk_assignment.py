"""Many tickets are given to engineers at once: proposed, looked at, then assigned one by one (E2)."""

import pytest

import frappe

from fsm_app.api import bulk_assignment as api
from fsm_app.assignments.bulk import BulkRefused
from fsm_app.dispatch.profiles import OBJECTIVES
from tests.app import factories as f
from tests.app.offering import DISPATCHER, engineers, offering, told, triaged
from tests.app.tickets import act


@pytest.fixture
def dispatcher():
	return f.user(DISPATCHER, "Service Dispatcher")


def proposed(*tickets) -> str:
	name = api.begin([ticket.name for ticket in tickets])
	frappe.db.commit()  # now the job runs
	return name


def rows(name: str) -> list:
	return frappe.get_doc("Bulk Assignment", name).rows


def stage(ticket) -> tuple:
	return tuple(frappe.db.get_value("Service Ticket", ticket.name, ["stage", "engineer"]))


def test_nothing_happens_to_the_tickets_until_it_is_assigned(as_user, dispatcher):
	one, _two = engineers("Ada", "Bo")
	tickets = [triaged(offering=offering("By Hand", 0)) for _n in range(3)]
	with as_user(dispatcher):
		name = proposed(*tickets)
		assert {stage(ticket) for ticket in tickets} == {("Triaged", None)}
		assert [row.engineer for row in rows(name)] == [one.name] * 3
		api.assign(name)
		frappe.db.commit()  # now the job runs
		document = frappe.get_doc("Bulk Assignment", name)
	assert (document.state, document.summary) == ("Done", "3 of 3 tickets were assigned.")
	assert {stage(ticket) for ticket in tickets} == {("Dispatched", one.name)}
	assert told(dispatcher)[-1].endswith("3 of 3 tickets were assigned.")


def test_the_limit_of_open_tickets_counts_what_is_given_in_the_same_run():
	one, two = engineers("Ada", "Bo")
	frappe.db.set_value("Service Engineer", one.name, "max_open_tickets", 2)
	frappe.clear_document_cache("Service Engineer", one.name)
	tickets = [triaged(offering=offering("By Hand", 0)) for _n in range(3)]
	assert sorted(row.engineer for row in rows(proposed(*tickets))) == sorted([one.name, one.name, two.name])


def test_the_work_that_is_given_in_the_same_run_keeps_from_the_next():
	one, two = engineers("Ada", "Bo")
	names = [triaged(offering=offering("By Hand", 0, planned_duration=7200)) for _n in range(4)]
	profile = frappe.get_doc(
		"Dispatch Profile", frappe.db.get_value("Service Offering", names[0].offering, "dispatch_profile")
	)
	profile.update({f"weight_{name}": int(name == "wait") for name in OBJECTIVES}).save()
	given = [row.engineer for row in rows(proposed(*names))]
	assert given == [one.name, two.name, one.name, two.name]


def test_two_appointments_at_one_time_go_to_two_engineers(freeze):
	one, two = engineers("Ada", "Bo")
	freeze("2026-03-02 09:00:00")
	times = {"appointment_start": "2026-03-03 10:00:00", "appointment_end": "2026-03-03 12:00:00"}
	tickets = [triaged(offering=offering("By Hand", 0), **times) for _n in range(2)]
	assert {row.engineer for row in rows(proposed(*tickets))} == {one.name, two.name}


def test_the_dispatcher_changes_an_engineer_and_leaves_a_ticket_out(as_user, dispatcher):
	_one, two = engineers("Ada", "Bo")
	first, second = (triaged(offering=offering("By Hand", 0)) for _n in range(2))
	with as_user(dispatcher):
		name = proposed(first, second)
		document = frappe.get_doc("Bulk Assignment", name)
		document.rows[0].update({"engineer": two.name, "ticket": second.name, "state": "Assigned"})
		document.rows[1].skip = 1
		document.save()
		api.assign(name)
		frappe.db.commit()  # now the job runs
	assert [row.state for row in rows(name)] == ["Assigned", "Left Out"]
	assert (stage(first), stage(second)) == (("Dispatched", two.name), ("Triaged", None))


def test_one_that_cannot_be_assigned_says_why_and_keeps_no_other_back(as_user, dispatcher):
	one, _two = engineers("Ada", "Bo")
	gone, barred, good = (triaged(offering=offering("By Hand", 0)) for _n in range(3))
	with as_user(dispatcher):
		name = proposed(gone, barred, good)
		act(gone, "Cancel", cancel_reason="It works again")
		junior = f.engineer("Cy", level="Junior")
		frappe.db.set_value(
			"Bulk Assignment Row", {"parent": name, "ticket": barred.name}, "engineer", junior.name
		)
		api.assign(name)
		frappe.db.commit()  # now the job runs
	by_ticket = {row.ticket: (row.state, row.message) for row in rows(name)}
	assert by_ticket[gone.name] == ("Not Assigned", "It is Cancelled meanwhile.")
	assert (
		by_ticket[barred.name][0] == "Not Assigned" and "level Junior is too low" in by_ticket[barred.name][1]
	)
	assert by_ticket[good.name] == ("Assigned", None)
	assert (stage(barred), stage(good)) == (("Triaged", None), ("Dispatched", one.name))


def test_pressed_twice_it_runs_once():
	engineers("Ada", "Bo")
	name = proposed(triaged(offering=offering("By Hand", 0)))
	api.assign(name)
	with pytest.raises(BulkRefused):
		api.assign(name)


def test_without_a_candidate_the_row_says_why():
	engineers()
	(row,) = rows(proposed(triaged(offering=offering("By Hand", 0))))
	assert (row.state, row.engineer) == ("Nobody Found", None)


def test_tickets_that_do_not_wait_for_an_engineer_are_refused(as_user):
	with pytest.raises(BulkRefused):
		api.begin([f.ticket().name])
	with pytest.raises(BulkRefused):
		api.begin([])
	engineer = f.user("bulk.engineer@example.com", "Service Engineer")
	with as_user(engineer), pytest.raises(frappe.PermissionError):
		api.begin([f.ticket().name])
