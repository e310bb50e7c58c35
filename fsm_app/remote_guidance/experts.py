"""Whom an engineer may call: the active engineers of the ticket's company and the service managers who see it (N3)."""

import frappe
from frappe import _

from fsm_app.common.company_limits import sees_company
from fsm_app.workforce.audience import Audience


def of_ticket(ticket) -> list[dict]:
	"""`user` and `label` of each, the highest level first; not whoever asks."""
	rows = frappe.get_all(
		"Service Engineer",
		filters={"company": ticket.company, "status": "Active", "user": ["is", "set"]},
		fields=["user", "engineer_name", "level"],
		order_by="engineer_name",
		limit_page_length=0,
	)
	ranks = dict(frappe.get_all("Engineer Level", fields=["name", "rank"], as_list=True))
	rows.sort(key=lambda row: -(ranks.get(row.level) or 0))
	managers = [user for user in Audience().managers() if sees_company(user, ticket.company)]
	enabled = _full_names([row.user for row in rows] + managers)
	found = {}
	for row in rows:
		if row.user in enabled:
			found[row.user] = f"{row.engineer_name} ({_(row.level)})"
	for user in managers:
		found.setdefault(user, f"{enabled.get(user) or user} ({_('Service Manager')})")
	found.pop(frappe.session.user, None)
	return [{"user": user, "label": label} for user, label in found.items()]


def _full_names(users: list[str]) -> dict[str, str]:
	"""By user the full name, of those who may log in."""
	return dict(
		frappe.get_all(
			"User",
			filters={"name": ["in", users], "enabled": 1},
			fields=["name", "full_name"],
			as_list=True,
			limit_page_length=0,
		)
	)
