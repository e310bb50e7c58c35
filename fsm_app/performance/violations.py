"""Violations and safety incidents of engineers: recorded by managers, told to the engineer, withdrawn and never deleted (J1, C9).

The engineer objects by the appeal of the month's appraisal. A record of a closed month changes no score any more.
"""

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.workforce.audience import Audience

VIOLATION = "Service Violation"
IN_FORCE, WITHDRAWN = "In Force", "Withdrawn"
# Of what they are told when it changes.
TOLD = ("kind", "severity", "points", "occurred_on", "description", "state")


class ViolationRefused(frappe.ValidationError):
	"""A record that lies in the future, is withdrawn without a reason, or is about whoever writes it."""


def validate_violation(violation) -> None:
	"""Before saving: nobody judges themselves, it has happened, and what is withdrawn says why and stays so."""
	before = violation.get_doc_before_save()
	engineer = frappe.db.get_value(
		"Service Engineer", violation.engineer, ["user", "company", "engineer_name"], as_dict=True
	)
	if engineer and engineer.user and engineer.user == frappe.session.user:
		frappe.throw(
			_(
				"Engineer: nobody records, changes or withdraws what is about themselves. Ask another manager."
			),
			frappe.PermissionError,
		)
	if getdate(violation.occurred_on) > getdate(now()):
		_refuse(
			_("Occurred On: {0} lies in the future. Enter the day on which it happened.").format(
				formatdate(violation.occurred_on)
			)
		)
	if before and before.state == WITHDRAWN:
		_refuse(_("{0} is withdrawn and stays so. Record it anew.").format(violation.name))
	if violation.state == WITHDRAWN and not (violation.withdrawn_reason or "").strip():
		_refuse(_("Why Withdrawn: say why it does not count any more."))
	# What it says of the engineer and of who wrote it down stays as it was.
	violation.company = before.company if before else engineer and engineer.company
	violation.recorded_by = before.recorded_by if before else frappe.session.user


def tell_engineer(violation) -> None:
	"""After saving: the engineer knows what is held against them, and how it changes."""
	before = violation.get_doc_before_save()
	if before and not any(violation.has_value_changed(field) for field in TOLD):
		return

	def message(language: str) -> str:
		if violation.state == WITHDRAWN:
			text = _("{0} of {1} about you was withdrawn.", language)
		elif before:
			text = _("{0} of {1} about you was changed.", language)
		else:
			text = _("{0} of {1} about you was recorded.", language)
		return text.format(_(violation.kind, language), formatdate(violation.occurred_on))

	notify_of_others(
		Audience().engineer(violation.engineer), message, VIOLATION, violation.name, "", WISH_OF_ASSIGNMENTS
	)


def _refuse(message: str) -> None:
	frappe.throw(message, ViolationRefused)
