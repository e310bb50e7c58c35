"""Whitelisted functions of the Service Webhook's form (B4)."""

import frappe
from frappe import _
from frappe.utils import get_url

from fsm_app.common.arguments import permitted
from fsm_app.engine.webhook_message import Message
from fsm_app.service_levels.webhooks import send


@frappe.whitelist(methods=["POST"])
def send_test(webhook: str) -> dict:
	"""Send a test message now; returns `status` (HTTP, 0 without an answer) and `problem` (None when it was taken)."""
	permitted("Service Webhook", webhook, "write")
	message = Message(
		title=_("Test message"),
		text=_("Escalations of service tickets will be told here."),
		ticket=_("Field Service"),
		url=get_url(),
		event="test",
		key=frappe.generate_hash(length=20),
	)
	outcome = send(webhook, message)
	return {"status": outcome.status, "problem": outcome.problem}
