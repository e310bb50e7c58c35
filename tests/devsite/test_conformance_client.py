"""frappe.client over HTTP: what web pages ask of any doctype, with the rights of the user."""

import pytest

import frappe

from tests.devsite import records

AUDITOR, MANAGER = "conf-auditor@example.com", "conf-manager@example.com"
CLIENT = "/api/method/frappe.client."


@pytest.fixture
def auditor(rest):
	records.user(AUDITOR, "Service Auditor")
	return rest.login(AUDITOR)


@pytest.fixture
def manager(rest):
	records.user(MANAGER, "Service Manager")
	return rest.login(MANAGER)


def test_get_reads_a_document_by_its_name_or_the_first_that_matches(auditor):
	records.level("Conf Level", 3)
	for asked in ({"name": "Conf Level"}, {"filters": {"rank": 3, "name": "Conf Level"}}):
		answer = auditor.get(CLIENT + "get", params={"doctype": "Engineer Level", **asked})
		assert answer.status_code == 200
		assert (answer.json["message"]["name"], answer.json["message"]["rank"]) == ("Conf Level", 3)


def test_get_refuses_who_may_not_read(rest):
	records.level("Conf Level", 3)
	records.user("conf-nobody@example.com")
	asked = {"doctype": "Engineer Level", "name": "Conf Level"}
	assert rest.login("conf-nobody@example.com").get(CLIENT + "get", params=asked).status_code == 403
	assert rest.get(CLIENT + "get", params=asked).status_code == 403


def test_get_value_is_a_dict_of_what_was_asked(auditor):
	records.level("Conf Level", 3)
	asked = {"doctype": "Engineer Level", "filters": {"name": "Conf Level"}}
	one = auditor.get(CLIENT + "get_value", params={**asked, "fieldname": "rank"})
	two = auditor.get(CLIENT + "get_value", params={**asked, "fieldname": ["rank", "name"]})
	none = auditor.get(
		CLIENT + "get_value", params={"doctype": "Engineer Level", "fieldname": "rank", "filters": "No Level"}
	)
	assert one.json["message"] == {"rank": 3}
	assert two.json["message"] == {"rank": 3, "name": "Conf Level"}
	assert none.json["message"] == {}


def test_set_value_saves_and_answers_with_the_document(manager, auditor):
	records.skills("Conf Welding")
	body = {
		"doctype": "Service Skill",
		"name": "Conf Welding",
		"fieldname": "description",
		"value": "Changed",
	}
	answer = manager.post(CLIENT + "set_value", json=body)
	assert (answer.status_code, answer.json["message"]["description"]) == (200, "Changed")
	body = {**body, "fieldname": {"description": "Changed again"}, "value": None}
	assert manager.post(CLIENT + "set_value", json=body).status_code == 200
	assert frappe.db.get_value("Service Skill", "Conf Welding", "description") == "Changed again"
	assert auditor.post(CLIENT + "set_value", json=body).status_code == 403


def test_get_list_takes_its_fields_as_json(auditor):
	records.skills("Conf A", "Conf B")
	answer = auditor.get(
		CLIENT + "get_list",
		params={
			"doctype": "Service Skill",
			"fields": ["name"],
			"filters": [["name", "like", "Conf %"]],
			"order_by": "name asc",
		},
	)
	assert answer.json["message"] == [{"name": "Conf A"}, {"name": "Conf B"}]
