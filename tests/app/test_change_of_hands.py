"""Whoever has to act is told of it: the engineer of what comes and goes, the dispatchers of what is to be planned (C1, E2)."""

import json

import pytest

import frappe

from fsm_app.api import portal as portal_api
from fsm_app.api import ticket_actions as api
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.new_ticket_notices import tell_dispatchers
from tests.app import factories as f
from tests.app import portal_users as pu
from tests.app.tickets import act, walk

DISPATCHER, SECOND_DISPATCHER = "dispatcher.hands@example.com", "second.hands@example.com"
ENGINEER, OTHER = "engineer.hands@example.com", "other.hands@example.com"
NORTH, SOUTH = "Hands North", "Hands South"


@pytest.fixture(autouse=True)
def people():
	"""One engineer at work and one on leave, by their users; two dispatchers, and no others."""
	frappe.db.delete("Has Role", {"role": "Service Dispatcher", "parenttype": "User"})
	for dispatcher in (DISPATCHER, SECOND_DISPATCHER):
		f.user(dispatcher, "Service Dispatcher")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	found = {}
	for user, name, status in ((ENGINEER, "First Hand", "Active"), (OTHER, "Second Hand", "On Leave")):
		f.user(user, "Service Engineer")
		team = f.team("Hands Team")
		found[user] = f.engineer(name, user=user, team=team, status=status, max_open_tickets=0).name
	return found


def told(user: str, ticket) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "document_type": TICKET, "document_name": ticket.name},
		pluck="subject",
		order_by="creation, name",
	)


def wishes(user: str, **values) -> None:
	"""Set what the user's own Notification Settings say."""
	if not frappe.db.exists("Notification Settings", user):
		settings = frappe.new_doc("Notification Settings")
		settings.name = user
		settings.insert(ignore_permissions=True)
	frappe.db.set_value("Notification Settings", user, values)


def mailed(ticket) -> list[str]:
	queued = frappe.get_all("Email Queue", filters={"reference_name": ticket.name}, pluck="name")
	return frappe.get_all("Email Queue Recipient", filters={"parent": ["in", queued]}, pluck="recipient")


def todos(ticket, user: str) -> list[str]:
	return frappe.get_all(
		"ToDo",
		filters={"reference_type": TICKET, "reference_name": ticket.name, "allocated_to": user},
		pluck="status",
		order_by="creation",
	)


def assigned(ticket) -> list[str]:
	return json.loads(frappe.db.get_value(TICKET, ticket.name, "_assign") or "[]")


def dispatched(**values):
	return walk(f.ticket(**values), "Triage", "Dispatch")


class TestDispatch:
	def test_the_engineer_is_told_and_has_it_to_do(self, as_user):
		ticket = act(f.ticket(), "Triage")
		with as_user(DISPATCHER):
			ticket = act(ticket, "Dispatch")
		assert told(ENGINEER, ticket) == [f"{ticket.name} was given to you."]
		assert (todos(ticket, ENGINEER), assigned(ticket)) == (["Open"], [ENGINEER])

	def test_by_e_mail_too_who_has_not_switched_that_off(self, mail):
		wishes(ENGINEER, enable_email_assignment=1)
		assert mailed(dispatched()) == [ENGINEER]
		wishes(ENGINEER, enable_email_assignment=0)
		assert mailed(dispatched()) == []

	def test_in_the_engineers_language_and_without_the_callers_data(self):
		frappe.db.set_value("User", ENGINEER, "language", "zh")
		ticket = dispatched(reported_by="Mrs Nobody", contact_phone="13800138000")
		(subject,) = told(ENGINEER, ticket)
		assert "派给您" in subject and ticket.name in subject
		(todo,) = frappe.get_all("ToDo", filters={"reference_name": ticket.name}, pluck="description")
		assert "派给您" in todo
		assert not any(part in subject + todo for part in ("Nobody", "138"))

	def test_nobody_gains_a_share(self):
		ticket = dispatched()
		if frappe.db.exists("DocType", "DocShare"):
			shared = frappe.get_all("DocShare", {"share_doctype": TICKET, "share_name": ticket.name})
			assert not shared

	def test_saving_again_says_nothing_new(self):
		ticket = dispatched()
		for note in ("one", "two"):
			doc = frappe.get_doc(TICKET, ticket.name)
			doc.fault_symptom = note
			doc.save()
		walk(ticket)
		assert len(told(ENGINEER, ticket)) == 1 and todos(ticket, ENGINEER) == ["Open"]

	def test_who_acts_is_not_told_of_it(self, as_user):
		frappe.get_doc("User", ENGINEER).add_roles("Service Manager")
		ticket = act(f.ticket(), "Triage")
		with as_user(ENGINEER):
			act(ticket, "Dispatch")
		assert told(ENGINEER, ticket) == [] and todos(ticket, ENGINEER) == ["Open"]

	def test_an_engineer_without_a_user_or_with_a_disabled_one_stops_nothing(self, people):
		frappe.db.set_value("Service Engineer", people[ENGINEER], "user", None)
		frappe.clear_document_cache("Service Engineer", people[ENGINEER])
		ticket = dispatched()
		assert ticket.stage == "Dispatched" and assigned(ticket) == []
		frappe.db.set_value("Service Engineer", people[ENGINEER], "user", ENGINEER)
		frappe.clear_document_cache("Service Engineer", people[ENGINEER])
		frappe.db.set_value("User", ENGINEER, "enabled", 0)
		frappe.clear_document_cache("User", ENGINEER)
		assert told(ENGINEER, dispatched()) == []

	def test_who_has_switched_notifications_off_still_has_it_to_do(self):
		wishes(ENGINEER, enabled=0)
		ticket = dispatched()
		assert told(ENGINEER, ticket) == [] and todos(ticket, ENGINEER) == ["Open"]


