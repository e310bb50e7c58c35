"""Who pays for a ticket's parts and labour: warranty, contract, the customer, or goodwill (F2).

Decided from the warranty and the contract of the ticket's device and from the warranty of the part that is replaced; whoever
has the right overrides it with a reason. What the customer does not pay for goes to the warranty cost account.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from fsm_app.common.clock import now
from fsm_app.engine.coverage import CHARGEABLE, COVERAGES, coverage_of
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import cost_moves
from fsm_app.spare_parts.expense_accounts import expense_account
from fsm_app.workforce.rights import OVERRIDE_COVERAGE, require

PART = "Service Ticket Part"
ROW_FIELDS = ("coverage", "coverage_reason", "coverage_set_by")
INSTALLED = "Installed Part"


class CoverageRefused(frappe.ValidationError):
	"""A coverage that there is not, or that is set without a reason."""


def follow(ticket, before) -> None:
	"""Being checked: decide for labour and for each part anew, unless somebody has decided or the part is posted.

	Whatever was sent for these fields, they hold what the app has found. One query at most, where parts are replaced.
	"""
	day = getdate(now())
	if not ticket.labour_coverage_reason:
		ticket.labour_coverage = coverage_of(ticket.warranty_state, day)
	stored = {row.name: row for row in before.parts_used} if before else {}
	for row in ticket.parts_used:
		old = stored.get(row.name)
		row.update({field: old.get(field) if old else None for field in ROW_FIELDS})
	open_rows = [row for row in ticket.parts_used if not row.coverage_set_by and not row.stock_entry]
	warranties = _warranties_of(row.replaced_serial_no for row in open_rows)
	for row in open_rows:
		row.coverage = coverage_of(ticket.warranty_state, day, warranties.get(row.replaced_serial_no))


def override(ticket_name: str, coverage: str, reason: str, row: str | None = None) -> None:
	"""Set who pays for one of the ticket's parts (the name of its row), or for labour and travel where none is named.

	A part that is posted is moved to the other account with it. Needs the right.
	"""
	require(OVERRIDE_COVERAGE)
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
	ticket.check_permission("read")
	if coverage not in COVERAGES:
		_refuse(_("Coverage: choose one of {0}.").format(", ".join(_(each) for each in COVERAGES)))
	reason = (reason or "").strip()
	if not reason:
		_refuse(_("Reason: say why {0} is right.").format(_(coverage)))
	if not row:
		was, what = ticket.labour_coverage, _("Labour")
		frappe.db.set_value(
			TICKET, ticket.name, {"labour_coverage": coverage, "labour_coverage_reason": reason}
		)
	else:
		part = next((part for part in ticket.parts_used if part.name == row), None)
		if not part:
			_refuse(_("{0} has no such part. Reload the ticket.").format(ticket.name))
		was, what = part.coverage, f"{part.qty:g} {part.item_code}"
		frappe.db.set_value(
			PART,
			part.name,
			{"coverage": coverage, "coverage_reason": reason, "coverage_set_by": frappe.session.user},
		)
		cost_moves.settle(ticket, part.name, expense_account(ticket.company, coverage, part.item_code))
		ticket.db_set("modified", frappe.utils.now(), update_modified=False)
	ticket.add_comment(
		"Info",
		frappe.utils.escape_html(
			_("{0}: {1} in place of {2}. {3}").format(what, _(coverage), _(was) if was else "–", reason)
		),
	)


def decide_posted(ticket, row: str) -> str:
	"""Say who pays for a part that somebody has posted by hand; returns the coverage."""
	kind = coverage_of(ticket.warranty_state, getdate(now()))
	frappe.db.set_value(PART, row, "coverage", kind, update_modified=False)
	return kind


def is_charged(coverage: str | None) -> bool:
	"""Whether the customer pays for it."""
	return coverage == CHARGEABLE


def _warranties_of(numbers) -> dict[str, object]:
	"""Until when the replaced parts are under a warranty of their own, by serial number, where we have installed them."""
	numbers = sorted({number for number in numbers if number})
	if not numbers:
		return {}
	rows = frappe.get_all(
		INSTALLED,
		filters={"part_serial_no": ["in", numbers], "warranty_until": ["is", "set"]},
		fields=["part_serial_no", "warranty_until"],
		order_by="warranty_until",
	)
	return {row.part_serial_no: getdate(row.warranty_until) for row in rows}


def _refuse(message: str) -> None:
	frappe.throw(message, CoverageRefused)
