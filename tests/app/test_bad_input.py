"""Bad input gets a clear error that names the field, and nothing is half written."""

import pytest

import frappe

from fsm_app.performance.kpi_fields import KPIDefinitionError
from fsm_app.service_levels.sla_policy import PolicyError
from fsm_app.service_levels.working_calendars import CalendarError
from tests.app import factories as f
from tests.app.tickets import act


def refused(error, doctype: str, *words: str, **values):
	"""Inserting is refused with `error`, whose message holds the words, and leaves nothing behind."""
	before = frappe.db.count(doctype)
	with pytest.raises(error) as refusal:
		f.make(doctype, **values)
	for word in words:
		assert word in str(refusal.value)
	assert frappe.db.count(doctype) == before


def shift(day: str, start: str, end: str) -> dict:
	return {"weekday": day, "start_time": start, "end_time": end}


def test_a_calendar_needs_working_time():
	refused(CalendarError, "Service Calendar", "Shifts", "no working time", calendar_name="Empty", shifts=[])
	refused(
		CalendarError, "Service Calendar", "Shifts", "no working time", calendar_name="All Break",
		shifts=[shift("Monday", "09:00:00", "12:00:00")],
		breaks=[{"weekday": "", "start_time": "08:00:00", "end_time": "13:00:00"}],
	)  # fmt: skip


def test_shifts_must_not_overlap():
	refused(
		CalendarError, "Service Calendar", "Shifts", "Monday", calendar_name="Overlap",
		shifts=[shift("Monday", "09:00:00", "13:00:00"), shift("Monday", "12:00:00", "18:00:00")],
	)  # fmt: skip


def test_a_time_zone_must_be_known():
	refused(
		CalendarError, "Service Calendar", "Time Zone", "Atlantis/City", calendar_name="Sunk",
		time_zone="Atlantis/City", shifts=[shift("Monday", "09:00:00", "13:00:00")],
	)  # fmt: skip


def test_an_sla_policy_needs_a_calendar_and_targets():
	refused(frappe.MandatoryError, "SLA Policy", "calendar", policy_name="No Calendar", targets=[{"metric": "Resolution", "target": 60}])  # fmt: skip
	refused(frappe.MandatoryError, "SLA Policy", "targets", policy_name="No Targets", calendar=f.calendar())
	refused(frappe.LinkValidationError, "SLA Policy", "Nowhere", policy_name="Lost", calendar="Nowhere", targets=[{"metric": "Resolution", "target": 60}])  # fmt: skip


@pytest.mark.parametrize(
	("rows", "words"),
	[
		({"targets": [{"metric": "Resolution", "target": 0}]}, ("Targets, row 1",)),
		({"targets": [{"metric": "Resolution", "target": 60}] * 2}, ("Targets, row 2",)),
		({"warnings": [{"percent": 75}, {"percent": 50}]}, ("Warnings", "rise")),
		({"warnings": [{"percent": 120}]}, ("Warnings", "100 at most")),
		({"ladder": [{"level": 1, "percent": 100, "notify": "Role", "action": "Notify"}]}, ("row 1", "Role")),
		(
			{"ladder": [{"level": 1, "percent": 0, "notify": "Assigned Engineer", "action": "Notify"}]},
			("row 1",),
		),
		(
			{"ladder": [{"level": 1, "percent": 100, "notify": "Assigned Engineer", "action": "Notify"}] * 2},
			("one row only",),
		),
	],
)
def test_rows_of_a_policy_that_cannot_work_are_named(rows, words):
	values = {"targets": [{"metric": "Resolution", "target": 60}], **rows}
	refused(PolicyError, "SLA Policy", *words, policy_name="Faulty", calendar=f.calendar(), **values)