class TestAnotherEngineer:
	def test_both_are_told_when_it_is_given_to_another_in_the_form(self, people, as_user):
		ticket = dispatched()
		frappe.db.set_value("Service Engineer", people[OTHER], "status", "Active")
		with as_user(DISPATCHER):
			doc = frappe.get_doc(TICKET, ticket.name)
			doc.engineer = people[OTHER]
			doc.save()
		assert told(ENGINEER, ticket)[1:] == [
			f"{ticket.name} is no longer yours: it was given to Second Hand."
		]
		assert told(OTHER, ticket) == [f"{ticket.name} was given to you."]
		assert (todos(ticket, ENGINEER), todos(ticket, OTHER)) == (["Cancelled"], ["Open"])
		assert assigned(ticket) == [OTHER]

	def test_a_ticket_that_waits_is_still_in_hand(self, people):
		ticket = walk(dispatched(), "Accept", "Wait for Parts")
		assert todos(ticket, ENGINEER) == ["Open"] and len(told(ENGINEER, ticket)) == 1
		ticket = act(ticket, "Resume")
		assert todos(ticket, ENGINEER) == ["Open"] and len(told(ENGINEER, ticket)) == 1

	def test_an_engineer_who_gives_it_back_is_not_told_but_the_dispatchers_are(self, as_user):
		ticket = dispatched()
		with as_user(ENGINEER):
			act(ticket, "Return", return_reason="Not my field")
		assert len(told(ENGINEER, ticket)) == 1 and todos(ticket, ENGINEER) == ["Cancelled"]
		for dispatcher in (DISPATCHER, SECOND_DISPATCHER):
			assert told(dispatcher, ticket) == [f"{ticket.name} was returned and has to be dispatched again."]

	def test_an_engineer_from_whom_the_dispatcher_takes_it_is_told(self, as_user):
		ticket = dispatched()
		with as_user(DISPATCHER):
			act(ticket, "Return", return_reason="Needed elsewhere")
		assert told(ENGINEER, ticket)[1:] == [
			f"{ticket.name} is no longer yours: it will be dispatched again."
		]
		assert told(DISPATCHER, ticket) == [] and len(told(SECOND_DISPATCHER, ticket)) == 1

	def test_a_transfer_tells_who_had_it_and_who_plans_the_other_region(self, as_user):
		for region in (NORTH, SOUTH):
			f.territory(region)
		f.make("User Permission", user=SECOND_DISPATCHER, allow="Territory", for_value=SOUTH)
		ticket = dispatched(region=NORTH)
		with as_user(DISPATCHER):
			api.transfer(ticket.name, SOUTH, "Moved")
		assert told(ENGINEER, ticket)[1:] == [
			f"{ticket.name} is no longer yours: it will be dispatched again."
		]
		assert told(SECOND_DISPATCHER, ticket) == [
			f"{ticket.name} was transferred to {SOUTH} and has to be dispatched."
		]
		assert told(DISPATCHER, ticket) == []

	def test_dispatchers_of_another_region_or_company_are_not_told(self, as_user):
		for region in (NORTH, SOUTH):
			f.territory(region)
		f.make("User Permission", user=SECOND_DISPATCHER, allow="Territory", for_value=SOUTH)
		ticket = dispatched(region=NORTH)
		with as_user(ENGINEER):
			act(ticket, "Return", return_reason="Not my field")
		assert told(DISPATCHER, ticket) and not told(SECOND_DISPATCHER, ticket)

	def test_a_merge_and_a_cancellation_say_so(self, as_user):
		duplicate, cancelled, kept = dispatched(), dispatched(), f.ticket()
		with as_user(DISPATCHER):
			api.merge(duplicate.name, kept.name)
			act(cancelled, "Cancel", cancel_reason="Wrong number")
		assert told(ENGINEER, duplicate)[1:] == [
			f"{duplicate.name} is no longer yours: it was merged into {kept.name}."
		]
		assert told(ENGINEER, cancelled)[1:] == [f"{cancelled.name} is no longer yours: it was cancelled."]
		assert todos(duplicate, ENGINEER) == todos(cancelled, ENGINEER) == ["Cancelled"]
		assert told(DISPATCHER, duplicate) == told(SECOND_DISPATCHER, duplicate) == []


