"""When parts arrive, the tickets that wait for them go on by themselves (F4).

Every posting to the stock leaves a Stock Ledger Entry, be it a receipt, a transfer, a return, a count or something cancelled.
Where one adds to an item that is awaited, its rows are marked in the same transaction, which costs a posting one query by an
index. The scheduler looks at the marked ones each minute, by its own rights: whoever books a receipt need not be allowed to
move tickets, and what is marked is not lost.
"""

import frappe
from frappe import _
from frappe.model.workflow import get_transitions
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.engine import stages
from fsm_app.engine.parts_arrival import Awaited, arrived
from fsm_app.service_desk.ticket_notices import tell
from fsm_app.service_desk.ticket_workflow import stage_of_state
from fsm_app.service_desk.workflow_path import take_to_stage
from fsm_app.spare_parts.awaited_parts import ARRIVED, AWAITED, AWAITED_PART
from fsm_app.spare_parts.places import stock_at, warehouses_for
from fsm_app.workforce.audience import Audience

ON_ITS_WAY = frozenset(stages.STAGES) - stages.FINISHED - stages.ENDED


def note(entry, method: str | None = None) -> None:
	"""Stock Ledger Entry's on_submit: mark what waits for this item."""
	# A count tells what there is, not what has come.
	if flt(entry.actual_qty) <= 0 and entry.voucher_type != "Stock Reconciliation":
		return
	awaited = {"item_code": entry.item_code, "state": AWAITED}
	# Asked before it is written: an update that finds nothing would lock the place where a row might come.
	if frappe.db.exists(AWAITED_PART, awaited):
		frappe.db.set_value(AWAITED_PART, awaited, "noticed", 1, update_modified=False)


def follow() -> list[str]:
	"""Each minute: see what has arrived of the items that are marked; returns the tickets that have gone on."""
	# What others have committed is seen from here on, not as it was when the job began.
	frappe.db.commit()
	marked = _lock_marked()
	if not marked:
		return []
	frappe.db.set_value(
		AWAITED_PART, {"name": ["in", [row.name for row in marked]]}, "noticed", 0, update_modified=False
	)
	items = {row.item_code for row in marked}
	rows = _rows(items, AWAITED)
	there = _arrived(items, rows)
	if not there:
		return []
	moment = now()
	frappe.db.set_value(
		AWAITED_PART,
		{"name": ["in", [row.name for row in there]]},
		{"state": ARRIVED, "arrived_at": moment, "expected_on": None, "purchase_order": None},
	)
	by_ticket: dict[str, list] = {}
	for row in there:
		by_ticket.setdefault(row.ticket, []).append(row)
	audience = Audience()
	return [name for name, parts in by_ticket.items() if _go_on(name, parts, audience)]


def look_again() -> None:
	"""Daily: mark all that is awaited, for what may have moved without a posting of its own."""
	frappe.db.set_value(AWAITED_PART, {"state": AWAITED}, "noticed", 1, update_modified=False)


def _lock_marked() -> list:
	"""The marked rows, locked before anything else is read: the stock that is read after this holds what marked them.

	Those on which a posting is at work are left to the next run.
	"""
	row = frappe.qb.DocType(AWAITED_PART)
	return (
		frappe.qb.from_(row)
		.select(row.name, row.item_code)
		.where((row.noticed == 1) & (row.state == AWAITED))
		.for_update(skip_locked=True)
		.run(as_dict=True)
	)


def _rows(items: set[str], state: str) -> list:
	row, ticket = frappe.qb.DocType(AWAITED_PART), frappe.qb.DocType(stages.TICKET)
	return (
		frappe.qb.from_(row)
		.join(ticket)
		.on(ticket.name == row.ticket)
		.select(
			row.name,
			row.ticket,
			row.item_code,
			row.qty,
			row.stock_uom,
			row.in_van_only,
			ticket.engineer,
			ticket.company,
		)
		.where(row.item_code.isin(sorted(items)) & (row.state == state))
		.where(ticket.stage.isin(sorted(ON_ITS_WAY)))
		.orderby(row.awaited_since)
		.orderby(row.name)
		.run(as_dict=True)
	)


