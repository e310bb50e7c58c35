"""The parts for which a ticket waits, and when they are expected (F4).

An Awaited Part belongs to a ticket. It is there because somebody said so, or because the ticket began to wait while parts
asked for were not received. What becomes of it when stock moves, says arrivals.py.
"""

from collections.abc import Iterable, Mapping

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce
from frappe.utils import flt, getdate

from fsm_app.common.clock import now
from fsm_app.engine.parts_arrival import Delivery, expected
from fsm_app.engine.stages import ENDED, FINISHED, TICKET, WAITING, WAITING_FOR_PARTS
from fsm_app.service_desk.workflow_path import take_to_stage
from fsm_app.spare_parts.part_rows import refuse_too_many
from fsm_app.spare_parts.places import stock_at, warehouses_of_company
from fsm_app.spare_parts.requisition_stages import ENDED as ENDED_REQUISITION
from fsm_app.spare_parts.requisition_stages import FOR_TICKET, REQUISITION, ROW

AWAITED_PART = "Awaited Part"
AWAITED, ARRIVED, GIVEN_UP = "Awaited", "Arrived", "Given Up"
MOST_LINES = 50
SHOWN = (
	"name",
	"item_code",
	"item_name",
	"qty",
	"stock_uom",
	"state",
	"awaited_since",
	"expected_on",
	"purchase_order",
	"arrived_at",
)


class NothingToAwait(frappe.ValidationError):
	"""A ticket cannot wait for what is no part, or when its work is done."""


def await_parts(ticket_name: str, wanted: Mapping[str, float]) -> list[dict]:
	"""Let the ticket wait for these parts, quantities by item, by the workflow's own action; returns what it waits for.

	Sent again it changes nothing: each item is awaited once, with the quantity said last.
	"""
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
	ticket.check_permission("write")
	if ticket.stage in FINISHED | ENDED:
		_refuse(_("{0}: the work is done. Reopen the ticket before it waits for parts.").format(ticket.name))
	if not wanted or len(wanted) > MOST_LINES:
		_refuse(_("Parts: name one part or more, {0} at most.").format(MOST_LINES))
	_note(ticket, wanted)
	if ticket.stage != WAITING_FOR_PARTS:
		take_to_stage(ticket, WAITING_FOR_PARTS)
	return of_ticket(ticket.name)


def of_ticket(ticket: str) -> list[dict]:
	"""What the ticket waits or has waited for, as dicts, first what is still to come."""
	rows = frappe.get_all(
		AWAITED_PART,
		filters={"ticket": ticket, "state": ["!=", GIVEN_UP]},
		fields=list(SHOWN),
		order_by="awaited_since, name",
		limit_page_length=0,
	)
	return sorted(rows, key=lambda row: row.state != AWAITED)


def follow_stage(ticket, before) -> None:
	"""The ticket has entered a stage: what was asked for and not received is awaited; who goes on waits for nothing."""
	if ticket.stage == WAITING_FOR_PARTS:
		if not frappe.db.exists(AWAITED_PART, {"ticket": ticket.name, "state": AWAITED}):
			_note(ticket, _asked_for(ticket.name), asked_for=True)
	elif before and before.stage in WAITING and ticket.stage not in WAITING:
		give_up(ticket.name)


def give_up(ticket: str) -> None:
	"""What the ticket still waited for, it does without."""
	row = frappe.qb.DocType(AWAITED_PART)
	(
		frappe.qb.update(row)
		.set(row.state, GIVEN_UP)
		.where((row.ticket == ticket) & (row.state == AWAITED))
		.run()
	)


def hand_over(ticket, into) -> dict[str, int]:
	"""The ticket is being merged: the one that survives waits for its parts."""
	names = frappe.get_all(
		AWAITED_PART, filters={"ticket": ticket.name, "state": AWAITED}, pluck="name", limit_page_length=0
	)
	if names:
		frappe.db.set_value(AWAITED_PART, {"name": ["in", names]}, "ticket", into.name)
	return {AWAITED_PART: len(names)}


def delete_rows(ticket: str) -> None:
	"""The ticket is being deleted."""
	frappe.db.delete(AWAITED_PART, {"ticket": ticket})


def follow_order(order, method: str | None = None) -> None:
	"""Purchase Order's on_submit, on_update_after_submit and on_cancel: say anew when its items are expected."""
	expect_anew({row.item_code for row in order.items})


def expect_anew(items: Iterable[str] | None = None) -> None:
	"""Say of all that is awaited, or of these items, when it is expected. Daily, and when an order changes."""
	filters = {"state": AWAITED}
	if items is not None:
		filters["item_code"] = ["in", sorted(items) or [""]]
	rows = frappe.get_all(
		AWAITED_PART,
		filters=filters,
		fields=["name", "item_code", "company", "qty", "expected_on", "purchase_order"],
		order_by="awaited_since, name",
		limit_page_length=0,
	)
	by_company: dict[str, list] = {}
	for row in rows:
		by_company.setdefault(row.company, []).append(row)
	for company, waiting in by_company.items():
		_expect(company, waiting)


