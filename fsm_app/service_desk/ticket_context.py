"""What one should know of a ticket's device and customer before somebody is sent (C3, E4).

The history of a device is shown to everybody who may read the ticket at hand, whoever's tickets it is made of: without
what was found and done before, the work cannot be done well, and doing it twice costs the customer. It is therefore
limited to what is said of the device: no customer, contact, address, engineer or description, for a device may have been
somebody else's. Tickets of the customer's other devices are shown as far as the user may see them; of the rest they learn
the number. Everything stays within the ticket's company.
"""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.common.clock import now
from fsm_app.engine.likeness import Fault, is_same_fault
from fsm_app.engine.stages import CANCELLED, FINISHED, TICKET
from fsm_app.service_desk import equipment
from fsm_app.service_desk.parts_left import FIELDS, UNDONE, left
from fsm_app.service_desk.ticket_caller import POSITION, caller_of

HISTORY_LENGTH = 10
# Of a device's tickets within the months in which a fault counts as come back; more than that is one story anyway.
COMPARED_AT_MOST = 50
OPEN_AT_MOST = 20
DAYS_OF_A_MONTH = 30.4375
# All that is told of another's ticket.
TOLD = (
	"name",
	"subject",
	"stage",
	"opened_at",
	"done_at",
	"fault_symptom",
	"fault_code",
	"fault_cause",
	"resolution_summary",
)
ABOUT = (
	"name",
	"subject",
	"customer",
	"company",
	"serial_no",
	"asset",
	"item_code",
	"project",
	"warranty_claim",
	"opened_at",
	"fault_symptom",
	"fault_code",
)
ENDED = (*FINISHED, CANCELLED)


def of_ticket(name: str) -> dict:
	"""The context of a stored ticket; see `of`."""
	ticket = frappe.db.get_value(TICKET, name, ABOUT, as_dict=True)
	caller = caller_of(name)
	return of(ticket | {field: caller[field] for field in POSITION})


def of(ticket) -> dict:
	"""What is known around `ticket`, a dict with the fields of ABOUT and its place (a new one has no name).

	`history`: the device's last tickets (TOLD, `parts`, `open`, `may_read`); `repeat`: the last of them with the same
	fault, with `days` between its end and this one's opening, or None; `open_tickets` of the customer that the user may
	see, and `open_more`, how many there are besides; `warranty_state` and `warranty_reason` as of the day of opening;
	`latitude` and `longitude`, None where unknown. The number of queries does not depend on the number of tickets.
	"""
	ticket = frappe._dict(ticket)
	ticket.opened_at = get_datetime(ticket.opened_at) if ticket.opened_at else now()
	rows = _of_device(ticket, HISTORY_LENGTH)
	repeat = _repeat(ticket)
	readable = _readable({row.name for row in rows} | ({repeat["name"]} if repeat else set()))
	parts = _parts([row.name for row in rows])
	state, reason = _warranty(ticket)
	open_tickets, open_more = _open_of_customer(ticket)
	placed = bool(ticket.latitude or ticket.longitude)
	return {
		"history": [
			{
				**row,
				"parts": parts.get(row.name, []),
				"open": row.stage not in ENDED,
				"may_read": row.name in readable,
			}
			for row in rows
		],
		"repeat": repeat and {**repeat, "may_read": repeat["name"] in readable},
		"open_tickets": open_tickets,
		"open_more": open_more,
		"warranty_state": state,
		"warranty_reason": reason,
		"latitude": ticket.latitude if placed else None,
		"longitude": ticket.longitude if placed else None,
	}


def _of_device(ticket, limit: int, *more: list) -> list:
	"""The newest tickets of the same serial number or asset, as TOLD: see above why anybody's."""
	same = {field: ticket.get(field) for field in ("serial_no", "asset") if ticket.get(field)}
	if not same:
		return []
	return frappe.get_all(
		TICKET,
		filters=_others(ticket, *more),
		or_filters=same,
		fields=TOLD,
		order_by="opened_at desc, name desc",
		limit=limit,
	)


def _others(ticket, *more: list) -> list:
	"""Filters for other tickets of the same company, without those that were merged into another."""
	filters = [["company", "=", ticket.company], ["merged_into", "is", "not set"], *more]
	return [*filters, ["name", "!=", ticket.name]] if ticket.name else filters


def _repeat(ticket) -> dict | None:
	"""The last ticket with the same fault within the months of the settings, and how many days lie between."""
	months = frappe.db.get_single_value("Field Service Settings", "repeat_months", cache=True)
	if not months:
		return None
	period = (
		["opened_at", ">=", ticket.opened_at - timedelta(days=months * DAYS_OF_A_MONTH)],
		["opened_at", "<=", ticket.opened_at],
		["stage", "!=", CANCELLED],
	)
	if ticket.serial_no or ticket.asset:
		rows = _of_device(ticket, COMPARED_AT_MOST, *period)
	elif ticket.item_code and ticket.customer:
		# It may be another device of the model, so only what the user may see.
		model = (["customer", "=", ticket.customer], ["item_code", "=", ticket.item_code])
		rows = frappe.get_list(
			TICKET,
			filters=_others(ticket, *model, *period),
			fields=TOLD,
			order_by="opened_at desc, name desc",
			limit=COMPARED_AT_MOST,
		)
	else:
		rows = []
	fault = _fault(ticket)
	for row in rows:
		if is_same_fault(fault, _fault(row)):
			ended = getdate(row.done_at or row.opened_at)
			return {**row, "days": max((getdate(ticket.opened_at) - ended).days, 0)}
	return None


def _fault(row) -> Fault:
	return Fault(row.fault_code, (row.subject, row.fault_symptom))


def _readable(names: set[str]) -> set[str]:
	"""Which of the tickets the user may open."""
	return (
		set(frappe.get_list(TICKET, filters={"name": ["in", sorted(names)]}, pluck="name"))
		if names
		else set()
	)


def _parts(names: list[str]) -> dict[str, list[dict]]:
	"""The parts used on each ticket."""
	if not names:
		return {}
	rows = frappe.get_all(
		"Service Ticket Part",
		filters={"parent": ["in", names], "parenttype": TICKET},
		fields=["parent", "item_code", "serial_no", *FIELDS],
		order_by="parent, idx",
	)
	found: dict[str, list[dict]] = {}
	for row in rows:
		if row.posting not in UNDONE:
			part = {"item_code": row.item_code, "qty": left(row), "serial_no": row.serial_no}
			found.setdefault(row.parent, []).append(part)
	return found


def _open_of_customer(ticket) -> tuple[list[dict], int]:
	"""The newest open tickets of the customer that the user may see, and how many there are besides."""
	if not ticket.customer:
		return [], 0
	filters = _others(ticket, ["customer", "=", ticket.customer], ["stage", "not in", ENDED])
	rows = frappe.get_list(
		TICKET,
		filters=filters,
		fields=["name", "subject", "stage", "priority", "opened_at", "serial_no", "item_code"],
		order_by="opened_at desc, name desc",
		limit=OPEN_AT_MOST,
	)
	return rows, frappe.db.count(TICKET, filters) - len(rows)


def _warranty(ticket) -> tuple[str | None, str | None]:
	"""Looked up anew: somebody may have entered a date since the ticket was saved."""
	facts = equipment.device(ticket.serial_no) if ticket.serial_no else None
	if not facts and not ticket.asset and not ticket.item_code:
		return None, None
	return equipment.warranty_of(
		facts, ticket.customer, ticket.opened_at, ticket.project, ticket.warranty_claim
	)
