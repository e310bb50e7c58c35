"""Calls by video to an expert: who asks whom, what passes between the two, and the pictures that stay (N3)."""

import base64
import json
import re

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import remote_guidance as api
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.remote_guidance import sessions, signals, taking_part
from fsm_app.remote_guidance.customer_links import GuidanceLinkNotGenuine, GuidanceLinkOver
from fsm_app.remote_guidance.sessions import GuidanceRefused, NotYourCall
from fsm_app.remote_guidance.settings import GuidanceIsOff, WrongGuidanceSettings, ice_servers
from fsm_app.service_desk import merging
from tests import host
from tests.app import factories as f
from tests.app.pictures import as_base64, photo
from tests.app.tickets import walk

START = get_datetime("2026-03-02 10:00:00")
ENGINEER, EXPERT = "shows@example.com", "looks@example.com"
BYSTANDER, DISPATCHER = "bystander@example.com", "guidance.dispatcher@example.com"
MANAGER = "guidance.manager@example.com"
CALL = "/api/method/fsm_app.api.remote_guidance."


@pytest.fixture(autouse=True)
def no_signals():
	"""What Redis knows of a call outlives a test, and the next one's has the same number."""
	if host.ON_BENCH:
		frappe.cache.delete_keys("fsm_guidance:")


@pytest.fixture
def ticket(freeze):
	"""A ticket on site with an engineer, whose company has another one who knows more, and calls switched on."""
	freeze(START)
	for user in (ENGINEER, EXPERT, BYSTANDER):
		f.user(user, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	own = f.engineer("Fitting Shows", user=ENGINEER, team=f.team())
	f.engineer("Fitting Looks", level="Senior", user=EXPERT, team=f.team("Expert Team"))
	f.engineer("Fitting Stands By", level="Junior", user=BYSTANDER, team=f.team("Third Team"))
	switch_on()
	ticket = walk(f.ticket(subject="The pump leaks"), "Triage")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.engineer = own.name
	doc.save()
	return walk(ticket, "Dispatch", "Accept", "Arrive").name


@pytest.fixture
def call(ticket):
	"""A call that the engineer has asked the expert for."""
	return asked(ticket)


@pytest.fixture
def shown_by_customer(ticket):
	return asked(ticket, shown_by="Customer")


def switch_on(**values):
	settings = frappe.get_doc("Guidance Settings")
	settings.update({"enabled": 1, "link_hours": 4, **values})
	settings.save()


def asked(ticket, user=ENGINEER, **values) -> str:
	given = {"expert": EXPERT, "question": "Which hose is it?", **values}
	return as_user(user, api.ask, ticket, **given)["name"]


def as_user(user: str, act, *args, **values):
	frappe.set_user(user)
	try:
		return act(*args, **values)
	finally:
		frappe.set_user("Administrator")


def session(name: str):
	return frappe.get_doc("Guidance Session", name)


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log", {"for_user": user, "document_type": "Guidance Session"}, pluck="subject"
	)


def key_in(link: str) -> str:
	return re.search(r"k=([^&]+)", link)[1]