def _expect(company: str, waiting: list) -> None:
	items = {row.item_code for row in waiting}
	ordered = _ordered(company, items)
	stock = stock_at(items, warehouses_of_company(company))
	for item in items:
		rows = [row for row in waiting if row.item_code == item]
		there = sum(max(qty, 0) for (code, _warehouse), qty in stock.items() if code == item)
		for row, delivery in zip(
			rows, expected([row.qty for row in rows], there, ordered.get(item, ())), strict=True
		):
			said = (getdate(row.expected_on) if row.expected_on else None, row.purchase_order or None)
			told = (delivery.day, delivery.order) if delivery else (None, None)
			if said != told:
				frappe.db.set_value(
					AWAITED_PART, row.name, {"expected_on": told[0], "purchase_order": told[1]}
				)


def _ordered(company: str, items: set[str]) -> dict[str, list[Delivery]]:
	"""What the company's open purchase orders still bring, by item, in stock units. One query."""
	order, row = frappe.qb.DocType("Purchase Order"), frappe.qb.DocType("Purchase Order Item")
	rows = (
		frappe.qb.from_(row)
		.join(order)
		.on(order.name == row.parent)
		.select(
			row.item_code,
			Coalesce(row.expected_delivery_date, row.schedule_date, order.schedule_date).as_("day"),
			((row.qty - row.received_qty) * row.conversion_factor).as_("qty"),
			order.name.as_("purchase_order"),
		)
		.where((order.docstatus == 1) & (order.company == company))
		.where(order.status.notin(["Closed", "Completed", "Delivered"]))
		.where(row.item_code.isin(sorted(items)) & (row.qty > row.received_qty))
		.run(as_dict=True)
	)
	found: dict[str, list[Delivery]] = {}
	for each in rows:
		if each.day:
			found.setdefault(each.item_code, []).append(
				Delivery(getdate(each.day), flt(each.qty), each.purchase_order)
			)
	return found


def _asked_for(ticket: str) -> dict[str, float]:
	"""What the ticket's requisitions still bring, by item, in stock units. One query."""
	requisition, row = frappe.qb.DocType(REQUISITION), frappe.qb.DocType(ROW)
	rows = (
		frappe.qb.from_(row)
		.join(requisition)
		.on(requisition.name == row.parent)
		.select(row.item_code, row.stock_qty, row.received_qty)
		.where((requisition.ticket == ticket) & (requisition.kind == FOR_TICKET))
		.where(requisition.stage.notin(sorted(ENDED_REQUISITION)))
		.run(as_dict=True)
	)
	found: dict[str, float] = {}
	for each in rows:
		if (missing := flt(each.stock_qty) - flt(each.received_qty)) > 0:
			found[each.item_code] = found.get(each.item_code, 0) + missing
	return found


def _note(ticket, wanted: Mapping[str, float], asked_for: bool = False) -> None:
	"""Write down what is awaited. Of what was `asked_for` and is in the store only the delivery is awaited."""
	if not wanted:
		return
	in_store: dict[str, float] = {}
	if asked_for:
		for (item, _warehouse), qty in stock_at(wanted, warehouses_of_company(ticket.company)).items():
			in_store[item] = in_store.get(item, 0) + max(flt(qty), 0)
	known = {
		row.name: row
		for row in frappe.get_all(
			"Item",
			filters={"name": ["in", list(wanted)], "is_stock_item": 1},
			fields=["name", "item_name", "stock_uom"],
		)
	}
	there = dict(
		frappe.get_all(
			AWAITED_PART,
			filters={"ticket": ticket.name, "state": AWAITED},
			fields=["item_code", "name"],
			as_list=True,
		)
	)
	for item_code, qty in wanted.items():
		if item_code not in known:
			_refuse(_("Item: {0} is not kept in stock. Choose a part that is.").format(item_code))
		if flt(qty) <= 0:
			_refuse(_("Quantity: {0} of {1} must be above 0.").format(qty, item_code))
		refuse_too_many(item_code, qty)
		# Looked at by the next run: it may be there already, or arrive while this is being written.
		if item_code in there:
			frappe.db.set_value(AWAITED_PART, there[item_code], {"qty": flt(qty), "noticed": 1})
			continue
		frappe.get_doc(
			{
				"doctype": AWAITED_PART,
				"ticket": ticket.name,
				"company": ticket.company,
				"item_code": item_code,
				"item_name": known[item_code].item_name,
				"stock_uom": known[item_code].stock_uom,
				"qty": flt(qty),
				"in_van_only": int(in_store.get(item_code, 0) >= flt(qty)),
				"awaited_since": now(),
				"noticed": 1,
			}
		).insert(
			ignore_permissions=True
		)  # whoever may let the ticket wait says for what; nobody writes it otherwise
	expect_anew(wanted)


def _refuse(message: str) -> None:
	frappe.throw(message, NothingToAwait)
