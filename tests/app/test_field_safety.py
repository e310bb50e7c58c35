"""Equipment, permits and incidents on the engineer's phone: shown with the day, sent once, also without a ticket (L1, L2, N1)."""

import hashlib
import io
import json

import pytest

import frappe

from tests.app import factories as f
from tests.app import safe_work as s
from tests.app.devices import queries
from tests.app.pictures import photo

DAY = "/api/method/fsm_app.api.field_app.day"
DELIVER = "/api/method/fsm_app.api.field_app.deliver"


@pytest.fixture
def ticket():
	engineer = s.people()
	with s.at("09:00"):
		yield s.job(
			engineer,
			work_permits=[{"permit_type": s.hot_work()}],
			ppe_list=s.protection(),
		)


@pytest.fixture
def phone(rest, ticket):
	client = rest.login(s.ENGINEER)

	def send(
		act: str, ticket_name="", key: str = "", made_at: str = "2026-03-02T01:00:00Z", **values
	) -> dict:
		one = {
			"key": key or f"{act}-1",
			"kind": act,
			"ticket": ticket_name,
			"values": values,
			"made_at": made_at,
		}
		response = client.post(DELIVER, json={"user": s.ENGINEER, "acts": [one]})
		assert response.status_code == 200, response.text
		return response.json["message"]["results"][0]

	send.client = client
	send.day = lambda: client.get(DAY).json["message"]
	return send


def wanted(**values) -> dict:
	return {
		"permit_type": s.HOT,
		"place": "Boiler room",
		"valid_from": "2026-03-02 09:00:00",
		"valid_to": "2026-03-02 12:00:00",
		"measures": s.MEASURES,
		**values,
	}


class TestDay:
	def test_it_says_what_is_needed_and_what_can_be_chosen(self, phone, ticket):
		day = phone.day()
		(row,) = day["tickets"]
		assert (row["permits_needed"], row["ppe_needed"], row["permits"]) == ([s.HOT], True, [])
		safety = day["safety"]
		assert (safety["ppe"]["needed"], safety["ppe"]["done_today"]) == (True, False)
		assert [item["item"] for item in safety["ppe"]["items"]] == ["Helmet", "Gloves"]
		(kind,) = [kind for kind in safety["permit_types"] if kind["name"] == s.HOT]
		assert (kind["label"], kind["measures"], kind["max_hours"]) == (s.HOT, s.MEASURES, 4)
		assert {"value": "Near Miss", "label": "Near Miss"} in safety["incident_kinds"]
		assert [row["value"] for row in safety["severities"]] == ["Minor", "Serious", "Grave"]

	def test_without_records_nothing_is_needed(self, phone, ticket):
		frappe.db.set_value("PPE List", s.LIST, "disabled", 1)
		frappe.db.set_value("Work Permit Type", s.HOT, "disabled", 1)
		day = phone.day()
		assert day["safety"]["ppe"] == {"needed": False, "done_today": False, "items": []}
		assert (day["tickets"][0]["permits_needed"], day["tickets"][0]["ppe_needed"]) == ([], False)

	def test_the_queries_do_not_grow_with_the_tickets(self, ticket, monkeypatch, as_user):
		from fsm_app.api import field_app

		with as_user(s.ENGINEER):
			field_app.day()
			few = queries(monkeypatch, field_app.day)
		engineer = frappe.get_doc("Service Engineer", ticket.engineer)
		for _number in range(3):
			s.permit(s.job(engineer))
		with as_user(s.ENGINEER):
			field_app.day()
			assert queries(monkeypatch, field_app.day) == few