class TestAsking:
	def test_the_expert_is_told_and_the_call_waits(self, call, ticket):
		assert told(EXPERT) == [f"shows asks you for remote guidance on {ticket}."]
		row = session(call)
		assert (row.state, row.ticket, row.asked_by, row.expert) == ("Asked", ticket, ENGINEER, EXPERT)
		assert str(row.expires_at) == "2026-03-02 14:00:00"

	def test_the_expert_is_told_in_their_language(self, ticket):
		frappe.db.set_value("User", EXPERT, "language", "zh")
		asked(ticket)
		assert told(EXPERT) == [f"shows 请您就 {ticket} 提供远程指导。"]

	def test_those_who_know_more_are_offered_first_and_oneself_is_not(self, ticket):
		f.user(MANAGER, "Service Manager")
		offered = as_user(ENGINEER, api.experts_of, ticket)
		users = [row["user"] for row in offered]
		assert users.index(EXPERT) < users.index(BYSTANDER)
		assert ENGINEER not in users and MANAGER in users
		assert "Fitting Looks (Senior)" in [row["label"] for row in offered]

	def test_nobody_is_offered_who_has_left_or_cannot_log_in(self, ticket):
		frappe.db.set_value("User", EXPERT, "enabled", 0)
		frappe.db.set_value("Service Engineer", {"user": BYSTANDER}, "status", "Left")
		assert not {EXPERT, BYSTANDER} & {row["user"] for row in as_user(ENGINEER, api.experts_of, ticket)}
		with pytest.raises(GuidanceRefused, match="Expert"):
			asked(ticket)

	def test_the_same_key_again_is_the_same_call(self, ticket):
		assert asked(ticket, client_key="key-1") == asked(ticket, client_key="key-1")
		assert len(told(EXPERT)) == 1
		with pytest.raises(ClientKeyTaken):
			asked(ticket, user=DISPATCHER, client_key="key-1")

	@pytest.mark.parametrize(
		("values", "words"),
		[
			({"expert": ENGINEER}, "Expert"),
			({"expert": "nobody@example.com"}, "Expert"),
			({"question": " "}, "Question"),
			({"shown_by": "Somebody"}, "Shown By"),
		],
	)
	def test_what_cannot_be_asked_is_refused_in_words(self, ticket, values, words):
		with pytest.raises(GuidanceRefused, match=words):
			asked(ticket, **values)
		assert told(EXPERT) == []

	def test_who_may_not_change_the_ticket_asks_nobody(self, ticket):
		with pytest.raises(frappe.PermissionError):
			asked(ticket, user=BYSTANDER)
		with pytest.raises(frappe.PermissionError):
			as_user(BYSTANDER, api.experts_of, ticket)

	def test_it_is_off_until_the_company_switches_it_on(self, ticket):
		switch_on(enabled=0)
		with pytest.raises(GuidanceIsOff, match="Guidance Settings"):
			asked(ticket)

	def test_a_closed_ticket_needs_no_call(self, ticket):
		frappe.db.set_value("Service Ticket", ticket, "stage", "Closed")
		with pytest.raises(GuidanceRefused, match="Reopen"):
			asked(ticket, user=DISPATCHER)


class TestAnswering:
	def test_joining_takes_the_call_up(self, call):
		joined = as_user(EXPERT, api.join, call)
		assert joined["side"] == "expert"
		assert session(call).state == "Running"
		assert session(call).started_at == START

	def test_who_asked_waits_without_starting_it(self, call):
		assert as_user(ENGINEER, api.join, call)["side"] == "shows"
		assert session(call).state == "Asked"

	def test_declining_says_why_to_who_asked(self, call, ticket):
		as_user(EXPERT, api.decline, call, "I am driving")
		assert session(call).state == "Declined"
		assert told(ENGINEER) == [f"looks cannot give remote guidance on {ticket}: I am driving"]
		with pytest.raises(GuidanceRefused, match="over"):
			as_user(ENGINEER, api.join, call)

	def test_declining_wants_a_reason_and_is_the_experts(self, call):
		with pytest.raises(GuidanceRefused, match="Reason"):
			as_user(EXPERT, api.decline, call, " ")
		with pytest.raises(NotYourCall):
			as_user(ENGINEER, api.decline, call, "no")
		assert session(call).state == "Asked"

	def test_withdrawing_tells_the_expert(self, call, ticket):
		with pytest.raises(NotYourCall):
			as_user(EXPERT, api.withdraw, call)
		as_user(ENGINEER, api.withdraw, call)
		assert session(call).state == "Withdrawn"
		assert f"shows does not need remote guidance on {ticket} any more." in told(EXPERT)

	def test_either_ends_it_for_both(self, call):
		as_user(EXPERT, api.join, call)
		as_user(ENGINEER, api.hang_up, call)
		assert session(call).state == "Ended"
		with pytest.raises(GuidanceRefused, match="over"):
			as_user(EXPERT, api.join, call)

	def test_it_is_over_by_itself(self, call, freeze):
		freeze("2026-03-02 14:00:01")
		with pytest.raises(GuidanceRefused, match="over"):
			as_user(EXPERT, api.join, call)
		sessions.end_expired()
		row = session(call)
		assert (row.state, str(row.ended_at)) == ("Expired", "2026-03-02 14:00:00")

	def test_one_that_was_taken_up_has_ended_then(self, call, freeze):
		as_user(EXPERT, api.join, call)
		freeze("2026-03-03 10:00:00")
		sessions.end_expired()
		assert session(call).state == "Ended"


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


