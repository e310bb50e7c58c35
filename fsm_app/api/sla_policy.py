"""Whitelisted functions of the SLA Policy's form (B1)."""

import frappe
from frappe import _

from fsm_app.common.arguments import moment, permitted
from fsm_app.common.clock import now
from fsm_app.service_levels import sla_preview


@frappe.whitelist()
def preview(
	policy: str, opened_at: str | None = None, region: str | None = None, offering: str | None = None
) -> dict:
	"""What the policy promises for a ticket opened then (default: now); needs read permission on it."""
	permitted("SLA Policy", policy)
	at = moment(opened_at, _("Opened At")) if opened_at else now()
	document = frappe.get_cached_doc("SLA Policy", policy)
	return sla_preview.preview(document, at, region or None, offering or None) | {
		"opened_at": at,
		"disabled": sla_preview.said_of_disabled(document),
	}
