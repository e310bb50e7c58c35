"""A spoken note with the microphone of the phone: recorded, kept without a connection, sent as a private file (N1)."""

import pytest

from tests.browser.field.test_engineers_day import CARD, open_ticket, send_now, take

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
# What each recording of a browser begins with: WebM, or MP4 behind its length.
BEGINS = (b"\x1a\x45\xdf\xa3", b"ftyp")


@pytest.fixture
def speaking(phone, site):
	"""speaking(*flags): a phone with a ticket in hand."""

	def opened(*flags: str):
		made = phone("voice", *flags)
		made.log_in(site.engineers["second"], site.password)
		made.one(CARD, "The oven stays cold")
		made.is_kept()
		open_ticket(made, "The oven stays cold")
		take(made, "Accept")
		made.until(
			lambda: site.value(site.tickets["second"], "stage") == "Accepted", "the ticket to be accepted"
		)
		made.all_sent()
		return made

	return opened


def test_a_note_is_spoken_without_a_connection_and_sent_later(speaking, site, line):
	phone = speaking(*MICROPHONE)
	ticket = site.tickets["second"]
	line.cut()
	phone.tap("button.voice", "Voice Note")
	# It has begun to record: at least a second of it.
	phone.until(lambda: "(0 s)" not in phone.one("button.voice.bad").text, "the recording to go on")
	phone.picture("field-20-voice-note")
	phone.tap("button.voice.bad", "Stop")
	phone.one(".top .unsent", "1 unsent")
	line.mend()
	send_now(phone)
	(act,) = site.list("Field Act", "result", ticket=ticket, kind="Attachment")
	assert act["result"] == "Done"
	(row,) = site.list(
		"File",
		"file_url",
		"is_private",
		"file_name",
		attached_to_doctype="Service Ticket",
		attached_to_name=ticket,
	)
	assert row["is_private"] and row["file_name"].endswith((".webm", ".m4a", ".ogg"))
	content = site.file(row["file_url"])
	assert any(content[:12].startswith(begins) or begins in content[:12] for begins in BEGINS)
	assert len(content) > 500


def test_without_the_microphone_one_is_told_what_to_do(speaking):
	phone = speaking("--deny-permission-prompts")
	phone.tap("button.voice", "Voice Note")
	assert "microphone is not allowed" in phone.one(".toast.bad").text
	phone.one("button.voice", "Voice Note")
