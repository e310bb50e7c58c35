"""What an engineer may do, by the rights of his level (D2)."""

import frappe
from frappe import _

from fsm_app.roles import MANAGES_SERVICE
from fsm_app.workforce.engineers import engineer_of

APPROVE_CLOSING = "Approve Closing"
ASSESS_OTHERS = "Assess Others"


class MissingRight(frappe.PermissionError):
	"""The user's level does not have the right that the act needs."""


def has_right(right: str, user: str | None = None) -> bool:
	"""Whether `user` (default: the one logged in) has `right`: by his level, or as a service manager by his role."""
	user = user or frappe.session.user
	if user == "Administrator" or MANAGES_SERVICE & set(frappe.get_roles(user)):
		return True
	engineer = engineer_of(user)
	if not engineer or engineer.status == "Left":
		return False
	level = frappe.get_cached_doc("Engineer Level", engineer.level)
	return any(row.right == right for row in level.rights)


def require(right: str, user: str | None = None) -> None:
	"""The one guard of every act that needs a right: raises MissingRight, which names the right and who has it."""
	if has_right(right, user):
		return
	levels = frappe.get_all(
		"Engineer Level Right",
		filters={"right": right, "parenttype": "Engineer Level"},
		pluck="parent",
		order_by="parent",
	)
	who = ", ".join([*(_(level) for level in levels), _("Service Manager")])
	frappe.throw(
		_("This needs the right {0}, which these have: {1}.").format(frappe.bold(_(right)), who), MissingRight
	)
