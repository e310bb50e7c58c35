"""Who may be sent is asked for the time of the appointment: certificates, training, region, shift, leave, hours, rest (E1, P1)."""

import pytest

import frappe

from fsm_app.api import dispatch_candidates as api
from fsm_app.dispatch.assignment import EngineerNotSuitable, NoCandidate
from fsm_app.field_work.appointments import AppointmentError
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.tickets import act

CERTIFICATE, COURSE = "Test Dispatch Licence", "Test Safe Operation"


@pytest.fixture(autouse=True)
def morning():
	d.only_these_engineers()
	d.profile()
	with d.at():
		yield


def certified(engineer, until: str, certification: str = CERTIFICATE) -> None:
	f.make("Service Certification", name=certification, certification_name=certification, kind="Internal")
	frappe.get_doc(
		{
			"doctype": "Engineer Certification",
			"engineer": engineer.name,
			"certification": certification,
			"valid_from": "2020-01-01",
			"valid_until": until,
		}
	).insert()


def employee(engineer, **values) -> str:
	document = frappe.new_doc("Employee")
	document.update(
		{
			"name": frappe.generate_hash(length=10),
			"employee_name": engineer.engineer_name,
			"first_name": engineer.engineer_name,
			"company": f.company(),
			"status": "Active",
			**values,
		}
	)
	document.db_insert()
	name = document.name
	frappe.db.set_value("Service Engineer", engineer.name, "employee", name)
	return name


def holidays(name: str, *days: str) -> str:
	return f.make(
		"Holiday List",
		name=name,
		holiday_list_name=name,
		from_date="2026-01-01",
		to_date="2026-12-31",
		holidays=[{"holiday_date": day, "description": "Holiday"} for day in days],
	).name


class TestOnTheDay:
	def test_a_certificate_has_to_hold_on_the_day_of_the_visit(self):
		ends_before, holds = f.engineer("Ends Before"), f.engineer("Holds")
		certified(ends_before, "2026-03-02")
		certified(holds, "2026-03-03")
		offering = f.offering("Licensed Repair", certifications=[{"certification": CERTIFICATE}])
		ticket = f.ticket(offering=offering, **d.appointment("10:00", "11:00"))
		assert d.reasons(ticket) == {
			"Ends Before": f"certification missing or expired on the day: {CERTIFICATE}"
		}
		assert [row.candidate for row in d.judged(ticket).ranked] == [holds.name]
		# without an appointment it is asked for now
		assert d.reasons(f.ticket(offering=offering)) == {}

	def test_a_visit_over_midnight_needs_it_on_both_days(self):
		engineer = f.engineer("Ends At Midnight")
		certified(engineer, "2026-03-03")
		offering = f.offering("Licensed Repair", certifications=[{"certification": CERTIFICATE}])
		night = {"appointment_start": "2026-03-03 22:00:00", "appointment_end": "2026-03-04 02:00:00"}
		assert "Ends At Midnight" in d.reasons(f.ticket(offering=offering, **night))

	def test_what_the_dispatcher_planned_for_the_visit_goes_before_what_was_agreed(self):
		engineer = f.engineer("Asked Twice")
		certified(engineer, "2026-03-05")
		offering = f.offering("Licensed Repair", certifications=[{"certification": CERTIFICATE}])
		ticket = f.ticket(offering=offering, **d.appointment("10:00", "11:00"))
		d.visit(engineer, "2026-03-10 10:00:00", "2026-03-10 11:00:00", ticket=ticket)
		assert "Asked Twice" in d.reasons(ticket)

	def test_an_appointment_of_the_past_is_none(self):
		engineer = f.engineer("Now")
		certified(engineer, "2026-03-03")
		offering = f.offering("Licensed Repair", certifications=[{"certification": CERTIFICATE}])
		ticket = f.ticket(
			offering=offering, appointment_start="2026-02-20 10:00:00", appointment_end="2026-02-20 11:00:00"
		)
		assert not d.judged(ticket).work.agreed


class TestSafetyTraining:
	def test_whoever_is_sent_out_needs_it_whatever_the_offering(self):
		trained, untrained = f.engineer("Trained"), f.engineer("Untrained")
		f.make("Training Course", name=COURSE, course_name=COURSE, kind="Course", completed_by="Attendance")
		done = frappe.get_doc(
			{
				"doctype": "Training Assignment",
				"engineer": trained.name,
				"course": COURSE,
				"due_date": "2026-03-01",
			}
		).insert()
		frappe.db.set_value("Training Assignment", done.name, "state", "Completed")
		certified(trained, "2030-01-01")
		d.profile(safety_courses=[{"course": COURSE}])
		assert d.reasons(f.ticket()) == {"Untrained": f"safety training not completed: {COURSE}"}
		d.profile(safety_courses=[], safety_certifications=[{"certification": CERTIFICATE}])
		assert "Untrained" in d.reasons(f.ticket())
		remote = f.offering("Remote Help")
		frappe.db.set_value("Service Offering", remote, "delivery", "Remote")
		frappe.clear_document_cache("Service Offering", remote)
		assert d.reasons(f.ticket(offering=remote)) == {}
		assert untrained.name


