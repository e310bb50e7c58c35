"""What Frappe answers over HTTP: /api/resource, /api/method, sessions and errors."""

import base64
import json

import pytest

import frappe

from tests.devsite import records

AUDITOR, MANAGER = "conf-auditor@example.com", "conf-manager@example.com"


@pytest.fixture
def auditor(rest):
	records.user(AUDITOR, "Service Auditor")
	return rest.login(AUDITOR)


@pytest.fixture
def manager(rest):
	records.user(MANAGER, "Service Manager")
	return rest.login(MANAGER)


def messages(response) -> str:
	"""The texts that a refusing answer shows to its user."""
	texts = [json.loads(message)["message"] for message in json.loads(response.json["_server_messages"])]
	return " ".join(texts)


# Who asks


def test_anybody_may_ping(rest):
	response = rest.get("/api/method/ping")
	assert (response.status_code, response.json) == (200, {"message": "pong"})


def test_a_token_says_who_asks(rest, auditor):
	assert auditor.get("/api/method/frappe.auth.get_logged_user").json == {"message": AUDITOR}


def test_basic_auth_takes_the_same_keys(rest, auditor):
	pair = auditor.headers["Authorization"].removeprefix("token ")
	basic = "Basic " + base64.b64encode(pair.encode()).decode()
	assert rest.get("/api/method/frappe.auth.get_logged_user", Authorization=basic).json == {
		"message": AUDITOR
	}


def test_a_wrong_token_is_refused(rest, auditor):
	wrong = auditor.headers["Authorization"] + "x"
	response = rest.get("/api/method/frappe.auth.get_logged_user", Authorization=wrong)
	assert response.status_code == 401
	assert response.json["exc_type"] == "AuthenticationError"


def test_a_guest_is_refused_what_is_not_public(rest):
	response = rest.get("/api/method/frappe.auth.get_logged_user")
	assert response.status_code == 403
	assert response.json["exc_type"] == "PermissionError"


def test_a_guest_sees_no_records(rest):
	response = rest.get("/api/resource/Service Skill")
	assert response.status_code == 403
	assert response.json["exc_type"] == "PermissionError"


def test_a_login_with_the_wrong_password(rest):
	records.user("conf-login@example.com")
	response = rest.post("/api/method/login", {"usr": "conf-login@example.com", "pwd": "not this"})
	assert response.status_code == 401
	assert "message" in response.json


def test_a_login_with_the_right_password(rest):
	records.user("conf-login@example.com", "Service Manager", new_password="Conf-7-pumps-in-a-row")
	response = rest.post(
		"/api/method/login", {"usr": "conf-login@example.com", "pwd": "Conf-7-pumps-in-a-row"}
	)
	assert response.status_code == 200
	assert response.json["message"] == "Logged In"
	assert any(cookie.startswith("sid=") for cookie in response.headers.getlist("Set-Cookie"))


# Records


def test_a_record_is_made(manager):
	response = manager.post(
		"/api/resource/Service Skill", {"skill_name": "Conf Welding", "description": "Gas"}
	)
	assert response.status_code == 200
	data = response.json["data"]
	assert (data["name"], data["owner"], data["docstatus"]) == ("Conf Welding", MANAGER, 0)
	assert frappe.db.get_value("Service Skill", "Conf Welding", "description") == "Gas"


def test_a_record_is_read(auditor):
	level = records.level("Conf Level", 3)
	response = auditor.get(f"/api/resource/Engineer Level/{level.name}")
	assert response.status_code == 200
	data = response.json["data"]
	assert (data["doctype"], data["rank"], data["rights"]) == ("Engineer Level", 3, [])


def test_a_record_is_changed(manager):
	records.skills("Conf Welding")
	response = manager.put("/api/resource/Service Skill/Conf Welding", {"description": "Changed"})
	assert response.status_code == 200
	assert response.json["data"]["description"] == "Changed"
	assert frappe.db.get_value("Service Skill", "Conf Welding", "modified_by") == MANAGER


def test_a_record_is_deleted(manager):
	records.skills("Conf Welding")
	response = manager.delete("/api/resource/Service Skill/Conf Welding")
	assert response.status_code == 202
	assert response.json == {"data": "ok"}
	assert not frappe.db.exists("Service Skill", "Conf Welding")


def test_dates_are_texts(auditor):
	records.insert(
		"Performance Cycle",
		cycle_name="Conf 2026-03",
		company=records.company(),
		start_date="2026-03-01",
		end_date="2026-03-31",
	)
	data = auditor.get("/api/resource/Performance Cycle/Conf 2026-03").json["data"]
	assert data["start_date"] == "2026-03-01"
	assert len(data["creation"]) == len("2026-03-01 10:00:00.000000")


