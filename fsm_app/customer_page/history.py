"""What has happened on a ticket, in the words of its customer and in order (N2)."""

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.customer_page.appointments import ANSWER, CONFIRMED
from fsm_app.field_work.visits import CANCELLED, REMOTE, VISIT


def history(ticket) -> list[dict]:
	"""`label` and `at` (naive site time) of what has happened on `ticket` (a document), the newest first. Two queries."""
	rows = [
		(_("Request received"), ticket.opened_at),
		(_("Engineer assigned"), ticket.dispatched_at),
		(_("Work done"), ticket.done_at),
		(_("Confirmed"), ticket.confirmed_at),
		(_("Closed"), ticket.closed_at),
		*_visits(ticket.name),
		*_answers(ticket.name),
	]
	found = [{"label": label, "at": get_datetime(at)} for label, at in rows if at]
	return sorted(found, key=lambda row: row["at"], reverse=True)


def _visits(ticket: str) -> list[tuple[str, datetime | None]]:
	found = frappe.get_all(
		VISIT,
		filters={"ticket": ticket, "status": ["!=", CANCELLED]},
		fields=["travel_started_at", "arrived_at", "delivery"],
		order_by="visit_number",
	)
	rows = []
	for visit in found:
		rows.append((_("Engineer on the way"), visit.travel_started_at))
		rows.append(
			(_("Work begun") if visit.delivery == REMOTE else _("Engineer arrived"), visit.arrived_at)
		)
	return rows


def _answers(ticket: str) -> list[tuple[str, datetime]]:
	found = frappe.get_all(
		ANSWER, filters={"ticket": ticket}, fields=["kind", "answered_at"], order_by="answered_at"
	)
	return [
		(
			_("Appointment confirmed by you") if row.kind == CONFIRMED else _("Appointment moved by you"),
			row.answered_at,
		)
		for row in found
	]
