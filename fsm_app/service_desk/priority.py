"""Which priority a ticket has, and why: set by hand, from the matrix, or its offering's (C5)."""

import frappe
from frappe import _

JUDGEMENT = ("impact", "urgency")


class PriorityMatrixError(frappe.ValidationError):
	"""A Priority Matrix whose rows contradict one another."""


def set_priority(ticket) -> None:
	"""Before saving: let the priority follow what was judged, unless somebody has set it by hand.

	A priority that is emptied follows again. Sets `priority_reason` and `priority_set_by_hand`, whatever was sent for
	them.
	"""
	before = ticket.get_doc_before_save()
	ticket.priority_set_by_hand = before.priority_set_by_hand if before else 0
	ticket.priority_reason = before.priority_reason if before else None
	if ticket.priority and (before is None or before.priority != ticket.priority):
		ticket.priority_set_by_hand = 1
		ticket.priority_reason = ticket.flags.pop("priority_reason", None) or _("Set by hand.")
	elif not ticket.priority or (not ticket.priority_set_by_hand and _judged_anew(ticket, before)):
		ticket.priority_set_by_hand = 0
		ticket.priority, ticket.priority_reason = derived_priority(ticket)


def derived_priority(ticket) -> tuple[str | None, str | None]:
	"""The priority that the matrix gives, else that of the offering, and a sentence that says which."""
	default = frappe.get_cached_value("Service Offering", ticket.offering, "default_priority")
	by_default = _("Default of the offering {0}.").format(ticket.offering) if default else None
	name = frappe.db.get_single_value("Field Service Settings", "priority_matrix", cache=True)
	if not name or not _is_judged(ticket) or not frappe.db.exists("Priority Matrix", name):
		return default, by_default
	matrix = frappe.get_cached_doc("Priority Matrix", name)
	if row := row_for(matrix, ticket.impact, ticket.urgency, ticket.service_tier):
		return row.priority, _reason(matrix, row)
	missing = _("No row of {0} is for impact {1} and urgency {2}.").format(
		matrix.name, _(ticket.impact, context="Service Ticket"), _(ticket.urgency, context="Service Ticket")
	)
	return default, " ".join(filter(None, (missing, by_default)))


def row_for(matrix, impact: str, urgency: str, tier: str | None):
	"""The matrix's row for these: that of the tier, else that for every tier, else None."""
	fitting = [row for row in matrix.rows if (row.impact, row.urgency) == (impact, urgency)]
	own = [row for row in fitting if row.tier and row.tier == tier]
	return next(iter(own + [row for row in fitting if not row.tier]), None)


def validate_matrix(matrix) -> None:
	"""Refuse a matrix in which two rows are for the same."""
	seen: dict[tuple, int] = {}
	for row in matrix.rows:
		scope = (row.impact, row.urgency, row.tier or "")
		if scope in seen:
			frappe.throw(
				_(
					"Rows, row {0}: row {1} is for the same impact, urgency and customer tier. Delete one of them."
				).format(row.idx, seen[scope]),
				PriorityMatrixError,
			)
		seen[scope] = row.idx


def _is_judged(ticket) -> bool:
	return all(ticket.get(field) for field in JUDGEMENT)


def _judged_anew(ticket, before) -> bool:
	"""Whether this save changes what the matrix is asked for; the tier alone counts only for a judged ticket."""
	if not (_is_judged(ticket) or _is_judged(before)):
		return False
	return any(
		(before.get(field) or "") != (ticket.get(field) or "") for field in (*JUDGEMENT, "service_tier")
	)


def _reason(matrix, row) -> str:
	judged = (_(row.impact, context="Service Ticket"), _(row.urgency, context="Service Ticket"))
	if row.tier:
		return _("Row {0} of {1}: impact {2}, urgency {3}, customer tier {4}.").format(
			row.idx, matrix.name, *judged, _(row.tier)
		)
	return _("Row {0} of {1}: impact {2}, urgency {3}.").format(row.idx, matrix.name, *judged)
