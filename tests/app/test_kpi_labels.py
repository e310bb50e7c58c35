"""A KPI Definition takes the labels of fields, as people know them, and keeps their names (UX A 11)."""

import pytest

import frappe

from fsm_app.performance.kpi_fields import KPIDefinitionError
from tests.app import factories as f


def kpi(name: str, **values):
	return f.make(
		"KPI Definition",
		**{
			"kpi_name": name,
			"source_doctype": "Service Ticket",
			"engineer_field": "engineer",
			"date_field": "done_at",
			"aggregate": "Count",
			"divide_by": 1,
			"curve": [{"value": 0, "score": 100}, {"value": 10, "score": 0}],
			**values,
		},
	)


def test_labels_are_kept_as_field_names():
	made = kpi(
		"By Label",
		engineer_field="Engineer",
		date_field=" done at ",
		aggregate="Average",
		value_field="Reopened",
		filters=[{"applies_to": "All Documents", "fieldname": "Stage", "operator": "=", "value": "Closed"}],
	)
	meta = frappe.get_meta("Service Ticket")
	assert meta.get_label("reopen_count") == "Reopened"
	assert (made.engineer_field, made.date_field, made.value_field) == ("engineer", "done_at", "reopen_count")
	assert made.filters[0].fieldname == "stage"


def test_labels_in_the_users_language_are_taken_too():
	frappe.local.lang = "zh"
	try:
		label = frappe._("Engineer")
		assert label != "Engineer"
		assert kpi("By Chinese Label", engineer_field=label).engineer_field == "engineer"
	finally:
		frappe.local.lang = "en"


def test_a_label_that_two_fields_share_is_not_guessed():
	fields = frappe.get_meta("Service Ticket").fields
	twin = next(field for field in fields if field.fieldname == "accepted_at")
	before, twin.label = twin.label, "Done At"
	try:
		with pytest.raises(KPIDefinitionError, match="several fields"):
			kpi("By Shared Label", date_field="Done At")
	finally:
		twin.label = before


@pytest.mark.parametrize("place", ("engineer_field", "date_field"))
def test_what_is_neither_name_nor_label_is_refused_as_text(place):
	with pytest.raises(KPIDefinitionError) as refusal:
		kpi("By Nothing", **{place: "<img src=x>"})
	assert "<img" not in str(refusal.value) and "list" in str(refusal.value)


def test_a_refusal_names_the_field_as_people_know_it():
	with pytest.raises(KPIDefinitionError, match="Cause"):
		kpi("By Wrong Label", date_field="fault_cause")
