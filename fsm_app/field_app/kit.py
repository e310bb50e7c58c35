"""What an engineer takes along of one ticket: the sheet, the likely cases in full, the parts of the van, how to reach the caller (N1)."""

import frappe
from frappe import _

from fsm_app.engine.stages import TICKET
from fsm_app.field_app.my_day import IN_HAND
from fsm_app.field_work import gates
from fsm_app.knowledge import likely, portal_cases
from fsm_app.knowledge.stages import CASE
from fsm_app.preparation import sheet
from fsm_app.service_desk import caller_contact
from fsm_app.spare_parts import settings, usage, van_contents, vans

# The best ones are taken along with their whole text.
CASES = 3


class NotInHand(frappe.PermissionError):
	"""The ticket is not in the engineer's hands."""


def kit_of(ticket: str, engineer, contact: bool = True) -> dict:
	"""The kit of a ticket that `engineer` has in hand; without `contact` nobody looks at its caller. Raises NotInHand."""
	found = frappe.db.get_value(TICKET, ticket, ["engineer", "stage"], as_dict=True)
	if not found or found.engineer != engineer.name or found.stage not in IN_HAND:
		frappe.throw(_("{0} is not in your hands. Load the day anew.").format(ticket), NotInHand)
	document = frappe.get_doc(TICKET, ticket)
	document.check_permission("read")
	return {
		"ticket": document.name,
		"modified": str(document.modified),
		"needs": gates.open_needs(document),
		"sheet": {"sections": sheet.of_ticket(document)["sections"]},
		"cases": _cases(document.name),
		"parts": _parts(document),
		"contact": caller_contact.contact_of(document) if contact else None,
	}


def _cases(ticket: str) -> list[dict]:
	if not frappe.has_permission(CASE, "read"):
		return []
	found = []
	for card in likely.of_ticket(ticket)["cases"][:CASES]:
		if case := portal_cases.shown(card["name"]):
			found.append(
				{
					"case": card["name"],
					"title": card["title"],
					"why": card["reason"],
					"marked": card["marked"],
					**{field: case[field] for field in ("symptom", "cause", "solution")},
				}
			)
	return found


def _parts(ticket) -> dict:
	van = vans.van_of(ticket.engineer, ticket.company) if settings.posts() else None
	fields = ("item_code", "qty", "uom", "serial_no")
	return {
		"mode": settings.mode(),
		"may_use": usage.may_use(ticket),
		"rows": [{field: row[field] for field in fields} for row in usage.rows_of(ticket.name)],
		"van": van_contents.of(van) if van else [],
	}
