"""The cases that may help with a ticket, on its form and while it is still being written (G2)."""

import frappe
from frappe import _

from fsm_app.common.arguments import permitted
from fsm_app.common.company_limits import sees_company
from fsm_app.engine.stages import TICKET
from fsm_app.knowledge import likely, portal_cases, uses
from fsm_app.knowledge.stages import CASE
from fsm_app.service_desk import equipment


@frappe.whitelist(methods=["GET"])
def of_ticket(ticket: str) -> dict:
	"""What may solve the ticket (likely.of_facts), and whether the user may say what did: `may_judge`.

	Needs permission to read the ticket, and cases at all.
	"""
	frappe.has_permission(CASE, "read", throw=True)
	permitted(TICKET, ticket)
	return _of_ticket(ticket)


@frappe.whitelist(methods=["POST"])
def of_new_ticket(
	subject: str | None = None,
	description: str | None = None,
	fault_symptom: str | None = None,
	fault_code: str | None = None,
	item_code: str | None = None,
	serial_no: str | None = None,
	offering: str | None = None,
) -> dict:
	"""The same for a ticket that is not saved yet; needs permission to open tickets and to read cases."""
	frappe.has_permission(TICKET, "create", throw=True)
	frappe.has_permission(CASE, "read", throw=True)
	return likely.of_facts(
		{
			"subject": subject,
			"description": description,
			"fault_symptom": fault_symptom,
			"fault_code": fault_code,
			"item_code": item_code or _item_of(serial_no),
			"offering": offering,
		}
	)


@frappe.whitelist(methods=["POST"])
def open_case(case: str, ticket: str | None = None) -> dict:
	"""What a published case says, for a preview; with a ticket, whether the user may say there if it helped. It counts as read."""
	permitted(CASE, case)
	if ticket:
		permitted(TICKET, ticket)
	shown = portal_cases.shown(case)
	if not shown:
		frappe.throw(_("{0} is not published any more. Choose another case.").format(case), uses.NotAResult)
	uses.note_reading(case, ticket or None)
	return {
		**shown,
		**frappe.db.get_value(CASE, case, ["solved", "not_solved"], as_dict=True),
		"may_judge": bool(ticket) and uses.may_judge(ticket),
		"marked": uses.results_in(ticket).get(case, "") if ticket else "",
	}


@frappe.whitelist(methods=["POST"])
def mark(case: str, ticket: str, result: str) -> dict:
	"""Say what became of the case in the ticket: Used, Solved It or Did Not Help (uses.note_result); returns of_ticket's answer."""
	permitted(CASE, case)
	permitted(TICKET, ticket)
	uses.note_result(case, ticket, result)
	return _of_ticket(ticket)


def _of_ticket(ticket: str) -> dict:
	return {**likely.of_ticket(ticket), "may_judge": uses.may_judge(ticket)}


def _item_of(serial_no: str | None) -> str | None:
	device = equipment.device(serial_no) if serial_no else None
	return device.item_code if device and sees_company(frappe.session.user, device.company) else None
