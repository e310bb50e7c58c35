"""What a broken or hostile client sends: half characters, days at the ends of the calendar, numbers beyond all bounds (D3, N1, N2, N3).

It is refused in words or made whole; it is neither a server error nor an act that a phone sends again for ever.
"""

import pytest

import frappe

from fsm_app.common.frappe_versions import bytes_of
from fsm_app.common.half_characters import mend_request, mended
from tests.app import customer_pages as c
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.pictures import photo
from tests.app.test_field_delivery import Phone, results
from tests.app.tickets import act, walk

METHOD = "/api/method/fsm_app.api."
# One half of an emoji, as JSON says it where a text was cut off within one.
HALF = "\ud83d"
ENGINEER, OTHER, DISPATCHER = (
	f"{name}.hostile@example.com" for name in ("engineer", "colleague", "dispatcher")
)
HUGE = 10**400


@pytest.fixture
def phone(rest):
	"""The phone of an engineer who has a ticket in hand."""
	f.user(ENGINEER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	engineer = f.engineer("Hanna Hand", user=ENGINEER)
	f.engineer("Cora Colleague", user=OTHER)
	ticket = walk(f.ticket(engineer=engineer.name), "Triage", "Dispatch")
	frappe.set_user(ENGINEER)
	act(ticket.name, "Accept")
	frappe.set_user("Administrator")
	return Phone(rest.login(ENGINEER), ENGINEER, ticket.name)


class TestHalfCharacters:
	def test_lists_and_objects_are_mended_however_deep_they_are(self):
		deep = inner = []
		for _level in range(5_000):
			inner.append([])
			inner = inner[0]
		inner.append(HALF)
		mended(deep)
		assert inner == ["\ufffd"]
		assert mended({"a": [{HALF: HALF}, 5, None, "whole 😀"]}) == {
			"a": [{"\ufffd": "\ufffd"}, 5, None, "whole 😀"]
		}

	def test_what_an_engineer_wrote_arrives(self, phone):
		sent = [
			phone.act("change", resolution_summary=f"Cut off {HALF}"),
			phone.act("symptom", symptom=f"No light {HALF}"),
		]
		assert results(phone.send(*sent)) == ["done"] * 2
		text = frappe.db.get_value("Service Ticket", phone.ticket, "resolution_summary")
		assert text == "Cut off \ufffd"

	@pytest.mark.parametrize(
		("kind", "values"),
		[
			("accept-offer", {"offer": HALF}),
			("settle", {"act": HALF, "field": HALF}),
			("judge-case", {"case": HALF, "result": HALF}),
			("take-along", {"item_code": HALF}),
			("use-parts", {"lines": [{"item_code": HALF, "uom": HALF, "batch_no": HALF}]}),
			("request-parts", {"lines": [{"item_code": HALF, "uom": HALF, "qty": 1}]}),
		],
	)
	def test_a_name_with_one_is_refused_and_not_sent_for_ever(self, phone, kind, values):
		assert results(phone.send(phone.act(kind, **values))) == ["refused"]

	def test_nor_does_a_key_or_a_ticket_with_one_stay_on_the_phone(self, phone):
		acts = [
			phone.act("symptom", key=HALF, symptom="No light"),
			phone.act("symptom", ticket=HALF, symptom="No light"),
			{**phone.act("move", action="Travel"), "needs": [f"other {HALF}"]},
		]
		assert results(phone.send(*acts)) == ["done", "refused", "again"]

	def test_within_a_text_of_json_too(self, phone):
		answer = phone.client.post(
			METHOD + "field_app.deliver",
			json={
				"user": ENGINEER,
				"acts": '[{"key": "\\ud83d", "kind": "symptom", "ticket": "x", "values": {}}]',
			},
		)
		assert answer.status_code == 200
		assert results(answer.json["message"]["results"]) == ["refused"]

	@pytest.mark.parametrize(
		("function", "sent"),
		[
			("remote_guidance.join", {"k": HALF}),
			("remote_guidance.join", {"k": f"GS-1.{HALF}"}),
			("remote_guidance.hang_up", {"k": f"{HALF}.x"}),
			("remote_guidance.send", {"k": f"{HALF}.x", "seat": HALF, "kind": "offer", "data": HALF}),
			("customer_page.confirm", {"k": HALF}),
			("customer_page.move", {"k": HALF, "start": HALF, "client_key": HALF}),
			("customer_page.send_message", {"k": HALF, "text": HALF, "client_key": HALF}),
		],
	)
	def test_a_guest_gets_no_server_error(self, rest, function, sent):
		assert 400 <= rest.post(METHOD + function, json=sent).status_code < 500

	def test_nor_does_whoever_is_logged_in(self, rest, phone):
		f.user(DISPATCHER, "Service Dispatcher")
		dispatcher = rest.login(DISPATCHER)
		board = {"company": f.company(), "first": "2026-03-03"}
		for client, function, sent in (
			(phone.client, "push_messages.unsubscribe", {"endpoint": HALF}),
			(phone.client, "push_messages.forget", {"name": HALF}),
			(phone.client, "remote_guidance.decline", {"session": HALF, "reason": "x"}),
			(phone.client, "remote_guidance.join", {"session": HALF}),
			(dispatcher, "dispatch_board.propose", {**board, "company": HALF}),
			(dispatcher, "dispatch_board.propose", {**board, "team": HALF}),
			(dispatcher, "dispatch_board.propose", {**board, "region": HALF}),
		):
			answer = client.post(METHOD + function, json=sent)
			assert answer.status_code < 500, (function, answer.get_data(as_text=True)[-300:])

	@pytest.mark.parametrize(
		("path", "sent", "kept"),
		[
			("/api/method/other_app.api.keep", {"text": HALF}, HALF),
			("/api/resource/Note/x", {"text": HALF}, HALF),
			("/api/v2/method/fsm_app.api.field_app.deliver", {"text": HALF}, "\ufffd"),
			("/", {"text": HALF, "cmd": "fsm_app.api.field_app.deliver"}, "\ufffd"),
		],
	)
	def test_other_apps_requests_stay_as_they_came(self, monkeypatch, path, sent, kept):
		monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(sent), raising=False)
		monkeypatch.setattr(frappe.local, "request", frappe._dict(path=path), raising=False)
		mend_request()
		assert frappe.local.form_dict.text == kept


