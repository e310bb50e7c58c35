"""Callbacks are planned for somebody other than the engineer, and their result is the ticket's (I2)."""

from datetime import date

import pytest

import frappe

from fsm_app.feedback import callback_plan
from fsm_app.feedback.callback import CallbackRefused, record_callback
from fsm_app.feedback.callback_plan import CallbackPlanError, is_wanted, tell_of_due, working_days_after
from fsm_app.service_desk.ticket_notices import nobody_is_told
from tests.app import factories as f
from tests.app.surveys import no_other_engineers, settings
from tests.app.tickets import act, clock_of, walk

FITTER, CALLER, SECOND, MANAGER = (
	f"{name}@callbacks.example.com" for name in ("fitter", "caller", "second", "manager")
)
TO_DONE = ("Triage", "Dispatch", "Accept", "Arrive", "Complete")
FINISH = "/api/method/fsm_app.api.service_callback.finish"
GIVE_UP = "/api/method/fsm_app.api.service_callback.give_up"


@pytest.fixture
def people(freeze):
	"""An engineer, and two who call: the role is a test's own, so that no dispatcher of the site gets in between."""
	no_other_engineers()
	f.make("Role", name="Calls Back", role_name="Calls Back", desk_access=1)
	settings(callback_role="Calls Back")
	f.user(FITTER, "Service Engineer", "Calls Back")
	f.user(CALLER, "Service Dispatcher", "Calls Back")
	f.user(SECOND, "Service Engineer", "Calls Back")
	f.user(MANAGER, "Service Manager")
	f.engineer("Callback Fitter", user=FITTER)
	freeze("2026-03-05 15:00:00")  # a Thursday


def done_ticket(**values):
	return walk(f.ticket(opened_at="2026-03-05 10:00:00", **values), *TO_DONE)


def callback_of(ticket):
	return frappe.get_doc("Service Callback", {"ticket": ticket.name, "cycle": ticket.reopen_count or 0})


@pytest.fixture
def callback(people):
	return callback_of(done_ticket())


def test_done_work_plans_a_call_in_three_to_seven_working_days(callback):
	assert (callback.state, str(callback.due_from), str(callback.due_until)) == (
		"Planned",
		"2026-03-10",
		"2026-03-16",
	)
	assert callback.questions


def test_the_calendar_of_the_settings_says_which_days_are_worked(people):
	holidays = f.make(
		"Holiday List",
		name="Callback Holidays",
		holiday_list_name="Callback Holidays",
		from_date="2026-01-01",
		to_date="2026-12-31",
		holidays=[{"holiday_date": "2026-03-09", "description": "A holiday"}],
	).name
	settings(callback_calendar=f.calendar("Callback Days", holiday_list=holidays))
	assert working_days_after(date(2026, 3, 5), 3) == [date(2026, 3, day) for day in (6, 10, 11)]


def test_days_in_the_wrong_order_are_put_right(people):
	settings(callback_from_days=9, callback_until_days=2)
	first, last = callback_plan.days_for(frappe.utils.get_datetime("2026-03-05 15:00:00"))
	assert first == last
	settings(callback_from_days=0, callback_until_days=0)
	first, last = callback_plan.days_for(frappe.utils.get_datetime("2026-03-05 15:00:00"))
	assert (first, last) == (date(2026, 3, 5), date(2026, 3, 6))


def test_it_goes_round_among_those_who_call_and_never_to_the_engineer(people):
	given = [callback_of(done_ticket()).assigned_to for _ticket in range(4)]
	assert sorted(given) == [CALLER, CALLER, SECOND, SECOND]


def test_whoever_gets_it_is_told(callback):
	assert frappe.get_all(
		"Notification Log", {"for_user": callback.assigned_to, "document_name": callback.name}
	)


@pytest.mark.parametrize(("every", "share"), [(1, 1.0), (4, 0.25)])
def test_one_of_so_many_tickets(people, every, share):
	settings(callback_every=every)
	drawn = sum(is_wanted(f"ST-{number}") for number in range(400))
	assert drawn == pytest.approx(400 * share, abs=0 if every == 1 else 45)


def test_a_site_that_wants_none_plans_none(people):
	settings(plan_callbacks=0)
	assert not frappe.get_all("Service Callback", {"ticket": done_ticket().name})


def test_a_past_that_is_replayed_calls_nobody(people):
	with nobody_is_told():
		assert not frappe.get_all("Service Callback", {"ticket": done_ticket().name})


def send(rest, user: str, callback, path: str = FINISH, **values):
	body = {"name": callback.name, "result": "All is well", "satisfied": "Yes", **values}
	return rest.login(user).post(path, json=body)


def test_the_call_is_the_tickets_too_and_meets_its_clock(people, rest):
	offering = f.offering(
		"Called Back", sla_policy=f.policy("Callback Policy", targets=(("Callback", "", 86400),))
	)
	ticket = done_ticket(offering=offering)
	callback = callback_of(ticket)
	answer = send(rest, callback.assigned_to, callback)
	assert answer.status_code == 200, answer.json
	ticket.reload()
	callback.reload()
	assert (str(ticket.called_back_at), ticket.callback_result) == ("2026-03-05 15:00:00", "All is well")
	assert clock_of(ticket, "Callback").state == "Met"
	assert (callback.state, callback.satisfied, callback.done_by) == ("Done", "Yes", callback.assigned_to)
	again = send(rest, callback.assigned_to, callback)
	assert (again.status_code, again.json["exc_type"]) == (417, "CallbackRefused")


