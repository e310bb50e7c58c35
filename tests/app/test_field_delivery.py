"""What an engineer's phone sends is done once, in order, and nothing of it vanishes (N1).

Users' asks E1, E2, E3, E7, E8 and E13 among the cases of others.
"""

import base64
import hashlib
import io
import json

import pytest

import frappe

from fsm_app.field_app import receipts
from tests.app import factories as f
from tests.app.pictures import drawing, photo
from tests.app.tickets import act, walk

DELIVER = "/api/method/fsm_app.api.field_app.deliver"
USER, OTHER, DISPATCHER = "fielder1@example.com", "fielder2@example.com", "fielddispatcher@example.com"


@pytest.fixture
def ticket():
	"""A ticket in the engineer's hands."""
	f.user(USER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	engineer = f.engineer("Fay Fielder", user=USER)
	f.engineer("Otto Other", user=OTHER)
	document = f.ticket(engineer=engineer.name)
	walk(document, "Triage", "Dispatch")
	frappe.set_user(USER)
	accepted = act(document.name, "Accept")
	frappe.set_user("Administrator")
	return accepted


@pytest.fixture
def phone(rest, ticket):
	return Phone(rest.login(USER), USER, ticket.name)


class Phone:
	"""Sends acts as the web app does."""

	def __init__(self, client, user: str, ticket: str):
		self.client, self.user, self.ticket, self.count = client, user, ticket, 0

	def act(
		self, kind: str, seen: dict | None = None, ticket: str | None = None, key: str = "", **values
	) -> dict:
		self.count += 1
		return {
			"key": key or f"{self.user}-{self.count}",
			"kind": kind,
			"ticket": ticket or self.ticket,
			"values": values,
			"seen": seen or {},
			"made_at": "2026-03-02T10:00:00Z",
		}

	def send(self, *acts: dict, **more) -> list[dict]:
		response = self.client.post(DELIVER, json={"user": self.user, "acts": json.dumps(acts), **more})
		assert response.status_code == 200, response.text
		return response.json["message"]["results"]

	def send_file(self, one: dict, content: bytes) -> dict:
		one["file"] = hashlib.sha256(content).hexdigest()
		response = self.client.upload(
			DELIVER,
			{one["file"]: (io.BytesIO(content), "file", "image/jpeg")},
			user=self.user,
			acts=json.dumps([one]),
		)
		assert response.status_code == 200, response.text
		return response.json["message"]["results"][0]


def stored(ticket, field: str):
	return frappe.db.get_value("Service Ticket", ticket.name, field)


def results(answers: list[dict]) -> list[str]:
	return [answer["result"] for answer in answers]


class TestOnce:
	def test_sent_five_times_it_is_done_once_and_answers_the_same(self, phone, ticket):
		one = phone.act("symptom", symptom="No light")
		first = phone.send(one)
		assert results(first) == ["done"]
		assert [phone.send(one) for _again in range(4)] == [first] * 4
		assert frappe.db.count("Service Evidence", {"ticket": ticket.name, "kind": "Fault Symptom"}) == 1

	def test_twice_in_one_request(self, phone, ticket):
		one = phone.act("symptom", symptom="No light")
		assert results(phone.send(one, one)) == ["done", "done"]
		assert frappe.db.count("Field Act", {"ticket": ticket.name}) == 1

	def test_a_key_is_its_users_own(self, rest, phone, ticket):
		phone.send(phone.act("symptom", key="shared", symptom="No light"))
		other = Phone(rest.login(OTHER), OTHER, ticket.name)
		answer = other.send(other.act("symptom", key="shared", symptom="Other"))
		assert results(answer) == ["refused"]

	def test_nobody_sends_what_another_one_did(self, rest, phone, ticket):
		thief = rest.login(OTHER)
		acts = [phone.act("symptom", symptom="No light")]
		response = thief.post(DELIVER, json={"user": USER, "acts": acts})
		assert response.status_code == 403
		assert not frappe.db.count("Field Act", {"ticket": ticket.name})

	def test_it_is_for_engineers(self, rest, ticket):
		response = rest.login(DISPATCHER).post(DELIVER, json={"user": DISPATCHER, "acts": []})
		assert response.status_code == 403


class TestOrder:
	def test_what_is_refused_stops_its_own_ticket_alone(self, phone, ticket):
		second = f.ticket(engineer=ticket.engineer, subject="Another one")
		walk(second, "Triage", "Dispatch")
		frappe.set_user(USER)
		act(second.name, "Accept")
		frappe.set_user("Administrator")
		answers = phone.send(
			phone.act("symptom", symptom="No light"),
			phone.act("serial-number", serial_no=""),
			phone.act("change", fault_cause="Fuse"),
			phone.act("change", ticket=second.name, fault_cause="Cable"),
		)
		assert results(answers) == ["done", "refused", "waits", "done"]
		assert answers[1]["problem"]
		assert not stored(ticket, "fault_cause")

	def test_what_was_corrected_goes_under_the_same_key_and_what_waited_follows(self, phone, ticket):
		wrong = phone.act("take-along", item_code="There is none")
		child = phone.act("change", fault_cause="Fuse")
		assert results(phone.send(wrong, child)) == ["refused", "waits"]
		right = {**wrong, "kind": "symptom", "values": {"symptom": "No light"}}
		assert results(phone.send(right, child)) == ["done", "done"]
		assert stored(ticket, "fault_cause") == "Fuse"

	def test_one_that_means_nothing_does_not_stop_the_others(self, phone, ticket):
		nonsense = [{"key": 7}, {"key": "a", "kind": "fly", "ticket": "x", "values": {}}, {}]
		answers = phone.send(*nonsense, phone.act("symptom", symptom="No light"))
		assert results(answers)[0] == results(answers)[1] == "refused"
		assert results(answers)[-1] == "done"

	def test_a_broken_function_loses_nothing(self, phone, ticket, monkeypatch):
		from fsm_app.field_app import acts

		def breaks(*_arguments):
			raise KeyError("broken")

		one = phone.act("symptom", symptom="No light")
		with monkeypatch.context() as patch:
			patch.setitem(acts._DOES, "symptom", breaks)
			assert results(phone.send(one)) == ["again"]
		assert results(phone.send(one)) == ["done"]

	@pytest.mark.parametrize(
		"passing",
		[
			frappe.InReadOnlyMode,
			frappe.DocumentLockedError,
			frappe.RateLimitExceededError,
			frappe.QueueOverloaded,
		],
	)
	def test_what_passes_is_not_the_acts_fault(self, phone, ticket, monkeypatch, passing):
		"""A site that is being maintained, a ticket that a job holds: sent again as it is, and nobody has to touch it."""
		from fsm_app.field_app import acts

		def held(*_arguments):
			raise passing

		one, child = phone.act("symptom", symptom="No light"), phone.act("change", fault_cause="Fuse")
		with monkeypatch.context() as patch:
			patch.setitem(acts._DOES, "symptom", held)
			assert results(phone.send(one, child)) == ["again", "waits"]
		assert results(phone.send(one, child)) == ["done", "done"]


class TestMoves:
	def test_walks_the_ticket_to_its_end(self, phone, ticket):
		answers = phone.send(
			phone.act("move", action="Travel", to="Travelling"),
			phone.act("check-in", latitude=31.2, longitude=121.5, accuracy=8),
			phone.act("move", action="Start Work", to="Working"),
			phone.act("change", resolution_summary="New fuse", fault_symptom="No light", no_parts_used=1),
			phone.act("move", action="Complete", to="Done"),
		)
		assert results(answers) == ["done"] * 5, answers
		assert stored(ticket, "stage") == "Done"

	def test_at_the_stage_already_there_is_nothing_to_do(self, phone, ticket):
		phone.send(phone.act("move", action="Travel", to="Travelling"))
		assert results(phone.send(phone.act("move", action="Travel", to="Travelling"))) == ["done"]

	def test_returned_with_its_reason(self, phone, ticket):
		back = phone.act("move", action="Return", to="Triaged", field="return_reason", reason="No lift")
		assert results(phone.send(back)) == ["done"]
		assert stored(ticket, "stage") == "Triaged"
		assert frappe.db.get_value("Ticket Handover", {"ticket": ticket.name}, "reason") == "No lift"

	def test_a_wrong_clock_is_put_right(self, phone, ticket):
		walk(ticket, "Travel")
		late = {**phone.act("check-in", latitude=31.2, longitude=121.5), "made_at": "2031-01-01T00:00:00Z"}
		assert results(phone.send(late, sent_at="2031-01-01T00:00:10Z")) == ["done"]
		made = frappe.db.get_value(
			"Field Act", {"ticket": ticket.name}, ["made_at", "arrived_at"], as_dict=True
		)
		assert 5 <= (made.arrived_at - made.made_at).total_seconds() <= 15

	@pytest.mark.parametrize("made_at", ["1970-01-01T00:00:00Z", "soon", "", None, "9999-99-99"])
	def test_a_clock_that_says_what_cannot_be(self, phone, ticket, made_at):
		walk(ticket, "Travel")
		one = {**phone.act("check-in", latitude=31.2, longitude=121.5), "made_at": made_at}
		assert results(phone.send(one)) == ["done"]


class TestMerging:
	def test_different_fields_are_merged(self, phone, ticket):
		frappe.get_doc("Service Ticket", ticket.name).update({"fault_cause": "Cable"}).save()
		answer = phone.send(phone.act("change", seen={"fault_symptom": ""}, fault_symptom="No light"))
		assert results(answer) == ["done"]
		assert (stored(ticket, "fault_symptom"), stored(ticket, "fault_cause")) == ("No light", "Cable")

	def test_the_same_field_shows_both_values_and_writes_over_neither(self, phone, ticket):
		frappe.get_doc("Service Ticket", ticket.name).update({"fault_cause": "Cable"}).save()
		(answer,) = phone.send(
			phone.act(
				"change",
				seen={"fault_cause": "", "fault_symptom": ""},
				fault_cause="Fuse",
				fault_symptom="Dark",
			)
		)
		assert answer["result"] == "conflict"
		(row,) = answer["conflicts"]
		assert (row["field"], row["seen"], row["mine"], row["theirs"]) == ("fault_cause", "", "Fuse", "Cable")
		assert (stored(ticket, "fault_symptom"), stored(ticket, "fault_cause")) == ("Dark", "Cable")

	@pytest.mark.parametrize(("take", "value"), [("mine", "Fuse"), ("theirs", "Cable")])
	def test_the_engineer_says_which_one_counts(self, phone, ticket, take, value):
		frappe.get_doc("Service Ticket", ticket.name).update({"fault_cause": "Cable"}).save()
		(answer,) = phone.send(phone.act("change", seen={"fault_cause": ""}, fault_cause="Fuse"))
		day = phone.client.get("/api/method/fsm_app.api.field_app.day").json["message"]
		assert [(row["act"], row["mine"]) for row in day["conflicts"]] == [(answer["act"], "Fuse")]
		settle = phone.act("settle", act=answer["act"], field="fault_cause", take=take)
		assert results(phone.send(settle)) == ["done"]
		assert stored(ticket, "fault_cause") == value
		assert frappe.db.get_value("Field Act", answer["act"], "result") == "Settled"
		day = phone.client.get("/api/method/fsm_app.api.field_app.day").json["message"]
		assert day["conflicts"] == []

	def test_texts_are_compared_as_they_are_kept(self, phone, ticket):
		text = "Spannung < 5 V & <b>kein</b> Licht"
		assert results(phone.send(phone.act("change", seen={}, fault_symptom=text))) == ["done"]
		assert results(
			phone.send(phone.act("change", seen={"fault_symptom": text}, fault_symptom="Gut"))
		) == ["done"]

	def test_other_fields_are_not_the_phones(self, phone, ticket):
		assert results(phone.send(phone.act("change", engineer="SE-0001"))) == ["refused"]
		assert results(phone.send(phone.act("change", key="b", fault_cause={"a": 1}))) == ["refused"]

	def test_a_remark_of_somebody_else_stays_and_the_step_is_ticked(self, phone, ticket):
		document = frappe.get_doc("Service Ticket", ticket.name)
		row = document.append("checklist", {"step": "Measure", "stage": "Working"})
		row.remark = "4.9 V"
		row.db_insert()
		(answer,) = phone.send(
			phone.act("tick", seen={"remark": ""}, step=row.name, done=True, remark="5.1 V")
		)
		assert answer["result"] == "conflict", answer
		kept = frappe.db.get_value("Service Ticket Checklist Item", row.name, ["done", "remark"])
		assert tuple(kept) == (1, "4.9 V")
		settle = phone.act("settle", act=answer["act"], field=answer["conflicts"][0]["field"], take="mine")
		assert results(phone.send(settle)) == ["done"]
		assert frappe.db.get_value("Service Ticket Checklist Item", row.name, "remark") == "5.1 V"


class TestFiles:
	def test_a_photo_has_a_receipt_by_its_hash(self, phone, ticket):
		content = photo()
		one = phone.act("photo", note="Front")
		answer = phone.send_file(one, content)
		assert (answer["result"], answer["file"]) == ("done", hashlib.sha256(content).hexdigest())
		assert phone.send_file(one, content) == answer
		assert frappe.db.count("Service Evidence", {"ticket": ticket.name, "kind": "Photo"}) == 1

	def test_one_that_came_broken_is_sent_again(self, phone, ticket):
		one = phone.act("photo")
		one["file"] = hashlib.sha256(b"whole").hexdigest()
		assert results(phone.send(one)) == ["refused"]
		assert not frappe.db.count("Field Act", {"ticket": ticket.name})

	def test_work_is_not_done_before_its_files_are_here(self, phone, ticket):
		walk(ticket, "Travel")
		one = phone.act("photo")
		move = {**phone.act("move", action="Arrive", to="On Site"), "needs": [one["key"]]}
		assert results(phone.send(move)) == ["again"]
		assert phone.send_file(one, photo())["result"] == "done"
		answer = phone.send(move)
		assert results(answer) == ["done"], answer

	def test_twelve_photos_and_two_signatures_each_sent_twice_are_there_once(self, phone, ticket):
		walk(ticket, "Travel", "Arrive", "Start Work")
		report = phone.act(
			"change", seen={}, resolution_summary="New fuse", fault_symptom="Dark", no_parts_used=1
		)
		assert results(phone.send(report)) == ["done"]
		files = [(phone.act("photo", note=str(number)), photo()) for number in range(12)]
		files += [
			(phone.act("signature", signed_by=who), base64.b64decode(drawing().split(",", 1)[1]))
			for who in ("Mr. A", "Ms. B")
		]
		complete = {
			**phone.act("move", action="Complete", to="Done"),
			"needs": [one["key"] for one, _content in files],
		}
		for one, content in files:
			assert results(phone.send(complete)) == ["again"]
			first = phone.send_file(one, content)
			assert first["result"] == "done", first
			assert phone.send_file(one, content) == first
		assert results(phone.send(complete)) == ["done"]
		kinds = frappe.get_all("Service Evidence", {"ticket": ticket.name}, pluck="kind")
		assert (kinds.count("Photo"), kinds.count("Customer Signature")) == (12, 2)

	def test_a_voice_note_is_a_private_file_of_the_ticket(self, phone, ticket):
		assert (
			phone.send_file(phone.act("attachment", name="note.webm"), b"\x1aE\xdf\xa3 sound")["result"]
			== "done"
		)
		file = frappe.get_doc(
			"File", {"attached_to_doctype": "Service Ticket", "attached_to_name": ticket.name}
		)
		assert file.is_private
		assert phone.send_file(phone.act("attachment", name="page.html"), b"<script>")["result"] == "refused"


class TestTakenAway:
	def test_a_cancelled_visit_keeps_notes_and_parts(self, phone, ticket):
		act(ticket.name, "Cancel", cancel_reason="Customer is away")
		answers = phone.send(
			phone.act("change", seen={}, resolution_summary="New fuse put in"),
			phone.act("use-parts", lines=[{"item_code": "Fuse", "qty": 2}]),
			phone.act("move", action="Travel", to="Travelling"),
		)
		assert results(answers) == ["done", "kept", "kept"]
		assert all("Cancelled" in answer["problem"] for answer in answers[1:])
		kept = frappe.get_all(
			"Field Act", {"ticket": ticket.name}, ["kind", "content", "result"], order_by="creation"
		)
		assert stored(ticket, "resolution_summary") == "New fuse put in"
		assert "2 x Fuse" in kept[1].content
		told = frappe.get_all("Notification Log", {"document_type": "Field Act"}, ["for_user", "subject"])
		assert [row.for_user for row in told] == [DISPATCHER]
		assert ticket.name in told[0].subject

	def test_a_photo_of_it_is_kept_as_well(self, phone, ticket):
		act(ticket.name, "Cancel", cancel_reason="Customer is away")
		answer = phone.send_file(phone.act("photo"), photo())
		assert answer["result"] == "kept"
		assert frappe.db.get_value("Field Act", answer["act"], "file")

	def test_given_to_somebody_else(self, phone, ticket):
		act(ticket.name, "Return", return_reason="Ill")
		other = frappe.db.get_value("Service Engineer", {"user": OTHER})
		act(ticket.name, "Dispatch", engineer=other)
		(answer,) = phone.send(phone.act("change", seen={}, fault_cause="Fuse"))
		assert answer["result"] == "kept"
		assert not stored(ticket, "fault_cause")
		about = {"for_user": ["in", [DISPATCHER, OTHER]], "subject": ["like", "%Fay Fielder did work%"]}
		told = frappe.get_all("Notification Log", about, ["for_user", "document_type", "email_content"])
		by_user = {row.for_user: row for row in told}
		assert by_user[DISPATCHER].document_type == "Field Act"
		# Who has the ticket now sees no receipts of others: what was done stands in the notice.
		assert by_user[OTHER].document_type == "Service Ticket"
		assert "Fuse" in by_user[OTHER].email_content

	def test_whoever_never_had_it_is_refused(self, rest, phone, ticket):
		act(ticket.name, "Cancel", cancel_reason="Customer is away")
		other = Phone(rest.login(OTHER), OTHER, ticket.name)
		assert results(other.send(other.act("change", fault_cause="Fuse"))) == ["refused"]
		assert not frappe.db.count("Field Act", {"ticket": ticket.name})


class TestWhoSees:
	def test_engineers_see_their_own_dispatchers_all(self, rest, phone, ticket):
		phone.send(phone.act("symptom", symptom="No light"))
		path = "/api/resource/Field Act"
		assert len(phone.client.get(path).json["data"]) == 1
		assert len(rest.login(DISPATCHER).get(path).json["data"]) == 1
		assert rest.login(OTHER).get(path).json["data"] == []

	def test_nobody_writes_a_receipt_by_hand(self, phone, ticket):
		phone.send(phone.act("symptom", symptom="No light"))
		receipt = frappe.get_doc(receipts.ACT, {"ticket": ticket.name})
		with pytest.raises(frappe.ValidationError, match="never by hand"):
			receipt.save()

	def test_a_deleted_ticket_takes_its_receipts_along(self, phone, ticket):
		phone.send(phone.act("change", seen={}, fault_cause="Fuse"))
		frappe.delete_doc("Service Ticket", ticket.name, force=True)
		assert not frappe.db.count("Field Act", {"ticket": ticket.name})
