"""The night run that proposes what is to be sent to the engineers' vans, by the minimum of each part (F4)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.engine.refill import refill
from fsm_app.spare_parts import settings
from fsm_app.spare_parts.places import stock_at
from fsm_app.spare_parts.requisition_document import approve_by_right
from fsm_app.spare_parts.requisition_stages import ENDED, REQUISITION, ROW, VAN_REFILL
from fsm_app.spare_parts.vans import VAN


def propose_refills() -> list[str]:
	"""Daily: one requisition for each van that has fallen below a minimum; returns their names.

	What refills still bring counts as on its way, so that a second run proposes nothing. One van that fails is
	logged and keeps no other from its parts. Four queries, however many vans there are, and what the requisitions cost.
	"""
	if not settings.posts():
		return []
	vans = _vans()
	levels = _levels([van.name for van in vans])
	items = {row.item_code for rows in levels.values() for row in rows}
	if not items:
		return []
	stock = stock_at(items, [van.warehouse for van in vans])
	coming = _on_the_way(items, [van.warehouse for van in vans])
	made = []
	for van in vans:
		lines = [
			{
				"item_code": row.item_code,
				"qty": qty,
				"proposed_because": _("Minimum {0}").format(f"{row.minimum_qty:g}"),
			}
			for row in levels.get(van.name, ())
			if (
				qty := refill(
					flt(row.minimum_qty),
					flt(row.fill_up_to_qty),
					flt(stock.get((row.item_code, van.warehouse))),
					flt(coming.get((row.item_code, van.warehouse))),
				)
			)
		]
		if lines and (name := _propose(van, lines)):
			made.append(name)
	return made


def _vans() -> list:
	van, engineer = frappe.qb.DocType(VAN), frappe.qb.DocType("Service Engineer")
	return (
		frappe.qb.from_(van)
		.join(engineer)
		.on(engineer.name == van.engineer)
		.select(van.name, van.engineer, van.company, van.warehouse)
		.where((van.disabled == 0) & (engineer.status != "Left"))
		.orderby(van.name)
		.run(as_dict=True)
	)


def _levels(vans: list[str]) -> dict[str, list]:
	rows = frappe.get_all(
		"Engineer Van Level",
		filters={"parenttype": VAN, "parent": ["in", vans or [""]]},
		fields=["parent", "item_code", "minimum_qty", "fill_up_to_qty"],
		order_by="parent, idx",
		limit_page_length=0,
	)
	found: dict[str, list] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found


def _on_the_way(items: set[str], warehouses: list[str]) -> dict[tuple[str, str], float]:
	"""What refills still bring, by item and van, in stock units; of one that was ended what was sent. One query."""
	requisition, row = frappe.qb.DocType(REQUISITION), frappe.qb.DocType(ROW)
	rows = (
		frappe.qb.from_(row)
		.join(requisition)
		.on(requisition.name == row.parent)
		.select(
			row.item_code,
			row.stock_qty,
			row.sent_qty,
			row.received_qty,
			requisition.to_warehouse,
			requisition.stage,
		)
		.where((requisition.kind == VAN_REFILL) & requisition.to_warehouse.isin(warehouses))
		.where(row.item_code.isin(sorted(items)) & (row.stock_qty > row.received_qty))
		.run(as_dict=True)
	)
	found: dict[tuple[str, str], float] = {}
	for each in rows:
		asked = each.sent_qty if each.stage in ENDED else each.stock_qty
		key = (each.item_code, each.to_warehouse)
		found[key] = found.get(key, 0) + max(flt(asked) - flt(each.received_qty), 0)
	return found


def _propose(van, lines: list[dict]) -> str | None:
	frappe.db.savepoint("van_refill")
	try:
		requisition = frappe.get_doc(
			{
				"doctype": REQUISITION,
				"kind": VAN_REFILL,
				"engineer": van.engineer,
				"company": van.company,
				"to_warehouse": van.warehouse,
				"reason": _("Below the minimum of the van"),
				"items": lines,
			}
		)
		requisition.flags.by_the_app = True
		# Whoever set the levels of the van has approved what they bring about.
		requisition.insert(ignore_permissions=True)
		approve_by_right(requisition)
		return requisition.name
	except frappe.QueryDeadlockError:
		raise  # the database has undone the whole run
	except Exception:
		frappe.db.rollback(save_point="van_refill")
		frappe.clear_last_message()
		frappe.log_error(title=f"Refill of {van.name}", reference_doctype=VAN, reference_name=van.name)
		return None