class TestPictures:
	def keep(self, call: str, user: str = EXPERT, **values) -> str:
		given = {"content": as_base64(photo()), "note": "This hose", "client_key": "p-1", **values}
		return as_user(user, api.keep_picture, call, **given)["evidence"]

	def test_one_becomes_evidence_of_the_ticket(self, call, ticket):
		as_user(EXPERT, api.join, call)
		evidence = frappe.get_doc("Service Evidence", self.keep(call))
		assert (evidence.ticket, evidence.kind, evidence.recorded_by) == (ticket, "Photo", EXPERT)
		assert evidence.note == "Remote guidance by looks: This hose"
		assert evidence.file and evidence.thumbnail
		assert session(call).pictures == 1

	def test_sent_again_it_is_kept_once(self, call):
		assert self.keep(call) == self.keep(call)
		assert session(call).pictures == 1

	def test_only_the_expert_keeps_any(self, call):
		with pytest.raises(NotYourCall):
			self.keep(call, ENGINEER)

	def test_the_expert_gains_nothing_else_on_the_ticket(self, call, ticket):
		self.keep(call)
		frappe.set_user(EXPERT)
		assert not frappe.has_permission("Service Ticket", "write", ticket)
		assert not frappe.has_permission("Service Ticket", "read", ticket)

	def test_after_the_call_nothing_is_kept(self, call):
		as_user(EXPERT, api.hang_up, call)
		with pytest.raises(GuidanceRefused, match="over"):
			self.keep(call)

	def test_what_is_no_picture_is_refused(self, call):
		with pytest.raises(frappe.ValidationError, match="Photo"):
			self.keep(call, content=base64.b64encode(b"<script>").decode())
		assert not session(call).pictures

	def test_there_is_a_limit(self, call, monkeypatch):
		monkeypatch.setattr(taking_part, "MOST_PICTURES", 1)
		self.keep(call)
		with pytest.raises(taking_part.TooManyPictures):
			self.keep(call, client_key="p-2", content=as_base64(photo("PNG")))


class TestWhoSeesThem:
	def names(self, user: str) -> list[str]:
		return as_user(user, lambda: frappe.get_list("Guidance Session", pluck="name"))

	def test_those_who_take_part_and_those_who_see_the_ticket(self, call):
		assert self.names(ENGINEER) == self.names(EXPERT) == self.names(DISPATCHER) == [call]
		assert self.names(BYSTANDER) == []
		for user, sees in ((ENGINEER, True), (EXPERT, True), (DISPATCHER, True), (BYSTANDER, False)):
			assert bool(as_user(user, frappe.has_permission, "Guidance Session", "read", call)) == sees

	@pytest.mark.parametrize("user", [ENGINEER, EXPERT, DISPATCHER])
	def test_nobody_writes_one(self, call, user):
		frappe.set_user(user)
		doc = session(call)
		doc.expert = user
		with pytest.raises(frappe.PermissionError):
			doc.save()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": "Guidance Session", "ticket": doc.ticket}).insert()

	def test_merged_the_calls_go_along(self, call, ticket):
		into = f.ticket(subject="The pump leaks as well").name
		merging.merge(ticket, into, "the same")
		assert session(call).ticket == into

	def test_deleted_the_calls_are_gone(self, ticket):
		call = asked(ticket)
		frappe.delete_doc("Service Ticket", ticket, force=True)
		assert not frappe.db.exists("Guidance Session", call)


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
