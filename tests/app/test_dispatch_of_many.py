"""Candidates among thousands of engineers: the same answer, however the rows come from the database (E1)."""

import contextlib
import gc
from datetime import datetime

import pytest

import frappe

from fsm_app.common import many_rows
from fsm_app.common.many_rows import nothing_to_collect
from fsm_app.dispatch.profiles import OBJECTIVES
from fsm_app.patches import fill_minutes_until_done
from fsm_app.service_desk.ticket_caller import positions_of
from fsm_app.workforce import engineers
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.tickets import act

WORK = ("Triage", "Dispatch", "Accept", "Travel", "Arrive")


NUMBERS = ("work_minutes", "latitude")


@pytest.fixture(autouse=True)
def morning():
	d.only_these_engineers()
	with d.at():
		yield


def visits_of(name: str):
	visit = frappe.qb.DocType("Service Visit")
	return (
		frappe.qb.from_(visit)
		.select(visit.ticket, visit.planned_start, visit.arrived_at, visit.work_minutes, visit.latitude)
		.where(visit.engineer == name)
	)


def with_moments(rows) -> list[list]:
	return sorted(
		[ticket, many_rows.moment_of(planned), many_rows.moment_of(arrived), *rest]
		for ticket, planned, arrived, *rest in rows
	)


class TestManyRows:
	@pytest.fixture
	def query(self):
		engineer = f.engineer('O\'Neill "%s"')
		for hour in (8, 10, 12):
			d.visit(engineer, f"{d.TUESDAY} {hour:02}:00:00", f"{d.TUESDAY} {hour + 1:02}:00:00")
		return visits_of(engineer.name)

	def test_they_are_those_of_the_query(self, query):
		found = many_rows.rows_of(query, NUMBERS)
		assert len(found) == 3
		assert with_moments(found) == with_moments(query.run())
		assert with_moments(found)[0][1:] == [datetime(2026, 3, 3, 8), None, 0, 0.0]

	def test_what_is_too_long_for_one_text_is_read_as_ever(self, query, monkeypatch):
		expected = with_moments(query.run())
		for longest in range(4, 400, 6):
			monkeypatch.setattr(many_rows, "LONGEST", longest)
			assert with_moments(many_rows.rows_of(query, NUMBERS)) == expected

	@pytest.mark.parametrize("subject", ["two\x1fvalues", "\x1f", "", "a\\b\"c'd % {0}\n", "电梯😀", None])
	def test_a_text_may_hold_anything(self, subject):
		ticket = f.ticket()
		frappe.db.set_value("Service Ticket", ticket.name, "subject", subject, update_modified=False)
		table = frappe.qb.DocType("Service Ticket")
		query = frappe.qb.from_(table).select(table.subject, table.name).where(table.name == ticket.name)
		assert [tuple(row) for row in many_rows.rows_of(query)] == [(subject, ticket.name)]

	def test_none_is_none(self):
		assert list(many_rows.rows_of(visits_of("nobody"))) == []

	def test_very_many_names_may_hold_anything(self):
		names = ["it's", "50 % and 5 %s", "back\\slash"]
		for name in names:
			f.make("Service Skill", name=name, skill_name=name)
		skill = frappe.qb.DocType("Service Skill")
		query = frappe.qb.from_(skill).select(skill.name)
		assert sorted(row[0] for row in query.where(many_rows.among(skill.name, names)).run()) == sorted(
			names
		)
		assert not query.where(many_rows.among(skill.name, [])).run()

	def test_the_place_of_a_ticket_is_its_own_else_its_addresss(self):
		own, of_address = f.ticket(latitude=d.PLACE[0], longitude=d.PLACE[1]), f.ticket(latitude=1.0)
		of_it = {"address": d.address("Of Address", 30.5, 120.5), "latitude": 0, "longitude": 0}
		frappe.db.set_value("Ticket Caller", of_address.name, of_it)
		unknown = f.ticket()
		found = positions_of({own.name, of_address.name, unknown.name})
		assert found == {own.name: pytest.approx(d.PLACE), of_address.name: pytest.approx((30.5, 120.5))}
		assert positions_of([]) == {}