class TestSending:
	def test_the_check_of_the_day_without_a_ticket(self, phone, ticket):
		items = [{"item": "Helmet", "is_ok": True}, {"item": "Gloves", "is_ok": 1, "remark": "New"}]
		first = phone("ppe-check", items=items)
		assert (first["result"], phone("ppe-check", items=items)) == ("done", first)
		assert frappe.db.count("PPE Check", {"engineer": ticket.engineer}) == 1
		assert phone.day()["safety"]["ppe"]["done_today"] is True

	def test_a_check_that_comes_late_counts_for_its_own_day_and_the_work_of_that_day(self, phone, ticket):
		frappe.db.set_value("Work Permit Type", s.HOT, "disabled", 1)
		engineer = frappe.get_doc("Service Engineer", ticket.engineer)
		first, second = (s.job(engineer, ppe_list=s.LIST).name for _job in range(2))
		yesterday, today = "2026-03-01T02:00:00Z", "2026-03-02T01:00:00Z"
		work = {"action": "Start Work", "to": "Working"}
		assert phone("move", first, key="early", made_at=yesterday, **work)["result"] == "refused"
		items = [{"item": item, "is_ok": True} for item in ("Helmet", "Gloves")]
		check = phone("ppe-check", made_at=yesterday, items=items)
		day, checked_at = frappe.db.get_value("PPE Check", check["answer"]["check"], ["day", "checked_at"])
		assert (str(day), str(checked_at.date())) == ("2026-03-01", "2026-03-01")
		assert phone.day()["safety"]["ppe"]["done_today"] is False
		assert phone("move", second, key="today", made_at=today, **work)["result"] == "refused"
		late = phone("move", first, key="late", made_at=yesterday, **work)
		assert late["result"] == "done", late
		assert phone("ppe-check", key="second", made_at=today, items=items)["answer"] != check["answer"]
		# Today's does for what was begun before, too.
		late = phone("move", second, key="day-before", made_at="2026-02-28T02:00:00Z", **work)
		assert late["result"] == "done", late

	@pytest.mark.parametrize("made_at", ["2025-03-01T02:00:00Z", "soon", "2031-01-01T00:00:00Z"])
	def test_a_clock_that_says_what_cannot_be_checks_today(self, phone, made_at):
		items = [{"item": item, "is_ok": True} for item in ("Helmet", "Gloves")]
		check = phone("ppe-check", made_at=made_at, items=items)["answer"]["check"]
		assert str(frappe.db.get_value("PPE Check", check, "day")) == "2026-03-02"

	def test_a_permit_is_asked_for_and_closed(self, phone, ticket):
		answer = phone("permit-request", ticket.name, **wanted())
		assert answer["result"] == "done", answer
		name = answer["answer"]["permit"]
		assert phone("permit-request", ticket.name, **wanted()) == answer
		(row,) = phone.day()["tickets"][0]["permits"]
		assert (row["name"], row["state"], row["permit_type"]) == (name, "Requested", s.HOT)
		assert (row["valid_from"], row["answer"]) == ("2026-03-02 09:00:00", "")
		assert phone("permit-close", ticket.name, permit=name, remark="Tidy")["result"] == "done"
		assert frappe.db.get_value("Work Permit", name, "state") == "Withdrawn"

	def test_an_expired_one_shows_as_expired(self, phone, ticket):
		phone("permit-request", ticket.name, **wanted())
		with s.at("12:01"):
			assert phone.day()["tickets"][0]["permits"][0]["state"] == "Expired"

	def test_a_time_with_its_zone_is_the_same_moment(self, phone, ticket):
		from datetime import timezone

		from fsm_app.common.site_time import aware

		begins, ends = (
			aware(frappe.utils.get_datetime(f"2026-03-02 {hour}:00")).astimezone(timezone.utc)
			for hour in ("09:00", "12:00")
		)
		answer = phone(
			"permit-request",
			ticket.name,
			**wanted(valid_from=begins.isoformat(), valid_to=ends.isoformat()),
		)
		found = frappe.db.get_value("Work Permit", answer["answer"]["permit"], ["valid_from", "valid_to"])
		assert [str(each) for each in found] == ["2026-03-02 09:00:00", "2026-03-02 12:00:00"]

	def test_an_incident_without_a_ticket_is_told_at_once(self, phone, ticket):
		values = {
			"kind": "Fall",
			"severity": "Serious",
			"happened_at": "2026-03-02 08:30:00",
			"place": "Stairs",
			"what_happened": "The ladder slipped",
			"is_anyone_hurt": True,
		}
		answer = phone("safety-incident", **values)
		assert answer["result"] == "done", answer
		assert phone("safety-incident", **values) == answer
		incident = frappe.get_doc("Safety Incident", answer["answer"]["incident"])
		assert (incident.engineer, incident.ticket, incident.is_anyone_hurt) == (ticket.engineer, None, 1)
		for user in (s.BOSS, s.OFFICER, s.HR):
			assert len(s.told(user, incident.name)) == 1

	def test_its_pictures_hang_on_it(self, phone, ticket):
		report = {"kind": "Near Miss", "place": "Roof", "what_happened": "A tile fell"}
		name = phone("safety-incident", ticket.name, key="report", **report)["answer"]["incident"]
		content = photo()
		digest = hashlib.sha256(content).hexdigest()
		one = {
			"key": "picture",
			"kind": "incident-picture",
			"ticket": ticket.name,
			"values": {"incident_key": "report", "name": "tile.jpg"},
			"file": digest,
		}
		response = phone.client.upload(
			DELIVER,
			{digest: (io.BytesIO(content), "file", "image/jpeg")},
			user=s.ENGINEER,
			acts=json.dumps([one]),
		)
		assert response.json["message"]["results"][0]["result"] == "done", response.text
		(file,) = frappe.get_all(
			"File",
			filters={"attached_to_doctype": "Safety Incident", "attached_to_name": name},
			fields=["is_private"],
		)
		assert file.is_private == 1

	def test_a_refused_check_stops_no_incident(self, phone, ticket):
		client = phone.client
		acts = [
			{"key": "a", "kind": "ppe-check", "ticket": "", "values": {"items": []}},
			{
				"key": "b",
				"kind": "safety-incident",
				"values": {"kind": "Other", "place": "Yard", "what_happened": "Ice"},
			},
		]
		results = client.post(DELIVER, json={"user": s.ENGINEER, "acts": acts}).json["message"]["results"]
		assert [row["result"] for row in results] == ["refused", "done"]

	def test_an_incident_comes_in_where_the_ticket_has_gone(self, phone, ticket):
		other = f.engineer("Olly Other", user=f.user("olly.safe@example.com", "Service Engineer"))
		frappe.db.set_value("Service Ticket", ticket.name, "engineer", other.name)
		answer = phone("safety-incident", ticket.name, kind="Other", place="Yard", what_happened="Ice")
		assert answer["result"] == "done", answer
		assert frappe.db.get_value("Safety Incident", answer["answer"]["incident"], "ticket") == ticket.name

	def test_on_a_ticket_that_was_never_theirs_or_is_deleted_it_comes_in_without(self, phone, ticket):
		colleague = f.engineer("Olly Other", user=f.user("olly.safe@example.com", "Service Engineer"))
		foreign = f.ticket(engineer=colleague.name, offering=ticket.offering)
		for number, name in enumerate((foreign.name, "ST-2026-99999")):
			values = {"kind": "Other", "place": "Yard", "what_happened": "Ice"}
			incident = phone("safety-incident", name, key=f"incident-{number}", **values)
			check = phone("ppe-check", name, key=f"check-{number}", items=[{"item": "Helmet", "is_ok": True}])
			assert (incident["result"], check["result"]) == ("done", "done"), (incident, check)
			kept = frappe.get_doc("Safety Incident", incident["answer"]["incident"])
			assert (kept.ticket, kept.company) == (None, f.company())
			for answer in (incident, check):
				assert frappe.db.get_value("Field Act", answer["act"], "ticket") is None

	@pytest.mark.parametrize(
		("sent", "is_hurt"), [(True, 1), (1, 1), ("1", 1), (False, 0), (0, 0), (None, 0)]
	)
	def test_whether_somebody_is_hurt_is_taken_as_it_is_said(self, phone, sent, is_hurt):
		values = {"kind": "Other", "place": "Yard", "what_happened": "Ice"}
		name = phone("safety-incident", **values, is_anyone_hurt=sent)["answer"]["incident"]
		assert frappe.db.get_value("Safety Incident", name, "is_anyone_hurt") == is_hurt

	@pytest.mark.parametrize("sent", ["yes", "true", "一", 2, 0.5, [], {}, [True]])
	def test_and_never_guessed(self, phone, sent):
		values = {"kind": "Other", "place": "Yard", "what_happened": "Ice"}
		answer = phone("safety-incident", **values, is_anyone_hurt=sent)
		assert (answer["result"], answer["problem"]) == ("refused", "Somebody Is Hurt: send true or false.")

	@pytest.mark.parametrize(
		("kind", "values", "labels"),
		[
			("safety-incident", {"kind": "Other", "place": " "}, "Where It Happened, What Happened"),
			("permit-request", wanted(place="\u3000"), "Place of Work"),
		],
	)
	def test_what_is_empty_is_named_by_its_label(self, phone, ticket, kind, values, labels):
		answer = phone(kind, ticket.name, **values)
		assert answer["result"] == "refused"
		assert answer["problem"] == f"{labels}: nothing is entered. Enter it, and send it again."

	@pytest.mark.parametrize("field", ["place", "what_happened", "first_measures"])
	def test_a_text_that_no_field_holds_is_refused_by_its_label_and_not_sent_for_ever(self, phone, field):
		values = {"kind": "Other", "place": "Yard", "what_happened": "Ice"}
		label = frappe.get_meta("Safety Incident").get_label(field)
		answer = phone("safety-incident", **{**values, field: "长" * 22_000})
		assert answer["result"] == "refused", answer
		assert answer["problem"].startswith(f"{label}: the text is too long.")
		assert phone("safety-incident", **{**values, field: "😀" * 16_000})["result"] == "done"

	@pytest.mark.parametrize(
		("kind", "values"),
		[
			("ppe-check", {}),
			("ppe-check", {"items": "Helmet"}),
			("ppe-check", {"items": [{"item": ["Helmet"], "is_ok": True}]}),
			("ppe-check", {"items": [{"item": "Helmet", "is_ok": True, "remark": {}}]}),
			("permit-request", wanted(permit_type="None such")),
			("permit-request", wanted(permit_type={"name": s.HOT})),
			("permit-request", wanted(measures="all")),
			("permit-request", wanted(measures=[])),
			("permit-request", wanted(valid_from="noon")),
			("permit-request", wanted(valid_to=None)),
			("permit-request", wanted(place=" ")),
			("permit-close", {"permit": "WP-none"}),
			("permit-close", {"permit": ["WP-none"]}),
			("safety-incident", {"kind": "Party", "place": "Yard", "what_happened": "Cake"}),
			("safety-incident", {"kind": "Other", "severity": "Huge", "place": "Y", "what_happened": "C"}),
			("safety-incident", {"kind": "Other", "place": "Yard"}),
			("safety-incident", {"kind": "Other", "happened_at": "x", "place": "Y", "what_happened": "C"}),
		],
	)
	def test_what_means_nothing_is_refused_with_words(self, phone, ticket, kind, values):
		answer = phone(kind, ticket.name, **values)
		assert answer["result"] == "refused", answer
		assert answer["problem"]
		assert not frappe.db.count("Field Act", {"act_key": ["is", "set"], "engineer": ticket.engineer})
