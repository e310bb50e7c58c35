"""A complaint on its way from receipt to its result, and how often there is one (C6)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime, get_first_day, getdate

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET

COMPLAINT = "Service Complaint"
OPEN, IN_PROGRESS, RESOLVED, REJECTED = "Open", "In Progress", "Resolved", "Rejected"
ENDED = (RESOLVED, REJECTED)
TIME_OF_STATE = {IN_PROGRESS: "started_at", RESOLVED: "resolved_at", REJECTED: "rejected_at"}


class ComplaintError(frappe.ValidationError):
	"""A complaint that cannot be taken to its state as it is."""


class HandlesOwnComplaint(frappe.ValidationError):
	"""The engineer whom a complaint is about must not handle it."""


def set_defaults(complaint) -> None:
	"""Take over from the ticket whose customer and company it is, and the engineer where none is named.

	Raises PermissionError for a ticket that the user may not see.
	"""
	if (
		complaint.ticket
		and frappe.db.exists(TICKET, complaint.ticket)
		and not complaint.flags.ignore_permissions
	):
		frappe.has_permission(TICKET, "read", complaint.ticket, throw=True)
	ticket = complaint.ticket and frappe.db.get_value(
		TICKET, complaint.ticket, ["customer", "company", "engineer"], as_dict=True
	)
	ticket = ticket or frappe._dict()  # a missing one is refused after this, by its name
	complaint.update({"customer": ticket.customer, "company": ticket.company})
	complaint.engineer = complaint.engineer or ticket.engineer


def follow_state(complaint) -> None:
	"""Before saving: check what the state asks for and note its time. A refusal changes nothing."""
	before = complaint.get_doc_before_save()
	_keep_what_is_derived(complaint, before)
	complaint.received_at = get_datetime(complaint.received_at or now())
	# A sender's clock may run a little ahead.
	if complaint.received_at > now() + timedelta(minutes=5):
		_refuse(
			_("Received At: {0} lies in the future. Enter when the complaint came in.").format(
				format_datetime(complaint.received_at)
			)
		)
	_refuse_own_complaint(complaint, before)
	if complaint.state != OPEN and not complaint.handler:
		complaint.handler = frappe.session.user
	_refuse_handler(complaint)
	if complaint.state == RESOLVED and not (complaint.handling or "").strip():
		_refuse(_("Handling: say what was done before the complaint is resolved."))
	if complaint.state in ENDED and not (complaint.result or "").strip():
		_refuse(_("Result: say what came of the complaint before it is closed."))
	if before is None or before.state != complaint.state:
		_note_time(complaint)


def complaint_rate(first, day_after) -> float | None:
	"""Complaints in percent of the tickets opened in [first, day_after); None where no ticket was opened.

	Rejected complaints do not count. Of complaints and tickets those count that the user may see.
	"""
	complaints = _count(COMPLAINT, "received_at", first, day_after, ["state", "!=", REJECTED])
	tickets = _count(TICKET, "opened_at", first, day_after)
	return 100.0 * complaints / tickets if tickets else None


def complaint_rate_of_this_month() -> float | None:
	"""The complaint rate since the first of this month."""
	first = get_first_day(getdate(now()))
	return complaint_rate(get_datetime(first), now() + timedelta(seconds=1))


def _count(doctype: str, date_field: str, first, day_after, *conditions) -> int:
	filters = [[date_field, ">=", first], [date_field, "<", day_after], *conditions]
	return len(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))


def _keep_what_is_derived(complaint, before) -> None:
	fields = TIME_OF_STATE.values()
	if before is None:
		complaint.update(dict.fromkeys(fields))
	else:
		complaint.update({field: before.get(field) for field in ("customer", "company", *fields)})


def _note_time(complaint) -> None:
	"""A complaint that is taken up again is not ended any more; its beginning stays the first."""
	complaint.update({"resolved_at": None, "rejected_at": None})
	if complaint.state == OPEN:
		complaint.started_at = None
	elif not complaint.started_at:
		complaint.started_at = now()
	if complaint.state in ENDED:
		complaint.set(TIME_OF_STATE[complaint.state], now())


def _refuse_own_complaint(complaint, before) -> None:
	"""The engineer whom a complaint is about may write it down, and nothing more."""
	if before is None and complaint.state == OPEN:
		return
	_refuse_concerned({complaint.engineer, before.engineer if before else None} - {None, ""})


def refuse_deletion_by_concerned(complaint) -> None:
	"""Nobody deletes a complaint about their own work either."""
	_refuse_concerned({complaint.engineer} - {None, ""})


def _refuse_concerned(engineers: set[str]) -> None:
	"""Refuse the session's user where they are one of these engineers."""
	if engineers and frappe.db.exists(
		"Service Engineer", {"name": ["in", sorted(engineers)], "user": frappe.session.user}
	):
		frappe.throw(_("The complaint is about you. Leave it to somebody else."), HandlesOwnComplaint)


def _refuse_handler(complaint) -> None:
	if not complaint.handler or not complaint.engineer:
		return
	if frappe.db.get_value("Service Engineer", complaint.engineer, "user") == complaint.handler:
		frappe.throw(
			_("Handler: {0} is the engineer whom the complaint is about. Choose somebody else.").format(
				frappe.bold(complaint.handler)
			),
			HandlesOwnComplaint,
		)


def _refuse(message: str) -> None:
	frappe.throw(message, ComplaintError)
