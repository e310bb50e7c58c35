"""Laying webhook messages ready for the job that sends them (B4)."""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import get_url_to_form

from fsm_app.common.clock import now
from fsm_app.engine.webhook_message import Message
from fsm_app.service_desk.ticket_notices import Channel

PENDING, SENT, FAILED = "Pending", "Sent", "Failed"
SEND_JOB = "fsm_app.service_levels.webhooks.send_due_deliveries"
SEND_JOB_ID = "fsm_app:webhook_deliveries"


def queue_delivery(webhook: str, ticket, key: str, message: str, recipients: str) -> str | None:
	"""Write a Webhook Delivery in the caller's transaction; with the same `key` it can be written only once.

	`recipients` are named in the message. Returns None, or a sentence that says why nothing can be sent.
	"""
	if not frappe.get_cached_value("Service Webhook", webhook, "enabled"):
		return _("The webhook {0} is switched off.").format(webhook)
	content = Message(
		title=message,
		text=ticket.subject,
		ticket=ticket.name,
		url=get_url_to_form("Service Ticket", ticket.name),
		recipients=recipients,
		key=key,
	)
	frappe.get_doc(
		{
			"doctype": "Webhook Delivery",
			"webhook": webhook,
			"ticket": ticket.name,
			"company": ticket.company,
			"delivery_key": key,
			"payload": frappe.as_json(content._asdict()),
			"state": PENDING,
			"attempts": 0,
			"next_attempt_at": now(),
		}
	).insert(ignore_permissions=True)  # the app itself tells, not the user of the moment
	_send_after_commit()
	return None


@dataclass(frozen=True)
class WebhookChannel(Channel):
	"""By a message to `webhook`, once under `key`; by a notification where it is switched off."""

	webhook: str = ""
	key: str = ""

	def send(self, users: list[str], message: str, ticket) -> str:
		"""Lay the message ready, see Channel."""
		names = ", ".join(users)
		if problem := queue_delivery(self.webhook, ticket, self.key, message, names):
			return f"{problem} {super().send(users, message, ticket)}"
		if not users:
			return _("Sent to the webhook {0}.").format(self.webhook)
		return _("Sent to the webhook {0} for: {1}.").format(self.webhook, names)


def enqueue_due_webhooks() -> None:
	"""Start the sending as a background job unless one is waiting or running, or nothing is due."""
	if frappe.get_all(
		"Webhook Delivery",
		filters={"state": PENDING, "next_attempt_at": ["<=", now()]},
		limit_page_length=1,
	):
		enqueue_sending()


def enqueue_sending() -> None:
	"""Start the sending as a background job unless one is waiting or running."""
	frappe.enqueue(SEND_JOB, queue="long", job_id=SEND_JOB_ID, deduplicate=True)


def _send_after_commit() -> None:
	"""One job for all deliveries of a transaction."""
	if not frappe.flags.fsm_webhooks_to_send:
		frappe.flags.fsm_webhooks_to_send = True
		frappe.db.after_commit.add(_start_sending)
		frappe.db.after_rollback.add(_forget_sending)


def _start_sending() -> None:
	frappe.flags.fsm_webhooks_to_send = False
	enqueue_sending()


def _forget_sending() -> None:
	frappe.flags.fsm_webhooks_to_send = False


def delete_deliveries(ticket: str) -> None:
	"""Delete the messages about a ticket that is being deleted."""
	frappe.db.delete("Webhook Delivery", {"ticket": ticket})
