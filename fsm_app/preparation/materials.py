"""Tools and parts to take, against what is in the engineer's van (E4, F1)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.preparation.sheet import row
from fsm_app.spare_parts import proposals
from fsm_app.spare_parts.van_stock import in_vans

TOOL = "Tool"


def sections(ticket) -> list[dict]:
	"""Tools, and parts that the ticket may need, each with whether the van holds it."""
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	tools = [material for material in offering.materials if material.kind == TOOL]
	return [
		{"title": _("Tools to Take"), "rows": _tools(tools, ticket)},
		{"title": _("Parts to Take"), "rows": _parts(ticket)},
	]


def _tools(tools: list, ticket) -> list[dict]:
	items = [tool.item for tool in tools if tool.item]
	engineers = [ticket.engineer] if ticket.engineer else []
	held = in_vans(items, engineers, ticket.company).get(ticket.engineer)
	rows = []
	for tool in tools:
		name = tool.item and frappe.get_cached_value("Item", tool.item, "item_name")
		needed = flt(tool.qty) or 1.0
		text = _with_quantity(name or tool.description or tool.item, needed)
		there = held.get(tool.item, 0.0) if held is not None and tool.item else None
		note = tool.description if name else None
		rows.append(row(None, text, note, there is not None and there < needed))
	return rows


def _parts(ticket) -> list[dict]:
	rows = []
	for part in proposals.propose(ticket.name):
		in_van, in_store = flt(part["in_van"]), flt(part["in_store"])
		lacks = in_van + flt(part["requested"]) < part["qty"]
		there = _("In the van: {0}, in the store: {1}").format(f"{in_van:g}", f"{in_store:g}")
		if part["requested"]:
			there += ", " + _("asked for: {0}").format(f"{part['requested']:g}")
		rows.append(row(part["because"], _with_quantity(part["item_name"], part["qty"]), there, lacks))
	return rows


def _with_quantity(name: str, qty: float) -> str:
	return f"{qty:g} × {name}" if qty != 1 else name
