"""Telling people about a ticket, and saying on its timeline who was told by which channel (B4).

Nothing here speaks to the network: notifications, e-mails and webhook messages are rows written in the transaction of
the caller, and jobs send them after it is committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import notify
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.ticket_timeline import say
from fsm_app.workforce.audience import Audience

# Frappe sends to more than a hundred by a job of its own, which the transaction does not hold back.
RECIPIENTS_OF_A_MAIL = 100


@dataclass(frozen=True)
class Channel:
	"""The way by which people are told: a notification in the Desk, unless a kind of its own says otherwise.

	It opens the document `opens` (its doctype and name), the ticket where that is empty.
	"""

	opens: tuple[str, str] | None = None

	def send(self, users: list[str], message: str, ticket) -> str:
		"""Tell the users; returns a sentence that says who was told and how."""
		doctype, name = self.opens or (TICKET, ticket.name)
		notify(users, message, doctype, name, ticket.subject)
		return _("Told: {0}.").format(", ".join(users)) if users else _("There was nobody to tell.")


class EMail(Channel):
	"""By e-mail; by a notification where that does not work, so that nobody misses an escalation."""

	def send(self, users: list[str], message: str, ticket) -> str:
		"""Tell the users, see Channel."""
		if not users:
			return super().send(users, message, ticket)
		if _mail(users, message, ticket):
			return _("Told by e-mail: {0}.").format(", ".join(users))
		return f"{_('The e-mail could not be queued.')} {super().send(users, message, ticket)}"


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

	Users who are limited to other companies are not told. Where there is nobody to tell, the service managers are. Returns
	a sentence that says who was told and how, which stands on the ticket's timeline too.
	"""
	if frappe.flags.fsm_nobody_is_told:
		told = _("Nobody was told, because the past was replayed.")
		say(ticket.name, f"{escape_html(message)}. {told}")
		return told
	audience, channel = audience or Audience(), channel or Channel()
	parts = []
	users = [user for user in users if sees_company(user, ticket.company)]
	if not users:
		users = [user for user in audience.managers() if sees_company(user, ticket.company)]
		if users:
			parts.append(_("The one to tell was not set, so the service managers were."))
	parts.append(channel.send(users, message, ticket))
	told = " ".join(parts)
	say(ticket.name, f"{escape_html(message)}. {escape_html(told)}")
	return told


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
				reference_doctype=TICKET,
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
			reference_doctype=TICKET,
			reference_name=ticket.name,
		)
		return False
	return all(queued)