class TestRegion:
	def test_other_regions_are_left_out_but_for_the_shared_pool(self):
		south, north = f.territory("Rule South"), f.territory("Rule North")
		f.engineer("Southern", region=south)
		f.engineer("Northern", region=north)
		f.engineer("Pooled", region=north, shared_pool=1)
		f.engineer("Of All", region="All Territories")
		ticket = f.ticket(region=south)
		assert d.reasons(ticket) == {}
		d.profile(region_rule="Own Region and Shared Pool")
		assert d.reasons(ticket) == {"Northern": f"region {north}, and not of the shared pool"}
		assert d.reasons(f.ticket()) == {}


class TestRoster:
	@pytest.fixture(autouse=True)
	def by_roster(self):
		d.profile(by_roster=1, by_leave=1)

	def test_only_who_is_on_shift_for_the_whole_visit(self):
		day, late = f.calendar("Day Shift"), f.calendar("Late Shift", hours=("14:00:00", "22:00:00"))
		f.engineer("By Day", calendar=day)
		f.engineer("Late", calendar=late)
		f.engineer("Anytime")
		assert d.reasons(f.ticket(**d.appointment("11:00", "12:00"))) == {"Late": "not on shift at that time"}
		assert d.reasons(f.ticket(**d.appointment("17:30", "18:30"))) == {
			"By Day": "not on shift at that time"
		}
		assert d.reasons(f.ticket(**d.appointment("15:00", "16:00"))) == {}

	def test_the_team_has_a_calendar_for_those_without_one(self):
		team = f.team("Calendar Team")
		frappe.db.set_value("Service Team", team, "calendar", f.calendar("Day Shift"))
		f.engineer("Of The Team", team=team)
		assert "Of The Team" in d.reasons(f.ticket(**d.appointment("20:00", "21:00")))

	def test_a_break_within_the_visit_is_taken_later(self):
		calendar = f.calendar(
			"With Lunch", breaks=[{"weekday": "", "start_time": "12:00:00", "end_time": "13:00:00"}]
		)
		f.engineer("Eats Late", calendar=calendar)
		assert d.reasons(f.ticket(**d.appointment("11:00", "14:00"))) == {}

	def test_who_is_on_call_is_on_shift(self):
		called = f.engineer("On Call", calendar=f.calendar("Day Shift"))
		f.duty(called.name, "2026-03-03 18:00:00", "2026-03-04 08:00:00")
		assert d.reasons(f.ticket(**d.appointment("20:00", "21:00"))) == {}
		assert "On Call" in d.reasons(f.ticket(**d.appointment("08:00", "09:00")))

	def test_nobody_is_asked_on_their_holiday(self):
		employee(f.engineer("Has A Holiday"), holiday_list=holidays("Test Holidays", d.TUESDAY))
		employee(f.engineer("Has None"), holiday_list=holidays("Test Other Holidays", "2026-05-01"))
		assert set(d.reasons(f.ticket(**d.appointment("11:00", "12:00")))) == {"Has A Holiday"}

	def test_only_ones_own_leave_and_calendar_count(self):
		"""D10: another person's blocks nobody."""
		employee(f.engineer("Has A Holiday"), holiday_list=holidays("Test Holidays", d.TUESDAY))
		f.engineer("Is There", calendar=f.calendar("Day Shift"))
		assert "Is There" not in d.reasons(f.ticket(**d.appointment("11:00", "12:00")))

	def test_the_way_there_lies_in_the_shift_too(self):
		d.profile(by_roster=1, travel_in_shift=1, speed=30, detour_factor=1.0, speeds=[])
		home = d.address("Far Home", d.PLACE[0] + 0.27, d.PLACE[1])  # 30 km, an hour
		f.engineer("Lives Far", calendar=f.calendar("Day Shift"), starts_from=home)
		place = {"latitude": d.PLACE[0], "longitude": d.PLACE[1]}
		early = f.ticket(**d.appointment("10:30", "11:30"), **place)
		assert d.reasons(early)["Lives Far"].startswith("not on shift: the way there would begin at")
		assert d.reasons(f.ticket(**d.appointment("11:30", "12:30"), **place)) == {}

	def test_work_without_a_time_asks_no_roster_unless_it_is_wanted_at_once(self):
		f.engineer("Late", calendar=f.calendar("Late Shift", hours=("14:00:00", "22:00:00")))
		assert d.reasons(f.ticket()) == {}
		urgent = f.offering("Urgent Repair", delivery_class="Emergency Repair")
		assert d.reasons(f.ticket(offering=urgent)) == {"Late": "not on shift at that time"}

	def test_a_dispatcher_who_knows_better_gives_a_reason(self):
		late = f.engineer("Late", calendar=f.calendar("Late Shift", hours=("14:00:00", "22:00:00")))
		ticket = act(f.ticket(**d.appointment("11:00", "12:00")), "Triage")
		with pytest.raises(NoCandidate, match="not on shift"):
			act(ticket, "Dispatch")
		with pytest.raises(EngineerNotSuitable, match="not on shift"):
			act(ticket, "Dispatch", engineer=late.name)
		given = act(ticket, "Dispatch", engineer=late.name, override_reason="Comes in early")
		assert d.decision(given).override_reason == "Comes in early"


