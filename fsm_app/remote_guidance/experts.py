"""Whom an engineer may call: the engineers of the ticket's company whose level lets them guide others, and the service managers
who see it (N3, D1, D2).

Higher levels include the work of lower ones, so who stands above a level with the right has it, too. Where no level has it, all
engineers may be called.
"""

from collections import Counter

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.certifications import held_at
from fsm_app.workforce.rights import GIVE_REMOTE_GUIDANCE, certificate_for


def of_ticket(ticket) -> list[dict]:
	"""`user` and `label` of each, not whoever asks: the highest level first, of one level those with more of the service's skills."""
	rows = frappe.get_all(
		"Service Engineer",
		filters={"company": ticket.company, "status": "Active", "user": ["is", "set"]},
		fields=["name", "user", "engineer_name", "level"],
		order_by="engineer_name",
		limit_page_length=0,
	)
	ranks = dict(frappe.get_all("Engineer Level", fields=["name", "rank"], as_list=True))
	rows = _who_guide(rows, ranks)
	skilled = _skills_for(ticket.offering, [row.name for row in rows])
	rows.sort(key=lambda row: (-(ranks.get(row.level) or 0), -skilled.get(row.name, 0)))
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


def _who_guide(rows: list, ranks: dict[str, int]) -> list:
	"""Those of the engineers whose level, or one below it, has the right, and who hold the certificate that their own asks for."""
	asked = certificate_for(GIVE_REMOTE_GUIDANCE)
	if not asked:
		return rows
	lowest = min(ranks.get(level) or 0 for level in asked)
	wanted = {certification for certification in asked.values() if certification}
	held = held_at(now(), wanted, {row.name for row in rows})
	return [
		row
		for row in rows
		if (ranks.get(row.level) or 0) >= lowest
		and (not asked.get(row.level) or asked[row.level] in held.get(row.name, ()))
	]


def _skills_for(offering: str, engineers: list[str]) -> dict[str, int]:
	"""By engineer how many of the skills they have that the offering asks for. One query, none where it asks for none."""
	asked = [row.skill for row in frappe.get_cached_doc("Service Offering", offering).skills]
	if not asked or not engineers:
		return {}
	rows = frappe.get_all(
		"Engineer Skill",
		filters={"parenttype": "Service Engineer", "parent": ["in", engineers], "skill": ["in", asked]},
		pluck="parent",
		limit_page_length=0,
	)
	return Counter(rows)


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
