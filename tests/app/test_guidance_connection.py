"""How the two browsers of a call find one another: what passes between them by way of the site, and the servers (N3)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import remote_guidance as api
from fsm_app.remote_guidance import signals
from fsm_app.remote_guidance.sessions import NotYourCall
from fsm_app.remote_guidance.settings import WrongGuidanceSettings, ice_servers
from tests.app.guidance_calls import (  # noqa: F401 (fixtures)
	BYSTANDER,
	CALL,
	DISPATCHER,
	ENGINEER,
	EXPERT,
	as_user,
	asked_call,
	no_signals,
	session,
	switch_on,
	ticket_on_site,
)
from tests.app.pictures import as_base64, photo


class TestSignals:
	def seat(self, user: str, call: str) -> dict:
		joined = as_user(user, api.join, call)
		return {"session": call, "seat": joined["seat"]}

	def test_each_reads_what_the_other_has_sent_in_order_and_once(self, call):
		shows, expert = self.seat(ENGINEER, call), self.seat(EXPERT, call)
		for number in range(3):
			as_user(ENGINEER, api.send, kind="candidate", data=f"way {number}", **shows)
		as_user(EXPERT, api.send, kind="answer", data="yes", **expert)
		first = as_user(EXPERT, api.receive, after=0, **expert)
		assert [row["data"] for row in first["messages"]] == ["way 0", "way 1", "way 2"]
		assert as_user(EXPERT, api.receive, after=first["after"], **expert)["messages"] == []
		assert [
			(row["kind"], row["data"]) for row in as_user(ENGINEER, api.receive, after=0, **shows)["messages"]
		] == [("answer", "yes")]

	def test_each_knows_whether_the_other_is_there(self, call):
		shows = self.seat(ENGINEER, call)
		assert as_user(ENGINEER, api.receive, **shows)["other"] is None
		expert = self.seat(EXPERT, call)
		assert as_user(ENGINEER, api.receive, **shows)["other"] == expert["seat"]

	def test_a_page_that_was_opened_anew_replaces_the_old_one(self, call):
		old = self.seat(ENGINEER, call)
		new = self.seat(ENGINEER, call)
		with pytest.raises(signals.SeatTaken):
			as_user(ENGINEER, api.send, kind="offer", data="x", **old)
		with pytest.raises(signals.SeatTaken):
			as_user(ENGINEER, api.receive, **old)
		as_user(ENGINEER, api.send, kind="offer", data="x", **new)

	def test_who_comes_later_gets_nothing_of_before(self, call):
		shows = self.seat(ENGINEER, call)
		as_user(ENGINEER, api.send, kind="offer", data="early", **shows)
		joined = as_user(EXPERT, api.join, call)
		news = as_user(EXPERT, api.receive, joined["seat"], joined["after"], call)
		assert news["messages"] == []

	@pytest.mark.parametrize(("kind", "data"), [("shell", "x"), ("offer", "x" * (signals.LONGEST + 1))])
	def test_what_no_page_sends_is_refused(self, call, kind, data):
		shows = self.seat(ENGINEER, call)
		with pytest.raises(signals.SignalRefused):
			as_user(ENGINEER, api.send, kind=kind, data=data, **shows)

	def test_nobody_else_sits_down_reads_or_sends(self, call):
		shows = self.seat(ENGINEER, call)
		for user in (BYSTANDER, DISPATCHER, "Administrator", "Guest"):
			for act in (
				lambda: api.join(call),
				lambda: api.receive(shows["seat"], 0, call),
				lambda: api.send(shows["seat"], "offer", "x", call),
				lambda: api.hang_up(call),
				lambda: api.customer_link(call),
				lambda: api.keep_picture(call, as_base64(photo())),
			):
				with pytest.raises(frappe.PermissionError):
					as_user(user, act)
		assert session(call).state == "Asked"

	def test_of_no_call_nobody_learns_whether_there_is_one(self, call):
		said = []
		for name in (call, "GS-2026-99999", ""):
			with pytest.raises(NotYourCall) as refused:
				as_user(BYSTANDER, api.join, name)
			said.append(str(refused.value))
		assert len(set(said)) == 1

	def test_an_expert_does_not_read_with_the_other_sides_seat(self, call):
		shows = self.seat(ENGINEER, call)
		self.seat(EXPERT, call)
		with pytest.raises(signals.SeatTaken):
			as_user(EXPERT, api.receive, **shows)

	def test_there_is_a_limit_to_what_is_sent(self, call, monkeypatch):
		monkeypatch.setattr(signals, "SENT_AN_HOUR", 2)
		shows = self.seat(ENGINEER, call)
		for _time in range(2):
			as_user(ENGINEER, api.send, kind="candidate", data="x", **shows)
		with pytest.raises(frappe.RateLimitExceededError):
			as_user(ENGINEER, api.send, kind="candidate", data="x", **shows)


class TestServers:
	def servers(self) -> list[dict]:
		return ice_servers("GS-1", get_datetime("2026-03-02 14:00:00"))

	def test_without_any_no_other_host_hears_of_a_call(self, ticket):
		assert self.servers() == []

	def test_a_shared_secret_makes_a_password_that_ends_with_the_call(self, ticket):
		switch_on(turn_urls="turns:turn.example.com:5349?transport=tcp\n", turn_secret="north")
		(server,) = self.servers()
		until, _colon, name = server["username"].partition(":")
		assert name == "GS-1" and int(until) > 1_700_000_000
		assert "north" not in str(server) and server["credential"]

	def test_a_user_has_a_password(self, ticket):
		switch_on(
			stun_urls="stun:stun.example.com", turn_urls="turn:10.0.0.1:3478", turn_user="u", turn_secret="p"
		)
		assert self.servers() == [
			{"urls": ["stun:stun.example.com"]},
			{"urls": ["turn:10.0.0.1:3478"], "username": "u", "credential": "p"},
		]

	@pytest.mark.parametrize(
		("field", "text"),
		[
			("stun_urls", "https://stun.example.com"),
			("stun_urls", "stun:"),
			("turn_urls", "turn:x?transport=smoke"),
			("turn_urls", "stun:stun.example.com"),
			("stun_urls", "\n".join(f"stun:s{number}.example.com" for number in range(9))),
			("link_hours", 0),
			("link_hours", 100),
		],
	)
	def test_what_is_none_is_refused(self, ticket, field, text):
		with pytest.raises(WrongGuidanceSettings):
			switch_on(turn_secret="x", **{field: text})

	def test_the_secret_is_told_to_those_alone_who_take_part(self, call, rest):
		switch_on(turn_urls="turn:turn.example.com", turn_secret="north")
		assert rest.post(f"{CALL}join", {"session": call}).status_code == 403
		as_expert = rest.login(EXPERT).post(f"{CALL}join", {"session": call}).json["message"]
		assert as_expert["ice_servers"][0]["credential"]