def test_a_list_takes_fields_filters_order_and_limit(auditor):
	records.skills("Conf A", "Conf B", "Conf C")
	response = auditor.get(
		"/api/resource/Service Skill",
		{
			"fields": ["name", "owner"],
			"filters": [["name", "like", "Conf %"]],
			"order_by": "name desc",
			"limit_start": "1",
			"limit_page_length": "1",
		},
	)
	assert response.json == {"data": [{"name": "Conf B", "owner": "Administrator"}]}


def test_a_list_has_names_only_and_twenty_rows_by_default(auditor):
	records.skills(*(f"Conf {number:02}" for number in range(22)))
	rows = auditor.get("/api/resource/Service Skill", {"filters": {"name": ["like", "Conf %"]}}).json["data"]
	assert len(rows) == 20
	assert set(rows[0]) == {"name"}
	more = auditor.get("/api/resource/Service Skill", {"filters": {"name": ["like", "Conf %"]}, "limit": "0"})
	assert len(more.json["data"]) == 22


def test_a_list_takes_or_filters(auditor):
	records.skills("Conf A", "Conf B", "Conf C")
	response = auditor.get(
		"/api/resource/Service Skill",
		{"or_filters": [["name", "=", "Conf A"], ["name", "=", "Conf C"]], "order_by": "name"},
	)
	assert [row["name"] for row in response.json["data"]] == ["Conf A", "Conf C"]


# Errors


def test_a_record_that_is_not_there(auditor):
	response = auditor.get("/api/resource/Service Skill/Conf Nothing")
	assert response.status_code == 404
	assert response.json["exc_type"] == "DoesNotExistError"


def test_a_doctype_that_is_not_there(rest):
	response = rest.login("Administrator").get("/api/resource/No Such DocType")
	assert response.status_code == 404
	assert response.json["exc_type"] == "DoesNotExistError"


def test_a_right_that_is_missing(auditor):
	response = auditor.post("/api/resource/Service Skill", {"skill_name": "Conf Welding"})
	assert response.status_code == 403
	assert response.json["exc_type"] == "PermissionError"
	assert not frappe.db.exists("Service Skill", "Conf Welding")


def test_a_mandatory_field_that_is_missing(manager):
	response = manager.post(
		"/api/resource/Performance Cycle", {"cycle_name": "Conf", "company": records.company()}
	)
	assert response.status_code == 417
	assert response.json["exc_type"] == "MandatoryError"
	assert "start_date" in response.json["exception"]


def test_a_link_that_leads_nowhere(manager):
	response = manager.post(
		"/api/resource/Service Team", {"team_name": "Conf Team", "company": "No Such Company"}
	)
	assert response.status_code == 417
	assert response.json["exc_type"] == "LinkValidationError"
	assert "No Such Company" in messages(response)


def test_a_name_that_is_taken(manager):
	records.skills("Conf Welding")
	response = manager.post("/api/resource/Service Skill", {"skill_name": "Conf Welding"})
	assert response.status_code == 409
	assert response.json["exc_type"] == "DuplicateEntryError"


def test_a_stale_timestamp(manager):
	skill = records.insert("Service Skill", skill_name="Conf Welding")
	response = manager.put(
		"/api/resource/Service Skill/Conf Welding", {"description": "x", "modified": "2020-01-01 00:00:00"}
	)
	assert (response.status_code, response.json["exc_type"]) == (417, "TimestampMismatchError")
	assert frappe.db.get_value("Service Skill", skill.name, "description") is None


def test_a_refused_request_changes_nothing(manager, monkeypatch):
	def on_update(self):
		records.todo("conf beside")
		frappe.throw("too late")

	monkeypatch.setattr(type(frappe.new_doc("Service Skill")), "on_update", on_update, raising=False)
	response = manager.post("/api/resource/Service Skill", {"skill_name": "Conf Welding"})
	assert response.status_code == 417
	assert messages(response) == "too late"
	assert not frappe.db.exists("Service Skill", "Conf Welding")
	assert not frappe.db.exists("ToDo", {"description": "conf beside"})


def test_a_thrown_message_is_shown(manager):
	response = manager.post("/api/resource/Service Priority", {"priority_name": "Conf", "rank": -1})
	assert response.json["exc_type"] == "NonNegativeError"
	assert "Rank" in messages(response)


# Methods


def test_a_method_that_is_not_there(manager):
	response = manager.get("/api/method/fsm_app.no_such.function")
	assert response.status_code == 417
	assert response.json["exc_type"] == "ValidationError"


def test_a_function_that_is_not_whitelisted(manager):
	response = manager.get("/api/method/fsm_app.common.clock.now")
	assert response.status_code == 403
	assert response.json["exc_type"] == "PermissionError"


def test_a_method_takes_arguments(manager):
	records.skills("Conf Welding")
	response = manager.get(
		"/api/method/frappe.client.get_count",
		{"doctype": "Service Skill", "filters": {"name": "Conf Welding"}},
	)
	assert response.json == {"message": 1}
