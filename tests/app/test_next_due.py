"""What is due next stands on the ticket, for list and board, and in the queue in words (C5)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import durations
from fsm_app.engine.stages import TICKET
from fsm_app.patches import note_next_due, open_todos
from fsm_app.service_levels import sla_sweep, ticket_clocks
from fsm_app.service_levels.report.service_queue.service_queue import execute
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

MONDAY = "2026-03-02 10:00:00"
ENGINEER = "next.due@example.com"


@pytest.fixture(autouse=True)
def monday(freeze):
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.user(ENGINEER, "Service Engineer")
	f.engineer("Due One", user=ENGINEER)
	return freeze(MONDAY)


@pytest.fixture
def ticket():
	"""Due: the first response at 11:00, the resolution at 14:00."""
	return f.ticket(opened_at=MONDAY)


def stored(ticket) -> tuple:
	row = frappe.db.get_value(
		TICKET, ticket.name, ["next_due_at", "next_short_at", "next_due_metric"], as_dict=True
	)
	return tuple(str(value)[11:16] if field != "next_due_metric" else value for field, value in row.items())


class TestOnTheTicket:
	def test_the_clock_that_is_due_first(self, ticket):
		assert stored(ticket) == ("11:00", "10:45", "First Response")
		assert ticket.next_due_at == get_datetime("2026-03-02 11:00:00")

	def test_it_goes_on_to_the_next_one(self, ticket):
		ticket = act(ticket, "Triage")
		assert stored(ticket) == ("14:00", "13:00", "Resolution")

	def test_what_is_paused_has_no_due_time_but_its_metric(self, ticket, freeze):
		walk(ticket, "Triage", "Wait for Customer")
		fields = ["next_due_at", "next_short_at", "next_due_metric"]
		assert frappe.db.get_value(TICKET, ticket.name, fields) == (None, None, "Resolution")
		freeze("2026-03-02 12:00:00")
		act(ticket, "Resume")
		assert stored(ticket) == ("16:00", "15:00", "Resolution")

	def test_what_is_done_is_not_due(self, ticket):
		walk(ticket, "Triage", "Dispatch", "Accept", "Arrive", "Complete")
		assert frappe.db.get_value(TICKET, ticket.name, ["next_due_at", "next_due_metric"]) == (None, None)

	def test_a_change_of_what_the_target_depends_on_moves_it(self, ticket):
		f.policy("Fast Due", targets=(("First Response", "", 600),))
		ticket = frappe.get_doc(TICKET, ticket.name)
		ticket.offering = f.offering("Fast Repair", sla_policy="Fast Due")
		ticket.save()
		assert stored(ticket)[0] == "10:10"

	def test_messages_move_it(self):
		f.policy("With Next Reply", targets=(("Next Reply", "", 1800), ("Resolution", "", 4 * 3600)))
		ticket = f.ticket(opened_at=MONDAY, offering=f.offering("Talking", sla_policy="With Next Reply"))
		ticket_clocks.message_received(frappe.get_doc(TICKET, ticket.name), get_datetime(MONDAY))
		assert stored(ticket) == ("10:30", "10:22", "Next Reply")
		ticket_clocks.message_sent(frappe.get_doc(TICKET, ticket.name), get_datetime(MONDAY))
		assert stored(ticket) == ("14:00", "13:00", "Resolution")

	def test_an_edited_calendar_moves_it_with_the_next_sweep(self, ticket, jobs):
		calendar = frappe.get_doc("Service Calendar", "Test Calendar")
		for shift in calendar.shifts:
			shift.start_time = "10:30:00"
		calendar.save()
		frappe.db.commit()
		sla_sweep.sweep_sla_clocks(get_datetime("2026-03-02 10:05:00"))
		assert stored(ticket)[0] == str(clock_of(ticket, "First Response").due_at)[11:16] == "11:30"

	def test_nobody_writes_it_by_hand(self, ticket):
		ticket = frappe.get_doc(TICKET, ticket.name)
		ticket.update({"next_due_at": "2030-01-01 00:00:00", "due_order": "1999-01-01 00:00:00"})
		ticket.save()
		assert stored(ticket)[0] == "11:00"

	def test_an_open_form_does_not_clash_with_it(self, ticket):
		modified = frappe.db.get_value(TICKET, ticket.name, "modified")
		ticket_clocks.message_sent(frappe.get_doc(TICKET, ticket.name), get_datetime(MONDAY))
		assert frappe.db.get_value(TICKET, ticket.name, "modified") == modified

	def test_the_first_due_stand_first_and_what_is_not_due_last(self, ticket):
		waiting = walk(f.ticket(opened_at="2026-03-02 09:00:00"), "Triage", "Wait for Customer")
		older = f.ticket(opened_at="2026-02-27 17:30:00")
		three = ["in", [ticket.name, waiting.name, older.name]]
		names = frappe.get_all(TICKET, filters={"name": three}, pluck="name", order_by="due_order")
		assert names == [older.name, ticket.name, waiting.name]
		meta = frappe.get_meta(TICKET)
		assert (meta.sort_field, meta.sort_order) == ("due_order", "ASC")


class TestUpgrade:
	def test_tickets_from_before_get_it_and_their_engineers_a_todo(self, ticket):
		taken = walk(f.ticket(opened_at=MONDAY), "Triage", "Dispatch")
		done = walk(f.ticket(opened_at=MONDAY), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
		names = [ticket.name, taken.name, done.name]
		empty = dict.fromkeys(("next_due_at", "next_short_at", "next_due_metric", "due_order"))
		for name in names:
			frappe.db.set_value(TICKET, name, empty, update_modified=False)
		frappe.db.delete("ToDo", {"reference_type": TICKET})
		notices = frappe.db.count("Notification Log")
		for _again in range(2):
			note_next_due.execute()
			open_todos.execute()
		assert stored(ticket)[0] == "11:00" and stored(taken)[0] == "14:00"
		assert not frappe.get_all(TICKET, filters={"name": ["in", names], "due_order": ["is", "not set"]})
		assert frappe.get_all("ToDo", filters={"reference_name": ["in", names]}, pluck="allocated_to") == [
			ENGINEER
		]
		assert frappe.db.count("Notification Log") == notices


class TestQueue:
	def rows(self, **filters) -> dict:
		return {row["ticket"]: row for row in execute(filters)[1]}

	@pytest.mark.parametrize(
		("at", "text", "colour"),
		[
			("2026-03-02 10:10:00", "50 min", "green"),
			("2026-03-02 10:46:00", "14 min", "orange"),
			("2026-03-02 11:05:00", "-5 min", "red"),
			("2026-03-04 12:00:00", "-2 d 1 h", "red"),
		],
	)
	def test_time_left_is_said_in_words_and_colour(self, ticket, freeze, at, text, colour):
		freeze(at)
		row = self.rows()[ticket.name]
		assert (row["time_left_text"], row["colour"]) == (text, colour)

	def test_in_chinese_without_foreign_words(self):
		frappe.local.lang = "zh"
		try:
			assert durations.in_words(31 * 3600 + 59) == "1天7小时"
			assert durations.in_words(-90) == "-1分钟"
		finally:
			frappe.local.lang = "en"

	def test_the_engineer_stands_before_the_stage(self):
		fields = [column["fieldname"] for column in execute({})[0]]
		assert fields.index("time_left") < fields.index("engineer") < fields.index("stage")

	def test_it_is_narrowed_by_stage_and_to_what_nobody_has(self, ticket):
		taken = walk(f.ticket(opened_at=MONDAY), "Triage", "Dispatch")
		assert ticket.name in self.rows(unassigned=1) and taken.name not in self.rows(unassigned=1)
		assert set(self.rows(stage="Dispatched")) & {ticket.name, taken.name} == {taken.name}
