"""Pictures as files: which kind they are by their content, where they end, what the camera wrote into them (C4).

What a file is called and what a browser says of it count for nothing here.
"""

import io
import math
import re
import warnings
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from PIL import ExifTags, Image, ImageOps

from fsm_app.engine.image_extras import is_active

# Enough for the cameras of phones; a picture of this size takes about 200 MB of memory while it is looked at.
MOST_PIXELS = 64_000_000
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
PICTURE_OF_PNG = {b"IDAT", b"fdAT", b"PLTE", b"tRNS"}
PICTURE_OF_WEBP = {b"VP8 ", b"VP8L", b"ALPH", b"ANMF"}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"hevc", b"hevx", b"mif1", b"msf1"}
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class UnusableImage(ValueError):
	"""A file that is no picture which can be kept; `reason` is one of the constants below."""

	def __init__(self, reason: str):
		super().__init__(reason)
		self.reason = reason


NO_IMAGE, BROKEN, HEIC, TOO_MANY_PIXELS, MORE_THAN_AN_IMAGE = (
	"no image",
	"broken",
	"heic",
	"too many pixels",
	"more than an image",
)


@dataclass(frozen=True)
class Photo:
	"""A picture that was looked through.

	`content` is what was given, byte for byte, up to the end of the picture. `taken_at` is naive, or aware where the camera
	wrote its offset from UTC; it and the place (degrees) are None where the picture does not say.
	"""

	content: bytes
	format: str
	width: int
	height: int
	taken_at: datetime | None = None
	latitude: float | None = None
	longitude: float | None = None

	@property
	def extension(self) -> str:
		return EXTENSIONS[self.format]


def read_photo(content: bytes) -> Photo:
	"""Look through `content`; raises UnusableImage for all that is not a whole JPEG, PNG or WebP picture.

	Phones write more behind a picture, such as a short film or its parts in other exposures: that is cut off. Where what
	stands behind the picture or in its remarks could be run or opened as something else, the whole file is refused.
	"""
	format, end, remarks = _outline(content)
	if is_active(content, end, remarks):
		raise UnusableImage(MORE_THAN_AN_IMAGE)
	content = content[:end]
	image = _open(content, format)
	return Photo(content, format, *image.size, *_notes_of_camera(image))


def thumbnail(photo: Photo, side: int = 400) -> bytes:
	"""The picture as a JPEG of at most `side` pixels each way, upright as the camera was held, without any remarks."""
	image = _upright(_in_eight_bits(_open(photo.content, photo.format)))
	image.thumbnail((side, side))
	small = _on_white(image)
	output = io.BytesIO()
	small.save(output, format="JPEG", quality=80)
	return output.getvalue()


def has_strokes(photo: Photo) -> bool:
	"""Whether something was drawn in dark on a light or transparent ground, neither nothing nor a filled surface."""
	image = _on_white(_in_eight_bits(_open(photo.content, photo.format))).convert("L")
	dark = sum(image.histogram()[:160])
	return 30 <= dark <= image.width * image.height / 2


def _open(content: bytes, format: str):
	try:
		with warnings.catch_warnings():
			# Our own limit is below the one that Pillow warns of.
			warnings.simplefilter("ignore", Image.DecompressionBombWarning)
			image = Image.open(io.BytesIO(content), formats=[format])
		if image.width * image.height > MOST_PIXELS:
			raise UnusableImage(TOO_MANY_PIXELS)
		image.load()
	except Image.DecompressionBombError as error:
		raise UnusableImage(TOO_MANY_PIXELS) from error
	except UnusableImage:
		raise
	# Pillow's decoders raise whatever they stumble over, SyntaxError and struct.error among it.
	except Exception as error:
		raise UnusableImage(BROKEN) from error
	return image


def _upright(image):
	try:
		return ImageOps.exif_transpose(image)
	# Its remarks are damaged: nobody knows how the camera was held, and Pillow has no one error for that.
	except Exception:
		return image


def _in_eight_bits(image):
	"""The picture with 256 shades at most: Pillow would show all brighter ones of a deeper grey as white.

	What a camera of 10, 12 or 14 bits wrote into 16 is as bright as it was.
	"""
	if not image.mode.startswith(("I", "F")):
		return image
	orientation = image.getexif()
	image = image.convert("F")
	darkest, brightest = image.getextrema()
	if not (math.isfinite(darkest) and math.isfinite(brightest)):
		raise UnusableImage(BROKEN)
	white = next((2**bits - 1 for bits in (8, 10, 12, 14, 16) if brightest < 2**bits), brightest)
	scaled = image.point(lambda value: value * (255 / white) + 0).convert("L")
	scaled.info["exif"] = orientation.tobytes()
	return scaled


