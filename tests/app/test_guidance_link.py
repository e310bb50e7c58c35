"""The customer joins a call by a link, without a login (N3)."""

import json
import re
from email.header import decode_header, make_header

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

import frappe

from fsm_app.api import remote_guidance as api
from fsm_app.remote_guidance.customer_links import GuidanceLinkNotGenuine, GuidanceLinkOver
from fsm_app.remote_guidance.sessions import GuidanceRefused, NotYourCall
from tests.app.guidance_calls import (  # noqa: F401 (fixtures)
	BYSTANDER,
	CALL,
	DISPATCHER,
	ENGINEER,
	EXPERT,
	START,
	as_user,
	asked,
	asked_call,
	call_of_customer,
	key_in,
	no_signals,
	session,
	switch_on,
	ticket_on_site,
	told,
)


class TestCustomersLink:
	def link(self, call: str, user: str = EXPERT) -> str:
		return as_user(user, api.customer_link, call)["link"]

	def test_a_guest_joins_by_it_and_shows(self, shown_by_customer, rest):
		key = key_in(self.link(shown_by_customer))
		joined = rest.post(f"{CALL}join", {"k": key})
		assert joined.status_code == 200
		answer = joined.json["message"]
		assert answer["side"] == "shows"
		sent = rest.post(
			f"{CALL}send", {"k": key, "seat": answer["seat"], "kind": "offer", "data": "v=0\r\no=<a>"}
		)
		assert sent.status_code == 200
		expert = as_user(EXPERT, api.join, shown_by_customer)
		news = as_user(EXPERT, api.receive, expert["seat"], 0, shown_by_customer)
		assert news["messages"] == [{"kind": "offer", "data": "v=0\r\no=<a>"}]

	def test_it_is_made_by_those_who_take_part(self, shown_by_customer):
		assert self.link(shown_by_customer, ENGINEER)
		with pytest.raises(NotYourCall):
			self.link(shown_by_customer, BYSTANDER)

	def test_a_dispatcher_looks_while_the_customer_shows(self, ticket):
		call = asked(ticket, user=DISPATCHER, expert=DISPATCHER, shown_by="Customer")
		assert told(DISPATCHER) == []
		assert as_user(DISPATCHER, api.join, call)["side"] == "expert"

	def test_who_arranged_it_for_the_customer_takes_no_seat(self, shown_by_customer):
		with pytest.raises(NotYourCall, match="customer shows"):
			as_user(ENGINEER, api.join, shown_by_customer)

	def test_there_is_none_where_the_engineer_shows(self, call):
		with pytest.raises(GuidanceRefused, match="engineer shows"):
			self.link(call)

	def test_a_new_one_ends_the_one_before(self, shown_by_customer):
		first, second = (key_in(self.link(shown_by_customer)) for _time in range(2))
		with pytest.raises(GuidanceLinkNotGenuine):
			as_user("Guest", api.join, k=first)
		assert as_user("Guest", api.join, k=second)["side"] == "shows"

	def test_nothing_that_is_stored_makes_one(self, shown_by_customer):
		key = key_in(self.link(shown_by_customer))
		stored = json.dumps(session(shown_by_customer).as_dict(), default=str)
		assert key.rpartition(".")[2] not in stored

	@pytest.mark.parametrize(
		"change",
		[
			lambda key, other: key[:-1],
			lambda key, other: key + "A",
			lambda key, other: f"{other}.{key.rpartition('.')[2]}",
			lambda key, other: f"{other}.",
			lambda key, other: ".",
			lambda key, other: "%.%",
		],
	)
	def test_a_changed_one_opens_nothing(self, ticket, shown_by_customer, change):
		other = asked(ticket, shown_by="Customer")
		key = change(key_in(self.link(shown_by_customer)), other)
		with pytest.raises(GuidanceLinkNotGenuine):
			as_user("Guest", api.join, k=key)

	def test_it_ends_with_the_call(self, shown_by_customer, freeze):
		key = key_in(self.link(shown_by_customer))
		freeze("2026-03-02 14:00:01")
		with pytest.raises(GuidanceLinkOver):
			as_user("Guest", api.join, k=key)

	def test_who_has_it_keeps_no_pictures_and_sees_no_document(self, shown_by_customer, rest):
		key = key_in(self.link(shown_by_customer))
		kept = rest.post(f"{CALL}keep_picture", {"session": shown_by_customer, "k": key, "content": "x"})
		assert kept.status_code == 403
		assert rest.get(f"/api/resource/Guidance Session/{shown_by_customer}").status_code == 403


