"""Outgoing mail: it is queued as Frappe queues it, and never sent."""

import mimetypes
from email.message import EmailMessage

import frappe

from devsite.unsupported import Unsupported, guard, refuse

__getattr__ = guard(__name__)


def sendmail(
	recipients=None,
	sender="",
	subject="No Subject",
	message="No Message",
	delayed=True,
	reference_doctype=None,
	reference_name=None,
	add_unsubscribe_link=1,
	attachments=None,
	**unknown,
):
	"""Writes an Email Queue of the message; None where there is nobody to send it to."""
	refuse("frappe.sendmail", unknown)
	if not delayed:
		raise Unsupported("frappe.sendmail: delayed=False")
	addresses = sorted({address.strip() for address in recipients or []})
	if not addresses:
		return None
	return frappe.get_doc(
		doctype="Email Queue",
		sender=sender,
		recipients=[{"recipient": address, "status": "Not Sent"} for address in addresses],
		message=_message(subject, message, attachments or []),
		status="Not Sent",
		reference_doctype=reference_doctype,
		reference_name=reference_name,
		add_unsubscribe_link=add_unsubscribe_link,
	).insert(ignore_permissions=True)


def _message(subject, message, attachments):
	"""The text that is kept: with attachments a MIME message that holds them."""
	if not attachments:
		return f"Subject: {subject}\n\n{message}"
	mail = EmailMessage()
	mail["Subject"] = subject
	mail.set_content(message, subtype="html")
	for attachment in attachments:
		refuse("an attachment of frappe.sendmail", attachment.keys() - {"fname", "fcontent"})
		content = attachment["fcontent"]
		kind = mimetypes.guess_type(attachment["fname"])[0] or "application/octet-stream"
		mail.add_attachment(
			content.encode() if isinstance(content, str) else content,
			*kind.split("/"),
			filename=attachment["fname"],
		)
	return mail.as_string()
