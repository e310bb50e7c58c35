"""Customers confirm their appointment, or move it to when an engineer is really free (N2)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.customer_page import appointments
from fsm_app.customer_page.appointments import ANSWER, LINK, AppointmentNotYours, TimeNotFree
from fsm_app.customer_page.rules import CustomerPageRulesError, rules_of, time_of_day
from tests.app import customer_pages as c
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.test_customer_page import told
from tests.app.tickets import act, walk

TUESDAY_AT = "2026-03-03 {}:00"


@pytest.fixture
def engineer(freeze):
	freeze(c.NOW)
	c.decided()
	return c.alone()


def shown(ticket) -> dict:
	return appointments.shown(frappe.get_doc("Service Ticket", ticket.name))


def offered(ticket, day: str = d.TUESDAY) -> list[str]:
	"""The times of a day that are offered, such as 10:00."""
	return [f"{row['start']:%H:%M}" for row in shown(ticket)["windows"] if str(row["day"]) == day]


def planned(ticket) -> tuple:
	return frappe.db.get_value("Service Visit", {"ticket": ticket.name}, ["planned_start", "planned_end"])


def test_confirming_is_kept_once_and_stands_on_the_timeline(engineer):
	ticket = c.agreed()
	assert not shown(ticket)["confirmed"]
	appointments.confirm(ticket.name, LINK)
	appointments.confirm(ticket.name, LINK)
	assert shown(ticket)["confirmed"]
	answers = frappe.get_all(ANSWER, filters={"ticket": ticket.name}, fields=["kind", "appointment_start"])
	assert [(row.kind, str(row.appointment_start)) for row in answers] == [
		("Confirmed", "2026-03-03 10:00:00")
	]
	visit = frappe.get_doc("Service Visit", {"ticket": ticket.name})
	visit.update({"planned_start": "2026-03-03 12:00:00", "planned_end": "2026-03-03 13:00:00"})
	visit.save()
	assert not shown(ticket)["confirmed"]  # that is another appointment


def test_offered_is_when_the_engineer_is_on_shift_and_has_no_other_visit(engineer):
	ticket = c.agreed()
	# Shift from 10 to 18; the appointment itself is no other time.
	assert offered(ticket) == ["10:30", "12:30", "14:30", "16:30"]
	d.visit(engineer, TUESDAY_AT.format("12:00"), TUESDAY_AT.format("14:00"))
	d.visit(engineer, TUESDAY_AT.format("16:00"), TUESDAY_AT.format("18:00"))
	assert offered(ticket) == ["10:30", "14:00"]
	# No Saturday, and only as many days as the company says.
	assert {str(row["day"]) for row in shown(ticket)["windows"]} <= {
		"2026-03-02",
		"2026-03-03",
		"2026-03-04",
		"2026-03-05",
	}


def test_the_way_from_the_visit_before_and_to_the_next_one_is_kept_free(engineer):
	ticket = c.agreed(latitude=31.2304, longitude=121.4737)
	other = f.ticket(subject="Far away", latitude=31.2304, longitude=121.6838)  # 20 km
	d.visit(engineer, TUESDAY_AT.format("13:00"), TUESDAY_AT.format("14:00"), ticket=other)
	times = offered(ticket)
	assert "12:00" not in times and "14:00" not in times and "10:30" in times
	for time in times:
		end = get_datetime(TUESDAY_AT.format(time)).hour + 1
		assert end <= 12 or int(time[:2]) >= 14


def test_leave_of_others_counts_for_nothing_and_nobody_free_offers_nothing(engineer):
	ticket = c.agreed()
	d.visit(f.engineer("Somebody Else"), TUESDAY_AT.format("08:00"), TUESDAY_AT.format("18:00"))
	assert offered(ticket)
	for day in ("02", "03", "04", "05"):
		d.visit(engineer, f"2026-03-{day} 08:00:00", f"2026-03-{day} 18:00:00")
	assert shown(ticket)["windows"] == []


def test_moving_changes_the_visit_and_tells_the_engineer_and_the_dispatchers(engineer):
	ticket = c.agreed()
	appointments.move(ticket.name, TUESDAY_AT.format("14:30"), c.KEY, LINK)
	assert [str(moment) for moment in planned(ticket)] == ["2026-03-03 14:30:00", "2026-03-03 15:30:00"]
	for user in (c.FITTER, c.DISPATCHER):
		assert any(f"moved the appointment of {ticket.name}" in text for text in told(user))
	answer = frappe.get_last_doc(ANSWER, filters={"ticket": ticket.name})
	assert (answer.kind, str(answer.before_start), answer.through) == ("Moved", "2026-03-03 10:00:00", "Link")
	assert shown(ticket)["confirmed"]


def test_the_same_key_moves_once(engineer):
	ticket = c.agreed()
	appointments.move(ticket.name, TUESDAY_AT.format("14:30"), c.KEY, LINK)
	count = len(told(c.DISPATCHER))
	appointments.move(ticket.name, TUESDAY_AT.format("14:30"), c.KEY, LINK)
	appointments.move(
		ticket.name, TUESDAY_AT.format("16:30"), c.KEY, LINK
	)  # late and again: the first one counts
	assert str(planned(ticket)[0]) == "2026-03-03 14:30:00" and len(told(c.DISPATCHER)) == count
	assert frappe.db.count(ANSWER, {"ticket": ticket.name}) == 1


@pytest.mark.parametrize(
	"start", ["2026-03-03 03:00:00", "2026-03-03 14:31:00", "2026-03-20 10:00:00", "2026-02-02 10:00:00"]
)
def test_a_time_that_is_not_offered_is_refused_and_changes_nothing(engineer, start):
	ticket = c.agreed()
	before = planned(ticket), len(told(c.DISPATCHER))
	with pytest.raises(TimeNotFree):
		appointments.move(ticket.name, start, c.KEY, LINK)
	assert (planned(ticket), len(told(c.DISPATCHER))) == before and not frappe.db.count(ANSWER)


def test_a_time_that_was_taken_meanwhile_is_refused(engineer):
	ticket, other = c.agreed(), c.agreed("12:00", "13:00")
	assert "15:00" in offered(ticket)
	appointments.move(other.name, TUESDAY_AT.format("15:00"), c.KEY, LINK)
	with pytest.raises(TimeNotFree):
		appointments.move(ticket.name, TUESDAY_AT.format("15:00"), c.KEY, LINK)


def test_it_is_too_late_shortly_before_and_once_somebody_is_on_the_way(engineer, freeze):
	ticket = c.agreed()
	freeze("2026-03-03 08:00:00")
	assert shown(ticket)["may_move"]
	freeze("2026-03-03 08:00:01")
	assert not shown(ticket)["may_move"] and shown(ticket)["windows"] == []
	with pytest.raises(AppointmentNotYours):
		appointments.move(ticket.name, TUESDAY_AT.format("14:30"), c.KEY, LINK)
	act(ticket, "Travel")
	assert shown(ticket) is None
	with pytest.raises(AppointmentNotYours):
		appointments.confirm(ticket.name, LINK)


def test_what_a_dispatcher_has_fixed_and_where_the_company_does_not_want_it_cannot_be_moved(engineer):
	ticket = c.agreed()
	frappe.db.set_value("Service Visit", {"ticket": ticket.name}, "plan_locked", 1)
	assert not shown(ticket)["may_move"]
	frappe.db.set_value("Service Visit", {"ticket": ticket.name}, "plan_locked", 0)
	c.decided(customers_move=0)
	assert not shown(ticket)["may_move"]
	frappe.delete_doc("Customer Page Rules", f.company(), ignore_permissions=True)
	assert not shown(ticket)["may_move"]
	for key in ("a" * 16, "b" * 16):
		with pytest.raises(AppointmentNotYours):
			appointments.move(ticket.name, TUESDAY_AT.format("14:30"), key, LINK)


def test_before_anybody_has_it_offered_is_when_somebody_could_come(engineer):
	ticket = act(f.ticket(contact_email=c.ADDRESS, **d.appointment("10:00", "11:00")), "Triage")
	d.visit(engineer, TUESDAY_AT.format("10:00"), TUESDAY_AT.format("17:00"))
	assert offered(ticket) == ["17:00"]
	appointments.move(ticket.name, TUESDAY_AT.format("17:00"), c.KEY, LINK)
	ticket.reload()
	assert str(ticket.appointment_start) == "2026-03-03 17:00:00"
	assert any("moved the appointment" in text for text in told(c.DISPATCHER))
	engineer.status = "On Leave"
	engineer.save()
	assert shown(ticket)["windows"] == []


def test_a_certificate_that_ends_offers_no_time(engineer):
	offering = f.offering("Certified Work")
	certification = f.make(
		"Service Certification", name="Page Licence", certification_name="Page Licence"
	).name
	document = frappe.get_doc("Service Offering", offering)
	ticket = walk(
		f.ticket(offering=offering, **d.appointment("10:00", "11:00")), "Triage", "Dispatch", "Accept"
	)
	assert offered(ticket)
	document.append("certifications", {"certification": certification})
	document.save(ignore_permissions=True)
	assert shown(ticket)["windows"] == []


def test_as_a_guest_by_the_link(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)

	def sends(method: str, **values):
		return rest.post(f"/api/method/fsm_app.api.customer_page.{method}", json={"k": token, **values})

	assert sends("confirm").status_code == 200
	moved = sends("move", start=TUESDAY_AT.format("14:30"), client_key=c.KEY)
	assert moved.status_code == 200, moved.text[-800:]
	assert str(planned(ticket)[0]) == "2026-03-03 14:30:00"
	refused = sends("move", start=TUESDAY_AT.format("03:00"), client_key="x" * 16)
	assert refused.status_code == 417 and "not free any more" in refused.text
	for wrong in ("", "tomorrow", "9" * 400):
		assert sends("move", start=wrong, client_key="y" * 16).status_code == 417
	early = act(f.ticket(**d.appointment("12:00", "13:00")), "Triage")
	token = c.token(early)
	assert sends("move", start=TUESDAY_AT.format("16:30"), client_key=c.KEY).status_code == 200
	early.reload()
	assert str(early.appointment_start) == "2026-03-03 16:30:00"


@pytest.mark.parametrize(
	"values",
	[
		{"link_days": 0},
		{"link_days": 366},
		{"days_ahead": 0},
		{"days_ahead": 32},
		{"offered_from": "18:00:00"},
	],
)
def test_rules_that_mean_nothing_are_refused(values):
	with pytest.raises(CustomerPageRulesError):
		c.decided(**values)


def test_hours_that_mean_nothing_are_the_usual_ones_while_nobody_moves():
	"""Frappe 15 enters the present time in both where a program makes the rules: they are asked for once customers move."""
	rules = c.decided(customers_move=0, offered_from="18:00:00", offered_until="18:00:00")
	rules.reload()
	assert [time_of_day(rules.offered_from), time_of_day(rules.offered_until)] == [
		timedelta(hours=8),
		timedelta(hours=18),
	]


def test_the_number_of_queries_does_not_grow_with_the_days(engineer, monkeypatch):
	ticket = frappe.get_doc("Service Ticket", c.agreed().name)
	counts = []
	for days in (1, 20):
		c.decided(days_ahead=days)
		appointments.shown(ticket)
		counts.append(queries(monkeypatch, lambda: appointments.shown(ticket)))
	assert counts[1] <= counts[0]


def test_a_renamed_company_keeps_its_rules_and_has_no_second_ones():
	kept = c.decided()
	frappe.db.set_value("Customer Page Rules", kept.name, "company", f.other_company("Renamed Company", "RC"))
	assert rules_of("Renamed Company").name == kept.name
	with pytest.raises(CustomerPageRulesError):
		frappe.get_doc({"doctype": "Customer Page Rules", "company": "Renamed Company"}).insert()
