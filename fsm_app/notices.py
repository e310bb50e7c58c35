"""Notifications in the Desk about a document, written by the app itself."""

import frappe
from frappe.utils import escape_html


def notify(users: list[str], message: str, doctype: str, name: str, content: str = "") -> None:
	"""Give each user a notification that opens the document; `message` and `content` are plain text."""
	for user in dict.fromkeys(users):
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": user,
				"type": "Alert",
				"document_type": doctype,
				"document_name": name,
				"subject": escape_html(message),
				"email_content": escape_html(content),
			}
		).insert(ignore_permissions=True)  # the app itself tells, not the user of the moment
