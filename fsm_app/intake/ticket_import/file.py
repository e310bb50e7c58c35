"""The file of a Ticket Import: where it lies, and what it is read as (C2)."""

import hashlib
from pathlib import Path

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from fsm_app.common.clock import now
from fsm_app.common.site_time import aware
from fsm_app.import_formats.export_file import NotAnExport
from fsm_app.import_formats.ticket_file import AUTO, TicketExport, open_tickets
from fsm_app.intake.ticket_import.reading import choices_of

LARGEST_FILE_MB = 1024
BLOCK = 1024 * 1024


class ImportFileError(frappe.ValidationError):
	"""A Ticket Import whose file is missing, public, too large or no export of its system."""


def open_export_of(ticket_import) -> TicketExport:
	"""The export of the import's file. Raises ImportFileError, which says what is wrong with the file."""
	path = path_of(ticket_import.file)
	if path.stat().st_size > LARGEST_FILE_MB * BLOCK:
		_refuse(
			_("{0} MB are more than {1}. Export the tickets in several files.").format(
				path.stat().st_size // BLOCK, LARGEST_FILE_MB
			)
		)
	try:
		return open_tickets(
			path,
			ticket_import.system,
			ticket_import.time_zone or get_system_timezone(),
			aware(now()),
			ticket_import.date_order or AUTO,
			choices_of(ticket_import),
		)
	except NotAnExport as error:
		_refuse(str(error), error)


def check_file(ticket_import) -> None:
	"""Refuse a file that everybody can open by its address, and one that the user may not read."""
	if not ticket_import.file:
		return
	if not ticket_import.file.startswith("/private/files/"):
		_refuse(_("it is public, and an export holds personal data. Attach it as a private file."))
	# One content may stand in several File records, each with its own readers.
	if not any(file.has_permission("read") for file in _files_of(ticket_import.file)):
		frappe.throw(
			_("File: you may not read {0}. Attach the export yourself.").format(ticket_import.file),
			frappe.PermissionError,
		)


def path_of(file_url: str | None) -> Path:
	"""Where the attached file lies. Raises ImportFileError."""
	if not file_url:
		_refuse(_("none is attached. Attach the export."))
	path = Path(_files_of(file_url)[0].get_full_path())
	if not path.is_file():
		_refuse(_("{0} is no longer there. Attach the export again.").format(path.name))
	return path


def content_hash(path: Path) -> str:
	"""The SHA-256 of the file, by which a second run knows that it reads the same."""
	digest = hashlib.sha256()
	with open(path, "rb") as file:
		while block := file.read(BLOCK):
			digest.update(block)
	return digest.hexdigest()


def keep_copy(path: Path) -> str:
	"""Put a copy of a file of the server among the site's private files; returns its address there.

	Raises frappe.MaxFileSizeReachedError above the site's limit.
	"""
	file = frappe.get_doc(
		{"doctype": "File", "file_name": path.name, "content": path.read_bytes(), "is_private": 1}
	)
	return file.insert().file_url


def _files_of(file_url: str) -> list:
	names = frappe.get_all("File", filters={"file_url": file_url}, pluck="name")
	if not names:
		_refuse(_("{0} is not on this site. Attach the export.").format(file_url))
	return [frappe.get_doc("File", name) for name in names]


def _refuse(reason: str, cause: Exception | None = None) -> None:
	try:
		frappe.throw(_("File: {0}").format(reason), ImportFileError)
	except ImportFileError as error:
		raise error from cause
