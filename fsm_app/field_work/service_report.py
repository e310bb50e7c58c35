"""The service report: all that it says about a ticket, ready for printing (C8).

The print format Service Report shows it and asks for nothing else. Texts are plain and not yet escaped; labels and times
are in the language of the print.
"""

import frappe
from frappe import _
from frappe.utils import cint, formatdate, get_datetime

from fsm_app.engine import stages
from fsm_app.engine.masking import mask_email, mask_name, mask_phone
from fsm_app.engine.sla_metrics import ARRIVAL, FIRST_RESPONSE, RESOLUTION
from fsm_app.field_work.evidence_kinds import EVIDENCE, PHOTO
from fsm_app.field_work.signature import latest_signature
from fsm_app.field_work.visits import CANCELLED, REMOTE, VISIT
from fsm_app.service_desk.caller_contact import knows_contact
from fsm_app.service_desk.parts_left import UNDONE, left
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.workforce.engineers import engineer_names

# What the customer was promised and can judge; the other clocks are for those who do the service.
PROMISED = (FIRST_RESPONSE, ARRIVAL, RESOLUTION)
ADDRESS_FIELDS = ("address_line1", "address_line2", "city", "state", "pincode")


def service_report(ticket) -> dict:
	"""Everything that the report of `ticket` (a document) shows, with a fixed number of queries.

	The caller has made sure that the reader may see the ticket: Frappe does for a print. Who called is written out for
	those who may know it and where the report goes to the customer (`ticket.flags.goes_to_customer`), else masked.
	"""
	photos = _photos(ticket)
	visits = _visits(ticket)
	return {
		"number": ticket.name,
		"company": ticket.company,
		"subject": ticket.subject,
		"service": ticket.offering,
		"opened_at": moment_text(ticket.opened_at),
		"done_at": moment_text(ticket.done_at),
		"customer": _customer(ticket),
		"equipment": _equipment(ticket),
		"symptom": ticket.fault_symptom,
		"fault_code": ticket.fault_code,
		"cause": ticket.fault_cause,
		"solution": ticket.resolution_summary,
		"parts": _parts(ticket),
		"no_parts_used": bool(ticket.get("no_parts_used")),
		"visits": _shown_visits(visits),
		"travel_time": _duration(60 * sum(cint(row.travel_minutes) for row in visits)),
		"work_time": _duration(60 * sum(cint(row.work_minutes) for row in visits)),
		"checklist": [
			{"step": row.step, "done": bool(row.done), "remark": row.remark} for row in ticket.checklist
		],
		"photos_before": _set_of(photos, before=True),
		"photos_after": _set_of(photos, before=False),
		"completeness": round(ticket.completeness or 0),
		"signature": _signature(ticket),
		"promises": _promises(ticket),
	}


def moment_text(value) -> str:
	"""A moment by the site's date format, to the minute; empty for none."""
	if not value:
		return ""
	moment = get_datetime(value)
	return f"{formatdate(moment)} {moment:%H:%M}"


def _customer(ticket) -> dict:
	name = frappe.db.get_value("Customer", ticket.customer, "customer_name")
	caller = caller_of(ticket)
	contact = (
		frappe.db.get_value(
			"Contact",
			caller.contact,
			["first_name", "last_name", "phone", "mobile_no", "email_id"],
			as_dict=True,
		)
		if caller.contact
		else None
	) or frappe._dict()
	address = (
		frappe.db.get_value("Address", caller.address, list(ADDRESS_FIELDS), as_dict=True)
		if caller.address
		else None
	) or {}
	shown = {
		"contact": " ".join(filter(None, (contact.first_name, contact.last_name))) or caller.reported_by,
		"phone": caller.contact_phone or contact.mobile_no or contact.phone,
		"email": caller.contact_email or contact.email_id,
		"address": ", ".join(filter(None, (address.get(field) for field in ADDRESS_FIELDS))),
	}
	if not (ticket.flags.goes_to_customer or knows_contact(ticket)):
		shown = {
			"contact": mask_name(shown["contact"]),
			"phone": mask_phone(shown["phone"]),
			"email": mask_email(shown["email"]),
			"address": address.get("city"),
		}
	return {"name": name or ticket.customer, **shown}


def _equipment(ticket) -> dict:
	serial = (
		frappe.db.get_value(
			"Serial No", ticket.serial_no, ["item_code", "item_name", "warranty_expiry_date"], as_dict=True
		)
		if ticket.serial_no
		else None
	) or frappe._dict()
	item = ticket.item_code or serial.item_code
	name = serial.item_name if serial.item_name and serial.item_code == item else None
	if item and not name:
		name = frappe.db.get_value("Item", item, "item_name")
	return {
		"item": item,
		"item_name": name if name != item else None,
		"serial_no": ticket.serial_no,
		"asset": ticket.asset,
		"warranty": _(ticket.warranty_state) if ticket.warranty_state else "",
		"warranty_until": formatdate(serial.warranty_expiry_date) if serial.warranty_expiry_date else "",
	}