class TestHours:
	def test_who_is_there_already_is_left_to_the_dispatchers_own_choice(self):
		busy = f.engineer("Busy")
		d.visit(busy, f"{d.TUESDAY} 10:00:00", f"{d.TUESDAY} 12:00:00")
		ticket = f.ticket(**d.appointment("11:00", "13:00"))
		considered = d.judged(ticket)
		assert considered.excluded[busy.name].startswith("has a visit from")
		assert busy.name in considered.by_hand
		given = act(act(ticket, "Triage"), "Dispatch", engineer=busy.name)
		assert given.engineer == busy.name

	def test_planned_hours_count_and_not_the_number_of_tickets(self):
		d.profile(most_hours_a_day=8)
		long, short = f.engineer("Long Day"), f.engineer("Short Jobs")
		d.visit(long, f"{d.TUESDAY} 06:00:00", f"{d.TUESDAY} 13:00:00")
		for hour in ("08", "09", "10"):
			d.visit(short, f"{d.TUESDAY} {hour}:00:00", f"{d.TUESDAY} {hour}:30:00")
		ticket = f.ticket(**d.appointment("14:00", "16:00"))
		assert d.reasons(ticket) == {"Long Day": "7.0 of 8.0 hours of the day are planned already"}

	def test_the_shift_of_the_day_is_the_limit_without_one_of_the_profile(self):
		d.profile(by_roster=1)
		half = f.engineer("Half Day", calendar=f.calendar("Half Day", hours=("08:00:00", "12:00:00")))
		d.visit(half, f"{d.TUESDAY} 08:00:00", f"{d.TUESDAY} 10:30:00")
		assert d.reasons(f.ticket(**d.appointment("11:00", "12:00"))) == {}
		d.visit(half, f"{d.TUESDAY} 10:30:00", f"{d.TUESDAY} 11:00:00")
		d.visit(half, f"{d.TUESDAY} 08:30:00", f"{d.TUESDAY} 09:30:00")
		assert (
			"hours of the day are planned"
			in d.reasons(f.ticket(**d.appointment("11:00", "12:00")))["Half Day"]
		)

	def test_a_night_call_is_followed_by_rest(self):
		d.profile(rest_hours=11)
		called = f.engineer("Was Called")
		d.visit(called, "2026-03-03 00:00:00", "2026-03-03 02:00:00")
		assert d.reasons(f.ticket(**d.appointment("08:00", "09:00"))) == {}
		assert "hours of rest" in d.reasons(f.ticket(**d.appointment("12:00", "14:00")))["Was Called"]

	def test_cancelled_visits_and_this_tickets_own_take_no_time(self):
		engineer = f.engineer("Free After All")
		d.visit(engineer, f"{d.TUESDAY} 10:00:00", f"{d.TUESDAY} 12:00:00", status="Cancelled")
		ticket = f.ticket(**d.appointment("10:00", "12:00"))
		d.visit(engineer, f"{d.TUESDAY} 10:00:00", f"{d.TUESDAY} 12:00:00", ticket=ticket)
		assert d.reasons(ticket) == {}


class TestAppointmentOfTheTicket:
	def test_the_first_visit_takes_it_over(self):
		engineer = f.engineer("Accepts", user=f.user("accepts.dispatch@example.com", "Service Engineer"))
		ticket = act(act(f.ticket(**d.appointment("10:00", "12:00")), "Triage"), "Dispatch")
		ticket = act(ticket, "Accept")
		visit = frappe.get_last_doc("Service Visit", filters={"ticket": ticket.name})
		assert (str(visit.planned_start), str(visit.planned_end)) == (
			"2026-03-03 10:00:00",
			"2026-03-03 12:00:00",
		)
		assert visit.engineer == engineer.name
		ticket.reload()
		ticket.update({"appointment_start": "2026-03-04 10:00:00", "appointment_end": None}).save()
		visit.reload()
		assert str(visit.planned_start) == "2026-03-04 10:00:00"

	@pytest.mark.parametrize(
		"values",
		[
			{"appointment_end": "2026-03-03 10:00:00"},
			{"appointment_start": "2026-03-03 10:00:00", "appointment_end": "2026-03-03 10:00:00"},
		],
	)
	def test_one_that_cannot_be_is_refused(self, values):
		with pytest.raises(AppointmentError):
			f.ticket(**values)


