"""Whom to tell: the users behind roles, engineers and teams."""

from dataclasses import dataclass, field

import frappe

from fsm_app.common.roles import SERVICE_MANAGER


@dataclass
class Audience:
	"""Looks people up for one batch of tickets, so that nobody is asked for twice. Only enabled users count."""

	role_users: dict[str, list[str]] = field(default_factory=dict)
	engineer_users: dict[str, list[str]] = field(default_factory=dict)
	supervisors: dict[str, list[str]] = field(default_factory=dict)

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

	def managers(self) -> list[str]:
		"""The service managers."""
		return self.with_role(SERVICE_MANAGER)

	def engineer(self, engineer: str | None) -> list[str]:
		"""The engineer's user, if there is one."""
		if not engineer:
			return []
		if engineer not in self.engineer_users:
			self.engineer_users[engineer] = self.user(
				frappe.get_cached_value("Service Engineer", engineer, "user")
			)
		return self.engineer_users[engineer]

	def supervisor(self, team: str | None) -> list[str]:
		"""The supervisor of the team, if it has one."""
		if not team:
			return []
		if team not in self.supervisors:
			self.supervisors[team] = self.user(frappe.get_cached_value("Service Team", team, "supervisor"))
		return self.supervisors[team]

	def user(self, user: str | None) -> list[str]:
		"""The user, unless disabled."""
		return [user] if user and frappe.get_cached_value("User", user, "enabled") else []
