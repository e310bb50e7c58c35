"""Pictures by their content: nothing that is sent as a photo can make the app do more than say no (C4)."""

import io
import random
import struct
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fsm_app.engine.image_file import MORE_THAN_AN_IMAGE, UnusableImage, has_strokes, read_photo, thumbnail
from tests.app.pictures import photo

WHOLE = {format: photo(format, shade=1, size=(40, 30)) for format in ("JPEG", "PNG", "WEBP")}


@pytest.mark.parametrize("format", WHOLE)
def test_a_picture_is_what_its_content_says(format):
	found = read_photo(WHOLE[format])
	assert (found.format, found.width, found.height, found.content) == (format, 40, 30, WHOLE[format])
	assert read_photo(thumbnail(found)).format == "JPEG"


@given(st.binary(max_size=200))
def test_anything_else_is_refused_with_a_reason(content):
	with pytest.raises(UnusableImage):
		read_photo(content)


@settings(max_examples=150)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_picture_is_read_or_refused_and_nothing_else_happens(format, data):
	content = bytearray(WHOLE[format])
	for _number in range(data.draw(st.integers(1, 4))):
		content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
	try:
		found = read_photo(bytes(content))
	except UnusableImage:
		return
	assert bytes(content).startswith(found.content)
	thumbnail(found)
	has_strokes(found)


@settings(max_examples=60)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_picture_without_its_end_is_refused(format, data):
	content = WHOLE[format]
	with pytest.raises(UnusableImage):
		read_photo(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=50))
def test_nothing_behind_a_picture_is_ever_kept(format, more):
	try:
		assert read_photo(WHOLE[format] + more).content == WHOLE[format]
	except UnusableImage as error:
		assert error.reason == MORE_THAN_AN_IMAGE


def test_the_cameras_notes_are_read_and_nonsense_in_them_is_passed_over():
	found = read_photo(photo(taken_at="2026:03:02 10:30:00", offset="+08:00", place=(-33.5, -70.25)))
	assert found.taken_at.utcoffset() == timedelta(hours=8)
	assert (found.latitude, found.longitude) == (-33.5, -70.25)
	odd = read_photo(photo(taken_at="0000:00:00 00:00:00", offset="+99:00", place=(95, 10)))
	assert (odd.taken_at, odd.latitude, odd.longitude) == (None, None, None)
	assert read_photo(photo(taken_at="2026:03:02 10:30:00", offset="local")).taken_at.tzinfo is None
	assert read_photo(photo(place=(0, 0))).latitude is None


def film(size: int = 5_000_000, seed: int = 1, *inside: bytes) -> bytes:
	"""A film as phones write it behind a picture: boxes of ISO base media, their content of any bytes."""
	data = bytearray(random.Random(seed).randbytes(size))
	for number, part in enumerate(inside):
		at = 1000 * (number + 1)
		data[at : at + len(part)] = part
	box = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0isommp42"
	return box + struct.pack(">I", size + 8) + b"mdat" + bytes(data)


SHORT_SIGNS = [
	b"PK\x03\x04",
	b"pK\x05\x06",
	b"\x7fELF",
	b"\x7felf",
	b"%PDF-",
	b"<svg",
	b"<SvG\x00",
	b"<html\xff",
	b"<?php\x01",
	b"MZ",
	b"#!",
	b"\x1f\x8b\x08",
]


@pytest.mark.parametrize("format", WHOLE)
@pytest.mark.parametrize(
	"behind",
	[
		film(200_000, 1, *SHORT_SIGNS),
		b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + film(50_000, 2, *SHORT_SIGNS) + b"SEFH\x6a\0\0\0SEFT",
		photo("JPEG", shade=3) + b"\0" * 20 + random.Random(3).randbytes(5000),
		b"\0" * 4096,
		b"\xff" * 10,
		b"\r\n",
		b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
		b"<3 taken by Ann>",
		b"AMPF" + random.Random(4).randbytes(100),
	],
	ids=["film", "Samsung", "second exposure", "zeros", "ones", "line end", "notes", "a heart", "unknown"],
)
def test_what_phones_write_behind_a_picture_is_cut_off_whatever_is_in_it(format, behind):
	assert read_photo(WHOLE[format] + behind).content == WHOLE[format]


def test_a_film_is_never_taken_for_something_active_by_chance():
	# Every sign of three bytes stands in it somewhere.
	everything = b"".join(struct.pack(">I", number << 8)[:3] for number in range(1 << 20))
	everything += b"".join(sign + bytes([byte]) for sign in SHORT_SIGNS for byte in range(128, 256))
	assert read_photo(WHOLE["JPEG"] + film(1000) + everything).content == WHOLE["JPEG"]


