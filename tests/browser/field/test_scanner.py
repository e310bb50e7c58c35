"""Codes read by the camera, from a photo and as typed, on a phone with several lenses (N1). Ask E10."""

import io

import pytest
import segno
from PIL import Image

LENSES = "--use-fake-device-for-media-stream=device-count=3"
ALLOWED = "--use-fake-ui-for-media-stream"
CODE = "FIELD-WALK-1"


def picture(text: str, size=(640, 480)) -> Image.Image:
	"""A code in the middle of a light picture."""
	drawn = io.BytesIO()
	segno.make(text, micro=False).save(drawn, kind="png", scale=8, border=4)
	code = Image.open(drawn).convert("L")
	frame = Image.new("L", size, 255)
	frame.paste(code, ((size[0] - code.width) // 2, (size[1] - code.height) // 2))
	return frame


def film(tmp_path, text: str) -> str:
	"""What the camera sees, as Chromium takes it instead of one."""
	frame = picture(text)
	colours = bytes([128]) * (frame.width * frame.height // 2)
	path = tmp_path / "camera.y4m"
	with open(path, "wb") as file:
		file.write(f"YUV4MPEG2 W{frame.width} H{frame.height} F10:1 Ip A1:1 C420jpeg\n".encode())
		for _frame in range(4):
			file.write(b"FRAME\n" + frame.tobytes() + colours)
	return f"--use-file-for-fake-video-capture={path}"


def png(image: Image.Image) -> bytes:
	content = io.BytesIO()
	image.save(content, "PNG")
	return content.getvalue()


@pytest.fixture
def scanning(phone, site):
	"""scanning(*flags): a phone whose scanner is open."""

	def opened(*flags: str):
		made = phone("scanner", *flags)
		made.log_in(site.engineers["second"], site.password)
		made.tap(".bar button", "Scan")
		made.one("dialog.scanner")
		return made

	return opened


def test_the_camera_reads_a_code_with_the_lens_that_was_chosen(scanning, tmp_path):
	phone = scanning(
		LENSES, ALLOWED, film(tmp_path, f"https://label.example/service-request?e={CODE}&i=20260101&s=x")
	)
	# The second engineer has no ticket for this device: that it was read is told.
	assert CODE in phone.one(".toast").text
	assert not phone.seen("dialog.scanner")
	phone.tap(".bar button", "Scan")
	phone.until(lambda: not phone.seen("dialog.scanner"), "the code to be read again")


def test_a_lens_is_remembered(scanning):
	phone = scanning(LENSES, ALLOWED)
	lens = phone.one("dialog.scanner select")
	options = lens.find_elements("css selector", "option")
	assert len(options) == 3
	options[2].click()
	chosen = options[2].get_attribute("value")
	phone.until(lambda: lens.get_property("value") == chosen, "the other lens")
	phone.picture("field-scanner")
	phone.tap("dialog.scanner button", "Close")
	phone.open()
	phone.tap(".bar button", "Scan")
	phone.until(lambda: phone.one("dialog.scanner select").get_property("value") == chosen, "the lens again")


def test_without_a_camera_a_photo_or_a_typed_code_does(scanning, site):
	phone = scanning(LENSES, "--deny-permission-prompts")
	assert "not allowed" in phone.one("dialog.scanner [role=alert]").text
	phone.picture("field-scanner-denied")
	phone.give_file("dialog.scanner input[type=file]", png(Image.new("L", (300, 300), 255)), ".png")
	phone.until(
		lambda: "No code was found" in phone.one("dialog.scanner [role=alert]").text, "that nothing was found"
	)
	phone.give_file("dialog.scanner input[type=file]", png(picture(CODE)), ".png")
	assert CODE in phone.one(".toast").text
	phone.tap(".bar button", "Scan")
	phone.write("dialog.scanner input[type=text]", " Unknown 7 ")
	phone.tap("dialog.scanner .typed button")
	phone.until(lambda: phone.seen(".toast", "Unknown 7"), "what was typed")
