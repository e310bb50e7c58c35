"""What the engineer's phone asks and sends (N1)."""

import frappe

from fsm_app.common import frontend_assets


@frappe.whitelist(allow_guest=True, methods=["GET"])
def session() -> dict | None:
	"""Who is logged in and the token that goes with every change; None for guests, so that the phone knows that it must log in."""
	return frontend_assets.session()
