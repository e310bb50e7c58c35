"""The link in e-mails to customers that opens the page of their ticket: asked of whoever makes one (N2)."""

from frappe import _
from frappe.utils import escape_html

from fsm_app.common.listeners import call_listeners
from fsm_app.engine.stages import TICKET

# Called with the ticket (a document), the language of the e-mail and what it is about; returns an address or None.
PAGE_LINK = "fsm_customer_page_link"


def link_as_html(ticket, language: str, occasion: str) -> str:
	"""A paragraph for an e-mail to the ticket's customer; empty where there is no such page for them."""
	found = [link for link in call_listeners(PAGE_LINK, TICKET, ticket, language, occasion) if link]
	return as_html(found[-1], language) if found else ""


def as_html(link: str, language: str) -> str:
	"""A button that every mail program shows."""
	return (
		'<p><a href="{}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#171717;'
		'color:#ffffff;text-decoration:none">{}</a></p>'
	).format(escape_html(link), escape_html(_("See how your request stands", language)))
