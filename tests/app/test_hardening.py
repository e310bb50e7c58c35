"""Ways around the app's rules that users with ordinary rights, administrators and the clock find (D3, B2, C1, J3)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app import clock
from fsm_app.service_desk import lifecycle
from fsm_app.service_desk.stages import TICKET
from fsm_app.service_desk.sweep import sweep_sla_clocks
from fsm_app.service_desk.webhook_queue import queue_delivery
from tests.app import factories as f
from tests.app.tickets import act, clock_of, trail, walk

ENGINEER, OTHER, MANAGER = (f"{name}.hard@example.com" for name in ("engineer", "other", "manager"))
WAY_TO_DONE = ("Triage", "Dispatch", "Accept", "Arrive", "Complete")


@pytest.fixture
def alone():
	"""No engineer but those of the test takes tickets."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


@pytest.fixture
def engineer(alone):
	f.user(ENGINEER, "Service Engineer")
	return f.engineer("Engineer Hard", user=ENGINEER, team=f.team("Hard A"))


def stranger():
	"""An engineer of another team, who is no candidate for anything."""
	f.user(OTHER, "Service Engineer")
	return f.engineer("Other Hard", user=OTHER, team=f.team("Hard B"), status="On Leave")


def another_company() -> str:
	name = "Hard Company"
	return f.make(
		"Company", name=name, company_name=name, abbr="HC", default_currency="CNY", country="China"
	).name


