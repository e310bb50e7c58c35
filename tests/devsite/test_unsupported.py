"""devsite's contract: what it does not cover it refuses, with the name of the thing; it never passes silently."""

import importlib

import pytest

import frappe
import frappe.utils

from tests import host
from tests.devsite import records

if host.ON_BENCH:
	pytest.skip("a real site supports it all", allow_module_level=True)

from devsite import Unsupported


def refused(name: str):
	"""Expects Unsupported with `name` in its message."""
	return pytest.raises(Unsupported, match=name)


def test_an_attribute_of_frappe():
	with refused("frappe.get_print"):
		frappe.get_print("ToDo", "x")


@pytest.mark.parametrize("module", ["frappe.printing", "frappe.email.queue", "frappe.desk.notifications"])
def test_a_module_of_frappe(module):
	with refused(module):
		importlib.import_module(module)


def test_a_module_that_is_missing_is_an_import_error_too():
	with pytest.raises(ImportError, match=r"frappe\.email"):
		importlib.import_module("frappe.email.queue")


def test_a_utility():
	with refused("money_in_words"):
		frappe.utils.money_in_words(7)


def test_a_method_of_the_database():
	with refused("frappe.db.multisql"):
		frappe.db.multisql({})


def test_a_statement_that_is_no_select():
	with refused(r"frappe\.db\.sql: update"):
		frappe.db.sql("update `tabToDo` set status = 'Open'")


def test_a_method_of_a_document():
	with refused("queue_action"):
		records.todo().queue_action("submit")


def test_a_filter_operator():
	with refused("timespan"):
		frappe.get_all("ToDo", {"date": ["timespan", "last month"]})


def test_an_argument_of_a_list():
	with refused("with_comment_count"):
		frappe.get_all("ToDo", with_comment_count=True)


def test_a_type_of_field():
	from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

	with refused("Hologram"):
		create_custom_fields(
			{"Territory": [{"fieldname": "fsm_place", "fieldtype": "Hologram", "label": "Place"}]},
			ignore_validate=True,
		)


def test_a_doctype():
	with pytest.raises((Unsupported, frappe.DoesNotExistError), match="Web Page"):
		frappe.get_all("Web Page")


def test_a_permission_that_is_not_modelled():
	records.user("conf@example.com")
	with records.acting_as("conf@example.com"), refused("mask"):
		frappe.has_permission("ToDo", "mask")


@pytest.mark.parametrize("hook", ["override_doctype_class", "no_such_hook"])
def test_a_hook_of_an_app(monkeypatch, hook):
	import fsm_app.hooks

	monkeypatch.setattr(fsm_app.hooks, hook, ["a"], raising=False)
	frappe.set_installed_apps(frappe.get_installed_apps())
	try:
		with refused(hook):
			frappe.get_hooks("doc_events")
	finally:
		monkeypatch.undo()
		frappe.set_installed_apps(frappe.get_installed_apps())


def test_a_verb_over_http(rest):
	with refused("PATCH"):
		rest._send("PATCH", "/api/resource/ToDo/x")


def test_another_version_of_the_api(rest):
	with refused("/api/v2"):
		rest.get("/api/v2/document/ToDo")


def test_a_method_of_frappe_over_http(rest):
	with refused("frappe.client.validate_link"):
		rest.login("Administrator").get("/api/method/frappe.client.validate_link")


@pytest.mark.parametrize("method", ["get_title", "get_url", "db_get", "precision"])
def test_a_method_of_a_document_that_nobody_needs(method):
	with refused(f"Document.{method}"):
		getattr(records.todo(), method)


def test_an_argument_of_the_database():
	with refused("frappe.db.get_value: pluck"):
		frappe.db.get_value("ToDo", "x", pluck=True)


@pytest.mark.parametrize("doctype", ["DocType", "Employee"])
def test_a_record_whose_making_would_do_more(doctype):
	with refused(doctype):
		frappe.new_doc(doctype).insert(ignore_mandatory=True)


def test_a_function_of_the_cache():
	with refused("frappe.cache.hset"):
		frappe.cache.hset("conf", "key", 1)


def test_a_workflow_that_submits():
	with refused("submit"):
		frappe.get_doc(
			doctype="Workflow",
			workflow_name="Conf",
			document_type="ToDo",
			workflow_state_field="status",
			states=[{"state": "Open", "doc_status": "1", "allow_edit": "All"}],
			transitions=[{"state": "Open", "action": "Close", "next_state": "Open", "allowed": "All"}],
		).insert(ignore_links=True)


def test_the_command_line_of_bench():
	from frappe.commands import get_site

	with refused("command line"):
		get_site(None)
