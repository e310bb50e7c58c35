"""What stands in a push message: as much as the company lets stand on a locked screen (N1)."""

import html
import json

import frappe
from frappe import _
from frappe.utils import strip_html

from fsm_app.engine.stages import TICKET
from fsm_app.push_messages.settings import TICKETS_NUMBER, WHOLE_MESSAGE
from fsm_app.push_messages.switch import SETTINGS

# Far below what push services take, whatever the language.
LONGEST_BODY = 240
PAGE = "/service-notice"


def message_of(notification, language: str) -> bytes:
	"""The message about a notification (a row), as the service worker reads it: title, body, url and tag."""
	told = {
		"title": _("Field Service", language),
		"body": _body(notification, language)[:LONGEST_BODY],
		# The notification's own name, which says nothing; what it is about is asked when it is opened.
		"url": f"{PAGE}?n={notification.name}",
		"tag": notification.name,
	}
	return json.dumps(told, ensure_ascii=False).encode()


def _body(notification, language: str) -> str:
	tells = frappe.get_cached_doc(SETTINGS).tells
	if tells == WHOLE_MESSAGE:
		return html.unescape(strip_html(notification.subject or ""))
	if tells == TICKETS_NUMBER and notification.document_type == TICKET:
		return _("There is something new about {0}.", language).format(notification.document_name)
	return _("There is something new for you.", language)
