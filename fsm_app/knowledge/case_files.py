"""Pictures and files of a case: private, and seen by whoever reads the case (G1, D3)."""

import mimetypes
from collections.abc import Collection
from urllib.parse import unquote

import frappe
from frappe import _

from fsm_app.common.frappe_versions import bytes_of
from fsm_app.knowledge.readers import reads
from fsm_app.knowledge.stages import CASE

FILE = "File"
# What a browser shows as a picture and runs nothing of.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class FileIsPublic(frappe.ValidationError):
	"""A file of a case that everybody with the address could fetch."""


def keep_private(file, method: str | None = None) -> None:
	"""doc_events of File: what belongs to a case is never public."""
	if file.attached_to_doctype == CASE and not file.is_private:
		frappe.throw(
			_("{0}: files of a case are private. Upload it as a private file.").format(file.file_name),
			FileIsPublic,
		)


def attach_pictures(case) -> None:
	"""After saving: pictures that the user uploaded for the case belong to it, so that its readers see them."""
	urls = {row.image for row in case.pictures} - {None, ""}
	if not urls:
		return
	there = frappe.get_all(
		FILE,
		filters={
			"attached_to_doctype": CASE,
			"attached_to_name": case.name,
			"file_url": ["in", sorted(urls)],
		},
		pluck="file_url",
	)
	for url in sorted(urls - set(there)):
		loose = frappe.get_all(
			FILE,
			filters={"file_url": url, "owner": frappe.session.user, "attached_to_name": ["is", "not set"]},
			pluck="name",
			limit=1,
		)
		if not loose:
			frappe.throw(
				_("Picture: {0} belongs to another document. Upload it here.").format(url), FileIsPublic
			)
		frappe.db.set_value(
			FILE,
			loose[0],
			{"attached_to_doctype": CASE, "attached_to_name": case.name},
			update_modified=False,
		)


def file_for_reader(case: str, url: str, customers: Collection[str] = ()) -> tuple[str, bytes, bool]:
	"""Name and content of the case's file at `url`, and whether it is a picture, for whoever reads the case; refused like one that is not there."""
	row = None
	if reads(case, customers):
		row = frappe.db.get_value(
			FILE,
			{
				"attached_to_doctype": CASE,
				"attached_to_name": case,
				"file_url": unquote(url),
				"is_private": 1,
			},
			["name", "file_name", "file_url"],
			as_dict=True,
		)
	if not row:
		frappe.throw(_("This file was not found. Open it from its case."), frappe.DoesNotExistError)
	return row.file_name, bytes_of(row.name), mimetypes.guess_type(row.file_name)[0] in PICTURES
