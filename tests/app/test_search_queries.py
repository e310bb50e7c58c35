"""What a search or a link field finds is what a list shows, whatever the caller wants to be ignored (D3)."""

import json

import pytest

import frappe

from fsm_app.common.search_queries import UnreadableFilter, rows_seen
from tests import host
from tests.app import factories as f
from tests.app.tickets import walk
from tests.app.two_teams import ENGINEER, MANAGER, OTHER, another_company, stranger, the_engineer

TICKET = "Service Ticket"
SUBJECT = "Zirconium hum"


def doctypes() -> list:
	modules = frappe.get_all("Module Def", filters={"app_name": "fsm_app"}, pluck="name")
	return frappe.get_all("DocType", filters={"module": ["in", modules], "issingle": 0}, pluck="name")


def has_own_rows(doctype: str) -> bool:
	"""Whether not everybody who reads the document type reads all of it: by rules of ours, or by company."""
	links = {df.options for df in frappe.get_meta(doctype).fields if df.fieldtype == "Link"}
	return doctype in frappe.get_hooks("permission_query_conditions") or "Company" in links


@pytest.fixture
def ticket():
	"""A ticket of the team Hard A, which a stranger of another team does not see."""
	the_engineer()
	made = walk(f.ticket(subject=SUBJECT), "Triage", "Dispatch")
	stranger()
	return made


def test_every_doctype_with_rows_of_its_own_has_a_query_of_its_own():
	queries = frappe.get_hooks("standard_queries")
	needed = {name for name in doctypes() if has_own_rows(name)} | {"File"}
	assert {
		name for name in needed if queries.get(name) != ["fsm_app.common.search_queries.rows_seen"]
	} == set()


def found(doctype: str, txt: str = "", **given) -> set[str]:
	return {row[0] for row in rows_seen(doctype, txt, "name", 0, 500, **given)}


def test_a_search_finds_what_the_list_shows(ticket, as_user):
	with as_user(ENGINEER):
		assert ticket.name in found(TICKET, SUBJECT)
	with as_user(OTHER):
		assert ticket.name not in found(TICKET, SUBJECT, ignore_user_permissions=True)
		assert found(TICKET, filters={"name": ticket.name}, ignore_user_permissions=True) == set()
		clocks = found("SLA Clock", filters={"ticket": ticket.name}, ignore_user_permissions=True)
		assert clocks == set()


def test_a_manager_of_another_company_finds_nothing_of_this_one(ticket, as_user):
	f.user(MANAGER, "Service Manager")
	f.make("User Permission", user=MANAGER, allow="Company", for_value=another_company())
	with as_user(MANAGER):
		for doctype in (TICKET, "SLA Clock", "Dispatch Decision"):
			assert found(doctype, ignore_user_permissions=True) == set(), doctype


def test_limits_for_the_form_that_asks_come_on_top(ticket, as_user):
	f.user(MANAGER, "Service Manager")
	limit = {"user": MANAGER, "allow": TICKET, "for_value": f.ticket().name, "apply_to_all_doctypes": 0}
	f.make("User Permission", applicable_for="SLA Clock", **limit)
	with as_user(MANAGER):
		assert ticket.name in found(TICKET)
		assert ticket.name not in found(TICKET, reference_doctype="SLA Clock")
	f.make("User Permission", applicable_for=TICKET, **limit)
	with as_user(MANAGER):
		assert ticket.name not in found(TICKET, reference_doctype="Service Visit")


def test_who_may_read_no_document_of_the_kind_finds_none(ticket, as_user):
	f.user("nobody.hard@example.com", "Stock User")
	for user in ("nobody.hard@example.com", "Guest"):
		with as_user(user):
			assert found(TICKET) == set()


def test_a_hit_shows_its_title_and_search_fields(ticket, as_user):
	with as_user(ENGINEER):
		(row,) = rows_seen(TICKET, SUBJECT, "name", 0, 10, {"name": ticket.name})
		assert row == (ticket.name, SUBJECT, ticket.customer, None)
		(row,) = rows_seen(TICKET, "", "name", 0, 10, {"name": ticket.name}, as_dict=True)
		assert (row.name, row.subject) == (ticket.name, SUBJECT)


