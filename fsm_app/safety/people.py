"""Who is told and who decides in matters of safety: an engineer's manager, safety officers, HR (L1, L2)."""

import frappe

from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import HR_MANAGER, MANAGES_SERVICE, SERVICE_MANAGER, SERVICE_SAFETY_OFFICER
from fsm_app.workforce.audience import Audience

# Those who look into what happened.
INVESTIGATES = MANAGES_SERVICE | {SERVICE_SAFETY_OFFICER, HR_MANAGER}


def managers_of(engineer: str | None, company: str | None, audience: Audience) -> list[str]:
	"""The users above the engineer: who supervises their team, else the service managers of the company."""
	found = None
	if engineer:
		found = frappe.db.get_value("Service Engineer", engineer, ["team", "user"], as_dict=True)
	supervisors = audience.supervisor(found.team) if found else []
	others = [user for user in supervisors if user != found.user]
	return others or holders(SERVICE_MANAGER, company, audience)


def officers(company: str | None, audience: Audience) -> list[str]:
	"""The safety officers of the company; its service managers where it has none."""
	return holders(SERVICE_SAFETY_OFFICER, company, audience) or holders(SERVICE_MANAGER, company, audience)


def holders(role: str, company: str | None, audience: Audience) -> list[str]:
	"""The enabled users with the role who are not limited to other companies."""
	return [user for user in audience.with_role(role) if sees_company(user, company)]


def has_role(roles: set[str] | frozenset[str], user: str | None = None) -> bool:
	"""Whether the user (default: the one logged in) holds one of the roles."""
	return bool(roles & set(frappe.get_roles(user or frappe.session.user)))
