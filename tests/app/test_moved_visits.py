"""When a visit moves, its customer is told: their contact, in their language, and the ticket says whether it was done (E3)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common.default_settings import AS_BEFORE_UPGRADE
from fsm_app.day_plans import acceptance
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app.test_plans_of_several_days import not_due

ADDRESS = "moved.caller@example.com"


@pytest.fixture(autouse=True)
def monday():
	frappe.db.set_single_value("Field Service Settings", "tell_moved_visits", 1)
	# How moves wait for the next one is in test_visit_notices.py.
	frappe.db.set_single_value("Field Service Settings", "visit_notice_minutes", 0)
	with d.at():
		yield


def mails(ticket) -> list[str]:
	names = frappe.get_all(
		"Email Queue", filters={"reference_name": ticket.name}, pluck="name", order_by="creation"
	)
	found = [frappe.get_doc("Email Queue", name) for name in names]
	return [each.message for each in found if ADDRESS in [row.recipient for row in each.recipients]]


def text(message: str) -> str:
	"""The decoded message: in the customer's language it is not ASCII."""
	import email
	from email import policy

	parsed = email.message_from_string(message, policy=policy.default)
	part = parsed.get_body(("plain", "html")) or parsed
	return f"{parsed['Subject']}\n{part.get_content()}"


def comments(ticket) -> str:
	rows = frappe.get_all("Comment", filters={"reference_name": ticket.name}, pluck="content")
	return " ".join(row for row in rows if "new time" in row)


def visited(engineer, **values):
	ticket = p.ticket(p.NORTH, engineer, **values)
	return ticket, p.visit_at(ticket, "10:00", "11:00")


def move(visit, start: str, end: str) -> None:
	visit.reload().update(
		{"planned_start": f"{d.TUESDAY} {start}:00", "planned_end": f"{d.TUESDAY} {end}:00"}
	)
	visit.save()


def test_a_moved_visit_is_told_to_the_contact_with_both_times(mail):
	south, _north = p.crew()
	ticket, visit = visited(south, contact_email=ADDRESS)
	assert mails(ticket) == []
	move(visit, "13:00", "14:00")
	(message,) = mails(ticket)
	told = text(message)
	assert "Our visit has a new time" in told and f"(#{ticket.name})" in told
	assert "10:00" in told and "13:00" in told and "planned for" in told
	assert "told of the new time" in comments(ticket)
	# An address has no place where all who see the ticket read it.
	assert ADDRESS not in comments(ticket)
	# Nothing else than the time concerns them.
	visit.reload().update({"plan_locked": 1})
	visit.save()
	assert len(mails(ticket)) == 1


def test_it_is_written_in_the_customers_language(mail):
	south, _north = p.crew()
	ticket, visit = visited(south, contact_email=ADDRESS)
	frappe.db.set_value("Customer", ticket.customer, "language", "zh")
	move(visit, "13:00", "14:00")
	assert "我们的上门时间有变" in text(mails(ticket)[0])


def test_a_plan_that_is_accepted_tells_them_and_a_row_that_is_refused_does_not(mail):
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	moved, visit = visited(south, contact_email=ADDRESS)
	not_due(moved)
	near, _kept = visited(south, contact_email=ADDRESS)
	frappe.db.set_value("Service Visit", {"ticket": near.name}, "plan_locked", 1)
	made = p.plan(keep_times=0)
	row = p.row(made, moved)
	assert row.change == "Moved"
	assert mails(moved) == []
	frappe.db.set_value("Service Engineer", south.name, "status", "On Leave")
	assert acceptance.accept(made.name)["conflicts"] == 1
	assert mails(moved) == []
	frappe.db.set_value("Service Engineer", south.name, "status", "Active")
	assert acceptance.accept(made.name) == {"taken": 1, "conflicts": 0}
	assert len(mails(moved)) == 1 and mails(near) == []
	assert visit.reload().planned_start == row.start_proposed


def test_within_what_was_agreed_nobody_is_disturbed(mail):
	south, _north = p.crew()
	ticket, visit = visited(south, contact_email=ADDRESS, **d.appointment("09:00", "15:00"))
	move(visit, "13:00", "14:00")
	assert mails(ticket) == []
	move(visit, "16:00", "17:00")
	assert len(mails(ticket)) == 1


def test_without_an_address_the_ticket_says_that_somebody_has_to_call():
	south, _north = p.crew()
	ticket, visit = visited(south)
	move(visit, "13:00", "14:00")
	assert "Call them" in comments(ticket)


def test_where_no_mail_can_go_out_the_visit_is_moved_all_the_same(monkeypatch):
	south, _north = p.crew()
	ticket, visit = visited(south, contact_email=ADDRESS)

	def fails(**_values):
		raise frappe.OutgoingEmailError("no account")

	monkeypatch.setattr(frappe, "sendmail", fails)
	move(visit, "13:00", "14:00")
	assert visit.reload().planned_start == get_datetime(f"{d.TUESDAY} 13:00:00")
	assert "could not be told" in comments(ticket)


def test_it_can_be_switched_off_and_is_off_where_the_app_was_upgraded(mail):
	south, _north = p.crew()
	ticket, visit = visited(south, contact_email=ADDRESS)
	frappe.db.set_single_value("Field Service Settings", "tell_moved_visits", 0)
	move(visit, "13:00", "14:00")
	assert mails(ticket) == [] and comments(ticket) == ""
	assert AS_BEFORE_UPGRADE["tell_moved_visits"] == 0