@pytest.mark.parametrize(
	"shape",
	[
		{"name": "NAME"},
		{"name": ["=", "NAME"]},
		[["name", "=", "NAME"]],
		[["Service Ticket", "name", "=", "NAME"]],
		[["Service Ticket", "name", "in", ["NAME"], False]],
		'{"name": "NAME"}',
	],
)
def test_a_link_fields_filters_hold_in_every_form(ticket, as_user, shape):
	shape = json.loads(json.dumps(shape).replace("NAME", ticket.name))
	f.ticket(subject=SUBJECT)
	assert found(TICKET, filters=shape) == {ticket.name}


@pytest.mark.parametrize(
	"shape",
	[
		{"contact_phone": ["like", "138%"]},
		[["Service Ticket", "contact_phone", "like", "138%"]],
		[["Customer", "customer_name", "like", "%"]],
		[["Service Ticket", "subject", "like", ["a"]]],
		[["contact_phone) or (1", "=", "1"]],
		{"customer.customer_name": "x"},
		{"engineer.user": "x"},
		[["only"]],
		[1],
		"{broken",
		"7",
	],
)
def test_a_filter_by_what_one_may_not_read_is_refused(ticket, as_user, shape):
	with as_user(ENGINEER), pytest.raises(frappe.ValidationError):
		rows_seen(TICKET, "", "name", 0, 10, shape)


def test_the_field_to_search_in_is_not_the_callers_choice(ticket, as_user):
	frappe.db.set_value(TICKET, ticket.name, "resolution_summary", "zebra valve")
	with as_user(ENGINEER):
		for field in ("resolution_summary", "contact_phone", "no such field", None):
			assert rows_seen(TICKET, "zebra valve", field, 0, 10) == []


def test_wild_numbers_and_texts_are_no_server_error(ticket, as_user):
	with as_user(ENGINEER):
		for start, page_len in ((-1, -1), ("x", "x"), (10**20, 10**20), (None, None)):
			assert isinstance(rows_seen(TICKET, "'\\%_", "name", start, page_len), list)
	assert issubclass(UnreadableFilter, frappe.ValidationError)


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no search")
class TestFrappesSearch:
	SEARCH = "/api/method/frappe.desk.search."

	@pytest.mark.parametrize("method", ["search_widget", "search_link"])
	@pytest.mark.parametrize("doctype", ["Service Ticket", "SLA Clock"])
	def test_ignoring_is_ignored(self, ticket, rest, method, doctype):
		def names(user, **more):
			given = {"doctype": doctype, "txt": "", "page_length": 500, "ignore_user_permissions": 1, **more}
			answer = rest.login(user).post(self.SEARCH + method, json=given)
			# From 16 on Frappe refuses it where the link field does not say so.
			refused = bool(more) and host.frappe_version() >= 16
			assert answer.status_code == (417 if refused else 200)
			return json.dumps(answer.json.get("message", answer.json.get("results")))

		wanted = ticket.name if doctype == TICKET else frappe.db.get_value(doctype, {"ticket": ticket.name})
		assert wanted in names(ENGINEER)
		assert wanted not in names(OTHER)
		assert wanted not in names(OTHER, reference_doctype="Service Visit", link_fieldname="ticket")

	def test_fields_of_the_callers_choice_are_not_shown(self, ticket, rest):
		given = {"doctype": TICKET, "txt": "", "filter_fields": '["resolution_summary"]', "as_dict": 1}
		answer = rest.login(ENGINEER).post(self.SEARCH + "search_widget", json=given)
		assert {key for row in answer.json["message"] for key in row} == {
			"name",
			"subject",
			"customer",
			"serial_no",
		}

	def test_files_of_others_are_not_listed(self, ticket, rest):
		kept = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "secret-plan.txt",
				"content": "x",
				"is_private": 1,
				"attached_to_doctype": TICKET,
				"attached_to_name": ticket.name,
			}
		).insert(ignore_permissions=True)
		given = {"doctype": "File", "txt": "", "page_length": 500, "ignore_user_permissions": 1}
		given |= {"filter_fields": '["file_url"]'}
		answer = rest.login(OTHER).post(self.SEARCH + "search_widget", json=given)
		assert kept.name not in answer.get_data(as_text=True)
		assert "secret-plan" not in answer.get_data(as_text=True)
