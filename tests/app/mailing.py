"""Lets tests receive mails as Frappe does, from the raw message on."""

from email.message import EmailMessage

import frappe

ACCOUNT = "Test Service Mailbox"
ADDRESS = "service@company.example"
ANN, BOB = "ann@customer.example", "bob@other.example"


def account(append_to: str | None = "Service Ticket"):
	"""The mailbox, whose mails become documents of `append_to`."""
	if frappe.db.exists("Email Account", ACCOUNT):
		frappe.db.set_value("Email Account", ACCOUNT, "append_to", append_to)
		return frappe.get_doc("Email Account", ACCOUNT)
	return frappe.get_doc(
		{
			"doctype": "Email Account",
			"email_account_name": ACCOUNT,
			"email_id": ADDRESS,
			"awaiting_password": 1,
			"enable_incoming": 1,
			"append_to": append_to,
		}
	).insert(ignore_permissions=True)


def raw(
	text: str = "It leaks since this morning.", sender: str = ANN, subject: str = "The pump leaks", **headers
) -> bytes:
	"""A raw mail; headers as Message_ID='<1@x>', html as html='<p>..</p>'."""
	message = EmailMessage()
	html = headers.pop("html", None)
	values = {"From": sender, "To": ADDRESS, "Subject": subject, **headers}
	for name, value in values.items():
		if value is not None:
			message[name.replace("_", "-")] = value
	if text:
		message.set_content(text)
	if html and text:
		message.add_alternative(html, subtype="html")
	elif html:
		message.set_content(html, subtype="html")
	return message.as_bytes()


def receive(content: bytes, append_to: str | None = "Service Ticket"):
	"""The Communication that Frappe makes of a raw mail."""
	from frappe.email.receive import InboundMail

	return InboundMail(content, account(append_to)).process()


def receive_mail(text: str = "It leaks since this morning.", **values):
	"""The Communication of a mail; values as of raw()."""
	return receive(raw(text, **values))


def ticket_of(communication):
	"""The ticket of a message; fails where it has none."""
	assert communication.reference_doctype == "Service Ticket"
	return frappe.get_doc("Service Ticket", communication.reference_name)


def contact(address: str, customer: str, name: str = "Ann"):
	"""A contact of the customer with the mail address."""
	return frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": name,
			"email_ids": [{"email_id": address, "is_primary": 1}],
			"links": [{"link_doctype": "Customer", "link_name": customer}],
		}
	).insert(ignore_permissions=True)


def settings(**values) -> None:
	"""Set Field Service Settings."""
	doc = frappe.get_doc("Field Service Settings")
	doc.update(values)
	doc.save(ignore_permissions=True)


def left_out(user: str) -> list[dict]:
	"""The rows of the report E-mails without Ticket, as a dispatcher sees it."""
	from fsm_app.intake.report.e_mails_without_ticket.e_mails_without_ticket import execute

	frappe.set_user(user)
	try:
		return execute()[1]
	finally:
		frappe.set_user("Administrator")
