"""An engineer's day on the phone at 390 pixels: on and off the net, and two engineers on one phone (N1). Asks E1, E2, E7 to E9."""

import hashlib
import io

import pytest
from PIL import Image, ImageOps

from tests.app import pictures

CARD = ".list .card"
NEXT = ".bar .next"
PLACE = (31.2304, 121.4737)


@pytest.fixture
def worker(phone, site):
	"""The first engineer's phone, logged in, with the day and its kits on it."""
	made = phone("day")
	made.is_at(*PLACE)
	made.log_in(site.engineers["first"], site.password)
	made.one(CARD, "The washer rattles")
	made.is_kept()
	return made


def open_ticket(phone, subject: str) -> None:
	phone.tap(CARD, subject)
	phone.one(NEXT)


def take(phone, action: str) -> None:
	phone.tap(f"{NEXT}[data-action='{action}']:enabled")


def send_now(phone) -> None:
	"""By the button, as where the phone does not find out by itself that the net is back."""
	phone.tap(".top .unsent")

	def sent():
		for button in phone.seen(".bar .main:enabled", "Send Now"):
			button.click()
		return phone.seen(".top .unsent", "All sent")

	phone.until(sent, "all to be sent")
	phone.tap(".top .back")


def test_from_my_day_to_work_done_in_twelve_taps(worker, site):
	ticket = site.tickets["plain"]
	worker.picture("field-01-my-day")
	worker.taps = 0
	open_ticket(worker, "The washer rattles")
	for action in ("Accept", "Prepare", "Travel", "Arrive", "Start Work", "Complete"):
		take(worker, action)
	taps = worker.taps
	worker.until(lambda: site.value(ticket, "stage") == "Done", "the work to be done")
	assert taps <= 12
	(visit,) = site.list("Service Visit", "checked_in_at", "latitude", ticket=ticket)
	assert visit["checked_in_at"] and visit["latitude"] == PLACE[0]


def test_a_day_with_the_line_cut_at_five_points(worker, site, line):
	ticket = site.tickets["full"]
	open_ticket(worker, "does not heat")
	worker.one("a.call")

	# Cut before anything was done: it waits on the phone, and goes out in order.
	line.cut()
	for action in ("Accept", "Prepare", "Travel"):
		take(worker, action)
	worker.one(".top .unsent", "3 unsent")
	assert site.value(ticket, "stage") == "Dispatched"
	worker.picture("field-02-offline")
	line.mend()
	send_now(worker)
	assert site.value(ticket, "stage") == "Travelling"

	# The answer is lost: the site has it, the phone sends it again, and it happened once.
	open_ticket(worker, "does not heat")
	line.lose_answers("field_app.deliver")
	take(worker, "Arrive")
	worker.until(lambda: site.value(ticket, "stage") == "On Site", "the site to have it")
	worker.one(".top .unsent", "1 unsent")
	line.mend()
	send_now(worker)
	assert len(site.list("Field Act", ticket=ticket, kind="Check-in")) == 1

	# Cut among files and findings.
	open_ticket(worker, "does not heat")
	line.cut()
	worker.tap("[data-kind='Serial Number']")
	worker.write("dialog.scanner .typed input", site.serial_no.lower())
	worker.tap("dialog.scanner .typed button")
	worker.until(lambda: not worker.seen("dialog.scanner"), "the scanner to close")
	photo = pictures.photo(size=(2600, 1400), taken_at="2026:11:29 08:00:00")
	worker.give_file(".need input[type=file]", photo, ".jpg")
	worker.one(".top .unsent", "2 unsent")
	worker.write("textarea[name=fault_symptom]", "Heater burnt out")
	worker.tap(".step input[type=checkbox]")
	worker.write(".step input[type=text]", "0.2 V")
	worker.one(".top .unsent", "5 unsent")
	worker.picture("field-03-on-site")
	line.mend()
	send_now(worker)
	assert site.value(ticket, "fault_symptom") == "Heater burnt out"
	(step,) = site.value(ticket, "checklist")
	assert (step["done"], step["remark"]) == (1, "0.2 V")
	(kept,) = site.list("Service Evidence", "file", "taken_at", ticket=ticket, kind="Photo")
	assert kept["taken_at"].startswith("2026-11-29 08:00:00")

	# The tab is killed while nothing goes through: the page opens again, and what was done is there.
	open_ticket(worker, "does not heat")
	line.cut()
	take(worker, "Start Work")
	worker.write("textarea[name=resolution_summary]", "Heater replaced")
	worker.tap("input[name=no_parts_used]")
	worker.one(".top .unsent", "3 unsent")
	worker.browser.get("about:blank")
	worker.open(f"/ticket/{ticket}")
	worker.one(".top .unsent", "3 unsent")
	assert worker.one("textarea[name=resolution_summary]").get_property("value") == "Heater replaced"
	worker.picture("field-04-opened-offline")
	line.mend()
	send_now(worker)
	assert site.value(ticket, "stage") == "Working"

	# The customer signs what they have read, without a connection.
	open_ticket(worker, "does not heat")
	line.cut()
	worker.tap("[data-kind='Customer Signature']")
	report = worker.one("h1", "Service Report").find_element("xpath", "..").text
	assert "Heater replaced" in report and "0.2 V" in report
	sign(worker, "Li Wei")
	worker.one(NEXT)
	take(worker, "Complete")
	worker.one(".top .unsent", "2 unsent")
	line.mend()
	send_now(worker)
	assert site.value(ticket, "stage") == "Done"
	(signature,) = site.list(
		"Service Evidence", "signed_by", "value", ticket=ticket, kind="Customer Signature"
	)
	assert signature["signed_by"] == "Li Wei" and "Heater replaced" in signature["value"]
	kinds = [row["kind"] for row in site.list("Field Act", "kind", ticket=ticket)]
	assert kinds.count("Workflow Action") == 5 and kinds.count("Signature") == 1


