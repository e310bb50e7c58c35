"""What the certificate of an award says (K1)."""

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.rewards.grants import GRANTED


def award_certificate(grant) -> dict:
	"""Everything that the print format Award Certificate shows of `grant` (a document). Texts are not escaped.

	`holds` says whether the award stands: another grant carries a stamp. Frappe has checked that the reader may see it.
	"""
	return {
		"name": frappe.get_cached_value("Service Engineer", grant.engineer, "engineer_name"),
		"award": _(grant.award),
		"period": grant.period_label,
		"citation": _(grant.citation) if grant.citation else "",
		"company": grant.company,
		"number": grant.name,
		"granted_on": formatdate(grant.granted_on),
		"granted_by": grant.granted_by and frappe.get_cached_value("User", grant.granted_by, "full_name"),
		"holds": grant.state == GRANTED,
		"state": _(grant.state, context=grant.doctype),
	}
