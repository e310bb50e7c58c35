"""Photos as evidence: what is kept of them, for whom, and only once (C4)."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

import frappe

from fsm_app.common import clock
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.frappe_versions import bytes_of
from fsm_app.field_work.evidence import EvidenceByHand
from fsm_app.field_work.photos import PhotoUsedBefore, add_photo
from tests.app import factories as f
from tests.app.pictures import as_base64, photo
from tests.app.tickets import act, walk

ADD = "/api/method/fsm_app.api.evidence.add_photo"
ENGINEER, OTHER = "engineer@example.com", "other.engineer@example.com"


@pytest.fixture
def ticket():
	"""A ticket on site with the first of two engineers of different teams."""
	f.user(ENGINEER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	own = f.engineer("Fitting One", user=ENGINEER, team=f.team())
	f.engineer("Other One", user=OTHER, team=f.team("Other Team"))
	ticket = f.ticket(
		offering=f.offering(
			"Photo Repair", evidence=[{"kind": "Photo", "stage": "On Site", "minimum_count": 2}]
		)
	)
	ticket = walk(ticket, "Triage")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.engineer = own.name
	doc.save()
	return walk(ticket, "Dispatch", "Accept", "Arrive")


def stored(url: str) -> bytes:
	return bytes_of(frappe.db.get_value("File", {"file_url": url}))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_byte_for_byte_as_a_private_file_of_its_evidence(ticket, format):
	given = photo(format, orientation=6)
	evidence = add_photo(ticket.name, given, note="Behind the cover")
	assert stored(evidence.file) == given
	file = frappe.get_doc("File", {"file_url": evidence.file})
	assert (file.is_private, file.attached_to_doctype, file.attached_to_name) == (
		1,
		"Service Evidence",
		evidence.name,
	)
	kept = frappe.get_doc("Service Evidence", evidence.name)
	assert (kept.ticket, kept.kind, kept.stage, kept.cycle) == (ticket.name, "Photo", "On Site", 0)
	assert (kept.recorded_by, kept.note, kept.file) == ("Administrator", "Behind the cover", evidence.file)


def test_what_the_camera_wrote_is_kept_with_the_photo(ticket):
	given = photo(taken_at="2026:03:02 10:30:00", place=(31.25, 121.5))
	evidence = frappe.get_doc("Service Evidence", add_photo(ticket.name, given).name)
	assert evidence.taken_at == datetime(2026, 3, 2, 10, 30)
	assert (evidence.latitude, evidence.longitude) == (31.25, 121.5)


def test_a_time_with_its_offset_is_told_in_the_time_of_the_site(ticket):
	zone = frappe.utils.get_system_timezone()
	evidence = add_photo(ticket.name, photo(taken_at="2026:03:02 10:30:00", offset="-03:00"))
	expected = (
		datetime.fromisoformat("2026-03-02T10:30:00-03:00").astimezone(ZoneInfo(zone)).replace(tzinfo=None)
	)
	assert frappe.db.get_value("Service Evidence", evidence.name, "taken_at") == expected


def test_a_photo_without_notes_of_the_camera_has_the_time_of_recording_alone(ticket):
	with clock.at(datetime(2026, 3, 2, 11)):
		evidence = add_photo(ticket.name, photo("PNG"))
	evidence.reload()
	assert (evidence.taken_at, evidence.recorded_at) == (None, datetime(2026, 3, 2, 11))
	assert not evidence.latitude and not evidence.longitude


def test_the_thumbnail_is_small_upright_and_private(ticket):
	evidence = add_photo(ticket.name, photo(size=(1200, 600), orientation=6))
	assert evidence.thumbnail.startswith("/private/files/")
	image = Image.open(io.BytesIO(stored(evidence.thumbnail)))
	# Lying on its side it was held upright: what was the left half is now the upper one.
	assert image.size == (200, 400)
	assert sum(image.convert("RGB").getpixel((100, 50))) < 60 < sum(image.convert("RGB").getpixel((100, 350)))


def test_the_same_photo_for_the_same_stage_is_one_piece_of_evidence(ticket):
	given = photo()
	assert add_photo(ticket.name, given).name == add_photo(ticket.name, given).name
	assert frappe.db.count("Service Evidence", {"ticket": ticket.name}) == 1


def test_a_photo_stands_for_one_stage_of_a_ticket_only(ticket):
	given = photo()
	add_photo(ticket.name, given)
	with pytest.raises(PhotoUsedBefore, match="On Site"):
		add_photo(ticket.name, given, stage="Working")


def test_a_photo_of_another_ticket_is_refused_without_naming_one_that_is_not_to_be_seen(ticket, rest):
	given = photo()
	elsewhere = f.ticket()
	add_photo(elsewhere.name, given)
	with pytest.raises(PhotoUsedBefore, match=elsewhere.name):
		add_photo(ticket.name, given)
	answer = rest.login(ENGINEER).post(ADD, json={"ticket": ticket.name, "content": as_base64(given)})
	assert (answer.status_code, answer.json["exc_type"]) == (417, "PhotoUsedBefore")
	assert elsewhere.name not in answer.get_data(as_text=True)


def test_a_photo_is_used_up_by_the_first_cycle(ticket):
	given = photo()
	add_photo(ticket.name, given)
	add_photo(ticket.name, photo())
	reopened = walk(ticket, "Complete", "Verify", "Close", "Reopen")
	with pytest.raises(PhotoUsedBefore):
		add_photo(reopened.name, given)


def test_the_same_key_sent_again_returns_the_first_photo(ticket, rest):
	client = rest.login(ENGINEER)
	body = {"ticket": ticket.name, "content": as_base64(photo()), "client_key": "photo-1"}
	first = client.post(ADD, json=body)
	again = client.post(ADD, json=body | {"content": as_base64(photo())})
	assert first.status_code == again.status_code == 200
	assert first.json["message"]["name"] == again.json["message"]["name"]
	other = f.ticket()
	with pytest.raises(ClientKeyTaken):
		add_photo(other.name, photo(), client_key="photo-1")


def test_an_engineer_sends_a_photo_as_a_form_and_sees_it(ticket, rest):
	client, given = rest.login(ENGINEER), photo()
	answer = client.upload(
		ADD, {"file": (io.BytesIO(given), "../../etc/passwd.html", "text/html")}, ticket=ticket.name
	)
	assert answer.status_code == 200
	kept = answer.json["message"]
	assert kept["file"].endswith(".jpg") and "passwd" not in kept["file"]
	fetched = client.get(kept["file"])
	assert (fetched.status_code, fetched.get_data()) == (200, given)
	assert fetched.mimetype == "image/jpeg"
	listed = client.get("/api/method/fsm_app.api.evidence.overview", params={"ticket": ticket.name})
	assert [row["file"] for row in listed.json["message"]["photos"]] == [kept["file"]]


def test_another_engineer_gets_neither_the_photo_nor_its_record(ticket, rest):
	evidence = add_photo(ticket.name, photo())
	stranger = rest.login(OTHER)
	for path in (evidence.file, evidence.thumbnail, f"/api/resource/Service Evidence/{evidence.name}"):
		assert stranger.get(path).status_code == 403
	assert rest.get(evidence.file).status_code == 403
	assert stranger.get("/api/resource/Service Evidence").json["data"] == []
	assert stranger.post(ADD, json={"ticket": ticket.name, "content": as_base64(photo())}).status_code == 403


def test_who_took_the_photo_loses_it_with_the_ticket(ticket, rest):
	client = rest.login(ENGINEER)
	kept = client.post(ADD, json={"ticket": ticket.name, "content": as_base64(photo())}).json["message"]
	assert client.get(kept["file"]).status_code == 200
	frappe.db.set_value("Service Ticket", ticket.name, {"engineer": None, "team": None})
	assert client.get(kept["file"]).status_code == 403


def test_nobody_deletes_or_changes_a_photo_but_the_system_manager_deletes(ticket, rest):
	client = rest.login(ENGINEER)
	manager = rest.login(f.user("manager@example.com", "Service Manager"))
	kept = client.post(ADD, json={"ticket": ticket.name, "content": as_base64(photo())}).json["message"]
	file = frappe.db.get_value("File", {"file_url": kept["file"]})
	for user in (client, manager):
		assert user.delete(f"/api/resource/Service Evidence/{kept['name']}").status_code == 403
		assert (
			user.put(f"/api/resource/Service Evidence/{kept['name']}", json={"note": "x"}).status_code == 403
		)
		assert user.delete(f"/api/resource/File/{file}").status_code == 403
	admin = rest.login(f.user("admin.of.system@example.com", "System Manager"))
	assert admin.delete(f"/api/resource/Service Evidence/{kept['name']}").status_code == 202
	assert not frappe.db.exists("File", file)
	assert frappe.db.get_value("Service Ticket", ticket.name, "completeness") == 0


def test_evidence_is_not_made_by_hand_with_a_file_of_something_else(ticket, rest):
	evidence = add_photo(ticket.name, photo())
	body = {
		"ticket": ticket.name, "company": ticket.company, "kind": "Photo", "stage": "Working", "file": evidence.file,
	}  # fmt: skip
	for user in (ENGINEER, f.user("manager@example.com", "Service Manager")):
		assert rest.login(user).post("/api/resource/Service Evidence", json=body).status_code == 403
	with pytest.raises(EvidenceByHand):
		frappe.get_doc({"doctype": "Service Evidence", **body}).insert()
	evidence.reload()
	evidence.note = "Something else"
	with pytest.raises(EvidenceByHand):
		evidence.save()


def test_two_photos_let_the_ticket_go_on(ticket):
	for _number in range(2):
		add_photo(ticket.name, photo())
	assert act(ticket, "Complete").stage == "Done"
