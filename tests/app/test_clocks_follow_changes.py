"""Clocks after a ticket is reopened, and after their calendar, holidays or policy change (B2)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.service_levels.sla_sweep import sweep_sla_clocks
from tests.app import factories as f
from tests.app.tickets import act, clock_of, trail, walk
from tests.app.two_teams import WAY_TO_DONE, the_engineer


@pytest.fixture
def engineer():
	return the_engineer()


class TestReopening:
	def test_the_customer_is_called_back_again(self, engineer):
		from fsm_app.feedback.callback import record_callback

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
