"""Photos that customers send with a ticket, and showing them those again (C2, D3).

They are private files of the ticket. Frappe gives a private file to those who may read its document; customers may not,
so theirs pass through here.
"""

import hashlib

import frappe
from frappe import _

from fsm_app.common.frappe_versions import bytes_of
from fsm_app.engine import stages
from fsm_app.field_work.photos import checked_photo
from fsm_app.intake.portal.customers import addresses_of

PHOTOS_AT_MOST = 20
GUEST = "guest"
FILE_FIELDS = ("name", "file_name", "owner", "creation")


class TooManyPhotos(frappe.ValidationError):
	"""A ticket has as many photos of the customer as one can look through."""


def photos_of(ticket, by_link: bool = False) -> list[dict]:
	"""The photos that the customer's people sent with `ticket`, oldest first: `name` and `file_name`.

	With `by_link` those alone that came without a login: who has but the link sees no more than such links have brought.
	"""
	return [{"name": row.name, "file_name": row.file_name} for row in _files(ticket, by_link)]


def add(ticket, content: bytes) -> str:
	"""Keep a photo with the customer's `ticket`; returns the name of its File.

	One that is there already is not kept twice. Refuses what is no image or too large (field_work/photos.py), and more
	than PHOTOS_AT_MOST (TooManyPhotos).
	"""
	photo = checked_photo(content)
	files = _files(ticket)
	digest = hashlib.sha256(content).hexdigest()[:16]
	# Named by us: what a sender calls a file may be anything.
	file_name = f"{ticket.name}-{digest}.{photo.extension}"
	for row in files:
		if row.file_name == file_name:
			return row.name
	if len(files) >= PHOTOS_AT_MOST:
		frappe.throw(
			_("Photos: {0} has {1} already, which is the limit. Describe the rest in a message.").format(
				ticket.name, PHOTOS_AT_MOST
			),
			TooManyPhotos,
		)
	document = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": file_name,
			"content": photo.content,
			"is_private": 1,
			"attached_to_doctype": stages.TICKET,
			"attached_to_name": ticket.name,
		}
	)
	document.flags.of_the_app = True
	document.insert(ignore_permissions=True)  # the ticket is the sender's own, see customers.own_ticket
	return document.name


def content_of(ticket, file: str, by_link: bool = False) -> tuple[str, bytes]:
	"""File name and content of one of the photos of `photos_of`; DoesNotExistError for any other file.

	The content is looked at once more: Frappe lets every user make files of their own, which only claim to be photos.
	"""
	if not any(row.name == file for row in _files(ticket, by_link)):
		frappe.throw(_("This photo was not found. Open it from its ticket."), frappe.DoesNotExistError)
	photo = checked_photo(bytes_of(file))
	return f"{file}.{photo.extension}", photo.content


def _files(ticket, by_link: bool = False) -> list:
	rows = frappe.get_all(
		"File",
		filters={
			"attached_to_doctype": stages.TICKET,
			"attached_to_name": ticket.name,
			"is_private": 1,
			"is_folder": 0,
		},
		fields=list(FILE_FIELDS),
		order_by="creation, name",
	)
	# What guests sent came by the ticket's link or its device's label: nobody else's is attached, see common/attachments.py.
	theirs = {GUEST} if by_link else {GUEST, *addresses_of(ticket.customer)}
	return [row for row in rows if row.owner.lower() in theirs]
