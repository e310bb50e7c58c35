"""What is known of the device before one goes there: its data, what is wrong, what was wrong before, what is built in (E4)."""

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.preparation.sheet import row
from fsm_app.service_desk import ticket_context
from fsm_app.spare_parts.installed_parts import of_equipment

TICKETS_SHOWN = 5
PARTS_SHOWN = 10


def sections(ticket) -> list[dict]:
	"""Device, Fault, and what was done on it before."""
	known = ticket_context.of_ticket(ticket.name)
	return [
		{"title": _("Device"), "rows": _device(ticket, known)},
		{"title": _("Fault"), "rows": _fault(ticket, known)},
		{"title": _("Done on It Before"), "rows": _history(known)},
		{"title": _("Built In"), "rows": _built_in(ticket)},
	]


def _device(ticket, known: dict) -> list[dict]:
	item = ticket.item_code and frappe.get_cached_value("Item", ticket.item_code, "item_name")
	facts = (
		(_("Item"), item or ticket.item_code, None),
		(_("Serial No"), ticket.serial_no, None),
		(_("Asset"), ticket.asset, None),
		(_("Warranty"), known["warranty_state"] and _(known["warranty_state"]), known["warranty_reason"]),
	)
	return [row(label, text, note) for label, text, note in facts if text]


def _fault(ticket, known: dict) -> list[dict]:
	rows = [
		row(label, text)
		for label, text in (
			(_("Fault Code"), ticket.fault_code),
			(_("Fault Symptom"), ticket.fault_symptom),
			(_("Left from the Visit Before"), ticket.remaining_work),
		)
		if text
	]
	if repeat := known["repeat"]:
		text = _("The same fault was mended {0} days before, see {1}.").format(repeat["days"], repeat["name"])
		rows.append(row(_("Again"), text, repeat.get("resolution_summary")))
	return rows


def _history(known: dict) -> list[dict]:
	rows = []
	for before in known["history"][:TICKETS_SHOWN]:
		parts = ", ".join(part["item_code"] for part in before["parts"])
		words = [before["fault_cause"], before["resolution_summary"], parts and _("Parts: {0}").format(parts)]
		label = f"{formatdate(before['done_at'] or before['opened_at'])} · {before['name']}"
		rows.append(row(label, before["subject"], " · ".join(word for word in words if word)))
	return rows


def _built_in(ticket) -> list[dict]:
	there = [part for part in of_equipment(ticket) if not part["removed_on"]]
	return [
		row(
			part["installed_on"] and formatdate(part["installed_on"]),
			" ".join(word for word in (part["part_item"], part["part_serial_no"]) if word),
			_(part["warranty"]),
		)
		for part in there[:PARTS_SHOWN]
	]