def _arrived(items: set[str], waiting: list) -> list:
	"""Of what is awaited the rows for which there is enough, once those are served that have gone on for their parts."""
	claims = _claims(items)
	places = {
		key: tuple(warehouses_for(*key))
		for key in {(row.engineer, row.company, bool(row.in_van_only)) for row in [*claims, *waiting]}
	}
	stock = stock_at(items, {name for names in places.values() for name in names})
	rows = [
		Awaited(
			row.name,
			row.ticket,
			row.item_code,
			row.qty,
			places[row.engineer, row.company, bool(row.in_van_only)],
		)
		for row in [*claims, *waiting]
		if row.qty > 0
	]
	keys = arrived(rows, stock)
	return [row for row in waiting if row.name in keys]


def _claims(items: set[str]) -> list:
	"""What has arrived for tickets that have not used it yet."""
	rows = _rows(items, ARRIVED)
	used = _used({row.ticket for row in rows}, items)
	for row in rows:
		row.qty = max(row.qty - used.get((row.ticket, row.item_code), 0), 0)
	return rows


def _used(tickets: set[str], items: set[str]) -> dict[tuple[str, str], float]:
	rows = frappe.get_all(
		"Service Ticket Part",
		filters={
			"parenttype": stages.TICKET,
			"parent": ["in", sorted(tickets) or [""]],
			"item_code": ["in", sorted(items)],
		},
		fields=["parent", "item_code", "qty"],
		limit_page_length=0,
	)
	found: dict[tuple[str, str], float] = {}
	for row in rows:
		found[row.parent, row.item_code] = found.get((row.parent, row.item_code), 0) + flt(row.qty)
	return found


def _go_on(name: str, parts: list, audience: Audience) -> bool:
	"""Take the ticket on by the workflow's own action, unless it still waits for something; tell who has to act."""
	ticket = frappe.get_doc(stages.TICKET, name)
	said = ", ".join(f"{row.qty:g} {row.stock_uom} {row.item_code}" for row in parts)
	users = [*audience.engineer(ticket.engineer), *audience.with_role(SERVICE_DISPATCHER)]
	missing = frappe.get_all(AWAITED_PART, filters={"ticket": name, "state": AWAITED}, pluck="item_code")
	if missing:
		tell(users, _("Arrived: {0}. Still awaited: {1}").format(said, ", ".join(missing)), ticket, audience)
		return False
	if ticket.stage != stages.WAITING_FOR_PARTS:
		tell(users, _("The parts have arrived: {0}").format(said), ticket, audience)
		return False
	frappe.db.savepoint("parts_arrived")
	try:
		ticket = take_to_stage(ticket, _stage_after(ticket))
	except frappe.QueryDeadlockError:
		raise  # the database has undone everything, and the next run begins again
	except Exception:
		frappe.db.rollback(save_point="parts_arrived")
		frappe.clear_last_message()
		frappe.log_error(title=f"Parts arrived: {name}", reference_doctype=stages.TICKET, reference_name=name)
		ticket.reload()
		tell(
			users,
			_("The parts have arrived: {0}. The ticket could not go on by itself; take it on.").format(said),
			ticket,
			audience,
		)
		return False
	tell(users, _("The parts have arrived: {0}. The ticket goes on").format(said), ticket, audience)
	return True


def _stage_after(ticket) -> str:
	"""The stage to which the workflow lets the ticket go on now: the one from which it waits, or the nearest before."""
	open_now = {stage_of_state(row["next_state"]) for row in get_transitions(ticket)}
	onward = [stage for stage in stages.MAIN_LINE if stage in open_now]
	before = [
		stage
		for stage in onward
		if ticket.waiting_from in stages.MAIN_LINE
		and stages.MAIN_LINE.index(stage) <= stages.MAIN_LINE.index(ticket.waiting_from)
	]
	if not onward:
		return ticket.waiting_from or stages.ACCEPTED
	return before[-1] if before else onward[0]
