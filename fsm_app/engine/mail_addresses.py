"""Who a From line names, however sloppily it is written (C2).

`ann@customer.example <ann@customer.example>` is one mailbox, and so is `Doe, Ann <ann@customer.example>`. Only a comma
between two addresses makes two writers of them: that is how a forged line looks.
"""

import re
from typing import NamedTuple
from unicodedata import normalize

from fsm_app.engine.mail_encoding import raw_text, read_header

# Brackets and signs as Chinese keyboards write them.
_PLAIN = str.maketrans("＜〈《＞〉》，；＂“”", '<<<>>>,;"""')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ANGLE = re.compile(r"<([^<>]*)>")
_COMMENT = re.compile(r"\(([^()]*)\)")
_APART = re.compile(r"[\s<>(),;:\"']+")
# No writer is named in more; what is longer was written to keep us busy.
_LONGEST = 4000


class Mailbox(NamedTuple):
	"""A writer of a mail: the address in lower case, and the name, which may be empty."""

	address: str
	name: str


def mailboxes(header: str, otherwise: str = "") -> list[Mailbox]:
	"""The mailboxes in the raw text of a From line, each address once; `otherwise` as in mail_encoding."""
	text = raw_text(header, otherwise).text[:_LONGEST].replace("\x00", "")
	# Some programs encode the address together with the name.
	found = _mailboxes(text) or _mailboxes(read_header(text, otherwise).text)
	each: dict[str, Mailbox] = {}
	for mailbox in found:
		name = read_header(mailbox.name, otherwise).text.strip(" '\"")
		known = each.get(mailbox.address)
		each[mailbox.address] = known if known and known.name else Mailbox(mailbox.address, name)
	return list(each.values())


def is_well_written(header: str) -> bool:
	"""Whether a From line is as mail programs write it, so that nothing had to be guessed."""
	line = _QUOTED.sub("", header[:_LONGEST]).strip()
	name, sign, rest = line.partition("<")
	if not sign:
		return bool(_address(line)) and line.count("@") == 1
	named = not set("@,;>＜＞《》〈〉") & set(name)
	return named and rest.endswith(">") and bool(_address(rest[:-1]))


def _mailboxes(text: str) -> list[Mailbox]:
	quoted: list[str] = []

	def put_away(found: re.Match) -> str:
		quoted.append(found[1].replace("\\", ""))
		return f"\x00{len(quoted) - 1}\x00"

	def name_of(part: str) -> str:
		return re.sub("\x00([0-9]+)\x00", lambda found: quoted[int(found[1])], part).strip(" \t,;")

	text = _QUOTED.sub(put_away, text.translate(_PLAIN))
	boxes, place = [], 0
	for angle in _ANGLE.finditer(text):
		address = _address(angle[1])
		if not address:
			continue  # a bracket within the name
		before = text[place : angle.start()]
		# An address that a comma parts from this one is a writer of its own.
		*others, name = re.split("[,;]", before)
		named = [box for part in others for box in _bare(part, name_of)]
		boxes += [*named, Mailbox(address, name_of(name if named else before))]
		place = angle.end()
	for part in re.split("[,;]", text[place:]):
		boxes += _bare(part, name_of)
	return boxes


def _bare(part: str, name_of) -> list[Mailbox]:
	"""The addresses without angle brackets in a part of the line; a name may stand in brackets behind."""
	comment = _COMMENT.search(part)
	name = name_of(comment[1]) if comment else ""
	pieces = _APART.split(_COMMENT.sub(" ", part))
	return [Mailbox(address, name) for piece in pieces if (address := _address(piece))]


def _address(text: str) -> str:
	"""The address that a text is, in lower case; empty where it is none."""
	local, sign, domain = normalize("NFKC", text).strip().lower().partition("@")
	if (
		not (local and sign and domain)
		or "@" in domain
		or _APART.search(f"{local}{domain}")
		or "\x00" in text
	):
		return ""
	return f"{local}@{domain}"
