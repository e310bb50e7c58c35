"""A push message is tapped and opens its page (N1)."""

import pytest

import frappe

from fsm_app.push_messages.opening import page_of
from tests.app import factories as f
from tests.app.push_devices import (  # noqa: F401 (fixtures)
	ENGINEER,
	OTHER,
	name_server,
	sent_by_hand,
	switched_on,
	tell,
)


class TestOpening:
	def open(self, user: str, name: str):
		frappe.set_user(user)
		return page_of(name)

	def test_it_opens_what_the_notification_is_about(self, on):
		ticket = f.ticket(subject="The pump leaks")
		notice = tell(name=ticket.name)
		assert self.open(ENGINEER, notice.name).endswith(f"/service-ticket/{ticket.name}")

	def test_an_engineers_ticket_opens_in_the_field_app(self, on):
		ticket = f.ticket(subject="The pump leaks")
		f.engineer("Fitting Pushed", user=ENGINEER)
		assert self.open(ENGINEER, tell(name=ticket.name).name) == f"/field/ticket/{ticket.name}"

	def test_a_call_opens_its_page(self, on):
		notice = tell(doctype="Guidance Session", name="GS-1")
		assert self.open(ENGINEER, notice.name) == "/remote-guidance?s=GS-1"

	def test_nobody_elses_opens_anything(self, on):
		notice = tell()
		assert self.open(OTHER, notice.name) is None

	def test_the_page_sends_the_user_on(self, on, rest):
		ticket = f.ticket(subject="The pump leaks")
		notice = tell(name=ticket.name)
		page = rest.login(ENGINEER).get("/service-notice", params={"n": notice.name})
		assert page.status_code == 302
		assert page.headers["Location"].endswith(f"/service-ticket/{ticket.name}")

	def test_a_guest_comes_back_after_the_login(self, on, rest):
		page = rest.get("/service-notice", params={"n": "abc"})
		assert page.status_code == 302
		assert page.headers["Location"].endswith("/login?redirect-to=%2Fservice-notice%3Fn%3Dabc")

	@pytest.mark.parametrize("language", ["en", "zh"])
	def test_nobody_elses_gets_a_page_that_says_so(self, on, rest, language):
		notice = tell()
		page = rest.login(OTHER).get("/service-notice", params={"n": notice.name, "_lang": language})
		assert page.status_code == 404
		assert {"en": "for somebody else", "zh": "铃铛"}[language] in page.text
		assert "Chen" not in page.text