def _parts(ticket) -> list[dict]:
	items = {row.item_code for row in ticket.parts_used} - {None, ""}
	rows = (
		frappe.get_all(
			"Item",
			filters={"name": ["in", sorted(items)]},
			fields=["name", "item_name", "stock_uom"],
			limit_page_length=0,
		)
		if items
		else []
	)
	known = {row.name: row for row in rows}
	return [
		{
			"item": row.item_code,
			"name": known.get(row.item_code, frappe._dict()).item_name,
			"qty": f"{left(row):g}",
			"unit": _(known.get(row.item_code, frappe._dict()).stock_uom or ""),
			"serial_no": row.serial_no,
			"replaced_serial_no": row.replaced_serial_no,
			"remark": row.remark,
		}
		for row in ticket.parts_used
		if row.posting not in UNDONE
	]


def _visits(ticket) -> list:
	"""The visits that took place or are to; a cancelled one did not happen."""
	return frappe.get_all(
		VISIT,
		filters={"ticket": ticket.name, "status": ["!=", CANCELLED]},
		fields=[
			"visit_number", "engineer", "status", "outcome", "delivery", "arrived_at", "ended_at",
			"travel_minutes", "work_minutes",
		],
		order_by="visit_number",
		limit_page_length=0,
	)  # fmt: skip


def _shown_visits(visits: list) -> list[dict]:
	names = engineer_names(row.engineer for row in visits)
	return [
		{
			"number": row.visit_number,
			"engineer": names.get(row.engineer) or row.engineer,
			"arrived_at": moment_text(row.arrived_at),
			"ended_at": moment_text(row.ended_at),
			"travel": _duration(60 * row.travel_minutes) if row.travel_minutes else "",
			"work": _duration(60 * row.work_minutes) if row.ended_at else "",
			"outcome": _(row.outcome or row.status, context="Service Visit"),
			"remote": row.delivery == REMOTE,
		}
		for row in visits
	]


def _photos(ticket) -> list:
	"""The photos of the ticket's present cycle, the oldest first."""
	return frappe.get_all(
		EVIDENCE,
		filters={"ticket": ticket.name, "cycle": ticket.reopen_count or 0, "kind": PHOTO},
		fields=["stage", "note", "file", "thumbnail", "recorded_at"],
		order_by="recorded_at, creation",
		limit_page_length=0,
	)


def _set_of(photos: list, before: bool) -> list[dict]:
	"""The first set shows what the engineer found, the second how they left it."""
	arrival = stages.STAGES.index(stages.ON_SITE)
	return [
		{"image": row.thumbnail or row.file, "note": row.note, "taken_at": moment_text(row.recorded_at)}
		for row in photos
		if (row.thumbnail or row.file) and (stages.STAGES.index(row.stage) <= arrival) == before
	]


def _signature(ticket) -> dict | None:
	"""The customer's last signature of this cycle, and whether the report was changed after it; None where nobody signed."""
	signed = latest_signature(ticket)
	if not signed:
		return None
	return {
		"image": signed.file or signed.thumbnail,
		"name": signed.signed_by,
		"at": moment_text(signed.recorded_at),
		"changed": bool(signed.report_changed),
	}


def _promises(ticket) -> list[dict]:
	rows = frappe.get_all(
		"SLA Clock",
		filters={
			"ticket": ticket.name,
			"cycle": ticket.reopen_count or 0,
			"metric": ["in", PROMISED],
			"state": ["!=", "Cancelled"],
		},
		fields=["metric", "state", "target_seconds", "used_seconds", "stopped_at", "breached"],
		order_by="started_at, name",
		limit_page_length=0,
	)
	return [
		{
			"metric": _(row.metric),
			"target": _duration(row.target_seconds),
			"used": _duration(row.used_seconds) if row.state == "Met" else "",
			"at": moment_text(row.stopped_at),
			"kept": None if row.state != "Met" and not row.breached else not row.breached,
		}
		for row in rows
	]


def _duration(seconds: int | None) -> str:
	"""A duration to the minute, such as "2 h 5 min"."""
	hours, minutes = divmod(round((seconds or 0) / 60), 60)
	if not hours:
		return _("{0} min").format(minutes)
	return _("{0} h {1} min").format(hours, minutes) if minutes else _("{0} h").format(hours)
