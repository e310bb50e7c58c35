"""A visit's time is told when it has not changed for some minutes: a move and its undoing are one message or none (E3, N2)."""

import json
from datetime import datetime, timedelta

import pytest

import frappe

from fsm_app.common import clock
from fsm_app.common.default_settings import AS_BEFORE_UPGRADE
from fsm_app.common.setting_limits import SettingTooLarge, validate_limits
from fsm_app.day_plans.facts import OF_VISIT, facts_of
from fsm_app.dispatch_board import moves
from fsm_app.field_work import moved_visits, visit_notices
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.test_moved_visits import ADDRESS, comments, mails, text, visited
from tests.app.tickets import act, walk

SETTINGS, NOTICE = "Field Service Settings", "Visit Notice"
DISPATCHER = "dispatcher.of-notices@example.com"


@pytest.fixture(autouse=True)
def monday(mail):
	frappe.db.set_single_value(SETTINGS, "tell_moved_visits", 1)
	frappe.db.set_single_value(SETTINGS, "visit_notice_minutes", 5)
	with d.at():
		yield


@pytest.fixture
def crew():
	return p.crew()


def seen(ticket) -> dict:
	"""What a board shows of the ticket now."""
	document = frappe.get_doc("Service Ticket", ticket.name)
	visit = frappe.db.get_value(
		"Service Visit",
		{"ticket": ticket.name, "status": ["in", ["Planned", "Travelling", "On Site"]]},
		list(OF_VISIT),
		as_dict=True,
	)
	return json.loads(facts_of(document, visit))


def moved(ticket, engineer, start: str) -> None:
	"""A dispatcher drags the ticket on the board."""
	begin = datetime.fromisoformat(f"{d.TUESDAY} {start}:00")
	moves.move(ticket.name, seen(ticket), engineer.name, begin, begin + timedelta(hours=1))


def later(minutes: int) -> None:
	"""So many minutes later the scheduler's job runs."""
	visit_notices.tell_due(clock.now() + timedelta(minutes=minutes))


def told(user: str, ticket) -> list[str]:
	"""What the engineer was told of times; not that the ticket is theirs."""
	subjects = frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "document_name": ticket.name},
		pluck="subject",
		order_by="creation, name",
	)
	return [each for each in subjects if any(word in each for word in ("planned for", "moved to", "no time"))]


def waiting(ticket) -> int:
	return frappe.db.count(NOTICE, {"ticket": ticket.name})


def test_several_moves_are_one_message_that_tells_the_last(crew):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	for start in ("13:00", "14:00", "15:00"):
		moved(ticket, south, start)
	later(4)
	assert mails(ticket) == [] and told(south.user, ticket) == [] and waiting(ticket) == 2
	later(5)
	(message,) = mails(ticket)
	assert "10:00" in text(message) and "15:00" in text(message) and "14:00" not in text(message)
	(notice,) = told(south.user, ticket)
	assert "was moved to" in notice and "15:00" in notice
	assert waiting(ticket) == 0
	# Once more, as after a job that was killed: nothing is left.
	later(60)
	assert len(mails(ticket)) == len(told(south.user, ticket)) == 1


def test_a_move_that_is_undone_is_told_to_nobody(crew):
	south, north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	moved(ticket, south, "10:00")
	later(5)
	assert mails(ticket) == [] and told(south.user, ticket) == [] and comments(ticket) == ""
	# Nor where somebody else would have come for a moment.
	moved(ticket, north, "13:00")
	moved(ticket, south, "10:00")
	later(5)
	assert mails(ticket) == [] and told(south.user, ticket) == told(north.user, ticket) == []
	assert waiting(ticket) == 0


def test_each_change_waits_anew(crew):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	with clock.at(clock.now() + timedelta(minutes=4)):
		moved(ticket, south, "10:00")
		later(1)
		assert waiting(ticket) == 2
		later(5)
	assert mails(ticket) == [] and told(south.user, ticket) == [] and waiting(ticket) == 0