class TestPreview:
	def test_a_dispatcher_sees_who_could_take_it_before_anybody_does(self, as_user):
		able, away = f.engineer("Able"), f.engineer("Away", status="On Leave")
		ticket = f.ticket(**d.appointment("10:00", "12:00"))
		with as_user(f.user("preview.dispatcher@example.com", "Service Dispatcher")):
			shown = api.preview(ticket.name)
		assert [row["engineer"] for row in shown["candidates"]] == [able.name]
		assert shown["candidates"][0]["without_user"]
		assert shown["left_out"] == [{"reason": "not on duty (On Leave)", "engineers": ["Away"], "more": 0}]
		assert str(shown["start"]) == "2026-03-03 10:00:00"
		assert frappe.db.count("Dispatch Decision", {"ticket": ticket.name}) == 0
		assert away.name

	@pytest.mark.parametrize("role", ["Service Engineer", "Service Auditor", "Customer"])
	def test_nobody_else_does(self, as_user, role):
		ticket = f.ticket()
		with as_user(f.user(f"preview.{role.split()[-1].lower()}@example.com", role)):
			with pytest.raises(frappe.PermissionError):
				api.preview(ticket.name)


def test_the_number_of_queries_does_not_grow_with_the_engineers(monkeypatch):
	counts = []
	for so_many in (2, 20):
		for n in range(so_many):
			engineer = f.engineer(f"One Of {so_many} {n}", region=f.territory("Count South"))
			d.visit(engineer, f"{d.TUESDAY} 08:00:00", f"{d.TUESDAY} 09:00:00")
		d.profile(by_roster=1, by_leave=1, rest_hours=11, weights=dict.fromkeys(d.OBJECTIVES, 1))
		ticket = frappe.get_doc(
			"Service Ticket", f.ticket(region="Count South", **d.appointment("10:00", "12:00")).name
		)
		d.consider(ticket)  # what is cached is
		counts.append(queries(monkeypatch, lambda ticket=ticket: d.consider(ticket)))
	assert counts[0] == counts[1]
	assert 0 < counts[0] <= 40


class TestBetweenProposalAndDispatch:
	"""What was shown is asked again when it counts: who cannot go any more is not sent, and the dispatcher is told why."""

	@pytest.fixture
	def shown(self):
		d.profile(by_roster=1, by_leave=1)
		best = f.engineer("Best", calendar=f.calendar("Day Shift"))
		certified(best, "2026-03-31")
		offering = f.offering("Licensed Repair", certifications=[{"certification": CERTIFICATE}])
		ticket = act(f.ticket(offering=offering, **d.appointment("11:00", "12:00")), "Triage")
		assert [row["engineer"] for row in api.preview(ticket.name)["candidates"]] == [best.name]
		return best, ticket

	@pytest.mark.parametrize(
		("what", "why"),
		[
			("certificate", "certification missing"),
			("leave", "not on duty"),
			("shift", "not on shift"),
			("left", "does not work for"),
			("appointment", "not on shift"),
		],
	)
	def test_a_candidate_who_cannot_go_any_more_is_refused_and_nothing_changes(self, shown, what, why):
		best, ticket = shown
		if what == "certificate":
			frappe.db.set_value("Engineer Certification", {"engineer": best.name}, "revoked", 1)
		elif what == "shift":
			other = f.calendar("Late Shift", hours=("14:00:00", "22:00:00"))
			frappe.db.set_value("Service Engineer", best.name, "calendar", other)
		elif what == "appointment":
			ticket.reload()
			ticket.update(
				{"appointment_start": f"{d.TUESDAY} 20:00:00", "appointment_end": f"{d.TUESDAY} 21:00:00"}
			).save()
		else:
			status = {"leave": "On Leave", "left": "Left"}[what]
			frappe.db.set_value("Service Engineer", best.name, "status", status)
		with pytest.raises(EngineerNotSuitable, match=why):
			act(ticket.name, "Dispatch", engineer=best.name)
		assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Triaged"
		assert frappe.db.count("Dispatch Decision", {"ticket": ticket.name}) == 0


def test_the_whole_span_counts_and_not_only_its_start():
	"""D10: what begins in the shift and ends after it, or begins before leave and ends in it, is no fit."""
	d.profile(by_roster=1)
	f.engineer("Ends At Six", calendar=f.calendar("Day Shift"))
	assert "Ends At Six" in d.reasons(f.ticket(**d.appointment("17:00", "19:00")))
	assert d.reasons(f.ticket(**d.appointment("16:00", "18:00"))) == {}
