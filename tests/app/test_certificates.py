"""Who may enter and verify a certificate, what it gates, and what its end brings about (H2, H3, L1)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.service_training.retraining import open_retraining
from fsm_app.workforce.certificate_expiry import ReminderSettingError, follow_certificates
from fsm_app.workforce.certificate_gate import CertificateMissing, tickets_without_certificate
from fsm_app.workforce.certifications import CertificationError, held_at
from fsm_app.workforce.rights import MissingRight, require
from tests.app import factories as f
from tests.app.tickets import act, walk

ENGINEER, COLLEAGUE, MANAGER, DISPATCHER, SUPERVISOR = (
	f"certified.{name}@example.com"
	for name in ("engineer", "colleague", "manager", "dispatcher", "supervisor")
)
LICENCE, INTERNAL = "Test Live Work Licence", "Test Internal"


def moment(text: str):
	return clock.at(get_datetime(text))


@pytest.fixture
def engineer():
	"""The only engineer at work, of a team with a supervisor."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for email, role in (
		(ENGINEER, "Service Engineer"),
		(COLLEAGUE, "Service Engineer"),
		(MANAGER, "Service Manager"),
		(DISPATCHER, "Service Dispatcher"),
		(SUPERVISOR, "Service Engineer"),
	):
		f.user(email, role)
	f.make("Service Certification", name=LICENCE, certification_name=LICENCE, kind="Work Licence")
	f.make("Service Certification", name=INTERNAL, certification_name=INTERNAL, kind="Internal")
	team = f.team("Certified Team", supervisor=SUPERVISOR)
	return f.engineer("Certified", user=ENGINEER, team=team)


def certificate(engineer, certification=INTERNAL, **values):
	if certification == LICENCE:
		values.setdefault("number", f"L-{engineer.name}")
	return frappe.get_doc(
		{
			"doctype": "Engineer Certification",
			"engineer": engineer.name,
			"certification": certification,
			**values,
		}
	).insert()


def needs(*certifications) -> str:
	return f.offering("Certified Repair", certifications=[{"certification": name} for name in certifications])


def told(user: str) -> list[str]:
	rows = frappe.get_all(
		"Notification Log",
		filters={"for_user": user},
		fields=["subject", "email_content"],
		order_by="creation",
	)
	return [row.subject for row in rows if "Training" not in row.subject]


def test_what_a_manager_enters_counts_as_verified_by_them(engineer, as_user):
	with as_user(MANAGER):
		made = certificate(engineer, verified_by=DISPATCHER)
	assert (made.verification, made.verified_by, made.state) == ("Verified", MANAGER, "Valid")


def test_what_an_engineer_hands_in_waits_to_be_verified(engineer, as_user):
	with as_user(ENGINEER):
		made = certificate(engineer, LICENCE, verification="Verified")
	assert (made.verification, made.state, made.verified_by) == ("Unverified", "Unverified", None)
	assert held_at(clock.now(), [LICENCE]) == {}
	with as_user(MANAGER):
		made.reload()
		made.verification = "Verified"
		made.save()
	assert held_at(clock.now(), [LICENCE]) == {engineer.name: {LICENCE}}
	with as_user(ENGINEER), pytest.raises(CertificationError, match="was verified"):
		made.reload()
		made.valid_until = "2099-01-01"
		made.save()


def test_engineers_hand_in_their_own_only(engineer, as_user):
	f.engineer("Colleague", user=COLLEAGUE)
	with as_user(COLLEAGUE), pytest.raises((CertificationError, frappe.PermissionError)):
		certificate(engineer)


def test_a_numbered_certificate_needs_its_number_and_has_it_alone(engineer):
	with pytest.raises(CertificationError, match="Number: Test Live Work Licence has one"):
		certificate(engineer, LICENCE, number=" ")
	certificate(engineer, LICENCE, number="310-77")
	other = f.engineer("Other")
	with pytest.raises(CertificationError, match="another engineer"):
		certificate(other, LICENCE, number="310-77")


def test_a_revoked_certificate_no_longer_counts(engineer):
	made = certificate(engineer)
	made.revoked = 1
	with pytest.raises(CertificationError, match="Reason for Revoking"):
		made.save()
	made.reload()
	made.update({"revoked": 1, "revoked_reason": "Found to be forged."})
	made.save()
	assert made.state == "Revoked"
	assert held_at(clock.now(), [INTERNAL]) == {}


