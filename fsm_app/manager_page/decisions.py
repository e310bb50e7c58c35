"""What waits for a manager's decision: the documents of the app that have one, as far as the user may see them (N2)."""

from datetime import date
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.engine import stages

SHOWN_AT_MOST = 5
COUNTED_AT_MOST = 99


class Waiting(NamedTuple):
	"""The documents of `doctype` whose `field` has one of `values`; `says` is the field that says what each is about."""

	doctype: str
	field: str
	values: tuple[str, ...]
	says: str


WAITING = (
	Waiting("Safety Incident", "state", ("Reported",), "place"),
	Waiting("Work Permit", "state", ("Requested",), "place"),
	Waiting("Parts Requisition", "stage", ("Waiting for Approval",), "reason"),
	Waiting("Broken Appointment", "state", ("Open",), "reason"),
	Waiting("Service Complaint", "state", ("Open",), "customer"),
	Waiting("Day Plan", "state", ("Proposed",), "plan_date"),
	Waiting("Service Ticket", "stage", (stages.DONE, stages.CONFIRMED), "subject"),
	Waiting("Promotion Proposal", "stage", ("Proposed", "In Review"), "to_level"),
	Waiting("Reward Run", "state", ("To Approve",), "rule"),
	Waiting("Appraisal Appeal", "state", ("Open",), "engineer_name"),
	Waiting("Customer Preference Proposal", "state", ("Open",), "customer"),
)


def decisions() -> list[dict]:
	"""By kind, those with something alone: `label`, `doctype`, `filters`, how many (`count`), and the oldest `rows` (`name`, `says`)."""
	labels = _labels()
	found = []
	for kind in WAITING:
		if not frappe.has_permission(kind.doctype, "read"):
			continue
		filters = {kind.field: ["in", list(kind.values)]}
		rows = frappe.get_list(
			kind.doctype,
			filters=filters,
			fields=["name", f"{kind.says} as says"],
			order_by="creation, name",
			limit_page_length=COUNTED_AT_MOST + 1,
		)
		if rows:
			found.append(
				{
					"label": labels[kind.doctype],
					"doctype": kind.doctype,
					"filters": filters,
					"count": len(rows),
					"rows": [{"name": row.name, "says": _said(row.says)} for row in rows[:SHOWN_AT_MOST]],
				}
			)
	return found


def _labels() -> dict[str, str]:
	return {
		"Safety Incident": _("Safety incidents to acknowledge"),
		"Work Permit": _("Work permits to answer"),
		"Parts Requisition": _("Parts to approve"),
		"Broken Appointment": _("Appointments that break"),
		"Service Complaint": _("New complaints"),
		"Day Plan": _("Day plans to accept"),
		"Service Ticket": _("Tickets to verify"),
		"Promotion Proposal": _("Promotions to decide"),
		"Reward Run": _("Rewards to approve"),
		"Appraisal Appeal": _("Appeals to decide"),
		"Customer Preference Proposal": _("Preferences of customers to confirm"),
	}


def _said(value) -> str:
	return formatdate(value) if isinstance(value, date) else str(value or "")
