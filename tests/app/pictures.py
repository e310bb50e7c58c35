"""Pictures for tests, drawn by Pillow, each one another unless told otherwise."""

import base64
import io
import itertools

from PIL import ExifTags, Image, ImageDraw

_shades = itertools.count(1)


def photo(
	format: str = "JPEG",
	size: tuple[int, int] = (120, 80),
	shade: int | None = None,
	taken_at: str | None = None,
	offset: str | None = None,
	place: tuple[float, float] | None = None,
	orientation: int | None = None,
) -> bytes:
	"""A picture file: black left half, the rest of a colour that differs from call to call; with what cameras write."""
	shade = next(_shades) if shade is None else shade
	image = Image.new("RGB", size, (shade % 251, (shade * 7) % 251, 250))
	ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="black")
	exif = image.getexif()
	if orientation:
		exif[ExifTags.Base.Orientation] = orientation
	details = {ExifTags.Base.DateTimeOriginal: taken_at, ExifTags.Base.OffsetTimeOriginal: offset}
	if details := {tag: value for tag, value in details.items() if value}:
		exif[ExifTags.IFD.Exif] = details
	if place:
		latitude, longitude = place
		exif[ExifTags.IFD.GPSInfo] = {
			ExifTags.GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
			ExifTags.GPS.GPSLatitude: (abs(latitude), 0.0, 0.0),
			ExifTags.GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
			ExifTags.GPS.GPSLongitude: (abs(longitude), 0.0, 0.0),
		}
	output = io.BytesIO()
	image.save(output, format=format, exif=exif)
	return output.getvalue()


def drawing(strokes: bool = True, ground: str | None = None) -> str:
	"""A signature as a data URL: dark strokes on a transparent ground, or none."""
	image = Image.new("RGBA", (300, 120), ground or (0, 0, 0, 0))
	if strokes:
		ImageDraw.Draw(image).line(
			[(20, 100), (90, 20), (150, 90), (270, 30)], fill=(10, 10, 60, 255), width=3
		)
	output = io.BytesIO()
	image.save(output, format="PNG")
	return "data:image/png;base64," + as_base64(output.getvalue())


def as_base64(content: bytes) -> str:
	return base64.b64encode(content).decode()
