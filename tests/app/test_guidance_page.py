"""The page of a call (N3)."""

import frappe

from fsm_app.api import remote_guidance as api
from tests.app import factories as f
from tests.app.guidance_calls import (  # noqa: F401 (fixtures)
	BYSTANDER,
	ENGINEER,
	EXPERT,
	as_user,
	asked,
	asked_call,
	call_of_customer,
	key_in,
	no_signals,
	session,
	ticket_on_site,
)


class TestPage:
	def page(self, client, **params):
		return client.get("/remote-guidance", params=params)

	def test_the_expert_finds_the_question_and_the_tools(self, call, rest, ticket):
		page = self.page(rest.login(EXPERT), s=call)
		assert page.status_code == 200
		assert "Which hose is it?" in page.text and ticket in page.text
		assert 'data-act="freeze"' in page.text and "Show My Camera" not in page.text

	def test_who_asked_shows_the_camera(self, call, rest):
		page = self.page(rest.login(ENGINEER), s=call)
		assert "Show My Camera" in page.text and 'data-act="freeze"' not in page.text

	def test_opening_it_changes_nothing(self, call, rest):
		self.page(rest.login(EXPERT), s=call)
		assert session(call).state == "Asked"

	def test_a_customer_reads_nothing_but_what_it_is_about(self, shown_by_customer, rest, ticket):
		key = key_in(as_user(EXPERT, api.customer_link, shown_by_customer)["link"])
		page = self.page(rest, k=key)
		assert page.status_code == 200
		assert ticket in page.text and "Show My Camera" in page.text
		assert (
			"Which hose" not in page.text
			and "The pump leaks" not in page.text
			and f.customer() not in page.text
		)
		assert 'content="no-referrer"' in page.text

	def test_it_speaks_the_customers_language(self, shown_by_customer, rest):
		frappe.db.set_value("Customer", f.customer(), "language", "zh")
		key = key_in(as_user(EXPERT, api.customer_link, shown_by_customer)["link"])
		assert "打开我的摄像头" in self.page(rest, k=key).text
		assert "Show My Camera" in self.page(rest, k=key, _lang="en").text

	def test_a_guest_without_a_link_is_sent_to_the_login(self, call, rest):
		page = self.page(rest, s=call)
		assert page.status_code == 302
		assert page.headers["Location"].endswith(f"/login?redirect-to=%2Fremote-guidance%3Fs%3D{call}")

	def test_others_are_told_that_it_is_not_theirs(self, call, rest):
		page = self.page(rest.login(BYSTANDER), s=call)
		assert page.status_code == 403
		assert "This is not your call." in page.text and "Which hose" not in page.text

	def test_one_that_is_over_says_so(self, call, shown_by_customer, rest):
		key = key_in(as_user(EXPERT, api.customer_link, shown_by_customer)["link"])
		for name in (call, shown_by_customer):
			as_user(EXPERT, api.hang_up, name)
		for page in (self.page(rest.login(EXPERT), s=call), self.page(rest, k=key)):
			assert page.status_code == 410
			assert "This call is over." in page.text and 'id="guidance-join"' not in page.text

	def test_markup_in_a_question_stays_text(self, ticket, rest):
		call = asked(ticket, question="</script><img src=x onerror=alert(1)>")
		assert "<img src=x" not in self.page(rest.login(EXPERT), s=call).text