class TestValues:
	@pytest.mark.parametrize("value", [5, 1.5, True, "5"])
	@pytest.mark.parametrize("field", ["resolution_summary", "fault_symptom", "remaining_work"])
	def test_a_number_in_place_of_a_text_is_that_text(self, phone, field, value):
		assert results(phone.send(phone.act("change", **{field: value}))) == ["done"]
		assert frappe.db.get_value("Service Ticket", phone.ticket, field) == str(value)

	def test_and_a_number_without_bounds_is_not_sent_for_ever(self, phone):
		assert results(phone.send(phone.act("change", fault_symptom=HUGE))) == ["done"]

	@pytest.mark.parametrize("degrees", [HUGE, -HUGE, "NaN", "Infinity", 91, "0", [31.2], {"a": 1}, None])
	def test_a_place_that_is_none_is_refused(self, phone, degrees):
		answer = phone.send(phone.act("check-in", latitude=degrees, longitude=degrees))
		assert results(answer) == ["refused"]

	@pytest.mark.parametrize("qty", [HUGE, -1, "NaN", "Infinity", [1], {"a": 1}, 10**30])
	def test_a_quantity_that_is_none_is_refused(self, phone, qty):
		answer = phone.send(phone.act("request-parts", lines=[{"item_code": "X", "qty": qty}]))
		assert results(answer) == ["refused"]

	def test_whoever_may_not_is_told_in_words(self, rest, phone):
		other = Phone(rest.login(OTHER), OTHER, phone.ticket)
		(answer,) = other.send(other.act("change", fault_symptom="Mine"))
		assert answer["result"] == "refused"
		assert answer["problem"] == "You may not do this, or not any more. Load the day anew."


PAGE = b"<html><script>alert(1)</script></html>"
ARCHIVE = b"PK\x03\x04" + bytes(60)
RECORDING = b"\x1aE\xdf\xa3 sound"


class TestFiles:
	@pytest.mark.parametrize("name", ["picture.jpg", "picture.png", "picture.webp", "film.mp4", "note.webm"])
	@pytest.mark.parametrize("content", [PAGE, ARCHIVE], ids=["page", "archive"])
	def test_what_is_something_else_than_it_is_called_is_refused(self, phone, name, content):
		answer = phone.send_file(phone.act("attachment", name=name), content)
		assert answer["result"] == "refused", answer
		assert not frappe.db.exists("File", {"attached_to_name": phone.ticket})

	def test_a_damaged_picture_is_not_sent_for_ever(self, phone):
		answer = phone.send_file(phone.act("attachment", name="picture.jpg"), photo()[:200])
		assert answer["result"] == "refused", answer
		assert "damaged" in answer["problem"]

	def test_nor_where_the_ticket_was_taken_away(self, phone):
		act(phone.ticket, "Cancel", cancel_reason="Customer is away")
		assert phone.send_file(phone.act("photo"), photo()[:200])["result"] == "refused"
		assert phone.send_file(phone.act("photo"), photo())["result"] == "kept"

	@pytest.mark.parametrize(
		("name", "content"),
		[("picture.jpg", photo()), ("note.webm", RECORDING), ("..\\..\\film.MP4", RECORDING)],
		ids=["picture", "note", "film"],
	)
	def test_pictures_and_recordings_are_kept(self, phone, name, content):
		answer = phone.send_file(phone.act("attachment", name=name), content)
		assert answer["result"] == "done", answer
		file = frappe.get_doc("File", {"attached_to_name": phone.ticket})
		assert file.is_private
		assert bytes_of(file.name) == content
		# Else whoever recorded it might delete it when the ticket is somebody else's.
		assert file.owner == "Administrator"


class TestDays:
	@pytest.mark.parametrize(
		"first", ["9999-12-31", "9999-12-25", "0001-01-01", "0001-01-07", "9999-12-31 23:59:59"]
	)
	def test_the_board_has_no_days_at_the_ends_of_the_calendar(self, rest, first):
		f.user(DISPATCHER, "Service Dispatcher")
		client = rest.login(DISPATCHER)
		for function in ("board", "changed"):
			query = {"company": f.company(), "first": first, "days": 7}
			answer = client.get(f"{METHOD}dispatch_board.{function}", params=query)
			assert answer.status_code == 417, answer.get_data(as_text=True)[-300:]

	@pytest.mark.parametrize("start", ["9999-12-31 23:59:00", "0001-01-01 00:00:00"])
	def test_nobody_moves_a_visit_or_an_appointment_there(self, rest, start):
		with d.at():
			c.decided()
			engineer = c.alone()
			ticket = c.agreed()
			token = c.token(ticket)
			sent = {"k": token, "start": start, "client_key": c.KEY}
			answer = rest.post(METHOD + "customer_page.move", json=sent)
			assert answer.status_code == 417, answer.get_data(as_text=True)[-300:]
			sent = {
				"company": f.company(),
				"first": d.TUESDAY,
				"ticket": ticket.name,
				"seen": {},
				"engineer": engineer.name,
				"start": start,
			}
			answer = rest.login(c.DISPATCHER).post(METHOD + "dispatch_board.move", json=sent)
			assert answer.status_code == 417, answer.get_data(as_text=True)[-300:]