def _on_white(image):
	if image.mode not in ("RGBA", "LA", "P", "PA", "La", "RGBa") and "transparency" not in image.info:
		return image.convert("RGB")
	image = image.convert("RGBA")
	ground = Image.new("RGB", image.size, "white")
	ground.paste(image, mask=image.getchannel("A"))
	return ground


# where a picture ends


def _outline(content: bytes) -> tuple[str, int, list[bytes]]:
	"""The format of the picture, the index behind its last byte, and all parts that are not the picture itself."""
	try:
		if content.startswith(b"\xff\xd8\xff"):
			return ("JPEG", *_outline_of_jpeg(content))
		if content.startswith(PNG_BEGINS):
			return ("PNG", *_outline_of_png(content))
		if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
			return ("WEBP", *_outline_of_webp(content))
	except IndexError as error:
		raise UnusableImage(BROKEN) from error
	if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
		raise UnusableImage(HEIC)
	raise UnusableImage(NO_IMAGE)


def _outline_of_jpeg(content: bytes) -> tuple[int, list[bytes]]:
	at, remarks = 2, []
	while True:
		if content[at] != 0xFF:
			raise UnusableImage(BROKEN)
		marker = content[at + 1]
		if marker == 0xFF:  # a fill byte
			at += 1
			continue
		if marker == 0xD9:
			return at + 2, remarks
		if marker == 0x01 or 0xD0 <= marker <= 0xD7:
			at += 2
			continue
		length = (content[at + 2] << 8) + content[at + 3]
		if length < 2:
			raise UnusableImage(BROKEN)
		if 0xE0 <= marker <= 0xEF or marker == 0xFE:
			remarks.append(content[at + 4 : at + 2 + length])
		at += 2 + length
		if marker == 0xDA:  # followed by the picture, up to the next marker
			found = NEXT_MARKER.search(content, at)
			if not found:
				raise UnusableImage(BROKEN)
			at = found.start()


def _outline_of_png(content: bytes) -> tuple[int, list[bytes]]:
	at, remarks = len(PNG_BEGINS), []
	while at + 12 <= len(content):
		length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
		end = at + 12 + length
		if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(
			content[end - 4 : end], "big"
		):
			raise UnusableImage(BROKEN)
		if kind == b"IEND":
			return end, remarks
		if kind not in PICTURE_OF_PNG:
			remarks.append(content[at + 8 : end - 4])
		at = end
	raise UnusableImage(BROKEN)


def _outline_of_webp(content: bytes) -> tuple[int, list[bytes]]:
	end = 8 + int.from_bytes(content[4:8], "little")
	if end > len(content):
		raise UnusableImage(BROKEN)
	at, remarks = 12, []
	while at + 8 <= end:
		kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
		if at + 8 + length > end:
			raise UnusableImage(BROKEN)
		if kind not in PICTURE_OF_WEBP:
			remarks.append(content[at + 8 : at + 8 + length])
		at += 8 + length + length % 2
	return end, remarks


# what the camera wrote


def _notes_of_camera(image) -> tuple[datetime | None, float | None, float | None]:
	try:
		exif = image.getexif()
		return (_taken_at(exif), *_place(exif))
	# A picture is a picture, whatever is wrong with its remarks; Pillow has no one error for that.
	except Exception:
		return None, None, None


def _taken_at(exif) -> datetime | None:
	details = exif.get_ifd(ExifTags.IFD.Exif)
	try:
		moment = datetime.strptime(
			str(details.get(ExifTags.Base.DateTimeOriginal)).strip("\0 "), "%Y:%m:%d %H:%M:%S"
		)
	except ValueError:
		return None
	offset = details.get(ExifTags.Base.OffsetTimeOriginal) or details.get(ExifTags.Base.OffsetTime)
	found = re.fullmatch(r"([+-])(\d\d):([0-5]\d)", str(offset).strip("\0 "))
	if not found or int(found[2]) > 14:
		return moment
	distance = timedelta(hours=int(found[2]), minutes=int(found[3]))
	return moment.replace(tzinfo=timezone(-distance if found[1] == "-" else distance))


def _place(exif) -> tuple[float | None, float | None]:
	gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
	latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
	longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
	# A camera that did not find out where it is writes zeros.
	if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
		return None, None
	return latitude, longitude


def _degrees(parts, reference, negative: str, most: int) -> float | None:
	try:
		degrees, minutes, seconds = (float(part) for part in parts)
	except (TypeError, ValueError, ZeroDivisionError):
		return None
	value = degrees + minutes / 60 + seconds / 3600
	if not math.isfinite(value) or not 0 <= value <= most:
		return None
	return round(-value if str(reference).strip("\0 ").upper() == negative else value, 6)
