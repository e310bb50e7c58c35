"""The work does not begin, nor go on, without protective equipment that was checked and permits that hold (L1).

Work begins where a ticket enters Working, or is done without having been there. Arriving, waiting and returning need nothing.
"""

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime

from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.safety import permits, ppe_checks
from fsm_app.safety.needs import needs_of
from fsm_app.safety.permit_types import PERMIT


class EquipmentNotChecked(frappe.ValidationError):
	"""Protective equipment that was not checked today, or is not in order."""


class PermitMissing(frappe.ValidationError):
	"""The work needs a permit, and none holds."""


def check(ticket, before=None) -> None:
	"""About to enter a stage: refuse work that lacks what keeps it safe, and say what to do. Raises EquipmentNotChecked and PermitMissing."""
	begins = ticket.stage == stages.WORKING
	ends = before is not None and ticket.stage in stages.FINISHED and before.stage not in stages.FINISHED
	# A history that is replayed brings no checks along.
	if before is None or not (begins or ends) or not ticket.engineer or frappe.flags.fsm_gates_open:
		return
	needed = needs_of([ticket])[ticket.name]
	if needed.items and before.stage != stages.WORKING:
		_check_equipment(ticket, needed.items)
	if needed.permits:
		_check_permits(ticket, needed.permits, begins)


def _check_equipment(ticket, items: list[str]) -> None:
	# Work that a phone tells of later began on a day of its own; today's check does for it, too.
	if all(map(ppe_checks.checked_then(ticket.engineer).get, items)):
		return
	found = ppe_checks.checked_today(ticket.engineer)
	unchecked = [item for item in items if item not in found]
	if unchecked:
		frappe.throw(
			_(
				"Protective equipment is not checked today: {0}. Check it on the phone or under {1}, then begin."
			).format(", ".join(frappe.bold(_(item)) for item in unchecked), _(ppe_checks.CHECK)),
			EquipmentNotChecked,
			title=_("Check Your Equipment"),
		)
	faulty = [item for item in items if not found[item]]
	if faulty:
		frappe.throw(
			_(
				"Not in order today: {0}. Get a sound one and check it again; your manager has been told."
			).format(", ".join(frappe.bold(_(item)) for item in faulty)),
			EquipmentNotChecked,
			title=_("Check Your Equipment"),
		)


def _check_permits(ticket, types: list[str], begins: bool) -> None:
	at, of_type = now(), _permits_of(ticket)
	for name in types:
		rows = of_type.get(name, [])
		if any(permits.holds(row, at) for row in rows):
			continue
		if not begins and _was_kept_to(rows):
			continue
		frappe.throw(
			_("{0}: {1}").format(frappe.bold(_(name)), _way_out(rows, at, begins)),
			PermitMissing,
			title=_("Work Permit Is Missing"),
		)


def _permits_of(ticket) -> dict[str, list]:
	"""By type the permits of the ticket's engineer, without those that were closed before they began: under them nobody worked."""
	found: dict[str, list] = {}
	for row in frappe.get_all(
		PERMIT,
		filters={"ticket": ticket.name, "engineer": ticket.engineer},
		fields=["name", "permit_type", "state", "valid_from", "valid_to", "decided_at", "closed_at"],
		order_by="valid_to desc, name",
		limit_page_length=0,
	):
		if row.state != permits.CLOSED or get_datetime(row.closed_at) > get_datetime(row.valid_from):
			found.setdefault(row.permit_type, []).append(row)
	return found


def _was_kept_to(rows: list) -> bool:
	"""Whether the work was done under a permit that was closed, and no other one has run out unclosed."""
	given = [row for row in rows if permits.was_given(row)]
	return bool(given) and all(row.state == permits.CLOSED for row in given)


def _way_out(rows: list, at, begins: bool) -> str:
	for row in rows:
		if row.state == permits.APPROVED and get_datetime(row.valid_from) > at:
			return _("{0} holds from {1} on. Wait until then.").format(
				row.name, format_datetime(row.valid_from)
			)
		if permits.state_at(row, at) == permits.REQUESTED:
			return _("{0} has not been answered yet. Begin when it is approved.").format(row.name)
		if not begins and permits.was_given(row) and row.state != permits.CLOSED:
			return _("{0} ended at {1}. Close it, and say when the work was stopped.").format(
				row.name, format_datetime(row.valid_to)
			)
		if permits.was_given(row):
			return _("{0} ended at {1}. Ask for a new one before you go on.").format(
				row.name, format_datetime(row.valid_to)
			)
	return _("the work needs a permit, and none holds now. Ask for one: place, time and measures.")
