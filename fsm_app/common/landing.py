"""Where those who serve arrive after the login: in the app's workspace (N2).

What somebody has chosen for themselves comes first: the workspace is entered in a user's Default Workspace once, when they
get their first service role, and only where the field is empty. Customers: see intake/portal/landing.py.
"""

import frappe

from fsm_app.common.roles import ROLES

WORKSPACE = "Field Service"


def follow_roles(user, method: str | None = None) -> None:
	"""User's validate event: who gets the first service role lands in the workspace, who loses the last does no more."""
	before = user.get_doc_before_save()
	served = bool(before) and _serves(before)
	serves = _serves(user)
	if serves and not served and not user.default_workspace and frappe.db.exists("Workspace", WORKSPACE):
		user.default_workspace = WORKSPACE
	elif served and not serves and user.default_workspace == WORKSPACE:
		user.default_workspace = None


def land_present_users() -> None:
	"""Give the workspace to those who have a service role already and have chosen nothing. Once, at installing."""
	if not frappe.db.exists("Workspace", WORKSPACE):
		return
	holders = frappe.get_all(
		"Has Role", filters={"role": ["in", ROLES], "parenttype": "User"}, pluck="parent", distinct=True
	)
	undecided = frappe.get_all(
		"User",
		filters={"name": ["in", holders], "default_workspace": ["is", "not set"]},
		pluck="name",
	)
	frappe.db.set_value("User", {"name": ["in", undecided]}, "default_workspace", WORKSPACE)
	frappe.clear_cache()


def _serves(user) -> bool:
	return any(row.role in ROLES for row in user.roles)
