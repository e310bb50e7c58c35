"""What the customer pays of a ticket, as the draft of a Sales Invoice (F2).

A draft books nothing: whoever keeps the accounts reads it and submits it. Each line knows the part or the visit from which it
comes, so that nothing is charged twice, and what comes later goes on another draft.
"""

import frappe
from frappe import _
from frappe.utils import cint, flt

from fsm_app.common.roles import MANAGES_SERVICE
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import ENDED, VISIT
from fsm_app.spare_parts.coverage import is_charged
from fsm_app.spare_parts.part_rows import CANCELLED, is_settled, out
from fsm_app.spare_parts.settings import of_company

INVOICE = "Sales Invoice"
ON_INVOICE = "Sales Invoice Item"


class NothingToCharge(frappe.ValidationError):
	"""There is nothing on the ticket that the customer pays and that is on no invoice yet."""


def may_invoice(user: str | None = None) -> bool:
	"""Whether the user may make the draft: who manages the service, or may create a Sales Invoice in ERPNext."""
	roles = set(frappe.get_roles(user or frappe.session.user))
	return bool(roles & MANAGES_SERVICE) or bool(frappe.has_permission(INVOICE, "create", user=user))


def make_draft(ticket_name: str):
	"""Put all that is chargeable and on no invoice yet on the ticket's draft, a new one or the one that is there.

	Returns the Sales Invoice; where all is on it already, that one as it is.
	"""
	if not may_invoice():
		frappe.throw(
			_("You may not make invoices. Ask a service manager or the accounts department."),
			frappe.PermissionError,
		)
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)  # two clicks make one draft
	ticket.check_permission("read")
	charged = _charged(ticket.name)
	lines = [line for line in _lines(ticket) if line["fsm_source"] not in charged]
	draft = frappe.db.get_value(INVOICE, {"fsm_ticket": ticket.name, "docstatus": 0})
	if not lines:
		last = draft or frappe.db.get_value(
			INVOICE, {"fsm_ticket": ticket.name, "docstatus": 1}, order_by="creation desc"
		)
		if last:
			return frappe.get_doc(INVOICE, last)
		_refuse(
			_("Nothing on {0} is chargeable. Change who pays for a part or for the labour first.").format(
				ticket.name
			)
		)
	invoice = frappe.get_doc(INVOICE, draft) if draft else _new_invoice(ticket)
	for line in lines:
		invoice.append("items", line)
	# Who may make the draft was just asked; it books nothing before somebody submits it by their own permission.
	invoice.flags.ignore_permissions = True
	invoice.set_missing_values()
	invoice.save()
	return invoice


def without_price(invoice) -> list[str]:
	"""The items of a draft for which ERPNext has found no price."""
	return [row.item_code for row in invoice.items if not flt(row.rate)]


def invoices_of(ticket: str) -> list[dict]:
	"""The ticket's invoices that are not cancelled: name and docstatus."""
	return frappe.get_all(
		INVOICE,
		filters={"fsm_ticket": ticket, "docstatus": ["<", 2]},
		fields=["name", "docstatus"],
		order_by="creation",
	)


def _new_invoice(ticket):
	terms = of_company(ticket.company)
	invoice = frappe.new_doc(INVOICE)
	invoice.update(
		{
			"customer": ticket.customer,
			"company": ticket.company,
			# Where none is named it would be that of the site's first company.
			"currency": frappe.get_cached_value("Company", ticket.company, "default_currency"),
			"project": ticket.project,
			"fsm_ticket": ticket.name,
			# The parts have left the stock when they were used.
			"update_stock": 0,
			"remarks": f"{ticket.name}: {ticket.subject}",
		}
	)
	if terms.get("price_list"):
		invoice.selling_price_list = terms.get("price_list")
	return invoice


def _lines(ticket) -> list[dict]:
	center = of_company(ticket.company).get("cost_center")
	common = {"cost_center": center, "project": ticket.project}
	lines = [{**line, **common} for line in _part_lines(ticket)]
	if is_charged(ticket.labour_coverage):
		lines += [{**line, **common} for line in _visit_lines(ticket)]
	return lines


def _part_lines(ticket) -> list[dict]:
	lines = []
	for row in ticket.parts_used:
		if not is_charged(row.coverage) or row.posting == CANCELLED:
			continue
		qty = out(row) / (flt(row.conversion_factor) or 1) if is_settled(row) else flt(row.qty)
		if qty > 0:
			line = {"item_code": row.item_code, "qty": flt(qty, 6), "fsm_source": row.name}
			lines.append({**line, "uom": row.uom} if row.uom else line)
	return lines


def _visit_lines(ticket) -> list[dict]:
	terms = of_company(ticket.company)
	visits = frappe.get_all(
		VISIT,
		filters={"ticket": ticket.name, "status": ENDED},
		fields=["name", "work_minutes", "travel_minutes"],
		order_by="visit_number",
	)
	return [
		{
			"item_code": terms.get(item),
			"qty": flt(cint(visit.get(minutes)) / 60, 2),
			"fsm_source": f"{visit.name} {kind}",
		}
		for visit in visits
		for item, minutes, kind in (
			("labour_item", "work_minutes", "labour"),
			("travel_item", "travel_minutes", "travel"),
		)
		if terms.get(item) and flt(cint(visit.get(minutes)) / 60, 2) > 0
	]


def _charged(ticket: str) -> set[str]:
	"""From what the lines of the ticket's invoices come, cancelled ones left out. One query."""
	invoice, line = frappe.qb.DocType(INVOICE), frappe.qb.DocType(ON_INVOICE)
	rows = (
		frappe.qb.from_(line)
		.join(invoice)
		.on(invoice.name == line.parent)
		.select(line.fsm_source)
		.where((invoice.fsm_ticket == ticket) & (invoice.docstatus < 2))
		.run()
	)
	return {source for (source,) in rows if source}


def _refuse(message: str) -> None:
	frappe.throw(message, NothingToCharge)
