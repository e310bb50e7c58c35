"""The roles that a service or a runbook names as responsible (A2, A3)."""

import frappe
from frappe import _

# Frappe gives these to users by itself: whoever has them is not responsible for anything by that.
AUTOMATIC = frozenset({"All", "Guest", "Desk User", "Administrator"})


class RoleNotUsable(frappe.ValidationError):
	"""A role that cannot be responsible for anything."""


def validate_roles(roles: list[tuple[str, str | None]]) -> None:
	"""`common/roles` are pairs of the place where a role stands and the role. That they exist is seen to by their Link fields."""
	named = {role for _place, role in roles if role}
	if not named:
		return
	disabled = frappe.get_all("Role", filters={"name": ["in", sorted(named)], "disabled": 1}, pluck="name")
	for place, role in roles:
		if role in AUTOMATIC:
			frappe.throw(
				_("{0}: {1} is nobody's task in particular. Choose a role that is given to people.").format(
					place, frappe.bold(_(role))
				),
				RoleNotUsable,
			)
		if role in disabled:
			frappe.throw(
				_("{0}: the role {1} is disabled. Choose another one or enable it.").format(
					place, frappe.bold(_(role))
				),
				RoleNotUsable,
			)
