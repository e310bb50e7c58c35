"""Random days of an engineer against the real `deliver`: answers lost, deliveries doubled and late, refusals, others' changes (N1).

The server holds exactly what the person did, once. FSM_RANDOM_DAYS=2000 plays as many days; the ordinary run plays fewer. The
phone's side is played against a made-up server by frontend/src/field/outbox/model.test.ts.
"""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import frappe

from fsm_app.field_app import delivery
from tests.app import factories as f
from tests.app.tickets import act, walk

DAYS = int(os.environ.get("FSM_RANDOM_DAYS", "20"))
USER = "modelfielder@example.com"

TICKETS = st.integers(0, 1)
STEPS = st.lists(
	st.one_of(
		st.tuples(st.just("symptom"), TICKETS),
		st.tuples(st.just("change"), TICKETS),
		st.tuples(st.just("wrong"), TICKETS),
		st.tuples(st.just("send"), st.booleans()),
		st.tuples(st.just("late"), st.integers(0, 20)),
		st.tuples(st.just("office"), TICKETS),
	),
	min_size=4,
	max_size=25,
)


@pytest.fixture
def tickets():
	"""Two tickets in the engineer's hands."""
	f.user(USER, "Service Engineer")
	engineer = f.engineer("Mona Model", user=USER, max_open_tickets=0)
	made = []
	for number in range(2):
		ticket = walk(f.ticket(engineer=engineer.name, subject=f"Model {number}"), "Triage", "Dispatch")
		frappe.set_user(USER)
		made.append(act(ticket.name, "Accept").name)
		frappe.set_user("Administrator")
	frappe.db.commit()
	return made


class Day:
	"""A phone that keeps what has no answer, and sends it in the order in which it was done."""

	number = 0

	def __init__(self, tickets: list[str]):
		Day.number += 1
		self.tickets, self.waiting, self.sent, self.done = tickets, [], [], []
		self.seen = {ticket: stored(ticket) for ticket in tickets}
		self.count, self.conflicts = 0, []

	def do(self, kind: str, ticket: str) -> None:
		self.count += 1
		text = f"{kind} {self.number}-{self.count}"
		one = {"key": text, "kind": kind, "ticket": ticket, "values": {"symptom": text}, "seen": {}}
		if kind == "change":
			one.update({"values": {"fault_cause": text}, "seen": {"fault_cause": self.seen[ticket]}})
			self.seen[ticket] = text
		if kind == "wrong":
			one.update({"kind": "serial-number", "values": {"serial_no": ""}})
		self.waiting.append(one)

	def send(self, is_lost: bool) -> None:
		batch = self.waiting[:8]
		answers = deliver(batch)
		self.sent.append(batch)
		if is_lost:
			return
		results = {answer["key"]: answer["result"] for answer in answers}
		for one in batch:
			if results[one["key"]] in ("done", "conflict"):
				self.waiting.remove(one)
				self.done.append(one)
				if results[one["key"]] == "conflict":
					self.conflicts.append(one["key"])
			elif results[one["key"]] == "refused":
				# The person drops what the server does not take.
				self.waiting.remove(one)

	def end(self) -> None:
		while self.waiting:
			before = len(self.waiting)
			self.send(False)
			assert len(self.waiting) < before


def deliver(batch: list[dict]) -> list[dict]:
	frappe.set_user(USER)
	try:
		return delivery.deliver(USER, batch, None, {})
	finally:
		frappe.set_user("Administrator")


def stored(ticket: str) -> str:
	return frappe.db.get_value("Service Ticket", ticket, "fault_cause") or ""


@settings(max_examples=DAYS)
@given(steps=STEPS)
def test_the_server_holds_exactly_what_was_done_once(tickets, steps):
	day, by_office = Day(tickets), dict.fromkeys(tickets, "")
	before = dict(day.seen)
	for step, value in steps:
		if step == "send":
			day.send(value)
		elif step == "late" and day.sent:
			# A delivery that the network held back, after it was sent again and answered.
			deliver([one for one in day.sent[value % len(day.sent)] if one in day.done])
		elif step == "office":
			ticket = tickets[value]
			by_office[ticket] = f"office {day.number}-{len(day.sent)}"
			frappe.get_doc("Service Ticket", ticket).update({"fault_cause": by_office[ticket]}).save()
			frappe.db.commit()
		elif step in ("symptom", "change", "wrong"):
			day.do(step, tickets[value])
	day.end()
	mine = [one for one in day.done if one["key"].split()[1].startswith(f"{day.number}-")]
	symptoms = sorted(one["key"] for one in mine if one["kind"] == "symptom")
	found = frappe.get_all(
		"Service Evidence", {"client_key": ["like", f"symptom {day.number}-%"]}, pluck="client_key"
	)
	assert sorted(found) == symptoms
	receipts = frappe.get_all("Field Act", {"ticket": ["in", tickets]}, pluck="act_key")
	assert len(receipts) == len(set(receipts))
	for ticket in tickets:
		changes = [
			one["values"]["fault_cause"] for one in mine if (one["kind"], one["ticket"]) == ("change", ticket)
		]
		# The person never saw what the office wrote, so nothing is written over it; else their last word stands.
		assert stored(ticket) == (by_office[ticket] or (changes or [before[ticket]])[-1])
	rows = frappe.get_all("Field Act Conflict", {"mine": ["like", f"change {day.number}-%"]}, pluck="mine")
	assert sorted(rows) == sorted(day.conflicts)
