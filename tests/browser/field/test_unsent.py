"""What is refused, what two people wrote, and which files are taken: nothing vanishes, and each is told (N1). Asks E3, E9, E13."""

import pytest

from tests.browser.field.test_engineers_day import CARD, PLACE, open_ticket, send_now, take

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(4000)


@pytest.fixture
def worker(phone, site):
	"""The first engineer's phone, with the ticket that has a report in hand."""
	made = phone("unsent")
	made.is_at(*PLACE)
	made.log_in(site.engineers["first"], site.password)
	made.one(CARD, "The washer rattles")
	made.is_kept()
	open_ticket(made, "does not heat")
	take(made, "Accept")
	made.until(lambda: site.value(site.tickets["full"], "stage") == "Accepted", "the ticket to be accepted")
	made.all_sent()
	return made


def test_a_refused_act_is_corrected_while_others_go_on(worker, site):
	ticket, other = site.tickets["full"], site.tickets["plain"]
	worker.tap(".tabs .button", "Parts")
	worker.write("input[name=used-item]", "No such part")
	worker.tap("form .button.main", "Enter Parts Used")
	worker.one(".top .unsent", "1 unsent")
	worker.tap(".tabs .button", "Work")
	worker.write("textarea[name=fault_cause]", "Worn out")
	worker.tap(".top .back")
	open_ticket(worker, "The washer rattles")
	take(worker, "Accept")
	worker.until(lambda: site.value(other, "stage") == "Accepted", "the other ticket to go on")

	worker.tap(".top .unsent", "2 unsent")
	refused = worker.one("article[data-state=refused]", "Parts Used")
	assert "No such part" in refused.find_element("css selector", ".notice").text
	assert not site.value(ticket, "fault_cause"), "what follows on the same ticket waits"
	worker.picture("field-07-refused")
	worker.tap("article .button", "Correct")
	worker.write("article textarea", site.part)
	worker.tap("article .button", "Save and Send")
	worker.all_sent()
	(part,) = site.value(ticket, "parts_used")
	assert (part["item_code"], part["qty"]) == (site.part, 1)
	assert site.value(ticket, "fault_cause") == "Worn out"


def test_both_values_are_shown_where_two_wrote_the_same_field(worker, site, line):
	ticket = site.tickets["full"]
	line.cut()
	worker.write("textarea[name=fault_cause]", "A broken belt")
	worker.write("textarea[name=resolution_summary]", "New belt")
	worker.one(".top .unsent", "2 unsent")
	site.write("Service Ticket", ticket, fault_cause="A loose screw")
	line.mend()
	send_now(worker)
	assert site.value(ticket, "resolution_summary") == "New belt"
	assert site.value(ticket, "fault_cause") == "A loose screw"
	worker.tap(".top .unsent")
	shown = worker.one(".conflict", "two people wrote it").text
	assert "A broken belt" in shown and "A loose screw" in shown
	worker.picture("field-08-conflict")
	worker.tap(".conflict .mine")
	worker.until(lambda: site.value(ticket, "fault_cause") == "A broken belt", "the engineer's word")
	worker.all_sent()
	assert not worker.seen(".conflict")
	(row,) = site.list("Field Act", ticket=ticket, result="Settled")
	assert site.document("Field Act", row["name"])["conflicts"][0]["theirs"] == "A loose screw"


def test_files_that_cannot_be_read_are_refused_at_once_and_short_films_kept(worker, site):
	ticket = site.tickets["full"]
	worker.give_file("input[name=photos]", HEIC, ".heic")
	worker.one(".toast.bad", "HEIC")
	worker.all_sent()
	worker.give_file("input[name=video]", VIDEO, ".mp4")
	worker.until(lambda: site.list("Field Act", ticket=ticket, kind="Attachment"), "the film")
	worker.all_sent()
	(row,) = site.list("File", "file_url", attached_to_name=ticket, attached_to_doctype="Service Ticket")
	assert row["file_url"].startswith("/private/") and site.file(row["file_url"]) == VIDEO
