"""The certificates of the engineer who comes, as far as the company shows them to its customers (N2, H2).

A certificate's number and its document are shown to nobody here.
"""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.customer_page.rules import ALL_CERTIFICATES, REQUIRED_CERTIFICATES
from fsm_app.workforce.certifications import held_by


def shown(ticket, rules) -> list[dict]:
	"""`title`, `issuer` and `valid_until` (None where it does not end) of those that the engineer of `ticket` holds today."""
	if not rules or rules.certificates_shown not in (REQUIRED_CERTIFICATES, ALL_CERTIFICATES):
		return []
	held = held_by(ticket.engineer, now())
	if rules.certificates_shown == REQUIRED_CERTIFICATES:
		offering = frappe.get_cached_doc("Service Offering", ticket.offering)
		required = {row.certification for row in offering.certifications}
		held = {name: until for name, until in held.items() if name in required}
	issuers = dict(
		frappe.get_all(
			"Service Certification",
			filters={"name": ["in", sorted(held)]},
			fields=["name", "issuer"],
			as_list=True,
		)
		if held
		else ()
	)
	return [
		{"title": _(name), "issuer": issuers.get(name), "valid_until": held[name]} for name in sorted(held)
	]
