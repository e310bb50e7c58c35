"""Photos as evidence: looked through before they are kept, each for one stage of one ticket (C4)."""

import base64
import binascii
import hashlib

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.site_time import naive
from fsm_app.engine import image_file
from fsm_app.engine.image_file import Photo, UnusableImage, read_photo, thumbnail
from fsm_app.field_work import gates
from fsm_app.field_work.evidence import open_ticket_for_evidence, record, recorded_with, stage_for
from fsm_app.field_work.evidence_files import keep_file

MEGABYTE = 1024 * 1024


class PhotoRefused(frappe.ValidationError):
	"""A file that is no photo which can be kept."""


class PhotoTooLarge(frappe.ValidationError):
	"""A file above the size that Field Service Settings allow."""


class PhotoUsedBefore(frappe.ValidationError):
	"""A photo that is evidence of something else already."""


def add_photo(
	ticket: str,
	content: bytes,
	stage: str | None = None,
	note: str | None = None,
	client_key: str | None = None,
):
	"""Keep a photo as evidence for a stage of the ticket; returns the Service Evidence.

	The same photo for the same stage, or the same key again, returns the first. Raises PhotoRefused, PhotoTooLarge,
	PhotoUsedBefore, and what evidence.record raises.
	"""
	doc = open_ticket_for_evidence(ticket)
	if first := recorded_with(client_key, doc.name, gates.PHOTO):
		return first
	photo = checked_photo(content)
	content_hash = hashlib.sha256(photo.content).hexdigest()
	stage = stage_for(doc, gates.PHOTO, stage)
	if first := _first_use(doc, stage, content_hash):
		return first
	evidence = record(
		doc,
		gates.PHOTO,
		stage,
		note=note,
		client_key=client_key or None,
		content_hash=content_hash,
		taken_at=naive(photo.taken_at) if photo.taken_at and photo.taken_at.tzinfo else photo.taken_at,
		latitude=photo.latitude,
		longitude=photo.longitude,
	)
	keep_files(evidence, photo)
	return evidence


def checked_photo(content: bytes) -> Photo:
	"""The picture in `content`; raises PhotoTooLarge and PhotoRefused."""
	check_size(len(content))
	try:
		return read_photo(content)
	except UnusableImage as error:
		frappe.throw(_reasons()[error.reason], PhotoRefused)


def check_size(size: int) -> None:
	"""Refuse a file of `size` bytes where the settings do not allow it; 0 there is no limit."""
	most = flt(frappe.db.get_single_value("Field Service Settings", "max_photo_mb", cache=True))
	if most and size > most * MEGABYTE:
		frappe.throw(
			_("Photo: {0} MB are more than the {1} MB allowed. Take it with a lower resolution.").format(
				round(size / MEGABYTE, 1), f"{most:g}"
			),
			PhotoTooLarge,
		)


def decoded(content: str) -> bytes:
	"""The bytes behind base64 text, with or without a data URL's beginning; raises PhotoRefused and PhotoTooLarge."""
	text = content.split(",", 1)[1] if content.startswith("data:") and "," in content else content
	check_size(len(text) * 3 // 4)
	try:
		return base64.b64decode(text, validate=True)
	except (binascii.Error, ValueError):
		frappe.throw(_("Photo: what was sent is not base64 text. Send the file itself."), PhotoRefused)


def keep_files(evidence, photo: Photo) -> None:
	"""Keep the picture and a small copy of it as files of the evidence."""
	files = {
		"file": keep_file(photo.content, photo.extension, evidence.name, "file"),
		"thumbnail": keep_file(thumbnail(photo), "jpg", evidence.name, "thumbnail"),
	}
	evidence.update(files)
	frappe.db.set_value(gates.EVIDENCE, evidence.name, files, update_modified=False)


def _first_use(ticket, stage: str, content_hash: str):
	"""The evidence that the same photo is already for the same stage; refuses it where it stands for something else."""
	# A locking read, as in evidence.recorded_with.
	used = frappe.db.get_value(
		gates.EVIDENCE,
		{"content_hash": content_hash, "kind": gates.PHOTO},
		["name", "ticket", "stage", "cycle"],
		as_dict=True,
		for_update=True,
	)
	if not used:
		return None
	if (used.ticket, used.stage, used.cycle) == (ticket.name, stage, ticket.reopen_count or 0):
		return frappe.get_doc(gates.EVIDENCE, used.name)
	if used.ticket == ticket.name:
		where = _("evidence for {0} of this ticket").format(_(used.stage))
	elif frappe.has_permission("Service Ticket", "read", used.ticket):
		where = _("evidence from another ticket, {0}").format(used.ticket)
	else:
		where = _("evidence from another ticket")
	frappe.throw(_("Photo: it is {0} already. Take a new one.").format(where), PhotoUsedBefore)


def _reasons() -> dict[str, str]:
	return {
		image_file.NO_IMAGE: _(
			"Photo: the file is no JPEG, PNG or WebP picture. Take a photo with the camera."
		),
		image_file.BROKEN: _("Photo: the picture is damaged or incomplete. Take or send it again."),
		image_file.HEIC: _(
			"Photo: HEIC pictures cannot be read here. Set the camera to JPEG (on an iPhone: Settings, Camera, Formats,"
			" Most Compatible)."
		),
		image_file.TOO_MANY_PIXELS: _(
			"Photo: more than {0} million pixels. Take it with a lower resolution."
		).format(image_file.MOST_PIXELS // 1_000_000),
		image_file.MORE_THAN_AN_IMAGE: _(
			"Photo: the file holds something else beside the picture, such as a page, a program or an archive. Take a new"
			" photo with the camera."
		),
	}
