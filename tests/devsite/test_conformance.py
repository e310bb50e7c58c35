"""What Frappe does with a document, stated as assertions; they hold on a real site and must hold on devsite.

Here: its name, its validation and its values. The other test_conformance_*.py files hold the rest.
"""

import datetime

import pytest

import frappe
import frappe.model.naming

from tests import host
from tests.devsite import records

# Naming


def test_a_name_comes_from_its_field():
	assert records.territory("Harbour").name == "Harbour"


def test_a_name_from_a_field_is_stripped():
	assert records.insert("Service Skill", skill_name="  Welding ").name == "Welding"


def test_a_missing_naming_field_is_refused():
	with pytest.raises(frappe.ValidationError, match=r"(?i)skill.name is required"):
		records.insert("Service Skill", skill_name="")


def test_a_hash_name_is_ten_letters_and_digits():
	name = records.todo().name
	assert len(name) == 10
	assert name.isalnum()
	assert name == name.lower()


def test_a_format_name_counts_up():
	first, second = records.engineer("Ann").name, records.engineer("Bob").name
	assert first.startswith("SE-")
	assert len(first) == len("SE-00001")
	assert int(second[3:]) == int(first[3:]) + 1


def test_a_format_name_takes_fields():
	level = records.level()
	record = frappe.get_doc(
		doctype="Shipped Configuration", reference_doctype="Engineer Level", reference_name=level.name
	).insert()
	assert record.name == f"Engineer Level: {level.name}"


def test_a_series_counts_by_year():
	year = datetime.date.today().year
	first = frappe.model.naming.make_autoname("CONF-.YYYY.-.####")
	assert first.startswith("CONF-") and first.endswith("-0001")
	assert str(year)[:2] in first
	assert frappe.model.naming.make_autoname("CONF-.YYYY.-.####").endswith("-0002")


def test_a_series_number_is_kept_in_the_series_table():
	frappe.model.naming.make_autoname("CONFSER-.###")
	assert frappe.db.sql("select current from tabSeries where name = %s", "CONFSER-")[0][0] == 1


def test_a_name_that_is_taken_is_refused():
	records.territory("Harbour")
	with pytest.raises(frappe.DuplicateEntryError):
		records.territory("Harbour")


def test_a_taken_name_may_be_ignored():
	records.level("Level Z", 5)
	twin = frappe.get_doc(doctype="Engineer Level", level_name="Level Z", rank=6)
	twin.insert(ignore_if_duplicate=True)
	assert frappe.db.get_value("Engineer Level", "Level Z", "rank") == 5


def test_a_name_may_be_set_beforehand():
	todo = frappe.get_doc(doctype="ToDo", description="Given name")
	todo.insert(set_name="my-own-name")
	assert todo.name == "my-own-name"


# Validation


def test_a_mandatory_field_is_missed():
	with pytest.raises(frappe.MandatoryError) as error:
		records.insert("ToDo", priority="High")
	assert "description" in str(error.value)


def test_a_mandatory_table_is_missed(monkeypatch):
	monkeypatch.setattr(type(frappe.new_doc("KPI Scheme")), "validate", lambda self: None, raising=False)
	with pytest.raises(frappe.MandatoryError, match="items"):
		records.insert("KPI Scheme", scheme_name="Empty")


def test_a_mandatory_field_of_a_row_is_missed():
	with pytest.raises(frappe.MandatoryError):
		records.level("Level A", 1, "")


def test_mandatory_fields_may_be_ignored():
	todo = frappe.get_doc(doctype="ToDo", priority="High")
	todo.insert(ignore_mandatory=True)
	assert frappe.db.exists("ToDo", todo.name)


def test_a_zero_satisfies_a_mandatory_number():
	assert records.insert("Service Priority", priority_name="Zero", rank=0).rank == 0


def test_a_link_must_lead_somewhere():
	with pytest.raises(frappe.LinkValidationError, match="Nowhere"):
		records.todo(role="Nowhere")


def test_a_link_in_a_row_must_lead_somewhere():
	with pytest.raises(frappe.LinkValidationError, match=r"(?i)row.*1"):
		records.engineer("Ann", skills=[{"skill": "No such skill", "proficiency": 2}])


def test_a_link_along_which_fields_are_fetched_is_checked_from_16_on():
	"""So an app for both versions looks for itself where such a link matters."""
	todo = frappe.get_doc(doctype="ToDo", description="x", assigned_by="nobody@example.com")
	if host.frappe_version() < 16:
		assert todo.insert().assigned_by == "nobody@example.com"
	else:
		with pytest.raises(frappe.LinkValidationError):
			todo.insert()


def test_links_may_be_ignored():
	todo = frappe.get_doc(doctype="ToDo", description="x", role="Nowhere")
	todo.insert(ignore_links=True)
	assert frappe.db.get_value("ToDo", todo.name, "role") == "Nowhere"


def test_an_option_must_be_one_of_the_list():
	with pytest.raises(frappe.ValidationError, match="Urgent"):
		records.todo(priority="Urgent")


def test_an_empty_option_takes_no_default_on_save():
	todo = records.todo()
	todo.priority = ""
	todo.save()
	assert not frappe.db.get_value("ToDo", todo.name, "priority")


def test_a_unique_field_is_unique():
	records.user("ann@example.com")
	records.engineer("Ann", user="ann@example.com")
	with pytest.raises(frappe.UniqueValidationError):
		records.engineer("Another Ann", user="ann@example.com")


