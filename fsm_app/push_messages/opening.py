"""Which page a push message opens: the document that its notification is about (N1)."""

import frappe
from frappe.utils import get_url_to_form

from fsm_app.common.listeners import call_listeners

LOG = "Notification Log"


def page_of(notification: str) -> str | None:
	"""The address to which one of the present user's notifications leads; None where it is not theirs, or gone.

	Listeners of `fsm_notice_opens` may name a page of theirs; the last one counts, else it is the Desk's form.
	"""
	row = frappe.db.get_value(
		LOG,
		{"name": notification, "for_user": frappe.session.user},
		["name", "document_type", "document_name"],
		as_dict=True,
	)
	if not row:
		return None
	named = [page for page in call_listeners("fsm_notice_opens", LOG, row) if page]
	return named[-1] if named else get_url_to_form(row.document_type, row.document_name)