def archive(prefix: bytes = b"") -> bytes:
	output = io.BytesIO()
	output.write(prefix)
	with zipfile.ZipFile(output, "a") as file:
		file.writestr("Main.class", b"\xca\xfe\xba\xbe" * 10)
	return output.getvalue()


@pytest.mark.parametrize("format", WHOLE)
@pytest.mark.parametrize(
	"behind",
	[
		archive(),
		archive()[30:],
		film(3000) + archive(),
		b"\0" * 16 + archive(),
		b"%PDF-1.7\n1 0 obj",
		b"\n<html><body onload=alert(1)>",
		film(3000) + b"<script>alert(1)</script>",
		b"\0\0<?php system($_GET['c']); ?>",
		b"\0\0<?=`$_GET[c]`?> and more",
		"<html><body>你好</body>".encode(),
		"<script>警告()</script>".encode(),
		b"<svg><script/></svg>",
		b"<svg onload=alert(1)>",
		b"#!/bin/sh\nrm -rf ~",
		b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 20,
		b"\x7fELF\x02\x01\x01" + b"\0" * 50,
		b"{\\rtf1 hello}",
	],
	# Named by their place: an archive holds the moment at which it was made, and each worker makes its own.
	ids=map(str, range(17)),
)
def test_what_can_be_opened_as_something_else_is_refused(format, behind):
	if behind.startswith(b"PK\x03\x04") or b"Main.class" in behind:
		# Offsets count from the file's beginning or from the archive's: both are opened.
		for content in (WHOLE[format] + behind, archive(WHOLE[format])):
			with pytest.raises(UnusableImage, match=MORE_THAN_AN_IMAGE):
				read_photo(content)
		return
	with pytest.raises(UnusableImage, match=MORE_THAN_AN_IMAGE):
		read_photo(WHOLE[format] + behind)


def saved(image, format="PNG", **options) -> bytes:
	output = io.BytesIO()
	image.save(output, format=format, **options)
	return output.getvalue()


def deep(brightest: int):
	"""A picture of grey in 16 bits: dark on the left, the brightest on the right."""
	rows = b"".join(struct.pack("<40H", *(brightest * x // 39 for x in range(40))) for _y in range(30))
	return Image.frombytes("I;16", (40, 30), rows)


def shades(content: bytes) -> tuple[int, int, int]:
	"""How bright the thumbnail is on the left, in the middle, on the right."""
	small = Image.open(io.BytesIO(thumbnail(read_photo(content)))).convert("L")
	return tuple(small.getpixel((x, small.height // 2)) for x in (1, small.width // 2, small.width - 2))


@pytest.mark.parametrize("brightest", [65535, 16383, 4095, 1023, 255])
def test_deep_grey_is_visible(brightest):
	left, middle, right = shades(saved(deep(brightest)))
	assert left < 40 and 100 < middle < 160 and right > 220


def ramp(mode: str):
	image = Image.new("L", (40, 30))
	image.putdata([x * 255 // 39 for _y in range(30) for x in range(40)])
	return image.convert(mode)


@pytest.mark.parametrize(
	"content",
	[
		saved(ramp("L")),
		saved(ramp("LA")),
		saved(ramp("RGBA")),
		saved(ramp("RGB").quantize(64)),
		saved(ramp("L"), transparency=3),
		saved(ramp("RGB"), transparency=(1, 2, 3)),
		saved(ramp("CMYK"), "JPEG"),
		saved(ramp("L"), "JPEG"),
		saved(ramp("RGBA"), "WEBP"),
		saved(deep(65535)),
	],
)
def test_pictures_of_every_kind_look_in_small_as_they_are(content):
	left, middle, right = shades(content)
	assert left < 60 and 90 < middle < 170 and right > 200


def test_what_is_transparent_is_white_in_small():
	palette = Image.new("P", (40, 30), 0)
	palette.putpalette([0, 0, 0, 200, 0, 0])
	assert min(shades(saved(palette, transparency=0))) > 240
	grey = Image.new("L", (40, 30), 0)
	assert min(shades(saved(grey, transparency=0))) > 240
	assert min(shades(saved(Image.new("LA", (40, 30), (0, 0))))) > 240


def test_a_deep_picture_is_upright_too():
	exif = Image.Exif()
	exif[0x0112] = 6
	small = Image.open(io.BytesIO(thumbnail(read_photo(saved(deep(65535), exif=exif)))))
	assert (small.width, small.height) == (30, 40)


def test_strokes_are_seen_in_deep_grey():
	image = Image.new("I;16", (40, 30), 60000)
	for x in range(5, 35):
		for y in (10, 11):
			image.putpixel((x, y), 9000)
	assert has_strokes(read_photo(saved(image)))
	assert not has_strokes(read_photo(saved(Image.new("I;16", (40, 30), 65535))))
