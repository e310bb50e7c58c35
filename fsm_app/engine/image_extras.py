"""What stands beside a picture in its file, and whether other programs would run or open it (C4). Plain Python.

Phones write films, further exposures and notes behind a picture: binary, of any content, and millions of bytes long, so
that any short sign turns up in them by chance. Hence nothing is decided by a sign found somewhere. A program, an archive
or a document counts where it begins, and an archive by its table of contents; a page's markup counts where it stands in
readable text.
"""

import io
import re
import zipfile

# How programs, archives and documents begin.
_BEGINNINGS = (
	b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"%!PS", b"\x7fELF", b"#!", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08",
	b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"MSCF",
)  # fmt: skip
_READABLE = rb"[\t\n\r\x20-\x7e]"
# Markup that browsers and servers run. Each is long enough, or wants enough readable text behind it, that five million
# bytes of any content hold it in less than one file of a hundred thousand.
_MARKUP = re.compile(
	rb"<(?:script|html|iframe|object|embed|body)[\s>/]|<svg(?:>\s{0,20}<|[\s/][a-z:]{3})|<!doctype |<\?php\s|javascript:"
	rb"|<\?=\s?[$'\"`]" + _READABLE + rb"{8}",
	re.IGNORECASE,
)
# Readers of PDF look for its beginning in the first kilobyte, wherever there.
_PDF_LOOKS_AT = 1024
_PDF = re.compile(rb"%PDF-[0-9]\.[0-9]")
_PADDING = b"\0\t\n\r \xff"


def is_active(content: bytes, end: int, remarks: list[bytes]) -> bool:
	"""Whether a file whose picture ends at `end` is something else as well; `remarks` are the picture's own notes."""
	behind = content[end:]
	return (
		any(_begins_active(part) or _MARKUP.search(part) for part in (*remarks, behind))
		or _PDF.search(content[:_PDF_LOOKS_AT]) is not None
		or _is_archive(content)
		or (bool(behind) and _is_archive(content[:end]))
	)


def _begins_active(part: bytes) -> bool:
	start = part[:64].lstrip(_PADDING)
	if start.startswith(_BEGINNINGS):
		return True
	return start.startswith(b"MZ") and _is_program(part.lstrip(_PADDING))


def _is_program(part: bytes) -> bool:
	at = int.from_bytes(part[60:64], "little")
	return part[at : at + 4] == b"PE\0\0"


def _is_archive(content: bytes) -> bool:
	"""Whether the file can be opened from its end as a zip archive, as Java and office programs do."""
	try:
		with zipfile.ZipFile(io.BytesIO(content)) as archive:
			return bool(archive.infolist())
	# What is no archive fails in as many ways as there are bytes.
	except Exception:
		return False
