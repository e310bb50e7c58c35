"""Files of evidence: private, kept byte for byte, belonging to their evidence and to nobody else (C4)."""

import os

import frappe

EVIDENCE = "Service Evidence"
# Frappe's own folder for what is attached to documents.
FOLDER = "Home/Attachments"


def keep_file(content: bytes, extension: str, evidence: str, field: str) -> str:
	"""Keep `content` as a private file of the Service Evidence named `evidence`; returns its URL.

	Who may read the evidence may read the file.
	"""
	return keep_whole(content, frappe.generate_hash(length=20), extension, (EVIDENCE, evidence), field)


def keep_whole(
	content: bytes, stem: str, extension: str, document: tuple[str, str], field: str | None = None
) -> str:
	"""Keep `content` as a private file of a document (doctype and name), called `stem` and its extension; returns its URL.

	`stem` is one that no other file has. The caller has checked that the user may add to the document.
	"""
	token = frappe.generate_hash(length=20)
	# Under a name without an extension, as Frappe encodes JPEGs anew, without their orientation and time, where System
	# Settings say so; attached only afterwards, as it would write the passing name into the evidence's timeline.
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": token,
			"content": content,
			"is_private": 1,
			"folder": FOLDER,
		}
	)
	file.flags.of_the_app = True
	file.insert(ignore_permissions=True)  # as the caller has checked
	first_path = file.get_full_path()
	is_own = os.path.basename(first_path) == token
	file.file_name = f"{stem}.{extension}"
	file.file_url = f"/private/files/{file.file_name}"
	file.write_file()
	if is_own:
		os.remove(first_path)
	file.db_set(
		{
			"file_name": file.file_name,
			"file_url": file.file_url,
			"file_type": extension.upper(),
			"attached_to_doctype": document[0],
			"attached_to_name": document[1],
			"attached_to_field": field,
			# A file's owner may read and delete it whatever becomes of the ticket; the document says who recorded it.
			"owner": "Administrator",
		},
		update_modified=False,
	)
	return file.file_url