def test_empty_unique_fields_do_not_clash():
	records.engineer("Ann", user="")
	bob = records.engineer("Bob", user="")
	assert frappe.db.get_value("Service Engineer", bob.name, "user") is None


def test_a_unique_clash_leaves_the_transaction_usable():
	records.user("ann@example.com")
	records.engineer("Ann", user="ann@example.com")
	with pytest.raises(frappe.UniqueValidationError):
		records.engineer("Another Ann", user="ann@example.com")
	assert frappe.db.count("Service Engineer", {"user": "ann@example.com"}) == 1
	assert records.todo().name


def test_a_short_text_may_be_140_long():
	assert records.insert("Service Skill", skill_name="x" * 140).name == "x" * 140


def test_a_short_text_may_not_be_longer():
	with pytest.raises(frappe.CharacterLengthExceededError):
		records.engineer("x" * 141)


def test_a_negative_number_is_refused_where_it_says_so():
	with pytest.raises(frappe.NonNegativeError):
		records.level("Level N", -1)


def test_a_value_set_once_stays(monkeypatch):
	monkeypatch.setattr(type(frappe.new_doc("Service Survey")), "validate", lambda self: None, raising=False)
	survey = frappe.get_doc(doctype="Service Survey", ticket="ST-none", cycle=1)
	survey.insert(ignore_links=True)
	survey.cycle = 2
	survey.flags.ignore_links = True
	with pytest.raises(frappe.CannotChangeConstantError):
		survey.save()


def test_a_date_must_be_one():
	# the database says so: a bare driver error, which differs between databases
	with pytest.raises(Exception, match="the day after"):
		records.todo(date="the day after")


# Values


def test_numbers_are_cast_by_the_database():
	priority = records.insert("Service Priority", priority_name="Cast", rank="7")
	assert priority.rank == "7"
	priority.reload()
	assert priority.rank == 7
	assert frappe.db.get_value("Service Priority", "Cast", "rank") == 7


def test_a_check_is_one_or_zero():
	category = records.insert("Service Category", category_name="Cast", disabled=True)
	assert frappe.db.get_value("Service Category", category.name, "disabled") == 1
	category.disabled = "0"
	category.save()
	assert frappe.db.get_value("Service Category", category.name, "disabled") == 0


def test_numbers_left_out_are_zero_and_texts_none():
	records.insert("Service Category", category_name="Empty")
	saved = frappe.get_doc("Service Category", "Empty")
	assert saved.disabled == 0
	assert saved.description is None


def test_defaults_fill_a_new_document():
	todo = records.todo()
	assert (todo.status, todo.priority) == ("Open", "Medium")
	assert frappe.utils.getdate(todo.date) == frappe.utils.getdate()


def test_new_doc_has_defaults_before_it_is_saved():
	todo = frappe.new_doc("ToDo")
	assert todo.status == "Open"
	assert todo.is_new()
	assert frappe.utils.getdate(todo.date) == frappe.utils.getdate()


def test_new_doc_takes_values():
	todo = frappe.new_doc("ToDo", description="From here", status="Closed")
	assert (todo.description, todo.status) == ("From here", "Closed")


def test_a_row_takes_its_defaults():
	(skill,) = records.skills("Welding")
	engineer = records.engineer("Ann", skills=[{"skill": skill}])
	assert frappe.db.get_value("Engineer Skill", {"parent": engineer.name}, "proficiency") == 3


def test_types_that_come_back():
	todo = records.todo(date="2026-03-02")
	saved = frappe.get_doc("ToDo", todo.name)
	assert saved.date == datetime.date(2026, 3, 2)
	assert isinstance(saved.creation, datetime.datetime)
	assert saved.creation.tzinfo is None
	calendar = records.insert(
		"Service Calendar",
		calendar_name="Types",
		shifts=[{"weekday": "Monday", "start_time": "08:30:00", "end_time": "17:00:00"}],
	)
	shift = frappe.get_doc("Service Calendar", calendar.name).shifts[0]
	assert shift.start_time == datetime.timedelta(hours=8, minutes=30)


def test_a_duration_is_seconds():
	records.insert(
		"Service Calendar",
		calendar_name="Types",
		shifts=[{"weekday": "Monday", "start_time": "08:30:00", "end_time": "17:00:00"}],
	)
	policy = records.insert(
		"SLA Policy",
		policy_name="Types",
		calendar="Types",
		targets=[{"metric": "Resolution", "target": 5400}],
	)
	target = frappe.get_doc("SLA Policy", policy.name).targets[0].target
	assert target == 5400
	assert isinstance(target, int | float)


def test_a_value_is_fetched_from_its_link():
	assert records.todo(assigned_by="Administrator").assigned_by_full_name == "Administrator"


def test_a_fetched_value_follows_its_link_and_outlives_it():
	records.user("ann@example.com", last_name="Smith")
	todo = records.todo(assigned_by="Administrator")
	todo.assigned_by = "ann@example.com"
	todo.save()
	assert todo.assigned_by_full_name == "Ann Smith"
	todo.assigned_by = None
	todo.save()
	assert todo.assigned_by_full_name == "Ann Smith"


def test_text_is_cleaned_of_scripts():
	todo = records.todo("<b>bold</b><script>alert(1)</script>")
	assert "<script>" not in todo.description
	assert "bold" in todo.description