class TestEnd:
	def test_what_is_done_is_done_on_the_list_too(self):
		ticket = walk(dispatched(), "Accept", "Arrive", "Complete")
		assert todos(ticket, ENGINEER) == ["Closed"] and assigned(ticket) == []
		assert len(told(ENGINEER, ticket)) == 1

	def test_a_reopening_is_told_to_who_did_the_work_and_to_the_dispatchers(self, as_user):
		ticket = walk(dispatched(), "Accept", "Arrive", "Complete")
		with as_user(DISPATCHER):
			ticket = act(ticket, "Reopen")
		assert told(ENGINEER, ticket)[1:] == [f"{ticket.name}, on which you worked, was reopened."]
		assert told(SECOND_DISPATCHER, ticket) == [f"{ticket.name} was reopened and has to be dispatched."]
		assert told(DISPATCHER, ticket) == []
		act(ticket, "Dispatch")
		assert todos(ticket, ENGINEER) == ["Closed", "Open"]
		assert told(ENGINEER, ticket)[2:] == [f"{ticket.name} was given to you."]

	def test_a_refused_dispatch_tells_nobody(self, people):
		frappe.db.set_value("Service Engineer", people[ENGINEER], "status", "On Leave")
		ticket = act(f.ticket(), "Triage")
		with pytest.raises(frappe.ValidationError):
			act(ticket, "Dispatch")
		assert told(ENGINEER, ticket) == [] and todos(ticket, ENGINEER) == []


class TestNewTicket:
	def test_dispatchers_are_told_of_a_ticket_from_the_portal(self, as_user, jobs):
		customer = f.customer(pu.CUSTOMER)
		pu.portal_user(pu.ANNA, customer)
		offering = pu.offering()
		frappe.db.set_single_value("Field Service Settings", "default_company", f.company())
		with as_user(pu.ANNA):
			name = portal_api.new_ticket("It leaks", "Since today", offering=offering)["name"]
		frappe.db.commit()
		ticket = frappe.get_doc(TICKET, name)
		for dispatcher in (DISPATCHER, SECOND_DISPATCHER):
			assert told(dispatcher, ticket) == [f"New ticket {name} (Portal)"]
		assert not jobs.failed

	@pytest.mark.parametrize("source", ["E-mail", "QR Code", "REST", "Device Alert"])
	def test_and_of_those_that_come_in_by_themselves(self, source, jobs):
		ticket = f.ticket(source=source)
		frappe.db.commit()
		assert len(told(DISPATCHER, ticket)) == 1

	@pytest.mark.parametrize("source", ["Desk", "Phone", "Preventive Plan", "Import"])
	def test_not_of_what_the_service_wrote_down_itself(self, source, jobs):
		ticket = f.ticket(source=source)
		frappe.db.commit()
		assert told(DISPATCHER, ticket) == []

	def test_a_dispatcher_who_sends_one_over_rest_tells_nobody(self, as_user, jobs):
		values = {"customer": f.customer(), "company": f.company(), "offering": f.offering()}
		with as_user(DISPATCHER):
			ticket = f.ticket(source="REST", **values)
		frappe.db.commit()
		assert told(SECOND_DISPATCHER, ticket) == []

	def test_a_job_that_runs_twice_tells_once(self, jobs):
		ticket = f.ticket(source="E-mail")
		frappe.db.commit()
		tell_dispatchers(ticket.name)
		assert len(told(DISPATCHER, ticket)) == 1

	def test_without_a_dispatcher_the_managers_are_told(self, jobs):
		f.user("manager.hands@example.com", "Service Manager")
		frappe.db.delete("Has Role", {"role": "Service Dispatcher"})
		ticket = f.ticket(source="E-mail")
		frappe.db.commit()
		assert len(told("manager.hands@example.com", ticket)) == 1

	def test_by_e_mail_only_who_wishes_it(self, jobs, mail):
		wishes(DISPATCHER, fsm_email_new_tickets=1)
		ticket = f.ticket(source="E-mail")
		frappe.db.commit()
		assert mailed(ticket) == [DISPATCHER]