def test_a_call_that_is_written_down_on_the_ticket_is_the_planned_one(callback, rest):
	path = "/api/method/fsm_app.api.service_ticket.record_callback"
	answer = rest.login(CALLER).post(path, json={"ticket": callback.ticket, "result": "Satisfied"})
	assert answer.status_code == 200, answer.json
	callback.reload()
	assert (callback.state, callback.result, callback.done_by) == ("Done", "Satisfied", CALLER)


def test_dissatisfaction_opens_a_complaint_where_the_caller_wants_it(callback, rest):
	answer = send(
		rest, callback.assigned_to, callback, satisfied="No", follow_up="Complaint", result="It leaks"
	)
	assert answer.status_code == 200, answer.json
	callback.reload()
	complaint = frappe.get_doc("Service Complaint", callback.complaint)
	assert (complaint.source, complaint.description, complaint.engineer) == (
		"Callback",
		"It leaks",
		callback.engineer,
	)


def test_who_cannot_be_reached_is_no_callback(people, rest):
	ticket = done_ticket()
	callback = callback_of(ticket)
	answer = send(rest, callback.assigned_to, callback, path=GIVE_UP, result="Three times, nobody answered")
	assert answer.status_code == 200, answer.json
	callback.reload()
	ticket.reload()
	assert (callback.state, ticket.called_back_at) == ("Not Reached", None)


@pytest.mark.parametrize(
	"values", [{"satisfied": "Perhaps"}, {"satisfied": ""}, {"follow_up": "x"}, {"result": " "}]
)
def test_half_a_result_changes_nothing(callback, rest, values):
	assert send(rest, callback.assigned_to, callback, **values).status_code == 417
	callback.reload()
	assert callback.state == "Planned"
	assert not frappe.db.get_value("Service Ticket", callback.ticket, "called_back_at")


def test_the_engineer_neither_gets_it_nor_makes_it(callback, rest, as_user):
	with pytest.raises(CallbackPlanError):
		callback.update({"assigned_to": FITTER}).save()
	callback.reload()
	assert send(rest, FITTER, callback).status_code == 403
	# they see the ticket, and are refused there, too
	with as_user(FITTER), pytest.raises(CallbackRefused):
		record_callback(callback.ticket, "All is well")


def test_one_who_calls_sees_their_own_and_no_others(people, rest):
	callbacks = [callback_of(done_ticket()) for _ticket in range(2)]
	rows = rest.login(SECOND).get(
		"/api/resource/Service Callback", params={"fields": ["name", "assigned_to"]}
	)
	assert [row["assigned_to"] for row in rows.json["data"]] == [SECOND]
	(other,) = [each for each in callbacks if each.assigned_to == CALLER]
	assert rest.login(SECOND).get(f"/api/resource/Service Callback/{other.name}").status_code == 403
	assert send(rest, SECOND, other).status_code == 403
	assert len(rest.login(CALLER).get("/api/resource/Service Callback").json["data"]) == 2


def test_a_ticket_that_comes_back_takes_the_call_off_and_plans_another(callback):
	act(callback.ticket, "Reopen")
	callback.reload()
	assert callback.state == "Cancelled"
	ticket = walk(callback.ticket, "Dispatch", "Accept", "Arrive", "Complete")
	assert callback_of(ticket).state == "Planned"


def test_a_ticket_that_is_deleted_leaves_no_call(callback):
	frappe.delete_doc("Service Ticket", callback.ticket)
	assert not frappe.db.exists("Service Callback", callback.name)


def told(user: str, callback) -> int:
	return len(frappe.get_all("Notification Log", {"for_user": user, "document_name": callback.name}))


def test_callers_are_told_when_it_is_time_and_managers_when_it_is_late(callback, freeze):
	caller = callback.assigned_to
	first = told(caller, callback)
	freeze("2026-03-09 08:00:00")
	tell_of_due()
	assert (told(caller, callback), told(MANAGER, callback)) == (first, 0)
	for _day in range(2):
		freeze("2026-03-10 08:00:00")
		tell_of_due()
		assert (told(caller, callback), told(MANAGER, callback)) == (first + 1, 0)
	for _day in range(2):
		freeze("2026-03-17 08:00:00")
		tell_of_due()
		assert (told(caller, callback), told(MANAGER, callback)) == (first + 2, 1)


def test_nobody_writes_a_result_past_the_buttons(callback, as_user):
	with as_user(CALLER):
		document = frappe.get_doc("Service Callback", callback.name)
		document.update({"state": "Done", "satisfied": "Yes", "done_by": CALLER}).save()
	assert (document.state, document.satisfied or "", document.done_by) == ("Planned", "", None)


def test_the_script_of_the_offering_goes_before_the_one_for_all(people):
	f.make(
		"Callback Script",
		name="For Repairs",
		script_name="For Repairs",
		offering=f.offering(),
		questions="Does it run?",
	)
	assert callback_of(done_ticket()).questions == "Does it run?"
