"""Who may attach a file to this app's documents: whoever may change the document, and the app itself (D3).

Frappe asks in its own upload; a File that is written like any document, or moved to another one, it lets pass. It also
lets everybody make a File of a private file's address, as its owner read it, and copy it in public by a way around the
folders. Here nobody makes a File of what they may not read.
"""

import posixpath
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.utils import get_url

from fsm_app.common.frappe_versions import NO_OBJECTION

PRIVATE, PUBLIC = "/private/files/", "/files/"
# An address that is encoded so often was written to keep us busy.
PASSES = 5


class NotAttached(frappe.PermissionError):
	"""A file for a document that the user may not change, or that there is not."""


def check_document(file, method: str | None = None) -> None:
	"""doc_events of File: refuse to attach it to a document of ours that the user may not change."""
	if not file.attached_to_doctype or not file.attached_to_name or _is_ours_to_write(file):
		return
	is_moved = file.has_value_changed("attached_to_doctype") or file.has_value_changed("attached_to_name")
	if not file.is_new() and not is_moved:
		return
	if not _is_own_doctype(file.attached_to_doctype):
		return
	exists = frappe.db.exists(file.attached_to_doctype, file.attached_to_name)
	if not exists or not frappe.has_permission(file.attached_to_doctype, "write", file.attached_to_name):
		frappe.clear_messages()
		frappe.throw(
			_("You may not attach files to {0} {1}. Ask somebody who may change it.").format(
				_(file.attached_to_doctype), file.attached_to_name
			),
			NotAttached,
		)


def _is_ours_to_write(file) -> bool:
	"""Whether the app, or Frappe for itself, writes the file: whoever does so has asked, or is told to by its own rules.

	Not what a guest sends: Frappe's upload ignores permissions for guests, where they may upload at all.
	"""
	if frappe.session.user == "Guest":
		return bool(file.flags.of_the_app)
	return bool(file.flags.ignore_permissions)


def _is_own_doctype(doctype: str) -> bool:
	module = frappe.db.get_value("DocType", doctype, "module", cache=True)
	return bool(module) and frappe.get_cached_value("Module Def", module, "app_name") == "fsm_app"


def may_name_address(doc, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""has_permission of File: whoever makes one of an address on this site, or gives it one, must be able to read the file."""
	if ptype in ("create", "write") and not _may_name(doc, user or frappe.session.user):
		return False
	return NO_OBJECTION


def check_content(file, method: str | None = None) -> None:
	"""doc_events of File, before inserting: the same where Frappe ignores permissions, which it does for a value of an
	attachment's field and for the attachments of an e-mail.

	By then it has read the file, and copied it where it was to be public. Whoever has the content can read a file with it.
	"""
	if not file.flags.ignore_permissions or file.flags.of_the_app or file.is_folder or not file.content_hash:
		return
	# the server's own work reads everything, and a guest gets no private file of Frappe whatever its rows say
	if frappe.session.user in ("Administrator", "Guest"):
		return
	alike = frappe.get_all("File", filters={"content_hash": file.content_hash}, fields=["*"])
	if not any(row.is_private for row in alike) or _reads_any(alike):
		return
	if file.file_url not in {row.file_url for row in alike}:
		file.delete_file_data_content()
	frappe.throw(
		_("{0}: you may not read this file. Choose a file of your own, or upload it.").format(file.file_name),
		NotAttached,
	)


def _may_name(file, user: str) -> bool:
	if user == "Administrator" or not file.file_url:
		return True
	address = _on_this_site(file.file_url)
	if address is None or address.startswith(PUBLIC):
		return True
	if not address.startswith(PRIVATE):
		return False
	rows = frappe.get_all("File", filters={"file_url": address}, fields=["*"])
	return _reads_any(rows)


def _on_this_site(address: str) -> str | None:
	"""The path that the address leads to, without detours; None where it is another site's."""
	for _pass in range(PASSES):
		address = unquote(address)
	address = address.removeprefix(get_url())
	return None if address.startswith(("http://", "https://")) else posixpath.normpath(address)


def _reads_any(rows: list) -> bool:
	return any(frappe.get_doc(doctype="File", **row).is_downloadable() for row in rows)
