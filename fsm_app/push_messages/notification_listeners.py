"""What Frappe's bell tells about this app's documents is told to the phone, too (N1)."""

import frappe

from fsm_app.common.own_doctypes import OWN_DOCTYPES
from fsm_app.push_messages.switch import SUBSCRIPTION, is_on

SEND_JOB = "fsm_app.push_messages.sending.send"


def follow(notification, method: str | None = None) -> None:
	"""Notification Log's after_insert: lay the message ready for the job that sends it after the commit."""
	# While an app is installed or upgraded its tables may not be there yet, and nobody is told of anything.
	if frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch:
		return
	if notification.document_type not in OWN_DOCTYPES or not is_on():
		return
	if not frappe.db.exists(SUBSCRIPTION, {"user": notification.for_user}):
		return
	if frappe.flags.fsm_pushed is None:
		frappe.flags.fsm_pushed = []
		frappe.db.after_commit.add(_start_sending)
		frappe.db.after_rollback.add(_forget_sending)
	frappe.flags.fsm_pushed.append(notification.name)


def _start_sending() -> None:
	"""One job for all notifications of a transaction."""
	names, frappe.flags.fsm_pushed = frappe.flags.fsm_pushed, None
	if names:
		enqueue_sending(names)


def enqueue_sending(notifications: list[str]) -> None:
	"""Send these notifications in a background job."""
	frappe.enqueue(SEND_JOB, queue="default", notifications=notifications)


def _forget_sending() -> None:
	frappe.flags.fsm_pushed = None