class TestLinkByMail:
	"""The customer gets the link by e-mail, in their language."""

	ADDRESS = "device@guidance-mail.example"

	@pytest.fixture(autouse=True)
	def address(self, ticket, mail):
		self.reachable_at(ticket, self.ADDRESS)

	def reachable_at(self, ticket, address: str) -> None:
		frappe.get_doc("Service Ticket", ticket).update({"contact_email": address}).save()

	def mails(self, ticket) -> list[str]:
		return list(self.queued(ticket).values())

	def queued(self, ticket) -> dict[str, str]:
		"""The queued e-mails with a link, by name; version 16 e-mails notifications, too."""
		rows = frappe.get_all(
			"Email Queue", {"reference_name": ticket}, ["name", "message"], order_by="creation, name"
		)
		texts = {row.name: re.sub(r"=\r?\n", "", row.message).replace("=3D", "=") for row in rows}
		return {name: text for name, text in texts.items() if "remote-guidance?k=" in text}

	def test_by_itself_once_where_the_company_wants_it(self, ticket, rest):
		switch_on(mail_links=1)
		name = asked(ticket, shown_by="Customer", client_key="key-by-mail")
		assert asked(ticket, shown_by="Customer", client_key="key-by-mail") == name
		(text,) = self.mails(ticket)
		assert "Show us the device by video" in text
		(queued,) = self.queued(ticket)
		assert frappe.get_all("Email Queue Recipient", {"parent": queued}, pluck="recipient") == [
			self.ADDRESS
		]
		assert session(name).link_sent_at == START
		key = re.search(r"remote-guidance\?k=([\w.-]+)", text)[1]
		joined = rest.post(f"{CALL}join", {"k": key})
		assert joined.status_code == 200 and joined.json["message"]["side"] == "shows"
		assert key.partition(".")[2] not in str(session(name).as_dict())

	def test_not_where_it_is_off_nor_where_the_engineer_shows(self, ticket):
		name = asked(ticket, shown_by="Customer")
		switch_on(mail_links=1)
		asked(ticket)
		assert self.mails(ticket) == [] and not session(name).link_sent_at

	def test_in_the_customers_language(self, ticket):
		frappe.db.set_value(
			"Customer", frappe.db.get_value("Service Ticket", ticket, "customer"), "language", "zh"
		)
		switch_on(mail_links=1)
		asked(ticket, shown_by="Customer")
		(text,) = self.mails(ticket)
		assert "_lang=zh" in text
		subject = re.search(r"^Subject: (.*(?:\n .*)*)", text, re.M)[1]
		assert "视频" in str(make_header(decode_header(subject)))

	def test_leads_to_the_site_whatever_host_the_request_names(self, shown_by_customer, ticket, monkeypatch):
		forged = Request(EnvironBuilder("/", base_url="http://elsewhere.example").get_environ())
		monkeypatch.setattr(frappe.local, "request", forged, raising=False)
		as_user(EXPERT, api.send_customer_link, shown_by_customer)
		(text,) = self.mails(ticket)
		# Frappe's own header names the host of the request, whatever is sent.
		links = re.findall(r"https?://[^\s\"']*remote-guidance", text)
		assert links and not any("elsewhere" in link for link in links)

	def test_by_hand_again_and_the_one_before_ends(self, shown_by_customer, ticket, rest):
		for user in (ENGINEER, EXPERT):
			sent = as_user(user, api.send_customer_link, shown_by_customer)
			assert sent["sent_to"].endswith("@guidance-mail.example") and self.ADDRESS not in sent["sent_to"]
		first, second = (re.search(r"remote-guidance\?k=([\w.-]+)", text)[1] for text in self.mails(ticket))
		assert rest.post(f"{CALL}join", {"k": first}).status_code == 403
		assert rest.post(f"{CALL}join", {"k": second}).status_code == 200

	def test_by_hand_by_nobody_else_and_not_without_an_address(self, shown_by_customer, call, ticket):
		for user in (BYSTANDER, DISPATCHER):
			with pytest.raises(NotYourCall):
				as_user(user, api.send_customer_link, shown_by_customer)
		with pytest.raises(GuidanceRefused, match="the engineer shows"):
			as_user(EXPERT, api.send_customer_link, call)
		self.reachable_at(ticket, "")
		with pytest.raises(GuidanceRefused, match="e-mail address"):
			as_user(EXPERT, api.send_customer_link, shown_by_customer)
		assert self.mails(ticket) == []

	def test_without_mail_the_call_is_asked_for_all_the_same(self, ticket, monkeypatch):
		def fail(**_values):
			raise frappe.OutgoingEmailError

		monkeypatch.setattr(frappe, "sendmail", fail)
		switch_on(mail_links=1)
		name = asked(ticket, shown_by="Customer")
		row = session(name)
		assert row.state == "Asked" and not row.link_hash and not row.link_sent_at
		assert told(EXPERT)