def test_of_many_everybody_is_read_and_the_answer_is_the_same(monkeypatch):
	"""Above so many engineers the queries name nobody."""
	d.profile(by_roster=1, by_leave=1, rest_hours=11, weights=dict.fromkeys(OBJECTIVES, 1))
	offering = f.offering("Motor Repair", skills=("Motors",))
	certificate = f.make(
		"Service Certification", certification_name="Many Licence", kind="Internal"
	).certification_name
	frappe.get_doc("Service Offering", offering).update(
		{"certifications": [{"certification": certificate}]}
	).save()
	for n in range(6):
		engineer = f.engineer(
			f"One Of Many {n}",
			skills=("Motors",),
			calendar=f.calendar("Day Shift"),
			starts_from=d.address(f"Home {n}", d.PLACE[0] + n / 50, d.PLACE[1]),
		)
		if n != 4:
			frappe.get_doc(
				{
					"doctype": "Engineer Certification",
					"engineer": engineer.name,
					"certification": certificate,
					"valid_from": "2020-01-01",
				}
			).insert()
		d.visit(engineer, f"{d.TUESDAY} {8 + n:02}:00:00", f"{d.TUESDAY} {9 + n:02}:00:00")
		d.visit(engineer, "2026-03-01 08:00:00", f"2026-03-01 {9 + n:02}:00:00", status="Ended")
	tickets = [
		f.ticket(offering=offering, latitude=d.PLACE[0], longitude=d.PLACE[1], **when)
		for when in ({}, d.appointment("10:00", "12:00"))
	]
	few = [d.judged(ticket) for ticket in tickets]
	monkeypatch.setattr(engineers, "FEW", 1)
	many = [d.judged(ticket) for ticket in tickets]
	assert [row.ranked for row in many] == [row.ranked for row in few]
	assert [row.facts for row in many] == [row.facts for row in few]
	assert [row.excluded for row in many] == [row.excluded for row in few]
	assert len(few[0].ranked) == 5 and len(few[1].excluded) > 1


class TestMinutesUntilDone:
	"""What past efficiency is read from stands on the ticket."""

	@pytest.fixture
	def done(self):
		d.profile()
		engineer = f.engineer("Does It", user=f.user("does.it.minutes@example.com", "Service Engineer"))
		ticket = f.ticket()
		for action in WORK:
			ticket = act(ticket, action)
		with d.at("2026-03-02 10:30:00"):
			ticket = act(ticket, "Complete", resolution_summary="Mended.")
		assert ticket.first_done_by == engineer.name
		return ticket

	def test_it_is_noted_when_the_work_is_done(self, done):
		assert frappe.db.get_value("Service Ticket", done.name, "first_done_minutes") == 90
		assert done.first_done_minutes == 90

	def test_nobody_writes_it_by_hand_and_a_reopening_leaves_it(self, done):
		ticket = frappe.get_doc("Service Ticket", done.name)
		ticket.update({"first_done_minutes": 5}).save()
		assert frappe.db.get_value("Service Ticket", done.name, "first_done_minutes") == 90
		act(ticket, "Reopen")
		assert frappe.db.get_value("Service Ticket", done.name, "first_done_minutes") == 90

	def test_tickets_of_before_get_it_and_what_others_worked_does_not_count(self, done, monkeypatch):
		helper = f.engineer("Helps")
		d.visit(helper, "2026-03-02 09:00:00", "2026-03-02 09:40:00", "Ended", ticket=done, visit_number=7)
		frappe.db.set_value("Service Ticket", done.name, "first_done_minutes", 0)
		monkeypatch.setattr(frappe.db, "commit", lambda: None)
		monkeypatch.setattr(fill_minutes_until_done, "BATCH", 1)
		fill_minutes_until_done.execute()
		assert frappe.db.get_value("Service Ticket", done.name, "first_done_minutes") == 90