def test_weights_of_a_scheme_must_add_up_to_100():
	from fsm_app.performance.doctype.kpi_scheme.kpi_scheme import WeightsDoNotAddUp

	items = [{"kpi": "SLA Rate", "weight": 60}, {"kpi": "First-time Fix", "weight": 39}]
	refused(WeightsDoNotAddUp, "KPI Scheme", "99", "100", scheme_name="Short", items=items)
	items = [{"kpi": "SLA Rate", "weight": 120}, {"kpi": "First-time Fix", "weight": -20}]
	refused(WeightsDoNotAddUp, "KPI Scheme", "above 0", scheme_name="Negative", items=items)
	items = [{"kpi": "SLA Rate", "weight": 50}] * 2
	refused(frappe.ValidationError, "KPI Scheme", "SLA Rate", scheme_name="Twice", items=items)


@pytest.mark.parametrize(
	("values", "words"),
	[
		(
			{"filters": [{"fieldname": "no_such_field", "operator": "=", "value": "1"}]},
			("row 1", "no_such_field"),
		),
		({"filters": [{"fieldname": "reopen_count", "operator": "=", "value": "often"}]}, ("row 1", "often")),
		({"engineer_field": "customer"}, ("Engineer Field", "customer")),
		({"engineer_field": "no_such_field"}, ("Engineer Field", "no_such_field")),
		({"date_field": "subject"}, ("Date Field", "subject")),
		({"aggregate": "Average", "value_field": "subject"}, ("Value Field", "subject")),
		({"aggregate": "Sum", "value_field": ""}, ("Value Field",)),
		({"curve": [{"value": 10, "score": 0}, {"value": 5, "score": 100}]}, ("Curve", "rise")),
		({"curve": [{"value": 10, "score": 101}]}, ("Curve", "between 0 and 100")),
		({"divide_by": 0}, ("Divide By",)),
		({"source_doctype": "SLA Target"}, ("Document Type",)),
	],
)
def test_a_kpi_that_cannot_be_asked_is_refused(values, words):
	definition = {
		"kpi_name": "Faulty",
		"source_doctype": "Service Ticket",
		"engineer_field": "engineer",
		"date_field": "closed_at",
		"aggregate": "Count",
		"divide_by": 1,
		"curve": [{"value": 0, "score": 0}, {"value": 10, "score": 100}],
		**values,
	}
	for row in definition.get("filters", []):
		row.setdefault("applies_to", "All Documents")
	refused(KPIDefinitionError, "KPI Definition", *words, **definition)


def test_a_ticket_with_an_unknown_engineer_is_refused():
	ticket = act(f.ticket(), "Triage")
	ticket.engineer = "SE-99999"
	with pytest.raises(frappe.LinkValidationError) as refusal:
		ticket.save()
	assert "SE-99999" in str(refusal.value)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") is None


def test_a_ticket_with_an_unknown_customer_leaves_no_clock_behind():
	before = frappe.db.count("SLA Clock")
	with pytest.raises(frappe.LinkValidationError):
		f.ticket(customer="Nobody at all")
	assert frappe.db.count("SLA Clock") == before


@pytest.mark.parametrize("proficiency", [0, 6])
def test_a_proficiency_out_of_range_is_refused(proficiency):
	refused(
		frappe.ValidationError, "Service Engineer", "Proficiency", engineer_name="Too Good", company=f.company(),
		level="Junior", skills=[{"skill": f.skill("Motors"), "proficiency": proficiency}],
	)  # fmt: skip


def test_cycles_of_a_company_must_not_overlap():
	period = {"company": f.company(), "start_date": "2027-03-01", "end_date": "2027-03-31"}
	f.make("Performance Cycle", cycle_name="March 2027", **period)
	refused(frappe.ValidationError, "Performance Cycle", "March 2027", cycle_name="Spring 2027", **period)
	backwards = {"company": f.company(), "start_date": "2027-06-30", "end_date": "2027-06-01"}
	refused(frappe.ValidationError, "Performance Cycle", "before From", cycle_name="June 2027", **backwards)
