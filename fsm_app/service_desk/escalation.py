"""Acting on a step of a clock: who is told, and what is done about the ticket (B3, B4).

Everything here happens inside the transaction in which the sweep has recorded the step, so that a step is either
recorded and done or neither.
"""

from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.engine.escalation import Step
from fsm_app.roles import SERVICE_MANAGER
from fsm_app.service_desk.sla_policy import BREACH, WARNING, ladder_row


@dataclass
class Audience:
	"""Looks people up for one batch of clocks, so that no role or team is asked for twice."""

	role_users: dict[str, list[str]] = field(default_factory=dict)
	engineer_users: dict[str, str | None] = field(default_factory=dict)
	supervisors: dict[str, str | None] = field(default_factory=dict)

	def with_role(self, role: str) -> list[str]:
		"""The enabled users who hold `role`, except Administrator, who holds every role."""
		if role not in self.role_users:
			holders = frappe.get_all("Has Role", filters={"role": role, "parenttype": "User"}, pluck="parent")
			self.role_users[role] = frappe.get_all(
				"User",
				filters={"name": ["in", [user for user in holders if user != "Administrator"]], "enabled": 1},
				pluck="name",
				order_by="name",
			)
		return self.role_users[role]

	def engineer(self, engineer: str | None) -> list[str]:
		"""The engineer's user, if he has one."""
		if engineer and engineer not in self.engineer_users:
			self.engineer_users[engineer] = frappe.get_cached_value("Service Engineer", engineer, "user")
		return _known(self.engineer_users.get(engineer))

	def supervisor(self, team: str | None) -> list[str]:
		"""The supervisor of the team, if it has one."""
		if team and team not in self.supervisors:
			self.supervisors[team] = frappe.get_cached_value("Service Team", team, "supervisor")
		return _known(self.supervisors.get(team))


def act_on(step: Step, clock, ticket, policy, audience: Audience) -> tuple[str, str]:
	"""Tell whom the step names and do what it asks; returns the kind of SLA Event and a sentence for its detail."""
	kind = step.key.partition(":")[0]
	if kind == WARNING:
		told = _tell(audience.engineer(ticket.engineer), _warning(step, clock), clock, ticket, audience)
		return "Warning", told
	if kind == BREACH:
		told = _tell(audience.engineer(ticket.engineer), _breach(clock), clock, ticket, audience)
		return "Breached", told
	row = ladder_row(policy, step.key)
	message = _("Escalation level {0}: {1} of {2}").format(row.level, _(clock.metric), ticket.name)
	detail = _tell(_recipients(row, ticket, audience), message, clock, ticket, audience)
	if row.action == "Raise Priority":
		detail += " " + raise_priority(ticket.name)
	return "Escalated", detail


def _recipients(row, ticket, audience: Audience) -> list[str]:
	if row.notify == "Role":
		return audience.with_role(row.role)
	if row.notify == "User":
		return _known(row.user)
	if row.notify == "Team Supervisor":
		return audience.supervisor(ticket.team)
	return audience.engineer(ticket.engineer)


def _tell(users: list[str], message: str, clock, ticket, audience: Audience) -> str:
	"""Notify the users, or the service managers where there is nobody to tell, and say so on the ticket's timeline."""
	fallback = not users
	users = users or audience.with_role(SERVICE_MANAGER)
	for user in users:
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": user,
				"type": "Alert",
				"document_type": "Service Ticket",
				"document_name": ticket.name,
				"subject": message,
				"email_content": escape_html(ticket.subject),
			}
		).insert(ignore_permissions=True)  # the app itself tells, not the user of the moment
	told = _("Told: {0}.").format(", ".join(users)) if users else _("There was nobody to tell.")
	if fallback and users:
		told = _("The one to tell was not set, so the service managers were.") + " " + told
	frappe.get_doc(
		{
			"doctype": "Comment",
			"comment_type": "Info",
			"reference_doctype": "Service Ticket",
			"reference_name": ticket.name,
			"content": f"{message}. {told}",
		}
	).insert(ignore_permissions=True)  # likewise
	return told


def raise_priority(ticket_name: str) -> str:
	"""Give the ticket the next more urgent priority and return a sentence about it; its clocks are planned anew."""
	ticket = frappe.get_doc("Service Ticket", ticket_name)
	priorities = frappe.get_all("Service Priority", fields=["name", "rank"], order_by="rank, name")
	rank = next((row.rank for row in priorities if row.name == ticket.priority), None)
	higher = [row.name for row in priorities if rank is None or row.rank < rank]
	if not higher:
		return _("The priority is the highest already.")
	ticket.priority = higher[-1]
	ticket.save(ignore_permissions=True)  # the ladder acts, not the user of the moment
	return _("Priority raised to {0}.").format(ticket.priority)


def _warning(step: Step, clock) -> str:
	return _("{0} % of the time for {1} of {2} is used up").format(f"{step.percent:g}", _(clock.metric), clock.ticket)


def _breach(clock) -> str:
	return _("The time for {0} of {1} is exceeded").format(_(clock.metric), clock.ticket)


def _known(user: str | None) -> list[str]:
	return [user] if user else []
