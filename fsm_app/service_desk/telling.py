"""Telling people about a ticket, and saying on its timeline who was told by which channel (B4).

Nothing here speaks to the network: notifications, e-mails and webhook messages are rows written in the transaction of
the caller, and jobs send them after it is committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.company_limits import sees_company
from fsm_app.notices import notify
from fsm_app.roles import SERVICE_MANAGER
from fsm_app.service_desk.webhook_queue import queue_delivery
from fsm_app.workforce.duty import on_duty

NOTIFICATION = "System Notification"
EMAIL = "E-mail"
WEBHOOK = "Webhook"

# Frappe sends to more than a hundred by a job of its own, which the transaction does not hold back.
RECIPIENTS_OF_A_MAIL = 100


@dataclass(frozen=True)
class Channel:
	"""The way by which people are told; `webhook` and `key` (unique to the message) belong to the webhook's.

	A notification opens the document `opens` (its doctype and name), the ticket where that is empty.
	"""

	kind: str = NOTIFICATION
	webhook: str | None = None
	key: str | None = None
	opens: tuple[str, str] | None = None


@dataclass
class Audience:
	"""Looks people up for one batch of tickets, so that nobody is asked for twice. Only enabled users count."""

	role_users: dict[str, list[str]] = field(default_factory=dict)
	engineer_users: dict[str, list[str]] = field(default_factory=dict)
	supervisors: dict[str, list[str]] = field(default_factory=dict)
	duties: dict[tuple, list[str]] = field(default_factory=dict)

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
		"""The engineer's user, if he has one."""
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

	def on_duty(self, company: str, team: str | None, at: datetime) -> list[str]:
		"""The user of the engineer on duty at `at` (naive site time), if there is one."""
		if (company, team, at) not in self.duties:
			self.duties[company, team, at] = self.engineer(on_duty(company, team, at))
		return self.duties[company, team, at]

	def user(self, user: str | None) -> list[str]:
		"""The user himself, unless he is disabled."""
		return [user] if user and frappe.get_cached_value("User", user, "enabled") else []


@contextmanager
def nobody_is_told() -> Iterator[None]:
	"""Within this context nothing is sent to anybody: the past is being replayed, which concerns nobody any more."""
	before = frappe.flags.fsm_nobody_is_told
	frappe.flags.fsm_nobody_is_told = True
	try:
		yield
	finally:
		frappe.flags.fsm_nobody_is_told = before


def tell(
	users: list[str], message: str, ticket, audience: Audience | None = None, channel: Channel | None = None
) -> str:
	"""Tell the users `message` (plain text) about `ticket` (name, subject and company), by `channel` or a notification.

	Users who are limited to other companies are not told. Where there is nobody to tell, the service managers are. Returns a sentence that says who was told and how, which
	stands on the ticket's timeline too.
	"""
	if frappe.flags.fsm_nobody_is_told:
		told = _("Nobody was told, because the past was replayed.")
		_comment(ticket.name, f"{escape_html(message)}. {told}")
		return told
	audience, channel = audience or Audience(), channel or Channel()
	parts = []
	users = [user for user in users if sees_company(user, ticket.company)]
	if not users:
		users = [user for user in audience.managers() if sees_company(user, ticket.company)]
		if users:
			parts.append(_("The one to tell was not set, so the service managers were."))
	parts.append(_by_channel(users, message, ticket, channel))
	told = " ".join(parts)
	_comment(ticket.name, f"{escape_html(message)}. {escape_html(told)}")
	return told


def _by_channel(users: list[str], message: str, ticket, channel: Channel) -> str:
	"""Tell by the channel; by a notification where that one does not work, so that nobody misses an escalation."""
	names = ", ".join(users)
	if channel.kind == WEBHOOK:
		problem = queue_delivery(channel.webhook, ticket, channel.key, message, names)
		if not problem:
			return (
				_("Sent to the webhook {0} for: {1}.").format(channel.webhook, names)
				if users
				else _("Sent to the webhook {0}.").format(channel.webhook)
			)
		return f"{problem} {_notify(users, message, ticket, channel.opens)}"
	if channel.kind == EMAIL and users:
		if _mail(users, message, ticket):
			return _("Told by e-mail: {0}.").format(names)
		return f"{_('The e-mail could not be queued.')} {_notify(users, message, ticket, channel.opens)}"
	return _notify(users, message, ticket, channel.opens)


def _notify(users: list[str], message: str, ticket, opens: tuple[str, str] | None) -> str:
	doctype, name = opens or ("Service Ticket", ticket.name)
	notify(users, message, doctype, name, ticket.subject)
	return _("Told: {0}.").format(", ".join(users)) if users else _("There was nobody to tell.")


def _mail(users: list[str], message: str, ticket) -> bool:
	"""Put an e-mail into Frappe's queue, which is sent after the commit; False (and an Error Log) where that fails."""
	recipients = [address for user in users if (address := frappe.get_cached_value("User", user, "email"))]
	if not recipients:
		return False
	frappe.db.savepoint("told_by_mail")
	try:
		queued = [
			frappe.sendmail(
				recipients=recipients[first : first + RECIPIENTS_OF_A_MAIL],
				subject=message,
				message=f"<p>{escape_html(message)}</p><p>{escape_html(ticket.subject)}</p>",
				reference_doctype="Service Ticket",
				reference_name=ticket.name,
				add_unsubscribe_link=0,
				delayed=True,
			)
			for first in range(0, len(recipients), RECIPIENTS_OF_A_MAIL)
		]
	except Exception:  # whatever is wrong with the mail set-up must not stop the escalation
		frappe.db.rollback(save_point="told_by_mail")
		frappe.clear_last_message()
		frappe.log_error(
			title=f"E-mail about {ticket.name}",
			reference_doctype="Service Ticket",
			reference_name=ticket.name,
		)
		return False
	return all(queued)


def _comment(ticket: str, content: str) -> None:
	frappe.get_doc(
		{
			"doctype": "Comment",
			"comment_type": "Info",
			"reference_doctype": "Service Ticket",
			"reference_name": ticket,
			"content": content,
		}
	).insert(ignore_permissions=True)  # the app itself tells, not the user of the moment
