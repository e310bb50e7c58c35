"""A safety incident is told at once, reminded of until somebody acknowledges it, and closed when what follows is done (L2)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import safety as api
from fsm_app.common import clock
from fsm_app.common.plain_texts import TextTooLong
from fsm_app.performance.kpi_query import figures
from fsm_app.safety import incident_actions, incidents, sweep
from tests.app import factories as f
from tests.app import safe_work as s
from tests.app.portal_users import portal_user

INCIDENT, HEALTH = "Safety Incident", "Safety Incident Health"
OTHER = "otto.safe@example.com"


@pytest.fixture
def engineer():
	"""The engineer, at nine in the morning."""
	made = s.people()
	with s.at("09:00"):
		yield made


def report(**values):
	values = {
		"kind": "Near Miss",
		"severity": "Serious",
		"happened_at": "2026-03-02 08:45:00",
		"place": "Roof of hall 3",
		"what_happened": "A tile fell beside the ladder.",
		**values,
	}
	with s.acting(values.pop("by", s.ENGINEER)):
		return frappe.get_doc({"doctype": INCIDENT, **values}).insert()


def state(incident) -> str:
	return frappe.db.get_value(INCIDENT, incident.name, "state")


def acknowledged(incident):
	with s.acting(s.BOSS):
		api.acknowledge_incident(incident.name)
	return frappe.get_doc(INCIDENT, incident.name)


def with_actions(incident, *due: str, responsible: str = OTHER):
	f.user(OTHER, "Service Engineer")
	document = acknowledged(incident)
	with s.acting(s.BOSS):
		document.cause = "Loose tiles"
		for day in due:
			document.append(
				"actions", {"action": f"Fix until {day}", "responsible": responsible, "due_on": day}
			)
		document.save()
	return document


class TestTelling:
	def test_those_concerned_are_told_at_once(self, engineer):
		incident = report()
		assert (incident.state, incident.engineer, incident.company) == (
			"Reported",
			engineer.name,
			f.company(),
		)
		for user in (s.BOSS, s.OFFICER):
			(subject,) = s.told(user, incident.name)
			assert "Near Miss" in subject
		assert not s.told(s.HR, incident.name)

	def test_hr_too_where_somebody_is_hurt_also_when_that_is_known_later(self, engineer):
		assert len(s.told(s.HR, report(is_anyone_hurt=1).name)) == 1
		later = report()
		with s.acting(s.BOSS):
			document = frappe.get_doc(INCIDENT, later.name)
			document.is_anyone_hurt = 1
			document.save()
			document.place = "Roof"
			document.save()
		assert len(s.told(s.HR, later.name)) == 1

	def test_the_supervisor_of_the_team_is_the_manager(self, engineer):
		lead = f.user("leader.safe@example.com", "Service Engineer")
		team = f.team("Incident Team", supervisor=lead)
		frappe.db.set_value("Service Engineer", engineer.name, "team", team)
		incident = report()
		assert (len(s.told(lead, incident.name)), s.told(s.BOSS, incident.name)) == (1, [])
		with s.acting(lead):
			assert api.acknowledge_incident(incident.name) == "Under Investigation"

	def test_without_a_safety_officer_the_managers_are_told(self, engineer):
		lead = f.user("leader.safe@example.com", "Service Engineer")
		frappe.db.set_value(
			"Service Engineer", engineer.name, "team", f.team("Incident Team", supervisor=lead)
		)
		frappe.db.delete("Has Role", {"role": "Service Safety Officer"})
		assert len(s.told(s.BOSS, report().name)) == 1

	def test_those_of_another_company_are_not(self, engineer):
		other = f.other_company("Safe Elsewhere", "SEW")
		f.make("User Permission", user=s.OFFICER, allow="Company", for_value=other, apply_to_all_doctypes=1)
		frappe.clear_cache(user=s.OFFICER)
		assert not s.told(s.OFFICER, report().name)

	def test_a_member_of_the_office_reports_without_an_engineer(self, engineer):
		dispatcher = f.user("desk.safe@example.com", "Service Dispatcher")
		incident = report(by=dispatcher, company=f.company())
		assert (incident.engineer, incident.reported_by) == (None, dispatcher)
		assert len(s.told(s.BOSS, incident.name)) == 1

	def test_the_company_is_the_engineers_whatever_the_default_says(self, engineer):
		incident = report(company=f.other_company("Safe Elsewhere", "SEW"))
		assert incident.company == f.company()


class TestReport:
	def test_what_is_reported_after_a_day_is_late(self, engineer):
		assert report(happened_at="2026-03-01 09:00:00").is_late == 0
		assert report(happened_at="2026-03-01 08:59:00").is_late == 1
		settings = frappe.get_doc("Field Service Settings")
		settings.incident_report_hours = 0
		settings.save()
		assert report(happened_at="2026-02-01 08:59:00").is_late == 0

	def test_what_was_told_too_late_is_a_figure_of_the_engineer(self, engineer):
		report(happened_at="2026-03-01 08:59:00")
		report(happened_at="2026-03-02 08:59:00")
		kpi = frappe.get_doc("KPI Definition", "Incidents Reported Late")
		start, end = get_datetime("2026-03-01 00:00:00"), get_datetime("2026-04-01 00:00:00")
		assert figures(kpi, start, end)[engineer.name].value == 1

	def test_the_future_is_refused(self, engineer):
		with pytest.raises(incidents.IncidentRefused, match="future"):
			report(happened_at="2026-03-02 09:01:00")

	def test_a_ticket_is_named_by_who_sees_it(self, engineer):
		ticket = s.job(engineer)
		assert report(ticket=ticket.name).ticket == ticket.name
		other = f.user(OTHER, "Service Engineer")
		f.engineer("Otto Other", user=other)
		with pytest.raises(frappe.PermissionError):
			report(by=other, ticket=ticket.name)

	def test_nobody_writes_its_course_by_hand(self, engineer):
		forged = report(state="Closed", reported_by=s.BOSS, acknowledged_by=s.BOSS, is_late=1, reminders=9)
		assert (forged.state, forged.reported_by, forged.acknowledged_by) == ("Reported", s.ENGINEER, None)
		assert (forged.is_late, forged.reminders) == (0, 0)
		with s.acting(s.BOSS):
			document = frappe.get_doc(INCIDENT, forged.name)
			document.update({"state": "Closed", "closed_by": s.BOSS, "is_late": 1, "next_action_at": None})
			document.save()
		assert (document.state, document.closed_by, document.is_late) == ("Reported", None, 0)
		assert frappe.db.get_value(INCIDENT, forged.name, "next_action_at")

	def test_nobody_deletes_one(self, engineer):
		incident = report()
		for user in (s.ENGINEER, s.BOSS, s.OFFICER, s.HR):
			with s.acting(user), pytest.raises(frappe.PermissionError):
				frappe.delete_doc(INCIDENT, incident.name)


class TestReminders:
	def sweep(self, minutes: int) -> None:
		at = get_datetime("2026-03-02 09:00:00") + timedelta(minutes=minutes)
		with clock.at(at):
			sweep.sweep_safety(at, f.company())

	def test_they_come_once_a_step_ever_more_seldom_and_to_more_people(self, engineer):
		incident = report()
		counts = []
		for minutes in (14, 15, 15, 44, 45, 104, 105):
			self.sweep(minutes)
			counts.append(len(s.told(s.OFFICER, incident.name)) - 1)
		assert counts == [0, 1, 1, 1, 2, 2, 3]
		assert len(s.told(s.HR, incident.name)) == 2
		assert "reminder 3" in s.told(s.OFFICER, incident.name)[-1]

	def test_they_end_when_somebody_acknowledges(self, engineer):
		incident = report()
		acknowledged(incident)
		self.sweep(15)
		assert len(s.told(s.OFFICER, incident.name)) == 1
		assert any("looks into" in subject for subject in s.told(s.ENGINEER, incident.name))

	def test_after_an_outage_there_is_one_and_not_all_that_were_missed(self, engineer):
		incident = report()
		self.sweep(3000)
		self.sweep(3001)
		assert len(s.told(s.OFFICER, incident.name)) == 2

	def test_none_where_the_company_wants_none(self, engineer):
		settings = frappe.get_doc("Field Service Settings")
		settings.incident_reminder_minutes = 0
		settings.save()
		incident = report()
		self.sweep(3000)
		assert len(s.told(s.OFFICER, incident.name)) == 1

	def test_at_least_one_a_day(self, engineer):
		incident = report()
		frappe.db.set_value(INCIDENT, incident.name, "reminders", 40)
		self.sweep(15)
		assert str(frappe.db.get_value(INCIDENT, incident.name, "next_action_at")) == "2026-03-03 09:15:00"


class TestInvestigation:
	def test_whoever_was_part_of_it_does_not_acknowledge_it(self, engineer):
		user = frappe.get_doc("User", s.ENGINEER)
		user.append("roles", {"role": "Service Manager"})
		user.save(ignore_permissions=True)
		incident = report()
		with s.acting(s.ENGINEER), pytest.raises(incidents.NotTheirIncident):
			api.acknowledge_incident(incident.name)

	def test_nor_does_whoever_has_no_such_role(self, engineer):
		incident = report()
		with s.acting(s.ENGINEER):
			for step in (api.acknowledge_incident, api.close_incident):
				with pytest.raises(incidents.NotTheirIncident):
					step(incident.name)

	def test_it_is_closed_with_a_cause_and_all_actions_done(self, engineer):
		incident = report()
		with s.acting(s.BOSS):
			with pytest.raises(incidents.IncidentRefused, match="Acknowledge it"):
				api.close_incident(incident.name)
			api.acknowledge_incident(incident.name)
			with pytest.raises(incidents.IncidentRefused, match="What Led to It"):
				api.close_incident(incident.name)
		document = frappe.get_doc(INCIDENT, incident.name)
		with s.acting(s.BOSS):
			document.cause = "Loose tiles"
			document.append("actions", {"action": "Fix", "responsible": s.OFFICER, "due_on": "2026-03-05"})
			document.save()
			with pytest.raises(incidents.IncidentRefused, match="rows 1"):
				api.close_incident(incident.name)
			api.finish_action(incident.name, document.actions[0].name, "Fixed")
			assert api.close_incident(incident.name) == "Closed"
		assert any("closed" in subject for subject in s.told(s.ENGINEER, incident.name))
		document.reload()
		document.cause = "Other"
		with s.acting(s.BOSS), pytest.raises(incidents.IncidentRefused, match="closed"):
			document.save()

	def test_whoever_is_responsible_is_told_sees_it_and_says_it_is_done(self, engineer):
		document = with_actions(report(), "2026-03-05", "2026-03-09")
		assert len(s.told(OTHER, document.name)) == 2
		with s.acting(OTHER):
			assert frappe.get_list(INCIDENT, pluck="name") == [document.name]
			api.finish_action(document.name, document.actions[0].name, "Tiles fixed")
			with pytest.raises(incidents.NotTheirIncident):
				api.close_incident(document.name)
		document.reload()
		row = document.actions[0]
		assert (row.is_done, str(row.done_on), row.result) == (1, "2026-03-02", "Tiles fixed")
		assert not any("All corrective" in subject for subject in s.told(s.BOSS, document.name))
		with s.acting(OTHER):
			api.finish_action(document.name, document.actions[1].name)
		assert any("All corrective" in subject for subject in s.told(s.BOSS, document.name))

	def test_a_result_that_no_field_holds_is_refused(self, engineer):
		document = with_actions(report(), "2026-03-05")
		with s.acting(s.BOSS), pytest.raises(TextTooLong, match="Result: the text is too long"):
			api.finish_action(document.name, document.actions[0].name, "长" * 22_000)
		document.reload()
		assert not document.actions[0].is_done

	def test_nobody_is_made_responsible_who_could_not_see_it(self, engineer):
		clerk = f.user("clerk.safe@example.com", "Stock User")
		elsewhere = f.user("elsewhere.safe@example.com", "Service Engineer")
		other = f.other_company("Safe Elsewhere", "SEW")
		f.make("User Permission", user=elsewhere, allow="Company", for_value=other, apply_to_all_doctypes=1)
		frappe.clear_cache(user=elsewhere)
		incident = acknowledged(report())
		for user in (clerk, elsewhere, "customer.safe@example.com"):
			if user.startswith("customer"):
				portal_user(user, f.customer("Safe Customer"))
			document = frappe.get_doc(INCIDENT, incident.name)
			document.append("actions", {"action": "Fix", "responsible": user, "due_on": "2026-03-05"})
			with (
				s.acting(s.BOSS),
				pytest.raises(incidents.IncidentRefused, match=r"row 1: .* sees no incidents"),
			):
				document.save()
			assert not s.told(user, incident.name)

	def test_others_do_not_say_so(self, engineer):
		document = with_actions(report(), "2026-03-05")
		with s.acting(s.ENGINEER), pytest.raises(incidents.NotTheirIncident):
			api.finish_action(document.name, document.actions[0].name)
		with s.acting(s.BOSS), pytest.raises(incidents.IncidentRefused):
			api.finish_action(document.name, "none")

	def test_what_is_due_is_reminded_of_once_a_day_and_of_overdue_the_officer_too(self, engineer):
		document = with_actions(report(), "2026-03-05")
		told = {user: len(s.told(user, document.name)) for user in (OTHER, s.OFFICER)}

		def more(day: str) -> tuple[int, int]:
			with clock.at(get_datetime(f"{day} 06:00:00")):
				incident_actions.remind_of_actions(only_company=f.company())
			found = {user: len(s.told(user, document.name)) - count for user, count in told.items()}
			return found[OTHER], found[s.OFFICER]

		assert [more(f"2026-03-0{day}") for day in (3, 4, 4, 5, 6, 6)] == [
			(0, 0),
			(1, 0),
			(1, 0),
			(2, 0),
			(3, 1),
			(3, 1),
		]
		with s.acting(OTHER):
			api.finish_action(document.name, document.actions[0].name)
		assert more("2026-03-07") == (3, 1)


class TestWhoSees:
	def test_engineers_see_what_they_reported(self, engineer):
		incident = report()
		other = f.user(OTHER, "Service Engineer")
		f.engineer("Otto Other", user=other)
		dispatcher = f.user("desk.safe@example.com", "Service Dispatcher")
		for user, sees in (
			(s.ENGINEER, True),
			(other, False),
			(dispatcher, False),
			(s.HR, True),
			(s.OFFICER, True),
		):
			with s.acting(user):
				assert bool(frappe.get_list(INCIDENT, filters={"name": incident.name})) is sees
				assert bool(frappe.has_permission(INCIDENT, "read", incident.name)) is sees

	def test_seeing_is_not_changing(self, engineer):
		incident = report()
		with s.acting(s.ENGINEER), pytest.raises(frappe.PermissionError):
			document = frappe.get_doc(INCIDENT, incident.name)
			document.what_happened = "Nothing"
			document.save()

	def test_health_is_for_hr_and_safety_officers_alone(self, engineer):
		incident = report(is_anyone_hurt=1)
		values = {"incident": incident.name, "persons": "Sam Safe", "injury": "Broken wrist"}
		with s.acting(s.OFFICER):
			health = frappe.get_doc({"doctype": HEALTH, **values}).insert()
		assert health.company == f.company()
		with s.acting(s.HR):
			assert frappe.get_list(HEALTH, pluck="injury") == ["Broken wrist"]
		for user in (s.ENGINEER, s.BOSS):
			with s.acting(user):
				assert not frappe.has_permission(HEALTH, "read", health.name)
				with pytest.raises(frappe.PermissionError):
					frappe.get_list(HEALTH)

	def test_nobody_writes_the_health_of_an_incident_that_they_do_not_see(self, engineer):
		incident = report(is_anyone_hurt=1)
		other = f.other_company("Safe Elsewhere", "SEW")
		f.make("User Permission", user=s.OFFICER, allow="Company", for_value=other, apply_to_all_doctypes=1)
		frappe.clear_cache(user=s.OFFICER)
		values = {"incident": incident.name, "persons": "Sam Safe", "injury": "None"}
		with s.acting(s.OFFICER), pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": HEALTH, **values}).insert()
		assert not frappe.db.count(HEALTH, {"incident": incident.name})

	def test_nobody_hurt_has_no_health(self, engineer):
		with pytest.raises(incidents.IncidentRefused, match="nobody is hurt"):
			frappe.get_doc(
				{"doctype": HEALTH, "incident": report().name, "persons": "Sam", "injury": "None"}
			).insert()


class TestTicket:
	def test_a_merged_ticket_hands_its_incident_over_and_a_deleted_one_lets_it_go(self, engineer):
		first, second = s.job(engineer, stage="Accepted"), s.job(engineer, stage="Accepted")
		incident = report(ticket=first.name)
		from fsm_app.safety import ticket_listeners

		assert ticket_listeners.hand_over(first, second) == {INCIDENT: 1}
		assert frappe.db.get_value(INCIDENT, incident.name, "ticket") == second.name
		frappe.delete_doc("Service Ticket", second.name, ignore_permissions=True, force=True)
		assert frappe.db.get_value(INCIDENT, incident.name, "ticket") is None
		assert state(incident) == "Reported"


class TestBadInput:
	@pytest.mark.parametrize(
		("doctype", "values"),
		[
			(INCIDENT, {"happened_at": "yesterday", "kind": "Other", "place": "x", "what_happened": "y"}),
			(INCIDENT, {"happened_at": None, "kind": "Other", "place": "x", "what_happened": "y"}),
			(INCIDENT, {"happened_at": "2026-03-02 08:00:00", "kind": "Other", "place": "x"}),
			(HEALTH, {"persons": "x", "injury": "y"}),
			(HEALTH, {"incident": "SI-none", "persons": "x", "injury": "y"}),
			("Work Permit", {}),
			("Work Permit", {"ticket": "ST-none", "permit_type": "x"}),
			("Work Permit Type", {"type_name": "x", "approver_role": "Service Manager", "max_hours": "x"}),
			("Work Permit Type", {"type_name": "x", "max_hours": 1}),
			("PPE List", {"list_name": "x", "items": [{"item": 7}, {"item": None}]}),
			("PPE List", {"list_name": "x"}),
			("PPE Check", {}),
			("PPE Check", {"items": [{"item": "Helmet"}]}),
		],
	)
	def test_it_is_refused_with_words_and_never_fails(self, engineer, rest, doctype, values):
		client = rest.login("Administrator")
		answer = client.post(f"/api/resource/{doctype}", json={"company": f.company(), **values})
		assert 400 <= answer.status_code < 500, answer.text[-1500:]