class TestFreeSoon:
	"""Work in hand without an appointment keeps its engineer from the next ticket."""

	@pytest.fixture(autouse=True)
	def by_wait(self):
		d.profile(weights={"wait": 1}, busy_hours=8)

	def has(self, engineer, stage: str, offering: str | None = None):
		ticket = f.ticket(offering=offering or f.offering("Two Hours", planned_duration=7200))
		frappe.db.set_value("Service Ticket", ticket.name, {"engineer": engineer.name, "stage": stage})
		return ticket

	def test_who_has_less_work_in_hand_comes_first(self):
		busy, free, long = f.engineer("Busy"), f.engineer("Free"), f.engineer("Long Busy")
		self.has(busy, "Accepted")
		for _n in range(4):
			self.has(long, "Dispatched")
		ticket = f.ticket()
		assert [d.mark(ticket, each, "wait") for each in (free, busy, long)] == [100, 75, 0]
		assert [row.candidate for row in d.judged(ticket).ranked] == [free.name, busy.name, long.name]

	def test_what_waits_for_others_keeps_nobody(self):
		engineer = f.engineer("Waits")
		self.has(engineer, "Waiting for Customer")
		self.has(engineer, "Waiting for Parts")
		assert d.mark(f.ticket(), engineer, "wait") == 100

	def test_of_the_job_at_which_they_are_only_the_rest_counts(self):
		engineer = f.engineer("At Work")
		ticket = self.has(engineer, "Working")
		visit = d.visit(engineer, "2026-03-02 08:00:00", "2026-03-02 08:30:00", ticket=ticket)
		frappe.db.set_value(
			"Service Visit", visit.name, {"status": "On Site", "arrived_at": "2026-03-02 08:00:00"}
		)
		assert d.mark(f.ticket(), engineer, "wait") == 87.5

	def test_an_appointment_later_stands_in_the_calendar(self):
		engineer = f.engineer("Later")
		ticket = self.has(engineer, "Accepted")
		d.visit(engineer, "2026-03-02 15:00:00", "2026-03-02 17:00:00", ticket=ticket)
		assert d.mark(f.ticket(), engineer, "wait") == 100

	def test_who_comes_at_an_appointment_is_not_asked_when_they_are_free(self):
		engineer = f.engineer("Agreed")
		self.has(engineer, "Accepted")
		assert d.mark(f.ticket(**d.appointment("10:00", "11:00")), engineer, "wait") is None

	def test_it_is_said_in_a_sentence(self):
		from fsm_app.api import dispatch_candidates as api

		self.has(f.engineer("Busy"), "Accepted")
		shown = api.preview(act(f.ticket(), "Triage").name)["candidates"][0]["marks"][0]
		assert shown["label"] == "Free Soon"
		assert shown["sentence"] == "Free in 2.0 h, by the work in hand and the visits planned."

	def test_the_clocks_slack_counts_it_too(self):
		d.profile(weights={"slack": 1})
		busy, free = f.engineer("Busy"), f.engineer("Free")
		self.has(busy, "Accepted")
		ticket = f.ticket()
		frappe.db.set_value("Service Ticket", ticket.name, "next_due_at", "2026-03-02 13:00:00")
		assert [d.mark(ticket, each, "slack") for each in (free, busy)] == [100, 50]


def test_the_indexes_of_dispatch_are_there():
	for doctype, index in (
		("Service Ticket", "in_work_index"),
		("Service Ticket", "past_work_index"),
		("Service Visit", "planned_index"),
		("Service Visit", "hours_index"),
	):
		if frappe.db.db_type == "mariadb":
			rows = frappe.db.sql(f"SHOW INDEX FROM `tab{doctype}` WHERE Key_name = %s", index)
		else:
			rows = frappe.db.sql("SELECT name FROM sqlite_master WHERE name = %s", f"tab{doctype}.{index}")
		assert rows, index


def test_python_looks_for_unused_objects_again_also_after_an_error():
	assert gc.isenabled()
	with contextlib.suppress(ValueError), nothing_to_collect():
		assert not gc.isenabled()
		with nothing_to_collect():
			pass
		assert not gc.isenabled()
		raise ValueError
	assert gc.isenabled()
