"""The customer's signature under the service report, kept with the text that was signed (C4)."""

import hashlib

import frappe
from frappe import _
from frappe.utils import sanitize_html

from fsm_app.engine.image_file import has_strokes
from fsm_app.field_work import photos
from fsm_app.field_work.evidence import (
	latest_of,
	note_signature,
	open_ticket_for_evidence,
	record,
	recorded_with,
)
from fsm_app.field_work.evidence_kinds import SIGNATURE

BEGINS = "data:image/png;base64,"
SIGNED_FIELDS = ("fault_symptom", "fault_cause", "resolution_summary")


class NothingToSign(frappe.ValidationError):
	"""There is no service report yet that the customer could sign."""


class SignatureRefused(frappe.ValidationError):
	"""A signature without a name, without strokes, or that is no drawing."""


def sign(ticket: str, signed_by: str, image: str, stage: str | None = None, client_key: str | None = None):
	"""Keep the customer's signature, a PNG as data URL, under the ticket's report; returns the Service Evidence.

	Signing again replaces nothing: the latest counts, all are kept. Raises NothingToSign and SignatureRefused.
	"""
	doc = open_ticket_for_evidence(ticket)
	if first := recorded_with(client_key, doc.name, SIGNATURE):
		return first
	if not (doc.resolution_summary or "").strip():
		frappe.throw(
			_("There is no report to sign yet. Fill in {0} first.").format(
				frappe.bold(_(doc.meta.get_label("resolution_summary")))
			),
			NothingToSign,
		)
	signed_by = (signed_by or "").strip()
	if not 0 < len(signed_by) <= 140:
		frappe.throw(_("Signed By: enter the name of whoever signs, up to 140 characters."), SignatureRefused)
	drawing = _drawing(image)
	evidence = record(
		doc,
		SIGNATURE,
		stage,
		value=report_text(doc),
		signed_by=signed_by,
		content_hash=hashlib.sha256(drawing.content).hexdigest(),
		client_key=client_key or None,
	)
	photos.keep_files(evidence, drawing)
	note_signature(doc)
	return evidence


def report_text(ticket) -> str:
	"""What the customer signs: problem, cause, solution and parts, a line each."""
	lines = [
		f"{ticket.meta.get_label(field)}: {value.strip()}"
		for field in SIGNED_FIELDS
		if (value := ticket.get(field) or "").strip()
	]
	for row in ticket.parts_used:
		numbers = " / ".join(filter(None, (row.serial_no, row.replaced_serial_no)))
		lines.append(" ".join(filter(None, (f"{row.qty:g} x {row.item_code}", numbers and f"({numbers})"))))
	return "\n".join(lines)


def latest_signature(ticket) -> frappe._dict | None:
	"""The signature that counts in the ticket's present cycle, with `report_changed`: whether the report says otherwise now."""
	fields = ["name", "value", "signed_by", "recorded_at", "file", "thumbnail"]
	signature = latest_of(ticket, SIGNATURE, fields)
	if signature:
		# Frappe cleans text when it is saved.
		signature.report_changed = signature.pop("value") != sanitize_html(report_text(ticket))
	return signature


def _drawing(image: str):
	if not isinstance(image, str) or not image.startswith(BEGINS):
		frappe.throw(_("Signature: send the drawing as a PNG data URL."), SignatureRefused)
	drawing = photos.checked_photo(photos.decoded(image))
	if drawing.format != "PNG":
		frappe.throw(_("Signature: the drawing is no PNG picture. Sign again."), SignatureRefused)
	if not has_strokes(drawing):
		frappe.throw(_("Signature: nothing is drawn. Let the customer sign in the field."), SignatureRefused)
	return drawing
