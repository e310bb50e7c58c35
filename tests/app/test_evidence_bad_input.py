"""Files that are not what they claim to be, and requests that nobody should send (C4)."""

import io
import struct
import zlib

import pytest

import frappe

from fsm_app.common.frappe_versions import bytes_of
from fsm_app.field_work.photos import PhotoRefused, PhotoTooLarge, add_photo
from tests.app import factories as f
from tests.app.pictures import as_base64, photo
from tests.app.tickets import walk

METHODS = "/api/method/fsm_app.api.evidence."


@pytest.fixture
def ticket():
	f.engineer("Fitting One")
	return walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive")


@pytest.fixture
def dispatcher(rest):
	return rest.login(f.user("dispatcher@example.com", "Service Dispatcher"))


def with_remark(jpeg: bytes, remark: bytes) -> bytes:
	"""The JPEG with a comment behind its beginning."""
	return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(remark) + 2) + remark + jpeg[2:]


def png_with(kind: bytes, data: bytes) -> bytes:
	"""A PNG with one more chunk before its end."""
	given = photo("PNG", shade=3)
	chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
	return given[:-12] + chunk + given[-12:]


def bomb() -> bytes:
	"""A PNG of a few hundred bytes that claims 100,000 x 100,000 pixels."""
	given = photo("PNG", shade=4)
	header = struct.pack(">II", 100_000, 100_000) + given[24:29]
	return given[:16] + header + struct.pack(">I", zlib.crc32(b"IHDR" + header)) + given[33:]


JPEG = photo("JPEG", shade=2)
BAD = {
	"nothing": b"",
	"text": b"Just a text",
	"page": b"<html><script>alert(1)</script></html>",
	"svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
	"gif with script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
	"pdf": b"%PDF-1.7\n1 0 obj",
	"zip": b"PK\x03\x04" + b"\0" * 40,
	"program": b"MZ" + b"\0" * 100,
	"heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
	"beginning alone": JPEG[:30],
	"half": JPEG[: len(JPEG) // 2],
	"without its end": JPEG[:-2],
	"with a page behind": JPEG + b"<html><script>alert(1)</script>",
	"with an archive behind": JPEG + b"PK\x03\x04" + b"\0" * 30,
	"with a pdf behind": JPEG + b"\n%PDF-1.4",
	"with a pdf inside": with_remark(JPEG, b"%PDF-1.4 1 0 obj"),
	"with a script inside": with_remark(JPEG, b"*/=1;/*<ScRiPt>alert(1)</sCrIpT>"),
	"png with a script inside": png_with(b"tEXt", b"Comment\0<script>alert(1)</script>"),
	"png with a php page behind": photo("PNG", shade=5) + b"<?php system('id');",
	"webp with a page behind": photo("WEBP", shade=6) + b"<!DOCTYPE html>",
	"png that was touched": photo("PNG", shade=7).replace(b"IDAT", b"IDAU"),
	"pixels without end": bomb(),
	"jpeg in name only": b"\xff\xd8\xff\xe0" + b"\0" * 50,
	"webp in name only": b"RIFF\x10\0\0\0WEBPVP8 \xff\xff\xff\xff",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_is_no_plain_picture_is_refused_and_leaves_nothing(ticket, content):
	before = frappe.db.count("File")
	with pytest.raises(PhotoRefused, match="Photo: "):
		add_photo(ticket.name, content)
	assert frappe.db.count("File") == before
	assert not frappe.db.exists("Service Evidence", {"ticket": ticket.name})


def test_what_a_phone_writes_behind_the_picture_is_cut_off(ticket):
	given = photo()
	evidence = add_photo(ticket.name, given + b"\0\0SEFH" + b"\0" * 100)
	assert bytes_of(frappe.db.get_value("File", {"file_url": evidence.file})) == given
	assert add_photo(ticket.name, given).name == evidence.name


def test_a_photo_above_the_limit_is_refused(ticket):
	settings = frappe.get_doc("Field Service Settings")
	settings.max_photo_mb = 0.001
	settings.save()
	with pytest.raises(PhotoTooLarge):
		add_photo(ticket.name, photo("PNG", size=(600, 600)) + b"\0" * 2000)


@pytest.mark.parametrize(
	("method", "body", "status"),
	[
		("add_photo", {}, 417),
		("add_photo", {"content": ""}, 417),
		("add_photo", {"content": "***"}, 417),
		("add_photo", {"content": "data:image/jpeg;base64"}, 417),
		("add_photo", {"content": as_base64(b"<svg/>")}, 417),
		("add_photo", {"content": as_base64(photo(shade=9)), "stage": "Nowhere"}, 417),
		("add_photo", {"content": as_base64(photo(shade=9)), "stage": "Closed"}, 417),
		("record_serial_number", {"serial_no": ""}, 417),
		("record_serial_number", {"serial_no": "'; drop table tabUser; --"}, 417),
		("record_symptom", {"symptom": "   "}, 417),
		("sign", {"signed_by": "Li Wei", "image": "x"}, 417),
	],
)
def test_bad_requests_are_refused_clearly(ticket, dispatcher, method, body, status):
	answer = dispatcher.post(METHODS + method, json={"ticket": ticket.name, **body})
	assert answer.status_code == status, answer.json
	assert not frappe.db.exists("Service Evidence", {"ticket": ticket.name})


@pytest.mark.parametrize("method", ["add_photo", "record_serial_number", "record_symptom", "sign"])
def test_no_act_is_done_by_a_get_request_or_by_a_guest(ticket, dispatcher, rest, method):
	values = {"ticket": ticket.name, "symptom": "x", "serial_no": "x", "signed_by": "x", "image": "x"}
	assert dispatcher.get(METHODS + method, params=values).status_code == 403
	assert rest.post(METHODS + method, json=values).status_code == 403


def test_a_ticket_that_does_not_exist_has_no_evidence(dispatcher):
	answer = dispatcher.get(METHODS + "missing", params={"ticket": "ST-NONE"})
	assert answer.status_code == 404
	answer = dispatcher.post(METHODS + "add_photo", json={"ticket": "ST-NONE", "content": as_base64(photo())})
	assert answer.status_code == 404


def test_the_file_of_a_form_is_looked_at_not_its_name(ticket, dispatcher):
	page = {"file": (io.BytesIO(b"<html><script>alert(1)</script>"), "photo.jpg", "image/jpeg")}
	assert dispatcher.upload(METHODS + "add_photo", page, ticket=ticket.name).status_code == 417
