"""The keys of links stand in no log, whatever fails while somebody uses them (N2, N3, I1)."""

import pytest

import frappe

from fsm_app.common.link_keys import LinkKey, hide_in_request
from tests.app import customer_pages as c
from tests.app import factories as f

SECRET = "3yBq-not-for-any-log_7Zk"


@pytest.mark.parametrize(
	("path", "is_hidden"),
	[
		("/api/method/fsm_app.api.customer_page.confirm", True),
		("/api/v2/method/fsm_app.api.remote_guidance.join", True),
		("/service-ticket-status", True),
		("/service-survey", True),
		("/remote-guidance", True),
		("/api/method/other_app.api.open", False),
		("/app/note", False),
	],
)
def test_the_key_of_a_request_is_hidden_where_it_is_printed(monkeypatch, path, is_hidden):
	monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(k=SECRET), raising=False)
	monkeypatch.setattr(frappe.local, "request", frappe._dict(path=path), raising=False)
	hide_in_request()
	assert (SECRET not in str(frappe.local.form_dict)) is is_hidden
	assert frappe.local.form_dict.k == SECRET


def test_it_is_a_text_all_the_same():
	key = LinkKey(SECRET)
	assert isinstance(key, str)
	assert f"{key}" == str(key) == SECRET
	assert frappe.as_json({"k": key}, indent=None) == frappe.as_json({"k": SECRET}, indent=None)


def test_an_error_log_holds_no_address_with_one():
	text = f"GET /service-ticket-status?_lang=en&k={SECRET}&x=1 and '/remote-guidance?k={SECRET}'"
	log = frappe.log_error(title="Broken", message=text)
	stored = frappe.db.get_value("Error Log", log.name, "error")
	assert SECRET not in stored
	assert "&x=1" in stored


def test_links_open_as_before(rest):
	c.decided()
	token = c.token(f.ticket())
	assert rest.get("/service-ticket-status", params={"k": token}).status_code == 200
	sent = {"k": token, "text": "When do you come?", "client_key": c.KEY}
	assert rest.post("/api/method/fsm_app.api.customer_page.send_message", json=sent).status_code == 200