def test_a_renewal_keeps_the_chain(engineer):
	first = certificate(engineer, valid_from="2025-01-01", valid_until="2025-12-31")
	second = certificate(engineer, valid_from="2026-01-01", renewed_from=None)
	assert (first.renewed_from, second.renewed_from) == (None, first.name)


@pytest.mark.parametrize(
	("zone", "holds_at", "ended_at"),
	[
		("Asia/Shanghai", "2026-03-31 23:59:59", "2026-04-01 00:00:00"),
		("Asia/Tokyo", "2026-03-31 22:59:59", "2026-03-31 23:00:00"),
		("America/New_York", "2026-04-01 11:59:59", "2026-04-01 12:00:00"),
		(None, "2026-03-31 23:59:59", "2026-04-01 00:00:00"),
	],
)
def test_a_certificate_holds_to_midnight_where_the_engineer_is(engineer, zone, holds_at, ended_at):
	"""The site is in Asia/Shanghai; New York is twelve hours behind it in daylight time."""
	frappe.db.set_value("User", ENGINEER, "time_zone", zone)
	certificate(engineer, valid_until="2026-03-31")
	assert held_at(get_datetime(holds_at), [INTERNAL]) == {engineer.name: {INTERNAL}}
	assert held_at(get_datetime(ended_at), [INTERNAL]) == {}


def test_a_certificate_that_ends_on_29_february_holds_that_day(engineer):
	certificate(engineer, valid_until="2028-02-29")
	assert held_at(get_datetime("2028-02-29 23:59:00"), [INTERNAL])
	assert not held_at(get_datetime("2028-03-01 00:00:00"), [INTERNAL])


def test_who_has_lost_a_certificate_is_no_candidate_from_the_next_day_on(engineer):
	certificate(engineer, valid_until="2026-03-31")
	offering = needs(INTERNAL)
	with moment("2026-03-31 23:00:00"):
		ticket = walk(f.ticket(offering=offering), "Triage", "Dispatch")
		assert ticket.engineer == engineer.name
	with moment("2026-04-01 00:10:00"), pytest.raises(frappe.ValidationError, match="missing or expired"):
		walk(f.ticket(offering=offering), "Triage", "Dispatch")


def test_who_has_lost_a_certificate_begins_no_work_and_may_finish_it(engineer, as_user):
	certificate(engineer, valid_until="2026-03-31")
	offering = needs(INTERNAL)
	with moment("2026-03-31 10:00:00"):
		waiting, begun = (walk(f.ticket(offering=offering), "Triage", "Dispatch") for _n in range(2))
		with as_user(ENGINEER):
			begun = walk(begun, "Accept", "Arrive")
	with moment("2026-04-01 10:00:00"), as_user(ENGINEER):
		with pytest.raises(CertificateMissing, match=INTERNAL):
			act(waiting, "Accept")
		assert act(begun, "Complete").stage == "Done"
	assert frappe.db.get_value("Service Ticket", waiting.name, "stage") == "Dispatched"


def test_a_reason_overrides_all_but_a_work_licence(engineer, as_user):
	def given_by_hand(offering):
		ticket = act(f.ticket(offering=offering), "Triage")
		ticket.update({"engineer": engineer.name, "override_reason": "They are the only one there."})
		ticket.save()
		return act(ticket, "Dispatch")

	ticket = given_by_hand(needs(INTERNAL))
	with as_user(ENGINEER):
		assert act(ticket, "Accept").stage == "Accepted"
	licensed = f.offering("Live Repair", certifications=[{"certification": LICENCE}])
	with pytest.raises(CertificateMissing, match="no reason overrides a work licence"):
		given_by_hand(licensed)


def test_a_right_may_ask_for_a_certificate(engineer):
	level = frappe.get_doc("Engineer Level", engineer.level)
	row = next(row for row in level.rights if row.right == "Raise Escalation")
	row.certification = INTERNAL
	level.save()
	with pytest.raises(MissingRight, match=f"Intermediate with {INTERNAL}"):
		require("Raise Escalation", ENGINEER)
	certificate(engineer)
	require("Raise Escalation", ENGINEER)


