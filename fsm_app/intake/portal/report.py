"""The service report as the customer takes it from the portal (C2, C8)."""

import base64
import mimetypes

import frappe
from frappe import _
from frappe.utils.pdf import get_pdf

from fsm_app.common.frappe_versions import bytes_of
from fsm_app.engine import stages
from fsm_app.field_work.report_mail import PRINT_FORMAT

EVIDENCE = "Service Evidence"


def report_of(ticket) -> bytes:
	"""The report on the customer's own `ticket` as a PDF, in the language of their pages.

	Raises DoesNotExistError where the work is not done yet.
	"""
	if ticket.stage not in stages.FINISHED:
		frappe.throw(
			_("There is no service report on this ticket yet. Come back when the work is done."),
			frappe.DoesNotExistError,
		)
	before = frappe.local.flags.ignore_print_permissions
	# Customers may not print tickets, as each print format shows other fields. This one is made for them, and the ticket
	# was found to be their own.
	frappe.local.flags.ignore_print_permissions = True
	ticket.flags.goes_to_customer = True
	try:
		html = frappe.get_print(stages.TICKET, ticket.name, PRINT_FORMAT, doc=ticket)
	finally:
		frappe.local.flags.ignore_print_permissions = before
	return get_pdf(with_pictures(html, ticket))


def with_pictures(html: str, ticket) -> str:
	"""The report with the pictures of the ticket's evidence inside it, which Frappe keeps from those without rights on it."""
	rows = frappe.get_all(EVIDENCE, filters={"ticket": ticket.name}, fields=["name", "file", "thumbnail"])
	urls = {url for row in rows for url in (row.file, row.thumbnail) if url and f'"{url}"' in html}
	if not urls:
		return html
	files = frappe.get_all(
		"File",
		filters={
			"file_url": ["in", sorted(urls)],
			"attached_to_doctype": EVIDENCE,
			"attached_to_name": ["in", [row.name for row in rows]],
		},
		fields=["name", "file_url"],
	)
	for file_url, name in {row.file_url: row.name for row in files}.items():
		content = bytes_of(name)
		kind = mimetypes.guess_type(file_url)[0] or "image/jpeg"
		html = html.replace(f'"{file_url}"', f'"data:{kind};base64,{base64.b64encode(content).decode()}"')
	return html