class TestVisibility:
	@pytest.mark.parametrize(
		("parent", "child"),
		[("Performance Appraisal", "Performance Appraisal Score"), ("Runbook Run", "Runbook Run Step")],
	)
	def test_rows_of_a_table_are_seen_by_those_who_see_their_document(self, engineer, as_user, parent, child):
		stranger()
		hidden = frappe.get_doc({"doctype": parent, **self.documents(engineer)[parent]}).insert(
			ignore_permissions=True, ignore_mandatory=True
		)
		with as_user(OTHER):
			rows = frappe.get_list(child, parent_doctype=parent, pluck="parent", limit_page_length=0)
		assert hidden.name not in rows

	def documents(self, engineer) -> dict[str, dict]:
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		cycle = f.make(
			"Performance Cycle", cycle_name="Rows", company=f.company(), start_date="2033-07-01", end_date="2033-07-31"
		)  # fmt: skip
		runbook = f.make(
			"Service Runbook",
			name="Hard Runbook",
			runbook_name="Hard Runbook",
			steps=[{"instruction": "Secret", "owner_role": "Service Manager", "time_limit": 60}],
		)
		return {
			"Performance Appraisal": {
				"cycle": cycle.name,
				"engineer": engineer.name,
				"company": f.company(),
				"level": engineer.level,
				"scores": [
					{"kpi": frappe.get_all("KPI Definition", pluck="name")[0], "score": 50, "weight": 100}
				],
			},
			"Runbook Run": {
				"ticket": ticket.name,
				"company": f.company(),
				"runbook": runbook.name,
				"state": "Running",
				"steps": [{"instruction": "Secret", "owner_role": "Service Manager", "time_limit": 60}],
			},
		}

	@pytest.mark.parametrize(
		"doctype", ["SLA Clock", "SLA Event", "Webhook Delivery", "Dispatch Decision", "Service Ticket"]
	)
	def test_a_manager_of_one_company_sees_nothing_of_another(self, engineer, as_user, doctype):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		queue_delivery(self.hook(), ticket, "hard", "Secret", "")
		self.restrict(MANAGER, another_company())
		name = {"Service Ticket": ticket.name}.get(doctype) or frappe.db.get_value(
			doctype, {"ticket": ticket.name}
		)
		with as_user(MANAGER):
			assert frappe.get_list(doctype, filters={"name": name}) == []
			assert not frappe.get_doc(doctype, name).has_permission("read")

	def test_a_certificate_belongs_to_the_engineers_company(self, engineer, as_user):
		certification = f.make(
			"Service Certification", name="Hard", certification_name="Hard", kind="Internal"
		).name
		held = f.make("Engineer Certification", engineer=engineer.name, certification=certification)
		self.restrict(MANAGER, another_company())
		with as_user(MANAGER):
			assert frappe.get_list("Engineer Certification", filters={"name": held.name}) == []

	def test_a_manager_of_one_company_does_not_hear_of_another(self, engineer):
		from fsm_app.service_desk.telling import tell

		frappe.db.delete("Has Role", {"role": "Service Manager"})
		self.restrict(MANAGER, another_company())
		ticket = f.ticket()
		tell([], "Secret", ticket)
		assert not frappe.db.exists("Notification Log", {"for_user": MANAGER, "document_name": ticket.name})
		frappe.db.delete("User Permission", {"user": MANAGER})
		frappe.clear_cache(user=MANAGER)
		tell([], "Known", ticket)
		assert frappe.db.exists("Notification Log", {"for_user": MANAGER, "document_name": ticket.name})

	def test_a_runbook_of_another_company_is_not_ticked_off(self, engineer, as_user):
		from fsm_app.api.runbook import cancel, tick_off

		run = frappe.get_doc({"doctype": "Runbook Run", **self.documents(engineer)["Runbook Run"]}).insert()
		self.restrict(MANAGER, another_company())
		with as_user(MANAGER):
			with pytest.raises(frappe.PermissionError):
				tick_off(run.name, 1)
			with pytest.raises(frappe.PermissionError):
				cancel(run.name, "not mine")

	@staticmethod
	def hook() -> str:
		return f.make(
			"Service Webhook",
			name="Hard",
			webhook_name="Hard",
			kind="JSON",
			enabled=1,
			url="https://203.119.1.1",
		).name

	@staticmethod
	def restrict(user: str, company: str) -> None:
		f.user(user, "Service Manager")
		f.make("User Permission", user=user, allow="Company", for_value=company)

	@pytest.mark.parametrize("field", ["team", "engineer"])
	def test_an_engineer_cannot_claim_another_teams_ticket(self, engineer, rest, field):
		other = stranger()
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		claim = other.team if field == "team" else other.name
		answer = rest.login(OTHER).put(f"/api/resource/Service Ticket/{ticket.name}", json={field: claim})
		assert answer.status_code == 403
		assert frappe.db.get_value(TICKET, ticket.name, field) == ticket.get(field)

	def test_an_engineer_who_has_left_sees_nothing(self, engineer, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		engineer.status = "Left"
		engineer.save()
		with as_user(ENGINEER):
			assert frappe.get_list(TICKET, limit_page_length=1) == []
			assert not frappe.get_doc(TICKET, ticket.name).has_permission("read")


class TestWhatTheAppAloneWrites:
	TIMES = (*lifecycle.TIME_OF_STAGE.values(), "called_back_at")

	def test_times_cannot_be_forged(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE)
		before = frappe.get_doc(TICKET, ticket.name)
		forged = dict.fromkeys((*self.TIMES, "opened_at"), "2001-01-01 00:00:00")
		forged |= {"reopen_count": 7, "external_revision": "x", "catalogue_release": None}
		answer = rest.login(ENGINEER).put(f"/api/resource/Service Ticket/{ticket.name}", json=forged)
		assert answer.status_code == 200
		after = frappe.get_doc(TICKET, ticket.name)
		assert {field: after.get(field) for field in forged} == {field: before.get(field) for field in forged}
		assert clock_of(ticket, "Resolution").state == "Met"

	def test_a_forged_stage_is_refused_with_all_that_came_along(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE)
		answer = rest.login(ENGINEER).put(
			f"/api/resource/Service Ticket/{ticket.name}", json={"stage": "Closed", "subject": "Forged"}
		)
		assert answer.status_code == 417
		after = frappe.get_doc(TICKET, ticket.name)
		assert (after.stage, after.workflow_state, after.subject) == ("Done", "Done", ticket.subject)

	def test_a_new_ticket_brings_no_times(self, rest):
		f.user(MANAGER, "Service Manager")
		values = {
			"subject": "Done before it was begun",
			"customer": f.customer(),
			"company": f.company(),
			"offering": f.offering(),
			"reopen_count": 3,
			"stage": "Closed",
			**dict.fromkeys(self.TIMES, "2001-01-01 00:00:00"),
		}
		answer = rest.login(MANAGER).post("/api/resource/Service Ticket", json=values)
		assert answer.status_code == 200
		ticket = frappe.get_doc(TICKET, answer.json["data"]["name"])
		assert [ticket.get(field) for field in self.TIMES] == [None] * len(self.TIMES)
		assert (ticket.stage, ticket.reopen_count) == ("Received", 0)

	def test_a_survey_keeps_whom_it_is_about(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE, "Verify", "Close")
		other = stranger()
		f.user("dispatcher.hard@example.com", "Service Dispatcher")
		survey = frappe.db.get_value("Service Survey", {"ticket": ticket.name})
		client = rest.login("dispatcher.hard@example.com")
		answer = client.put(
			f"/api/resource/Service Survey/{survey}", json={"stars": 5, "engineer": other.name}
		)
		assert answer.status_code == 417
		after = frappe.get_doc("Service Survey", survey)
		assert (after.engineer, after.stars) == (engineer.name, 0)

	def test_the_engineer_of_a_finished_ticket_stays(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE)
		other = stranger()
		answer = rest.login(ENGINEER).put(
			f"/api/resource/Service Ticket/{ticket.name}", json={"engineer": other.name}
		)
		assert answer.status_code == 417
		assert frappe.db.get_value(TICKET, ticket.name, "engineer") == engineer.name

	def test_a_ticket_stays_with_its_company(self, engineer):
		ticket = f.ticket()
		ticket.company = another_company()
		with pytest.raises(frappe.CannotChangeConstantError):
			ticket.save()


class TestEngineer:
	def test_who_has_left_gets_no_ticket(self, engineer):
		left = f.engineer("Gone", status="Left")
		ticket = act(f.ticket(), "Triage")
		ticket.update({"engineer": left.name, "override_reason": "he knows the machine"})
		ticket.save()
		with pytest.raises(frappe.ValidationError, match=left.name):
			act(ticket, "Dispatch")

	def test_hard_rules_hold_while_the_stage_changes_too(self, engineer):
		frappe.db.set_value("Service Engineer", engineer.name, "user", frappe.session.user)
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		other = stranger()
		ticket = frappe.get_doc(TICKET, ticket.name)
		ticket.update({"workflow_state": "Accepted", "engineer": other.name})
		with pytest.raises(frappe.ValidationError, match=other.name):
			ticket.save()

	def test_what_one_engineer_kept_stays_his(self, engineer):
		ticket = walk(f.ticket(offering=_arrival_offering()), "Triage", "Dispatch", "Accept", "Arrive")
		assert clock_of(ticket, "Arrival").engineer == engineer.name
		second = f.engineer("Second Hard")
		ticket = frappe.get_doc(TICKET, ticket.name)
		ticket.engineer = second.name
		ticket.save()
		assert clock_of(ticket, "Arrival").engineer == engineer.name
		assert clock_of(ticket, "Resolution").engineer == second.name


def _arrival_offering() -> str:
	policy = f.policy("Hard Arrival", targets=(("Arrival", "", 3600), ("Resolution", "", 7200)))
	return f.offering("Hard Arrival", sla_policy=policy)


class TestReopening:
	def test_the_customer_is_called_back_again(self, engineer):
		from fsm_app.service_desk.callback import record_callback

		policy = f.policy("Hard Callback", targets=(("Callback", "", 3600),))
		ticket = walk(f.ticket(offering=f.offering("Hard Callback", sla_policy=policy)), *WAY_TO_DONE)
		record_callback(ticket.name, "It fails again.")
		ticket = act(ticket, "Reopen")
		assert (ticket.called_back_at, ticket.callback_result) == (None, None)
		walk(ticket, "Dispatch", "Accept", "Arrive", "Complete")
		record_callback(ticket.name, "It works.")
		assert [clock_of(ticket, "Callback", cycle).state for cycle in (0, 1)] == ["Met", "Met"]


class TestCalendarChanges:
	MONDAY = "2026-11-02"

	def running(self):
		calendar = f.calendar("Hard Calendar", holiday_list=_holidays("Hard Holidays"))
		offering = f.offering("Hard Calendar", sla_policy=f.policy("Hard Calendar", calendar=calendar))
		with clock.at(get_datetime(f"{self.MONDAY} 17:00:00")):
			ticket = f.ticket(offering=offering)
		assert clock_of(ticket, "Resolution").due_at == get_datetime("2026-11-03 13:00:00")
		return ticket

	def test_running_clocks_follow_longer_hours(self):
		ticket = self.running()
		with clock.at(get_datetime(f"{self.MONDAY} 17:30:00")):
			calendar = frappe.get_doc("Service Calendar", "Hard Calendar")
			for row in calendar.shifts:
				row.end_time = "22:00:00"
			calendar.save()
			sweep_sla_clocks()
		assert clock_of(ticket, "Resolution").due_at == get_datetime(f"{self.MONDAY} 21:00:00")
		sweep_sla_clocks(get_datetime(f"{self.MONDAY} 21:00:01"))
		resolution = clock_of(ticket, "Resolution")
		assert resolution.breached
		assert resolution.breached_at == get_datetime(f"{self.MONDAY} 21:00:00")

	def test_running_clocks_follow_a_new_holiday(self):
		ticket = self.running()
		with clock.at(get_datetime(f"{self.MONDAY} 17:30:00")):
			holidays = frappe.get_doc("Holiday List", "Hard Holidays")
			holidays.append("holidays", {"holiday_date": "2026-11-03", "description": "New"})
			holidays.save()
			sweep_sla_clocks()
		assert clock_of(ticket, "Resolution").due_at == get_datetime("2026-11-04 13:00:00")

	def test_running_clocks_follow_a_new_rung(self):
		ticket = self.running()
		sweep_sla_clocks(get_datetime("2026-11-05 12:00:00"))
		resolution = clock_of(ticket, "Resolution")
		assert resolution.next_action_at is None
		with clock.at(get_datetime("2026-11-05 12:00:00")):
			policy = frappe.get_doc("SLA Policy", "Hard Calendar")
			policy.append(
				"ladder", {"level": 1, "percent": 150, "notify": "Service Manager", "action": "Notify"}
			)
			policy.save()
			sweep_sla_clocks()
		assert "ladder:1" in trail(resolution.name)[-1]

	def test_a_breach_is_never_after_the_end(self):
		ticket = self.running()
		with clock.at(get_datetime("2026-11-02 22:00:00")):
			calendar = frappe.get_doc("Service Calendar", "Hard Calendar")
			for row in calendar.shifts:
				row.end_time = "22:00:00"
			calendar.save()
		act(ticket, "Cancel", "2026-11-02 22:00:00", cancel_reason="Opened twice")
		resolution = clock_of(ticket, "Resolution")
		assert resolution.breached_at == get_datetime("2026-11-02 21:00:00")


def _holidays(name: str) -> str:
	return f.make(
		"Holiday List", name=name, holiday_list_name=name, from_date="2026-01-01", to_date="2026-12-31"
	).name


class TestScoring:
	def test_a_half_months_cycle_does_not_stop_the_scoring(self, engineer, freeze):
		from fsm_app.performance.scoring import score_open_cycles

		half = f.make(
			"Performance Cycle", cycle_name="Half", company=f.company(), start_date="2033-05-01", end_date="2033-05-14"
		)  # fmt: skip
		freeze("2033-05-15 02:00:00")
		score_open_cycles()
		assert frappe.db.get_value("Performance Cycle", half.name, "scored_at")
		following = frappe.get_all(
			"Performance Cycle",
			filters={"company": f.company(), "start_date": [">", "2033-05-14"]},
			fields=["start_date", "end_date"],
		)
		assert [(str(row.start_date), str(row.end_date)) for row in following] == [
			("2033-05-15", "2033-05-31")
		]

	def test_ranks_do_not_repeat_when_somebody_leaves(self, alone):
		from fsm_app.performance.scoring import score_cycle

		engineers = [f.engineer(f"Ranked {number}") for number in range(2)]
		cycle = f.make(
			"Performance Cycle", cycle_name="Leaving", company=f.company(), start_date="2033-06-01", end_date="2033-06-30"
		)  # fmt: skip
		for number, engineer in enumerate(engineers):
			ticket = walk(f.ticket(opened_at=None), "Triage")
			ticket.update({"engineer": engineer.name})
			ticket.save()
			act(ticket, "Dispatch")
			frappe.db.set_value(
				"SLA Clock",
				{"ticket": ticket.name},
				{"stopped_at": "2033-06-02 10:00:00", "started_at": "2033-06-02 09:00:00", "state": "Met", "breached": number},
			)  # fmt: skip
		score_cycle(cycle.name)
		engineers[0].status = "Left"
		engineers[0].save()
		score_cycle(cycle.name)
		ranks = frappe.get_all(
			"Performance Appraisal", filters={"cycle": cycle.name}, pluck="rank", order_by="`rank`"
		)
		assert ranks == [1, 2]


class TestUpgrade:
	def test_a_new_record_that_refers_to_a_deleted_one_does_not_stop_the_migration(self, monkeypatch):
		from fsm_app import configuration

		record = {
			"doctype": "Service Offering",
			"name": "New in Version 2",
			"offering_name": "New in Version 2",
			"category": "A category that the administrator deleted",
			"delivery": "Remote",
		}
		monkeypatch.setattr(configuration, "shipped_records", lambda: [record])
		outcome = configuration.install_shipped_records()
		assert outcome["skipped"] == 1
		assert not frappe.db.exists("Service Offering", record["name"])


class TestOtherWorkflows:
	def test_one_that_begins_in_another_stage_starts_the_clocks(self, engineer):
		workflow = frappe.get_doc("Workflow", "Service Ticket")
		workflow.states = [row for row in workflow.states if row.state != "Received"]
		workflow.transitions = [row for row in workflow.transitions if row.state != "Received"]
		workflow.save()
		policy = f.policy(
			"Hard Opening",
			targets=(
				("First Response", "", 60),
				("Dispatch", "", 60),
				("Arrival", "", 60),
				("Resolution", "", 60),
			),
		)
		offering = f.offering("Hard Opening", sla_policy=policy)
		with clock.at(get_datetime("2026-11-02 12:00:00")):
			ticket = f.ticket(offering=offering, opened_at="2026-11-02 11:00:00")
		assert (ticket.stage, ticket.responded_at) == ("Triaged", get_datetime("2026-11-02 12:00:00"))
		started = frappe.get_all(
			"SLA Clock", filters={"ticket": ticket.name}, fields=["metric", "started_at"], order_by="metric"
		)
		assert [(row.metric, row.started_at.hour) for row in started] == [
			("Arrival", 11),
			("Dispatch", 11),
			("Resolution", 11),
		]

	def test_a_user_with_another_language_takes_the_same_actions(self, engineer):
		frappe.local.lang = "zh"
		try:
			ticket = walk(f.ticket(), *WAY_TO_DONE, "Verify", "Close", "Reopen")
			ticket = act(ticket, "Cancel", cancel_reason="重复")
		finally:
			frappe.local.lang = "en"
		assert (ticket.stage, ticket.workflow_state) == ("Cancelled", "Cancelled")

	def test_without_a_workflow_the_stage_stays(self, engineer, rest):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		frappe.db.set_value("Workflow", "Service Ticket", "is_active", 0)
		frappe.clear_cache()
		answer = rest.login(ENGINEER).put(
			f"/api/resource/Service Ticket/{ticket.name}", json={"stage": "Closed", "subject": "Changed"}
		)
		assert answer.status_code == 200
		assert frappe.db.get_value(TICKET, ticket.name, ["stage", "subject"]) == ("Dispatched", "Changed")


class TestTeams:
	def test_a_team_of_another_company_gets_no_ticket_and_no_engineer(self, engineer):
		team = f.make(
			"Service Team", name="Hard Foreign", team_name="Hard Foreign", company=another_company()
		).name
		ticket = f.ticket()
		ticket.team = team
		with pytest.raises(lifecycle.TeamOfOtherCompany):
			ticket.save()
		engineer.team = team
		with pytest.raises(frappe.ValidationError, match="Hard Foreign"):
			engineer.save()


def test_the_settings_can_be_saved_before_anything_shipped_is_there():
	"""As Frappe does while the app is being installed."""
	links = [field for field in frappe.get_meta("Field Service Settings").fields if field.fieldtype == "Link"]
	assert links
	assert [field.fieldname for field in links if field.default] == []
