"""Voice notes, short videos and what could not be evidence any more: private files (N1)."""

import os
import re

import frappe
from frappe import _

from fsm_app.engine.image_extras import is_active
from fsm_app.engine.stages import TICKET
from fsm_app.field_app.receipts import ACT
from fsm_app.field_work.evidence_files import FOLDER, keep_whole
from fsm_app.field_work.photos import checked_photo

# What phones record, and nothing that a browser would run.
EXTENSIONS = frozenset(
	{"webm", "mp4", "m4a", "mov", "ogg", "oga", "mp3", "wav", "aac", "jpg", "jpeg", "png", "webp"}
)
PICTURES = frozenset({"jpg", "jpeg", "png", "webp"})
# What browsers look at to find out what a file is, whatever it is called.
BEGINNING = 2048
NO_NAME = re.compile(r"[^\w .-]")


class AttachmentRefused(frappe.ValidationError):
	"""A file of a kind that phones do not record."""


def keep(receipt, content: bytes, name: str) -> str:
	"""Keep a recording as a private file of the receipt's ticket; returns its address."""
	return _keep(content, name, TICKET, receipt.ticket)


def keep_with_receipt(receipt, content: bytes, name: str) -> str:
	"""Keep a file that the ticket does not take any more with the receipt itself; returns its address."""
	return _keep(content, name, ACT, receipt.name)


def keep_with(doctype: str, document: str, content: bytes, name: str) -> str:
	"""Keep a picture or recording as a private file of a document of the engineer's own; returns its address."""
	return _keep(content, name, doctype, document)


def _keep(content: bytes, name: str, doctype: str, document: str) -> str:
	stem, extension = os.path.splitext(os.path.basename(name.replace("\\", "/")))
	extension = extension.lstrip(".").lower()
	if extension not in EXTENSIONS:
		_refuse(name)
	# Letters and digits of any language: nothing that turns what follows, or means something in an address.
	stem = f"{NO_NAME.sub('_', stem[:60]).strip(' ._') or 'recording'}-{frappe.generate_hash(length=8)}"
	if extension in PICTURES:
		# Frappe opens what is called a picture: it fails at one that is none, and turns one that is into another.
		picture = checked_photo(content)
		return keep_whole(picture.content, stem, picture.extension, (doctype, document))
	if is_active(content[:BEGINNING], 0, []):
		_refuse(name)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{stem}.{extension}",
			"content": content,
			"is_private": 1,
			"folder": FOLDER,
			"attached_to_doctype": doctype,
			"attached_to_name": document,
		}
	)
	file.flags.of_the_app = True
	# The caller has checked the right to write on the ticket, or that it was the engineer's.
	file.insert(ignore_permissions=True)
	# A file's owner may read and delete it whatever becomes of the ticket; the receipt says who recorded it.
	file.db_set("owner", "Administrator", update_modified=False)
	return file.file_url


def _refuse(name: str) -> None:
	frappe.throw(
		_("File: {0} is no recording or picture. Record it with the phone, and send it again.").format(
			name[:40]
		),
		AttachmentRefused,
	)
