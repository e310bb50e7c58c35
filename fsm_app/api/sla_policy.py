"""Whitelisted functions of the SLA Policy's form."""

import frappe
from frappe.utils import get_datetime

from fsm_app.clock import now
from fsm_app.service_desk import sla_preview


@frappe.whitelist()
def preview(
	policy: str, opened_at: str | None = None, region: str | None = None, offering: str | None = None
) -> dict:
	"""What the policy promises for a ticket opened then (default: now); needs read permission on it."""
	frappe.has_permission("SLA Policy", "read", policy, throw=True)
	moment = get_datetime(opened_at) if opened_at else now()
	document = frappe.get_cached_doc("SLA Policy", policy)
	return sla_preview.preview(document, moment, region or None, offering or None) | {
		"opened_at": moment,
		"disabled": sla_preview.said_of_disabled(document),
	}
