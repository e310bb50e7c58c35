"""Whitelisted functions of the Ticket Import's form (C2)."""

import frappe

from fsm_app.intake.ticket_import import importing as imports
from fsm_app.intake.ticket_import import refusals


@frappe.whitelist(methods=["POST"])
def read_file(name: str) -> dict:
	"""Read the file and take nothing: see ticket_import.prepare for what comes back; needs write permission."""
	return imports.prepare(_permitted(name, "write"))


@frappe.whitelist(methods=["POST"])
def start(name: str) -> None:
	"""Start the import in the background, or go on with it; needs write permission."""
	imports.start(_permitted(name, "write"))


@frappe.whitelist(methods=["POST"])
def pause(name: str) -> None:
	"""Stop the import after its present batch; needs write permission."""
	imports.pause(_permitted(name, "write"))


@frappe.whitelist(methods=["GET"])
def progress(name: str) -> dict:
	"""How far the import has come: status, position, total, the counts and the error; needs read permission."""
	doc = _permitted(name, "read")
	return {field: doc.get(field) for field in ("status", "position", "total", "error", *imports.COUNTS)}


@frappe.whitelist(methods=["GET"])
def download_refused(name: str) -> None:
	"""The refused rows as a file that can be corrected and imported again; needs read permission."""
	file_name, text = refusals.as_file(_permitted(name, "read"))
	frappe.response.update(
		{
			"type": "download",
			"filename": file_name,
			"filecontent": text.encode("utf-8"),
			"display_content_as": "attachment",
		}
	)


def _permitted(name: str, act: str):
	doc = frappe.get_doc(imports.IMPORT, name)
	doc.check_permission(act)
	return doc