def test_what_somebody_else_has_noted_since_is_not_noted_twice(crew, monkeypatch):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	# As a request sees it that began before the other one was done.
	with monkeypatch.context() as patched:
		patched.setattr(visit_notices, "_noted", lambda ticket, audience: None)
		moved(ticket, south, "14:00")
	assert waiting(ticket) == 2
	later(5)
	(message,) = mails(ticket)
	assert "10:00" in text(message) and "14:00" in text(message)
	assert len(told(south.user, ticket)) == 1


def test_who_gets_it_hears_when_they_are_expected(crew):
	south, north = crew
	loose = p.ticket(p.SOUTH)
	moved(loose, south, "10:00")
	moved(loose, north, "11:00")
	later(5)
	(notice,) = told(north.user, loose)
	assert "is planned for" in notice and "11:00" in notice
	assert told(south.user, loose) == []


def test_a_time_that_is_taken_and_given_anew_is_a_move(crew):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	act(ticket, "Accept")
	moves.take_off(ticket.name, seen(ticket))
	later(5)
	assert mails(ticket) == []
	(notice,) = told(south.user, ticket)
	assert "no time any more" in notice
	# The customer still counts on the time they know, and hears of the next one.
	moved(ticket, south, "16:00")
	later(5)
	(message,) = mails(ticket)
	assert "10:00" in text(message) and "16:00" in text(message)
	assert "is planned for" in told(south.user, ticket)[-1] and len(told(south.user, ticket)) == 2
	assert waiting(ticket) == 0


def test_a_time_that_is_taken_for_good_ends_with_the_time_they_knew(crew):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moves.take_off(ticket.name, seen(ticket))
	later(5)
	assert waiting(ticket) == 1
	later(3 * 24 * 60)
	assert waiting(ticket) == 0 and mails(ticket) == []


def test_who_is_expected_within_those_minutes_hears_at_once(crew):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	with clock.at(datetime.fromisoformat(f"{d.TUESDAY} 08:57:00")):
		moved(ticket, south, "09:00")
	assert len(mails(ticket)) == len(told(south.user, ticket)) == 1
	assert waiting(ticket) == 0


def test_with_no_minutes_to_wait_each_move_is_told_at_once(crew):
	frappe.db.set_single_value(SETTINGS, "visit_notice_minutes", 0)
	south, north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	moved(ticket, north, "14:00")
	assert len(mails(ticket)) == 2
	assert len(told(south.user, ticket)) == len(told(north.user, ticket)) == 1
	assert waiting(ticket) == 0
	assert AS_BEFORE_UPGRADE["visit_notice_minutes"] == 0


def test_nobody_hears_of_their_own_doing(crew):
	south, _north = crew
	ticket, _visit = visited(south)
	frappe.get_doc("User", south.user).add_roles("Service Dispatcher")
	frappe.set_user(south.user)
	try:
		moved(ticket, south, "13:00")
	finally:
		frappe.set_user("Administrator")
	later(5)
	assert told(south.user, ticket) == []


def test_what_has_begun_or_is_cancelled_meanwhile_is_not_told(crew):
	south, _north = crew
	begun, _visit = visited(south, contact_email=ADDRESS)
	cancelled = p.ticket(p.NORTH, south, contact_email=ADDRESS)
	p.visit_at(cancelled, "15:00", "16:00")
	moved(begun, south, "12:00")
	moved(cancelled, south, "17:00")
	walk(begun, "Accept", "Travel")
	act(cancelled, "Cancel", cancel_reason="Not needed")
	later(5)
	for ticket in (begun, cancelled):
		assert mails(ticket) == [] and told(south.user, ticket) == [] and waiting(ticket) == 0


