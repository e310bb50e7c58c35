"""Pictures by their content: nothing that is sent as a photo can make the app do more than say no."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=60, deadline=None)
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
