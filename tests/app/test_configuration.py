"""What an administrator changed survives an upgrade; what they left alone is brought up to date (Q1)."""

import copy

import pytest

import frappe

from fsm_app.common import configuration
from fsm_app.common.configuration import install_shipped_records, shipped_records


@pytest.fixture
def ship(monkeypatch):
	"""ship(doctype, name, **changes): the next version of the app ships the record with these changes."""
	records = copy.deepcopy(shipped_records())

	def change(doctype, name, **changes):
		next(r for r in records if (r["doctype"], r["name"]) == (doctype, name)).update(changes)

	monkeypatch.setattr(configuration, "shipped_records", lambda: records)
	return change


# Frappe brings these along itself, so on a real site they are not the app's.
FRAPPES_OWN = {"Approved", "Rejected", "Approve", "Reject", "Review"}


def foreign() -> int:
	"""How many of the shipped records the site had before the app came: they are always kept as they are."""
	names = {
		record["name"]
		for record in shipped_records()
		if not frappe.db.exists(
			"Shipped Configuration",
			{"reference_doctype": record["doctype"], "reference_name": record["name"]},
		)
	}
	assert names <= FRAPPES_OWN
	return len(names)


def test_everything_shipped_is_there_and_a_second_run_changes_nothing():
	for record in shipped_records():
		assert frappe.db.exists(record["doctype"], record["name"])
	outcome = install_shipped_records()
	assert outcome["unchanged"] == len(shipped_records()) - foreign()


def test_an_unedited_record_is_updated(ship):
	ship("Service Priority", "Low", rank=9)
	ship("SLA Policy", "Standard Service", warnings=[{"percent": 60}, {"percent": 100}])
	outcome = install_shipped_records()
	assert outcome["updated"] == 2
	assert frappe.db.get_value("Service Priority", "Low", "rank") == 9
	assert [row.percent for row in frappe.get_doc("SLA Policy", "Standard Service").warnings] == [60, 100]
	assert install_shipped_records()["updated"] == 0


@pytest.mark.parametrize(
	("doctype", "name", "edit"),
	[
		("Service Priority", "Low", {"rank": 7}),
		("Service Calendar", "Office Hours", {"time_zone": "Europe/Berlin"}),
		("SLA Policy", "Standard Service", {"description": "Ours"}),
		("Engineer Level", "Senior", {"rank": 8}),
		("Priority Matrix", "Standard Matrix", {"description": "Ours"}),
		("Message Warning Rule", "Dissatisfaction", {"weight": 1}),
		("Service Category", "Repair and Diagnosis", {"description": "Ours"}),
		("Service Offering", "Fault Repair", {"delivery": "Remote"}),
		("KPI Definition", "SLA Rate", {"minimum_sample": 10}),
		("KPI Scheme", "Standard Scheme", {"disabled": 1}),
		("Workflow", "Service Ticket", {"send_email_alert": 1}),
	],
)
def test_an_edited_record_of_each_kind_stays_as_it_is(ship, doctype, name, edit):
	document = frappe.get_doc(doctype, name)
	document.update(edit)
	document.save()
	ship(doctype, name, **dict.fromkeys(edit))
	assert install_shipped_records()["kept"] == 1 + foreign()
	field, value = next(iter(edit.items()))
	assert frappe.db.get_value(doctype, name, field) == value


def test_an_edited_row_stays_as_it_is(ship):
	calendar = frappe.get_doc("Service Calendar", "Office Hours")
	calendar.shifts[0].end_time = "17:00:00"
	calendar.save()
	ship(
		"Service Calendar",
		"Office Hours",
		shifts=[{"weekday": "Monday", "start_time": "08:00:00", "end_time": "12:00:00"}],
	)
	assert install_shipped_records()["kept"] == 1 + foreign()
	assert len(frappe.get_doc("Service Calendar", "Office Hours").shifts) == 5


def test_a_deleted_record_stays_deleted():
	frappe.delete_doc("Service Offering", "Routine Inspection")
	install_shipped_records()
	assert not frappe.db.exists("Service Offering", "Routine Inspection")


def test_a_record_of_the_same_name_that_was_there_before_is_not_ours():
	frappe.db.delete("Shipped Configuration", {"reference_doctype": "Service Skill"})
	frappe.db.delete(
		"Shipped Configuration", {"reference_doctype": "Service Priority", "reference_name": "Low"}
	)
	frappe.db.set_value("Service Priority", "Low", "rank", 99)
	install_shipped_records()
	assert frappe.db.get_value("Service Priority", "Low", "rank") == 99
	assert not frappe.db.exists(
		"Shipped Configuration", {"reference_doctype": "Service Priority", "reference_name": "Low"}
	)


def test_what_is_shipped_for_all_companies_is_not_for_the_default_one_alone():
	plan = next(record for record in shipped_records() if record["doctype"] == "Training Plan")
	frappe.delete_doc("Training Plan", plan["name"])
	frappe.db.delete("Shipped Configuration", {"reference_name": plan["name"]})
	frappe.db.set_default("company", frappe.get_all("Company", pluck="name", order_by="name")[0])
	assert install_shipped_records()["installed"] == 1
	assert not frappe.db.get_value("Training Plan", plan["name"], "company")


def test_a_card_moved_on_the_board_is_no_edit_and_a_changed_colour_is():
	board = frappe.get_doc("Kanban Board", "Service Tickets by Stage")
	kept = install_shipped_records()["kept"]
	board.columns[0].order = '["ST-1"]'
	board.save()
	moved = install_shipped_records()["kept"]
	board.columns[0].indicator = "Pink"
	board.save()
	assert (moved, install_shipped_records()["kept"]) == (kept, kept + 1)


def test_the_saved_filters_are_for_everybody():
	filters = frappe.get_all(
		"List Filter",
		filters={"reference_doctype": "Service Ticket"},
		fields=["filter_name", "for_user", "filters"],
	)
	assert {row.filter_name for row in filters} >= {
		"Unassigned Tickets",
		"Waiting for Parts",
		"Done, Not Closed",
	}
	for row in filters:
		assert not row.for_user
		assert isinstance(frappe.get_list("Service Ticket", filters=frappe.parse_json(row.filters)), list)
