"""What the form of a ticket asks about its parts' costs: who pays, what it has cost, what it waits for (F2, F4)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.arguments import WrongArgument, parsed, permitted
from fsm_app.common.roles import COORDINATORS, SERVICE_AUDITOR, SERVICE_PARTS_KEEPER
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import awaited_parts, coverage, invoicing, ticket_cost
from fsm_app.workforce.rights import OVERRIDE_COVERAGE, has_right

SEES_COSTS = frozenset({*COORDINATORS, SERVICE_AUDITOR, SERVICE_PARTS_KEEPER})


@frappe.whitelist(methods=["GET"])
def overview(ticket: str) -> dict:
	"""`awaited` parts; `rows` of the parts with who pays; `may_override`, `may_invoice`; `invoices`; `cost` for who sees costs."""
	permitted(TICKET, ticket)
	doc = frappe.get_doc(TICKET, ticket)
	sees_costs = frappe.session.user == "Administrator" or bool(SEES_COSTS & set(frappe.get_roles()))
	may_invoice = invoicing.may_invoice()
	costs = ticket_cost.cost_of_rows([ticket]) if sees_costs else {}
	return {
		"awaited": awaited_parts.of_ticket(ticket),
		"rows": [
			{
				"name": row.name,
				"item_code": row.item_code,
				"qty": row.qty,
				"coverage": row.coverage,
				"reason": row.coverage_reason,
				"cost": costs.get(row.name),
			}
			for row in doc.parts_used
		],
		"labour_coverage": doc.labour_coverage,
		"labour_reason": doc.labour_coverage_reason,
		"may_override": has_right(OVERRIDE_COVERAGE),
		"may_invoice": may_invoice,
		"invoices": invoicing.invoices_of(ticket) if may_invoice else [],
		"cost": _shown(ticket_cost.costs_of([ticket])[ticket]) if sees_costs else None,
	}


@frappe.whitelist(methods=["POST"])
def set_coverage(ticket: str, coverage_kind: str, reason: str, row: str | None = None) -> None:
	"""Say who pays for one part (the name of its `row`), or for labour and travel, with a reason; needs the right."""
	permitted(TICKET, ticket)
	coverage.override(ticket, coverage_kind, reason, row)


@frappe.whitelist(methods=["POST"])
def make_invoice(ticket: str) -> dict:
	"""The draft with all that is chargeable and not on an invoice: its `name`, and `without_price` the items that lack one."""
	permitted(TICKET, ticket)
	invoice = invoicing.make_draft(ticket)
	return {"name": invoice.name, "without_price": invoicing.without_price(invoice)}


@frappe.whitelist(methods=["POST"])
def await_parts(ticket: str, lines: str | list) -> list[dict]:
	"""Let the ticket wait for parts, `lines` of item_code and qty; returns what it waits for. Sent again it changes nothing."""
	permitted(TICKET, ticket, "write")
	return awaited_parts.await_parts(ticket, wanted_of(lines))


def wanted_of(lines: str | list) -> dict[str, float]:
	"""The quantities by item of lines with item_code and qty."""
	found: dict[str, float] = {}
	lines = parsed(lines, _("Parts"))
	for line in lines if isinstance(lines, list) else []:
		code = line.get("item_code") if isinstance(line, dict) else None
		if not isinstance(code, str) or not isinstance(line.get("qty", 1), int | float | str):
			frappe.throw(_("Parts: a line lacks its item or its quantity. Name both."), WrongArgument)
		found[code] = found.get(code, 0) + flt(line.get("qty", 1))
	return found


def _shown(cost) -> dict:
	return {
		"parts": cost.parts_cost,
		"by_coverage": cost.parts,
		"work_hours": cost.work_hours,
		"labour": cost.labour_cost,
		"travel_hours": cost.travel_hours,
		"travel": cost.travel_cost,
		"total": cost.total,
		"borne_by_us": cost.borne_by_us,
		"currency": frappe.get_cached_value("Company", cost.company, "default_currency"),
	}
