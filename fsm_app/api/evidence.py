"""What the ticket's form and the engineer's phone ask for and give as evidence (C4)."""

import frappe
from frappe import _
from frappe.utils import get_first_day, getdate

from fsm_app.common.arguments import permitted
from fsm_app.common.clock import now
from fsm_app.engine.score_spread import mean_of
from fsm_app.field_work import checklist, findings, gates, photos, signature
from fsm_app.field_work.evidence import SHOWN_FIELDS, shown

TICKET = "Service Ticket"


@frappe.whitelist(methods=["GET", "POST"])
def completeness_this_month(filters: str | list | dict | None = None) -> dict:
	"""The mean completeness of the tickets done this month that the user sees, for a number card, which sends its filters along."""
	first = str(get_first_day(getdate(now())))
	found = frappe.get_list(
		TICKET, filters={"done_at": [">=", first]}, pluck="completeness", limit_page_length=0
	)
	return {
		"value": mean_of(found) or 0.0,
		"fieldtype": "Percent",
		"precision": 1,
		"route": ["List", TICKET],
		"route_options": {"done_at": [">=", first]},
	}


@frappe.whitelist(methods=["GET"])
def missing(ticket: str) -> list[dict]:
	"""What is asked for at the ticket's present stage and later: kind, stage, have, need, text, and `now` for the present.

	A need with have < need is missing. Texts are plain.
	"""
	return gates.open_needs(_readable(ticket))


@frappe.whitelist(methods=["GET"])
def overview(ticket: str) -> dict:
	"""All that the form shows of the work's evidence.

	`needs` (as of missing), `completeness`, `photos` of this cycle, `signature`, `may_add`, `steps` of the checklist
	(checklist.steps_of) and `may_tick`.
	"""
	doc = _readable(ticket)
	return {
		"stage": gates.place_on_line(doc),
		"completeness": doc.completeness,
		"needs": gates.open_needs(doc),
		"photos": frappe.get_all(
			gates.EVIDENCE,
			filters={"ticket": doc.name, "kind": gates.PHOTO, "cycle": doc.reopen_count or 0},
			fields=list(SHOWN_FIELDS),
			order_by="recorded_at, creation",
		),
		"signature": signature.latest_signature(doc),
		# not doc.has_permission, which tells those who only read that they have no access
		"may_add": bool(frappe.has_permission(TICKET, "write", doc)),
		"steps": checklist.steps_of(doc),
		"may_tick": checklist.may_tick(doc),
	}


@frappe.whitelist(methods=["POST"])
def add_photo(
	ticket: str,
	stage: str | None = None,
	content: str | None = None,
	note: str | None = None,
	client_key: str | None = None,
) -> dict:
	"""Add a photo, sent as the file `file` of a form or as base64 text in `content`; needs write permission on the ticket."""
	permitted(TICKET, ticket, "write")
	photo = photos.add_photo(ticket, _uploaded(content), stage or None, note, client_key)
	return shown(photo)


@frappe.whitelist(methods=["POST"])
def record_serial_number(
	ticket: str,
	serial_no: str,
	stage: str | None = None,
	note: str | None = None,
	client_key: str | None = None,
) -> dict:
	"""Record the serial number read off the device; needs write permission on the ticket."""
	permitted(TICKET, ticket, "write")
	return shown(findings.record_serial_number(ticket, serial_no, stage or None, note, client_key))


@frappe.whitelist(methods=["POST"])
def record_symptom(
	ticket: str, symptom: str, stage: str | None = None, client_key: str | None = None
) -> dict:
	"""Record the fault as it was found; needs write permission on the ticket."""
	permitted(TICKET, ticket, "write")
	return shown(findings.record_symptom(ticket, symptom, stage or None, client_key))


@frappe.whitelist(methods=["POST"])
def sign(
	ticket: str, signed_by: str, image: str, stage: str | None = None, client_key: str | None = None
) -> dict:
	"""Keep the customer's signature under the report; needs write permission on the ticket."""
	permitted(TICKET, ticket, "write")
	return shown(signature.sign(ticket, signed_by, image, stage or None, client_key))


def _readable(ticket: str):
	permitted(TICKET, ticket)
	return frappe.get_doc(TICKET, ticket)


def _uploaded(content: str | None) -> bytes:
	file = frappe.request.files.get("file") if frappe.request else None
	if file:
		photos.check_size(frappe.request.content_length or 0)
		return file.read()
	if not content:
		frappe.throw(_("Photo: no file was sent. Send it again."), photos.PhotoRefused)
	return photos.decoded(content)
