"""What an engineer may do, by the rights of their level (D1, D2).

One guard for every act that needs a right, in the Desk, over REST and in scripts alike. Which level has which right is a
matrix that an administrator edits; a right may end at a value and may hold only together with a certificate.
"""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.common.roles import MANAGES_SERVICE
from fsm_app.workforce.certifications import held_at
from fsm_app.workforce.engineers import engineer_of

ISSUE_WARRANTY_DOCUMENT = "Issue Warranty Document"
TRANSFER_SPARE_PARTS = "Transfer Spare Parts"
CONTACT_HEAD_OFFICE = "Contact Head Office Support"
APPROVE_CLOSING = "Approve Closing"
RAISE_ESCALATION = "Raise Escalation"
WORK_ON_EVERY_OFFERING = "Work on Every Offering"
ASSESS_OTHERS = "Assess Others"
OVERRIDE_COVERAGE = "Override Coverage"
GIVE_REMOTE_GUIDANCE = "Give Remote Guidance"


class MissingRight(frappe.PermissionError):
	"""The user's level does not have the right that the act needs, or not for so high a value."""


def has_right(right: str, user: str | None = None, value: float = 0) -> bool:
	"""Whether `user` (default: the one logged in) has `right` for `value` (in the company's currency).

	By level, or as a service manager by role.
	"""
	user = user or frappe.session.user
	if user == "Administrator" or MANAGES_SERVICE & set(frappe.get_roles(user)):
		return True
	engineer = engineer_of(user)
	if not engineer or engineer.status == "Left":
		return False
	row = _row(engineer.level, right)
	return bool(row) and _reaches(row, value) and _is_certified(engineer.name, row.certification)


def require(right: str, user: str | None = None, value: float = 0) -> None:
	"""The one guard of every act that needs a right: raises MissingRight, which names the right and who has it."""
	if has_right(right, user, value):
		return
	who = ", ".join([*_levels_with(right, value), _("Service Manager")])
	if value:
		frappe.throw(
			_("You need the right {0} up to {1} for this. It is held by: {2}.").format(
				frappe.bold(_(right)), f"{value:,.2f}", who
			),
			MissingRight,
		)
	frappe.throw(
		_("You need the right {0} for this. It is held by: {1}.").format(frappe.bold(_(right)), who),
		MissingRight,
	)


def works_on_every_offering(level: str) -> bool:
	"""Whether engineers of the level may work on every offering, not just on those they are authorised for (D1)."""
	return bool(_row(level, WORK_ON_EVERY_OFFERING))


def certificate_for(right: str) -> dict[str, str | None]:
	"""By level that has `right` the certification that it asks for, None where it asks for none. One query."""
	rows = frappe.get_all(
		"Engineer Level Right",
		filters={"right": right, "parenttype": "Engineer Level"},
		fields=["parent", "certification"],
		as_list=True,
	)
	return {level: certification or None for level, certification in rows}


def authorised_for(offering: str) -> set[str]:
	"""The engineers who are authorised for the offering by name. One query."""
	rows = frappe.get_all(
		"Engineer Offering",
		filters={"offering": offering, "parenttype": "Service Engineer"},
		pluck="parent",
	)
	return set(rows)


def authorised_for_any() -> set[str]:
	"""The engineers who are authorised for at least one offering by name. One query."""
	return set(
		frappe.get_all(
			"Engineer Offering", filters={"parenttype": "Service Engineer"}, pluck="parent", distinct=True
		)
	)


def validate_level(level) -> None:
	"""Refuse a level that names a right twice."""
	seen = set()
	for row in level.rights:
		if row.right in seen:
			frappe.throw(
				_("Rights, row {0}: {1} stands there already. Delete one of the rows.").format(
					row.idx, _(row.right)
				)
			)
		seen.add(row.right)


def _row(level: str, right: str):
	level = frappe.get_cached_doc("Engineer Level", level)
	return next((row for row in level.rights if row.right == right), None)


def _reaches(row, value: float) -> bool:
	return row.right != TRANSFER_SPARE_PARTS or not flt(row.up_to_value) or flt(value) <= flt(row.up_to_value)


def _is_certified(engineer: str, certification: str | None) -> bool:
	return not certification or certification in held_at(now(), [certification]).get(engineer, ())


def _levels_with(right: str, value: float) -> list[str]:
	"""The levels that have the right, each with the certificate that it asks for."""
	levels = []
	for name in frappe.get_all("Engineer Level", pluck="name", order_by="rank"):
		row = _row(name, right)
		if row and _reaches(row, value):
			levels.append(
				_("{0} with {1}", context="Engineer Level").format(_(name), row.certification)
				if row.certification
				else _(name)
			)
	return levels
