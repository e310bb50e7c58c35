"""What a session of the browser holds beside its user."""

import frappe

from devsite.unsupported import guard

__getattr__ = guard(__name__)


def get_csrf_token():
	"""The token that the session's pages send along with what they change; made at the first call."""
	if not frappe.session.data.csrf_token:
		frappe.session.data.csrf_token = frappe.generate_hash()
	return frappe.session.data.csrf_token
