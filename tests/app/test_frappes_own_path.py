"""With the app installed, requests about other apps' doctypes take the path that they take without it (Q2)."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

import frappe
from frappe import client

from fsm_app import hooks
from fsm_app.spare_parts import serial_connections
from tests import host

# By the function of Frappe's that has ours before it: nothing else of Frappe's or another app's is replaced. hooks.py says why.
REPLACED = {
	"frappe.client.get_count": "fsm_app.api.frappe_client.get_count",
	"frappe.desk.notifications.get_open_count": "fsm_app.api.frappe_desk.get_open_count",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "fsm_app.api.frappe_unasked.get_chart",
	"frappe.desk.listview.get_group_by_count": "fsm_app.api.frappe_unasked.get_group_by_count",
	"frappe.desk.form.utils.get_next": "fsm_app.api.frappe_unasked.get_next",
	"frappe.desk.like.toggle_like": "fsm_app.api.frappe_unasked.toggle_like",
	"frappe.desk.search.get_link_title": "fsm_app.api.frappe_unasked.get_link_title",
	"frappe.client.set_value": "fsm_app.api.frappe_client.set_value",
	"hrms.api.roster.get_values": "fsm_app.api.other_apps_unasked.get_values",
	"hrms.api.get_attachments": "fsm_app.api.other_apps_unasked.get_attachments",
	"erpnext.crm.utils.get_open_activities": "fsm_app.api.other_apps_unasked.get_open_activities",
}
# Hooks by which an app stands in the way of every request, or takes over what is another's.
OF_EVERY_REQUEST = (
	"auth_hooks",
	"override_doctype_class",
	"extend_doctype_class",
	"extend_bootinfo",
	"page_renderer",
	"on_session_creation",
)
# They look at the address and do nothing unless it is one of the app's own: see the two tests of them.
OF_OWN_REQUESTS = ["fsm_app.common.half_characters.mend_request", "fsm_app.common.link_keys.hide_in_request"]
OF_OWN_ANSWERS = ["fsm_app.common.not_kept.forbid_keeping"]
OTHERS_ADDRESSES = [
	"/",
	"/app",
	"/login",
	"/assets/x.js",
	"/files/x",
	"/api/method/frappe.client.get_list",
	"/api/resource/ToDo",
]
FILTERS = [["ToDo", "status", "=", "Open"]]


def test_no_hook_of_the_app_stands_in_the_way_of_every_request():
	assert [name for name in OF_EVERY_REQUEST if getattr(hooks, name, None)] == []
	assert "*" not in hooks.doc_events
	assert "*" not in hooks.permission_query_conditions
	assert "*" not in hooks.has_permission
	assert hooks.before_request == [
		# does nothing after a process' first request, and refuses nothing but conditions in place of a link's name
		"fsm_app.common.frappe_versions.take_no_conditions_for_links",
		*OF_OWN_REQUESTS,
	]
	assert hooks.after_request == OF_OWN_ANSWERS
	# adds what names a serial number to the connections on its form, and leaves those that ERPNext shows
	assert hooks.override_doctype_dashboards == {"Serial No": "fsm_app.spare_parts.serial_connections.add"}
	assert hooks.override_whitelisted_methods == REPLACED


@pytest.mark.parametrize("address", OTHERS_ADDRESSES)
def test_what_is_sent_to_another_app_stays_as_it_came(monkeypatch, address):
	sent = {"cmd": "", "k": "a key of theirs", "text": "\ud83d", "rows": ["\ude00"]}
	form = frappe._dict(sent, rows=list(sent["rows"]))
	monkeypatch.setattr(frappe.local, "form_dict", form)
	monkeypatch.setattr(
		frappe.local, "request", Request(EnvironBuilder(address).get_environ()), raising=False
	)
	for hook in OF_OWN_REQUESTS:
		frappe.get_attr(hook)()
	assert form == sent
	assert type(form["k"]) is str


@pytest.mark.parametrize("address", OTHERS_ADDRESSES)
def test_what_another_app_answers_goes_out_as_it_is(address):
	request, answer = Request(EnvironBuilder(address).get_environ()), Response("theirs")
	before = list(answer.headers)
	for hook in OF_OWN_ANSWERS:
		frappe.call(hook, response=answer, request=request)
	assert list(answer.headers) == before


def test_each_replaced_function_has_its_reason_in_the_hooks():
	with open(hooks.__file__.replace(".pyc", ".py"), encoding="utf-8") as source:
		lines = [line.strip() for line in source]
	for name in REPLACED:
		(place,) = [number for number, line in enumerate(lines) if line.startswith(f'"{name}"')]
		assert lines[place - 1].startswith("#"), name


@pytest.mark.parametrize("doctype", ["ToDo", "Customer", "User"])
def test_a_count_of_another_apps_documents_is_frappes_with_the_arguments_that_came(
	rest, monkeypatch, doctype
):
	asked = []

	def get_count(*args):
		asked.append(args)
		return 7

	monkeypatch.setattr(client, "get_count", get_count)
	sent = {"doctype": doctype, "filters": FILTERS}
	answer = rest.login("Administrator").get("/api/method/frappe.client.get_count", params=sent)
	assert answer.json["message"] == 7
	((name, filters, *more),) = asked
	assert (name, frappe.parse_json(filters), more) == (doctype, FILTERS, [False, False])


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Desk with connections on its forms")
def test_the_connections_of_another_apps_document_are_frappes(rest, monkeypatch):
	from frappe.desk import notifications

	found = {"count": {"external_links_found": [{"doctype": "Issue", "count": 3, "open_count": 1}]}}
	monkeypatch.setattr(notifications, "get_open_count", lambda *args: {**found, "asked": args})
	sent = {"doctype": "Customer", "name": "Anybody", "items": ["Issue"]}
	answer = (
		rest.login("Administrator")
		.get("/api/method/frappe.desk.notifications.get_open_count", params=sent)
		.json["message"]
	)
	assert answer["count"] == found["count"]
	assert answer["asked"][:2] == ["Customer", "Anybody"]


def test_what_erpnext_shows_of_a_serial_number_stays_among_its_connections():
	shown = {
		"non_standard_fieldnames": {"Asset": "serial"},
		"transactions": [{"label": "Its own", "items": ["Asset"]}],
	}
	added = serial_connections.add(frappe.parse_json(frappe.as_json(shown)))
	assert added["transactions"][0] == shown["transactions"][0]
	assert added["non_standard_fieldnames"]["Asset"] == "serial"
	assert set(added["transactions"][1]["items"]) == set(serial_connections.FIELDS)
	assert all(
		frappe.get_meta(doctype).has_field(field) for doctype, field in serial_connections.FIELDS.items()
	)