def test_a_job_that_dies_has_told_nothing_and_is_done_again(crew, monkeypatch):
	south, _north = crew
	first, _visit = visited(south, contact_email=ADDRESS)
	second = p.ticket(p.NORTH, south, contact_email=ADDRESS)
	p.visit_at(second, "15:00", "16:00")
	moved(first, south, "12:00")
	moved(second, south, "17:00")
	frappe.db.commit()
	tell = moved_visits.tell_customer

	def dies(ticket, knew, start):
		if ticket.name == first.name:
			raise RuntimeError("killed")
		tell(ticket, knew, start)

	with monkeypatch.context() as patched:
		patched.setattr(moved_visits, "tell_customer", dies)
		later(5)
	# The others were told, and the one that failed is in the Error Log and tried again.
	assert mails(first) == [] and len(mails(second)) == 1
	assert frappe.db.exists("Error Log", {"reference_name": first.name})
	later(30)
	assert mails(first) == []
	later(90)
	assert len(mails(first)) == 1 and len(mails(second)) == 1 and waiting(first) == 0


def test_a_notice_whose_ticket_is_gone_goes_without_a_word(crew):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	# As where it was noted while the ticket was being deleted.
	frappe.db.delete("Service Ticket", {"name": ticket.name})
	frappe.db.commit()
	later(5)
	assert waiting(ticket) == 0
	assert not frappe.db.exists("Error Log", {"reference_name": ticket.name})


def test_where_somebody_else_was_at_it_the_next_minutes_job_tells(crew, monkeypatch):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	frappe.db.commit()

	def busy(notice, at):
		raise frappe.QueryTimeoutError

	with monkeypatch.context() as patched:
		patched.setattr(visit_notices, "_tell_waiting", busy)
		later(5)
	assert waiting(ticket) == 2 and mails(ticket) == []
	assert not frappe.db.exists("Error Log", {"reference_name": ticket.name})
	later(6)
	assert waiting(ticket) == 0 and len(mails(ticket)) == 1


def test_who_has_no_user_and_no_address_keeps_nothing_waiting(crew):
	south, _north = crew
	frappe.db.set_value("Service Engineer", south.name, "user", None)
	frappe.clear_document_cache("Service Engineer", south.name)
	ticket, _visit = visited(south)
	moved(ticket, south, "13:00")
	later(5)
	assert waiting(ticket) == 0 and mails(ticket) == []
	assert "names no e-mail address" in comments(ticket)


@pytest.mark.parametrize(
	("field", "most"),
	[("visit_notice_minutes", 1440), ("incident_reminder_minutes", 10080), ("incident_report_hours", 8760)],
)
def test_a_time_to_wait_that_never_ends_is_refused_by_its_label(field, most):
	label = frappe.get_meta(SETTINGS).get_label(field).partition(" (")[0]
	for value in (most + 1, 2**40):
		with pytest.raises(SettingTooLarge, match=label):
			frappe.get_doc(SETTINGS).update({field: value}).save()
	validate_limits(frappe.get_doc(SETTINGS).update({field: most}))


def test_the_scheduler_starts_a_job_only_where_something_is_due(crew, monkeypatch):
	south, _north = crew
	ticket, _visit = visited(south)
	started = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **values: started.append((method, values)))
	moved(ticket, south, "13:00")
	visit_notices.enqueue_telling()
	assert started == []
	with clock.at(clock.now() + timedelta(minutes=5)):
		visit_notices.enqueue_telling()
	((method, values),) = started
	assert frappe.get_attr(method) == visit_notices.tell_due
	assert values["deduplicate"] and values["job_id"]


def test_what_waits_of_a_ticket_goes_with_it_and_is_nobodys_to_read(crew, rest):
	south, _north = crew
	ticket, _visit = visited(south, contact_email=ADDRESS)
	moved(ticket, south, "13:00")
	f.user(DISPATCHER, "Service Dispatcher")
	answer = rest.login(DISPATCHER).get(f"/api/resource/{NOTICE}")
	assert answer.status_code == 403
	frappe.delete_doc("Service Ticket", ticket.name, force=True)
	assert waiting(ticket) == 0
