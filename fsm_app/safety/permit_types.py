"""Kinds of permits: what is to be done before the work, for how long one holds, and who gives it (L1)."""

import frappe
from frappe import _
from frappe.utils import cstr, flt

PERMIT, TYPE = "Work Permit", "Work Permit Type"
# Nobody watches longer than a day over what is dangerous.
MOST_HOURS = 24


class PermitTypeError(frappe.ValidationError):
	"""A type under which no permit could be asked for or given."""


def validate_type(kind) -> None:
	"""Refuse a type without a time, whose approvers see no permit, or that says the same twice."""
	if not 0 < flt(kind.max_hours) <= MOST_HOURS:
		frappe.throw(
			_("Maximum Validity (hours): {0} must be above 0 and up to {1}.").format(
				f"{flt(kind.max_hours):g}", MOST_HOURS
			),
			PermitTypeError,
		)
	readers = [row.role for row in frappe.get_meta(PERMIT).permissions if row.read]
	if kind.approver_role not in readers:
		frappe.throw(
			_("Approved by Role: {0} sees no work permits. Choose one of {1}.").format(
				frappe.bold(kind.approver_role), ", ".join(sorted(readers))
			),
			PermitTypeError,
		)
	_no_repetition(kind, "measures", "measure")
	_no_repetition(kind, "certifications", "certification")


def measures_of(types: list[str]) -> dict[str, list[str]]:
	"""The measures of each type, in their order. One query."""
	found: dict[str, list[str]] = {name: [] for name in types}
	for row in frappe.get_all(
		"Work Permit Measure",
		filters={"parenttype": TYPE, "parent": ["in", types or [""]]},
		fields=["parent", "measure"],
		order_by="parent, idx",
		limit_page_length=0,
	):
		found[row.parent].append(row.measure)
	return found


def _no_repetition(kind, table: str, field: str) -> None:
	seen = set()
	for row in kind.get(table):
		row.set(field, cstr(row.get(field)).strip())
		if not row.get(field) or row.get(field) in seen:
			frappe.throw(
				_("{0}, row {1}: it is empty or stands there already. Delete the row.").format(
					_(kind.meta.get_label(table), context=kind.doctype), row.idx
				),
				PermitTypeError,
			)
		seen.add(row.get(field))