def sign(phone, name: str) -> None:
	phone.write("input[name=signed_by]", name)
	pad = phone.one(".pad canvas")
	phone.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", pad)
	from selenium.webdriver import ActionChains

	drawing = (
		ActionChains(phone.browser, duration=20).move_to_element_with_offset(pad, -100, 0).click_and_hold()
	)
	for step in range(12):
		drawing.move_by_offset(16, 30 if step % 2 else -30)
	drawing.release().perform()
	phone.picture("field-05-signature")
	phone.tap(".bar .main:enabled", "Sign")


def test_two_engineers_on_one_phone(worker, site, line):
	first, second = site.tickets["plain"], site.tickets["second"]
	open_ticket(worker, "The washer rattles")
	line.cut()
	take(worker, "Accept")
	worker.one(".top .unsent", "1 unsent")

	# Somebody else takes the phone: they see nothing of the first, and send nothing of theirs.
	worker.lay_down()
	line.mend()
	worker.log_in(site.engineers["second"], site.password)
	worker.one(CARD, "The oven stays cold")
	assert "washer" not in worker.text() and "Hotel Lotus" not in worker.text()
	worker.all_sent()
	open_ticket(worker, "The oven stays cold")
	take(worker, "Accept")
	worker.all_sent()
	worker.until(lambda: site.value(second, "stage") == "Accepted", "the second one's ticket")
	assert site.value(first, "stage") == "Dispatched"
	worker.picture("field-06-second-engineer")

	worker.lay_down()
	worker.log_in(site.engineers["first"], site.password)
	worker.one(CARD, "The washer rattles")
	worker.until(lambda: site.value(first, "stage") == "Accepted", "what the first one did")
	worker.all_sent()
	(act,) = site.list("Field Act", "owner", ticket=first)
	assert act["owner"] == site.engineers["first"]


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_photos_stand_upright_on_phone_and_desk(worker, site, orientation):
	ticket = site.tickets["full"]
	taken = pictures.photo(size=(2800, 1500), orientation=orientation, taken_at="2026:11:29 08:00:00")
	open_ticket(worker, "does not heat")
	take(worker, "Accept")
	worker.give_file("input[name=photos]", taken, ".jpg")
	worker.one(".top .unsent", "All sent")
	worker.until(lambda: site.list("Service Evidence", ticket=ticket, kind="Photo"), "the photo")
	(row,) = site.list("Service Evidence", "file", "thumbnail", "content_hash", ticket=ticket, kind="Photo")
	upright = ImageOps.exif_transpose(Image.open(io.BytesIO(taken)))
	content = site.file(row["file"])
	assert hashlib.sha256(content).hexdigest() == row["content_hash"]
	kept = Image.open(io.BytesIO(content))
	assert max(kept.size) == 2048 and kept.getexif().get(274, 1) == 1
	for shown in (kept, Image.open(io.BytesIO(site.file(row["thumbnail"])))):
		assert (shown.width > shown.height) == (upright.width > upright.height)
		for corner in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)):
			assert is_dark(shown, corner) == is_dark(upright, corner)


def is_dark(image: Image.Image, place: tuple[float, float]) -> bool:
	return image.convert("L").getpixel((int(image.width * place[0]), int(image.height * place[1]))) < 60