def follow(*days: str) -> None:
	for day in days:
		with moment(f"{day} 01:00:00"):
			follow_certificates()
			open_retraining()


def test_people_are_reminded_once_at_each_step(engineer):
	certificate(engineer, valid_from="2026-01-01", valid_until="2026-12-31")
	follow("2026-10-01")
	assert told(ENGINEER) == []
	follow("2026-10-02", "2026-10-03", "2026-12-01", "2026-12-01", "2026-12-24", "2026-12-30")
	subject = f"{INTERNAL} of Certified ends on"
	assert [text.startswith(subject) for text in told(ENGINEER)] == [True, True, True]
	assert told(SUPERVISOR) == told(ENGINEER)
	assert told(MANAGER) == []
	steps = frappe.get_all(
		"Certification Reminder", pluck="days", order_by="sent_at", filters={"engineer": engineer.name}
	)
	assert steps == [90, 30, 7]


def test_after_an_outage_one_reminder_comes(engineer):
	certificate(engineer, valid_until="2026-12-31")
	follow("2026-12-28")
	assert len(told(ENGINEER)) == 1


def test_a_renewed_certificate_is_not_reminded_of(engineer):
	certificate(engineer, valid_from="2026-01-01", valid_until="2026-12-31")
	certificate(engineer, valid_from="2027-01-01", valid_until="2027-12-31")
	follow("2026-12-28", "2027-01-02")
	assert told(ENGINEER) == []
	assert not frappe.db.exists("Certification Reminder", {"engineer": engineer.name})


def test_a_month_of_29_february_is_reminded_of(engineer):
	certificate(engineer, valid_until="2028-03-30")
	frappe.db.set_single_value("Field Service Settings", "certificate_reminders", "30")
	follow("2028-02-28")
	assert told(ENGINEER) == []
	follow("2028-02-29")
	assert len(told(ENGINEER)) == 1


def test_retraining_opens_by_itself_and_once(engineer):
	course = f.make("Training Course", course_name="Test Refresher").name
	frappe.db.set_value("Service Certification", INTERNAL, "retraining_course", course)
	made = certificate(engineer, valid_until="2026-12-31")
	follow("2026-11-30")
	assert not frappe.db.exists("Training Assignment", {"course": course})
	follow("2026-12-01", "2026-12-02", "2027-01-01")
	(opened,) = frappe.get_all("Training Assignment", filters={"course": course}, fields=["*"])
	assert (opened.engineer, opened.reason, opened.certificate) == (engineer.name, "Re-training", made.name)
	assert str(opened.due_date) == "2026-12-31"


def test_the_dispatcher_sees_the_tickets_of_who_lost_a_certificate(engineer):
	certificate(engineer, valid_until="2026-12-31")
	with moment("2026-12-31 10:00:00"):
		ticket = walk(f.ticket(offering=needs(INTERNAL)), "Triage", "Dispatch")
		assert tickets_without_certificate(clock.now()) == []
	follow("2027-01-01", "2027-01-02")
	(message,) = [text for text in told(DISPATCHER) if INTERNAL in text]
	assert "ended on" in message
	content = frappe.get_all(
		"Notification Log", filters={"for_user": DISPATCHER, "subject": message}, pluck="email_content"
	)
	assert ticket.name in content[0]
	(row,) = tickets_without_certificate(get_datetime("2027-01-01 01:00:00"))
	assert (row["ticket"], row["engineer"], row["missing"]) == (ticket.name, engineer.name, [INTERNAL])


def test_reminders_are_whole_days():
	settings = frappe.get_doc("Field Service Settings")
	settings.certificate_reminders = "90, a week"
	with pytest.raises(ReminderSettingError, match="a week"):
		settings.save()
	settings.reload()
	settings.certificate_reminders = "90,14 , 7"
	settings.save()
	assert settings.certificate_reminders == "90, 14, 7"


def test_the_state_follows_the_days(engineer):
	made = certificate(engineer, valid_from="2026-02-01", valid_until="2026-02-28")
	states = []
	for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
		follow(day)
		states.append(frappe.db.get_value("Engineer Certification", made.name, "state"))
	assert states == ["Not Yet Valid", "Valid", "Valid", "Expired"]
