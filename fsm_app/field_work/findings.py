"""What the engineer finds on site: the serial number read off the device, compared with the customer's equipment, and the symptom (C4)."""

import frappe
from frappe import _

from fsm_app.field_work.evidence import open_ticket_for_evidence, record, recorded_with, stage_for
from fsm_app.field_work.evidence_kinds import EVIDENCE, FAULT_SYMPTOM, SERIAL_NUMBER
from fsm_app.service_desk.field_rights import waive


class SerialNumberMismatch(frappe.ValidationError):
	"""The device on site is not the one of the ticket, or not the customer's."""


class SymptomMissing(frappe.ValidationError):
	"""A symptom without words."""


def record_serial_number(
	ticket: str,
	serial_no: str,
	stage: str | None = None,
	note: str | None = None,
	client_key: str | None = None,
):
	"""Record the serial number read off the device; returns the Service Evidence, the first one where it is there already.

	It is the ticket's, or one of the customer's, which then becomes the ticket's; further devices of the customer may
	follow. Raises SerialNumberMismatch.
	"""
	doc = open_ticket_for_evidence(ticket)
	if first := recorded_with(client_key, doc.name, SERIAL_NUMBER):
		return first
	# As it is written in the Serial No, whatever the case in which it was read.
	found = frappe.db.get_value("Serial No", (serial_no or "").strip(), ["name", "customer"], as_dict=True)
	same_cycle = {"ticket": doc.name, "kind": SERIAL_NUMBER, "cycle": doc.reopen_count or 0}
	_check(doc, (serial_no or "").strip(), found, same_cycle)
	stage = stage_for(doc, SERIAL_NUMBER, stage)
	if first := frappe.db.get_value(EVIDENCE, {**same_cycle, "stage": stage, "value": found.name}):
		return frappe.get_doc(EVIDENCE, first)
	if not doc.serial_no:
		doc.serial_no = found.name
		# The device was read off on site and is the customer's, which _check has seen to.
		waive(doc, "serial_no")
		doc.save()
	return record(doc, SERIAL_NUMBER, stage, value=found.name, note=note, client_key=client_key or None)


def record_symptom(ticket: str, symptom: str, stage: str | None = None, client_key: str | None = None):
	"""Record the fault as it was found on arrival; returns the Service Evidence. Fills the ticket's symptom where empty."""
	doc = open_ticket_for_evidence(ticket)
	if first := recorded_with(client_key, doc.name, FAULT_SYMPTOM):
		return first
	symptom = (symptom or "").strip()
	if not symptom:
		frappe.throw(_("Fault Symptom: it is empty. Describe what the device does."), SymptomMissing)
	if not (doc.fault_symptom or "").strip():
		stage = stage_for(doc, FAULT_SYMPTOM, stage)
		doc.fault_symptom = symptom
		doc.save()
	return record(doc, FAULT_SYMPTOM, stage, value=symptom, client_key=client_key or None)


def _check(ticket, serial_no: str, found, same_cycle: dict) -> None:
	if not serial_no:
		frappe.throw(_("Serial Number: it is empty. Read it off the device."), SerialNumberMismatch)
	own = ticket.serial_no
	if found and found.name == own:
		return
	if own and not frappe.db.exists(EVIDENCE, {**same_cycle, "value": own}):
		frappe.throw(
			_(
				"Serial Number: {0} was read off the device, the ticket is for {1}. Look for the right device, or let the"
				" dispatcher correct the ticket's serial number."
			).format(frappe.bold(frappe.utils.escape_html(serial_no)), frappe.bold(own)),
			SerialNumberMismatch,
		)
	# One sentence for a number that is unknown and for one of somebody else, whose equipment the engineer need not know.
	if not found or found.customer != ticket.customer:
		frappe.throw(
			_(
				"Serial Number: {0} is not registered for {1}. Read it again, or let the dispatcher enter the device in"
				" Serial No."
			).format(frappe.bold(frappe.utils.escape_html(serial_no)), frappe.bold(ticket.customer)),
			SerialNumberMismatch,
		)
