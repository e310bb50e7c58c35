"""Incoming mail: a raw message becomes a Communication, and a document of the doctype to which its account appends.

Fetching mails from a server, and attachments, are not covered.
"""

import email
import re
from email.header import decode_header
from email.utils import parseaddr

import frappe
from frappe.utils import add_days, now_datetime, sanitize_html

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

_PREFIXES = re.compile(r"^(\s*(fwd?|wg|re|aw)[^:]*:\s*)+", re.IGNORECASE)


class SentEmailInInboxError(Exception):
	"""A mail that the account has sent itself."""


class InboundMail:
	"""One raw mail (bytes or text) that `email_account` has received."""

	def __init__(self, content, email_account, uid=None, seen_status=None, append_to=None):
		parse = email.message_from_bytes if isinstance(content, bytes) else email.message_from_string
		self.mail, self.raw_message = parse(content), content
		self.email_account, self.append_to = email_account, append_to
		self.flags = frappe._dict()
		self.text_content = self.html_content = ""
		for part in self.mail.walk():
			self._read(part)
		self.set_content_and_type()
		# Of a subject in several encodings Frappe reads the first part only.
		subject, charset = decode_header(str(self.mail.get("Subject", "No Subject")))[0]
		if isinstance(subject, bytes):
			subject = subject.decode(charset or "utf-8", "replace")
		self.subject = subject.strip()[:140] or "No Subject"
		self.from_real_name, sender = parseaddr(str(self.mail["From"] or ""))
		reply_to = parseaddr(str(self.mail.get("Reply-To") or ""))[1]
		ours = reply_to and frappe.db.exists("Email Account", {"email_id": reply_to})
		self.from_email = (reply_to if reply_to and not ours else sender).lower()
		self.message_id = _in_brackets(self.mail.get("Message-ID"))
		self.in_reply_to = _in_brackets(self.mail.get("In-Reply-To"))

	def _read(self, part):
		if part.is_multipart():
			return
		if part.get_filename() or part.get_content_type() not in ("text/plain", "text/html"):
			raise Unsupported(f"mail with a part of {part.get_content_type()}")
		text = self.get_payload(part)
		if part.get_content_type() == "text/html":
			self.html_content += text
		else:
			self.text_content += text

	def get_payload(self, part):
		"""The text of a part by its label's letter: what that does not know is left out."""
		return part.get_payload(decode=True).decode(part.get_content_charset() or "utf-8", "ignore")

	def set_content_and_type(self):
		"""The message's content: the HTML where there is one, else the text."""
		self.content = self.html_content or self.text_content or "[Blank Email]"

	def get_content(self):
		"""The content where it is HTML."""
		return sanitize_html(self.content) if self.html_content else None

	def process(self):
		"""The Communication of the mail, which a mail with the same Message-ID may have made before."""
		if self.from_email == self.email_account.email_id and not self.in_reply_to:
			raise SentEmailInInboxError
		if self.message_id and (
			name := frappe.db.get_value("Communication", {"message_id": self.message_id})
		):
			return frappe.get_doc("Communication", name)
		self.flags.is_new_communication = True
		append_to = self.append_to if self.email_account.use_imap else self.email_account.append_to
		parent = self._parent()
		reference = self._reference(parent)
		if not reference and append_to and append_to != "Communication":
			name = self._create(append_to)
			reference = (append_to, name) if name else None
		return self._store(parent, reference)

	def _store(self, parent, reference):
		communication = frappe.get_doc(
			doctype="Communication",
			subject=self.subject,
			content=self.get_content(),
			text_content=self.text_content,
			sent_or_received="Received",
			communication_medium="Email",
			sender=self.from_email,
			sender_full_name=self.from_real_name,
			recipients=self.mail.get("To"),
			cc=self.mail.get("CC"),
			bcc=self.mail.get("BCC"),
			email_account=self.email_account.name,
			message_id=self.message_id,
			in_reply_to=parent.name if parent and parent.doctype == "Communication" else None,
			reference_doctype=reference and reference[0],
			reference_name=reference and reference[1],
		)
		communication.flags.in_receive = True
		communication.insert(ignore_permissions=True)
		communication.reload()
		communication.content = sanitize_html(self.content)
		return communication.save()

	def _parent(self):
		"""The mail that this one answers: sent by this site, or received."""
		if not self.in_reply_to:
			return None
		for doctype in ("Email Queue", "Communication"):
			if name := frappe.db.get_value(doctype, {"message_id": self.in_reply_to}):
				return frappe.get_doc(doctype, name)
		return None

	def _reference(self, parent):
		if parent and parent.reference_doctype:
			return parent.reference_doctype, parent.reference_name
		doctype = self.email_account.append_to
		if not doctype:
			return None
		name = self.subject.rsplit("#", 1)[-1].strip(" ()")
		if frappe.db.exists(doctype, name):
			return doctype, name
		meta = frappe.get_meta(doctype)
		name = frappe.db.get_value(
			doctype,
			{
				meta.subject_field: ["like", f"%{_PREFIXES.sub('', self.subject).strip()}%"],
				meta.sender_field: self.from_email,
				"creation": [">", add_days(now_datetime(), -60)],
			},
		)
		return (doctype, name) if name else None

	def _create(self, doctype):
		meta = frappe.get_meta(doctype)
		doc = frappe.new_doc(doctype)
		doc.set(meta.subject_field, self.subject)
		doc.set(meta.sender_field, self.from_email)
		doc.flags.ignore_mandatory = True
		try:
			return doc.insert(ignore_permissions=True).name
		except frappe.DuplicateEntryError:
			return frappe.db.get_value(doctype, {meta.sender_field: self.from_email})


def _in_brackets(header):
	found = re.search(r"<(.*?)>", str(header or ""), re.DOTALL)
	return found[1] if found else ""
