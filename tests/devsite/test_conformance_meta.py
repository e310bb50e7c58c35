"""What Frappe does with fields and doctypes that the app has none of (yet): permission levels, submitting, other defaults.

A DocType of the app is changed in the database for the test; the rollback puts it back.
"""

import datetime

import pytest

import frappe

from tests.devsite import records
from tests.devsite.records import acting_as
from tests.devsite.test_conformance_life import spy

MANAGER = "conf-manager@example.com"


@pytest.fixture
def alter():
	"""alter(doctype, fieldname or None, property=value, ...) changes a field, or the doctype itself."""

	def change(doctype: str, fieldname: str | None = None, **properties):
		if fieldname:
			row = frappe.db.get_value("DocField", {"parent": doctype, "fieldname": fieldname})
			frappe.db.set_value("DocField", row, properties)
		else:
			frappe.db.set_value("DocType", doctype, properties)
		frappe.clear_cache(doctype=doctype)

	return change


@pytest.fixture
def manager():
	return records.user(MANAGER, "Service Manager").name


# Permission levels


def test_a_value_of_a_higher_level_is_not_taken(alter, manager):
	skill = records.insert("Service Skill", skill_name="Welding", description="Before")
	alter("Service Skill", "description", permlevel=1)
	with acting_as(manager):
		mine = frappe.get_doc("Service Skill", skill.name)
		mine.description = "After"
		mine.save()
	assert frappe.db.get_value("Service Skill", skill.name, "description") == "Before"


def test_a_new_document_leaves_out_what_is_of_a_higher_level(alter, manager):
	alter("Service Skill", "description", permlevel=1)
	with acting_as(manager):
		frappe.get_doc(doctype="Service Skill", skill_name="Welding", description="Mine").insert()
	assert not frappe.db.get_value("Service Skill", "Welding", "description")


def test_the_server_itself_may_write_every_level(alter, manager):
	alter("Service Skill", "description", permlevel=1)
	with acting_as(manager):
		frappe.get_doc(doctype="Service Skill", skill_name="Welding", description="Ours").insert(
			ignore_permissions=True
		)
	assert frappe.db.get_value("Service Skill", "Welding", "description") == "Ours"


def test_a_list_leaves_out_what_is_of_a_higher_level(alter, manager):
	records.insert("Service Skill", skill_name="Welding", description="Secret")
	alter("Service Skill", "description", permlevel=1)
	with acting_as(manager):
		(row,) = frappe.get_list("Service Skill", {"name": "Welding"}, ["name", "description"])
		assert "Secret" not in row.values()
		(row,) = frappe.get_all("Service Skill", {"name": "Welding"}, ["name", "description"])
		assert row.description == "Secret"


def test_rest_leaves_out_what_is_of_a_higher_level(alter, manager, rest):
	records.insert("Service Skill", skill_name="Welding", description="Secret")
	alter("Service Skill", "description", permlevel=1)
	data = rest.login(manager).get("/api/resource/Service Skill/Welding").json["data"]
	assert data["name"] == "Welding"
	assert not data.get("description")


# Submitting


@pytest.fixture
def submitted(alter):
	alter("Service Skill", is_submittable=1)
	return records.insert("Service Skill", skill_name="Welding", description="Before").submit()


def test_submitting(submitted):
	assert submitted.docstatus == 1
	assert submitted.docstatus.is_submitted()
	assert frappe.db.get_value("Service Skill", "Welding", "docstatus") == 1


def test_the_order_of_hooks_at_submit_and_cancel(alter, monkeypatch):
	alter("Service Skill", is_submittable=1)
	hooks = (
		"before_validate",
		"validate",
		"before_submit",
		"on_update",
		"on_submit",
		"before_cancel",
		"on_cancel",
	)
	called = spy(monkeypatch, "Service Skill", *hooks, "on_change")
	skill = records.insert("Service Skill", skill_name="Welding")
	called.clear()
	skill.submit()
	assert called == ["before_validate", "validate", "before_submit", "on_update", "on_submit", "on_change"]
	called.clear()
	skill.cancel()
	assert called == ["before_cancel", "on_cancel", "on_change"]


def test_a_submitted_document_stays_as_it_is(submitted):
	submitted.description = "After"
	with pytest.raises(frappe.UpdateAfterSubmitError):
		submitted.save()


def test_a_field_may_be_open_after_submit(submitted, alter):
	alter("Service Skill", "description", allow_on_submit=1)
	skill = frappe.get_doc("Service Skill", "Welding")
	skill.description = "After"
	skill.save()
	assert frappe.db.get_value("Service Skill", "Welding", "description") == "After"


def test_a_submitted_document_is_not_deleted(submitted):
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Service Skill", "Welding")
	assert frappe.db.exists("Service Skill", "Welding")


def test_cancelling(submitted):
	submitted.cancel()
	assert submitted.docstatus.is_cancelled()
	assert frappe.db.get_value("Service Skill", "Welding", "docstatus") == 2


def test_a_cancelled_document_is_not_saved(submitted):
	submitted.cancel()
	submitted.description = "After"
	with pytest.raises(frappe.ValidationError):
		submitted.save()


def test_a_submitted_document_is_no_draft_again(submitted):
	submitted.docstatus = 0
	with pytest.raises(frappe.DocstatusTransitionError):
		submitted.save()


def test_submitting_takes_the_right_to_do_so(alter, manager):
	alter("Service Skill", is_submittable=1)
	records.skills("Welding")
	with acting_as(manager), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Service Skill", "Welding").submit()
	assert frappe.db.get_value("Service Skill", "Welding", "docstatus") == 0


# Defaults


@pytest.mark.parametrize(("default", "expected"), [("__user", "Administrator"), ("Plain", "Plain")])
def test_a_text_default(alter, default, expected):
	alter("Service Skill", "description", default=default)
	assert frappe.new_doc("Service Skill").description == expected


def test_a_datetime_may_default_to_now(alter):
	alter("Performance Cycle", "scored_at", default="Now")
	value = frappe.utils.get_datetime(frappe.new_doc("Performance Cycle").scored_at)
	assert abs(value - frappe.utils.now_datetime()) < datetime.timedelta(seconds=10)


def test_a_date_may_default_to_today(alter):
	alter("Performance Cycle", "start_date", default="Today")
	assert str(frappe.new_doc("Performance Cycle").start_date) == frappe.utils.today()


def test_a_default_does_not_replace_a_value(alter):
	alter("Service Skill", "description", default="Plain")
	assert records.insert("Service Skill", skill_name="Welding", description="Own").description == "Own"
	assert records.insert("Service Skill", skill_name="Painting").description == "Plain"


# Lengths and other properties


def test_a_length_may_be_shorter(alter):
	alter("Service Team", "supervisor", length=20)
	records.user("somebody-with-a-long-address@example.com")
	with pytest.raises(frappe.CharacterLengthExceededError):
		records.team(supervisor="somebody-with-a-long-address@example.com")


def test_an_e_mail_field_holds_an_address(alter):
	alter("Service Team", "team_name", options="Email")
	with pytest.raises(frappe.InvalidEmailAddressError):
		records.team("no address")
	assert records.team("team@example.com").name == "team@example.com"


def test_a_field_made_mandatory_is_asked_for(alter):
	alter("Service Skill", "description", reqd=1)
	with pytest.raises(frappe.MandatoryError, match="description"):
		records.skills("Welding")
