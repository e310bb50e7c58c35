"""What Frappe's utilities, messages, jobs and settings do."""

import datetime

import pytest

import frappe
import frappe.utils

from tests.devsite import records

# Dates and numbers


def test_dates_are_read():
	assert frappe.utils.getdate("2026-03-02") == datetime.date(2026, 3, 2)
	assert frappe.utils.getdate(datetime.datetime(2026, 3, 2, 23, 59)) == datetime.date(2026, 3, 2)
	assert frappe.utils.getdate(None) == frappe.utils.getdate()
	assert frappe.utils.get_datetime("2026-03-02 08:30:00") == datetime.datetime(2026, 3, 2, 8, 30)
	assert frappe.utils.get_datetime(datetime.date(2026, 3, 2)) == datetime.datetime(2026, 3, 2)


def test_dates_are_counted():
	assert frappe.utils.add_days("2026-02-27", 2) == "2026-03-01"
	assert frappe.utils.add_days(datetime.date(2026, 2, 27), 2) == datetime.date(2026, 3, 1)
	assert frappe.utils.add_days(datetime.datetime(2026, 2, 27, 8), 2) == datetime.datetime(2026, 3, 1, 8)
	assert frappe.utils.get_first_day("2026-03-17") == datetime.date(2026, 3, 1)
	assert frappe.utils.get_last_day("2026-02-17") == datetime.date(2026, 2, 28)


def test_now_is_naive_and_in_the_sites_zone():
	from zoneinfo import ZoneInfo

	now = frappe.utils.now_datetime()
	assert now.tzinfo is None
	there = datetime.datetime.now(ZoneInfo(frappe.utils.get_system_timezone())).replace(tzinfo=None)
	assert abs((there - now).total_seconds()) < 60
	assert frappe.utils.today() == frappe.utils.nowdate() == str(now.date())


def test_numbers_are_read():
	assert [frappe.utils.cint(value) for value in ("7", "7.9", None, "", "x", True)] == [7, 7, 0, 0, 0, 1]
	assert [frappe.utils.flt(value) for value in ("7.5", "1,000.5", None, "x")] == [7.5, 1000.5, 0.0, 0.0]
	assert frappe.utils.flt(2.345, 2) == frappe.utils.rounded(2.345, 2)
	assert frappe.utils.cstr(None) == ""
	assert frappe.utils.cstr(5) == "5"


def test_durations_are_written():
	assert frappe.utils.format_duration(93784) == "1d 2h 3m 4s"
	assert frappe.utils.format_duration(5400) == "1h 30m"


def test_texts_are_made_safe():
	assert frappe.utils.escape_html("<b>") == "&lt;b&gt;"
	assert frappe.utils.strip_html("<b>bold</b> text") == "bold text"
	assert (frappe.scrub("Service Ticket"), frappe.unscrub("service_ticket")) == (
		"service_ticket",
		"Service Ticket",
	)
	assert frappe.bold("it") == "<strong>it</strong>"


def test_an_e_mail_address_is_checked():
	assert frappe.utils.validate_email_address("ann@example.com") == "ann@example.com"
	assert not frappe.utils.validate_email_address("not an address")
	with pytest.raises(frappe.InvalidEmailAddressError):
		frappe.utils.validate_email_address("not an address", throw=True)


def test_json_goes_both_ways():
	assert frappe.parse_json('{"a": 1}') == {"a": 1}
	assert frappe.parse_json({"a": 1}) == {"a": 1}
	text = frappe.as_json({"on": datetime.date(2026, 3, 2), "at": datetime.datetime(2026, 3, 2, 8, 30)})
	assert frappe.parse_json(text) == {"on": "2026-03-02", "at": "2026-03-02 08:30:00"}


def test_a_dict_answers_with_attributes():
	it = frappe._dict(a=1)
	it.b = 2
	assert (it.a, it["b"], it.missing) == (1, 2, None)


# Messages


def test_throw_raises_and_records_the_message():
	frappe.clear_messages()
	with pytest.raises(frappe.PermissionError, match="not you"):
		frappe.throw("not you", frappe.PermissionError)
	assert "not you" in str(frappe.get_message_log()[-1])


def test_throw_raises_a_validation_error_by_default():
	with pytest.raises(frappe.ValidationError, match="no good"):
		frappe.throw("no good")


def test_msgprint_goes_on():
	frappe.clear_messages()
	frappe.msgprint("by the way")
	assert [message["message"] for message in frappe.get_message_log()] == ["by the way"]


def test_a_text_is_formatted_after_translation():
	assert frappe._("No such text {0}").format("at all") == "No such text at all"


def test_errors_have_their_families_and_status_codes():
	for name, status in (
		("ValidationError", 417),
		("PermissionError", 403),
		("DoesNotExistError", 404),
		("DuplicateEntryError", 409),
		("AuthenticationError", 401),
	):
		assert getattr(frappe, name).http_status_code == status
	for name in (
		"MandatoryError",
		"LinkValidationError",
		"TimestampMismatchError",
		"DocstatusTransitionError",
	):
		assert issubclass(getattr(frappe, name), frappe.ValidationError)
	assert issubclass(frappe.UniqueValidationError, frappe.ValidationError)


def test_an_error_is_logged():
	try:
		raise ZeroDivisionError("of the conference")
	except ZeroDivisionError:
		log = frappe.log_error("Conf title")
	assert log.doctype == "Error Log"
	saved = frappe.db.get_value("Error Log", log.name, ["method", "error"], as_dict=True)
	assert saved.method == "Conf title"
	assert "of the conference" in saved.error


def test_an_error_may_be_logged_for_a_document():
	todo = records.todo()
	log = frappe.log_error(
		title="Conf title", message="what happened", reference_doctype="ToDo", reference_name=todo.name
	)
	assert frappe.db.get_value("Error Log", log.name, ["error", "reference_name"]) == (
		"what happened",
		todo.name,
	)


# Expressions


def test_an_expression_is_evaluated():
	assert frappe.safe_eval("a + 1", None, {"a": 1}) == 2
	assert frappe.safe_eval("doc.rank > 2 and doc.name == 'x'", None, {"doc": frappe._dict(rank=3, name="x")})


@pytest.mark.parametrize(
	"expression", ["__import__('os')", "().__class__", "(lambda: 1).__globals__", "open('/etc/passwd')"]
)
def test_an_expression_reaches_nothing_else(expression):
	with pytest.raises((NameError, SyntaxError, AttributeError)):
		frappe.safe_eval(expression)


# Background jobs


def work(name: str, fail: bool = False):
	"""A job: makes a to-do, and may fail after that."""
	records.todo(f"conf job {name} by {frappe.session.user}")
	if fail:
		raise RuntimeError("conf failure")


def done() -> list[str]:
	return frappe.get_all(
		"ToDo", {"description": ["like", "%conf job%"]}, pluck="description", order_by="creation"
	)


def test_a_job_runs_after_the_commit(jobs):
	frappe.enqueue(work, queue="short", name="one", enqueue_after_commit=True)
	assert done() == []
	frappe.db.commit()
	assert done() == ["conf job one by Administrator"]


def test_a_job_of_a_rolled_back_transaction_never_runs(jobs):
	frappe.enqueue(work, name="one", enqueue_after_commit=True)
	frappe.db.rollback()
	frappe.db.commit()
	assert done() == []


def test_a_job_runs_as_the_user_who_asked(jobs):
	records.user("conf-asks@example.com", "Service Manager")
	with records.acting_as("conf-asks@example.com"):
		frappe.enqueue(work, name="one", enqueue_after_commit=True)
		frappe.db.commit()
		assert frappe.session.user == "conf-asks@example.com"
	assert done() == ["conf job one by conf-asks@example.com"]


def test_a_job_that_waits_already_is_not_queued_twice(jobs):
	for name in ("one", "two"):
		frappe.enqueue(work, name=name, job_id="conf-job", deduplicate=True)
	frappe.db.commit()
	assert done() == ["conf job one by Administrator"]
	frappe.enqueue(work, name="three", job_id="conf-job", deduplicate=True)
	frappe.db.commit()
	assert len(done()) == 2


def test_deduplication_needs_a_job_id(jobs):
	with pytest.raises(frappe.ValidationError, match="job_id"):
		frappe.enqueue(work, name="one", deduplicate=True)


def test_a_failing_job_is_rolled_back_and_logged(jobs):
	before = frappe.db.count("Error Log")
	frappe.enqueue(work, name="one", fail=True, enqueue_after_commit=True)
	frappe.enqueue(work, name="two", enqueue_after_commit=True)
	frappe.db.commit()
	assert done() == ["conf job two by Administrator"]
	assert frappe.db.count("Error Log") == before + 1
	assert [str(error) for _method, error in jobs.failed] == ["conf failure"]


def test_a_job_may_run_at_once(jobs):
	frappe.enqueue(work, name="now", now=True)
	assert done() == ["conf job now by Administrator"]


# Metadata and cache


def test_meta_knows_fields_and_tables():
	meta = frappe.get_meta("Engineer Level")
	assert meta.get_field("rank").fieldtype == "Int"
	assert meta.has_field("rank")
	assert not meta.has_field("no_such_field")
	assert [field.fieldname for field in meta.get_table_fields()] == [
		"rights",
		"required_courses",
		"required_certifications",
	]
	assert meta.get_label("rank") == "Rank"
	assert frappe.get_meta("Field Service Settings").issingle
	assert frappe.get_meta("Engineer Level Right").istable


def test_a_doctype_that_is_not_there():
	with pytest.raises(frappe.DoesNotExistError):
		frappe.get_meta("No Such DocType")


def test_the_cache_keeps_values():
	frappe.cache.set_value("conf-key", {"a": 1})
	assert frappe.cache.get_value("conf-key") == {"a": 1}
	frappe.cache.delete_value("conf-key")
	assert frappe.cache.get_value("conf-key") is None
	assert frappe.cache.get_value("conf-made", lambda: 7) == 7
	assert frappe.cache.get_value("conf-made") == 7
	frappe.cache.delete_value("conf-made")


def test_hooks_of_the_app():
	assert "fsm_app" in frappe.get_installed_apps()
	assert frappe.get_hooks("app_name", app_name="fsm_app") == ["fsm_app"]
	assert frappe.get_attr("fsm_app.common.clock.now")() is not None


def test_a_hash_is_as_long_as_asked():
	assert len(frappe.generate_hash(length=12)) == 12
	assert frappe.generate_hash(length=12) != frappe.generate_hash(length=12)


def test_the_sites_folder():
	assert frappe.get_site_path("private", "something") == f"{frappe.get_site_path('private')}/something"
	assert frappe.get_site_path("private").endswith("/private")
