"""Courses held on a day: who is to come, who was there, and what that completes (H4)."""

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime, getdate

from fsm_app.common.clock import now
from fsm_app.service_training import assignments

PLANNED, HELD, CANCELLED = "Planned", "Held", "Cancelled"


class SessionError(frappe.ValidationError):
	"""A session that cannot be, or that was and is to be changed."""


def validate_session(session) -> None:
	"""Refuse times that run backwards, attendees twice or of another company, and holding what has not begun."""
	if get_datetime(session.end) <= get_datetime(session.start):
		_refuse(
			_("End: {0} does not lie after Start ({1}). Choose a later time.").format(
				format_datetime(session.end), format_datetime(session.start)
			)
		)
	_validate_attendees(session)
	before = session.get_doc_before_save()
	if before and before.state == HELD and session.state != HELD:
		_refuse(_("State: {0} was held. Correct who was present instead.").format(session.name))
	if session.state == HELD and get_datetime(session.start) > now():
		_refuse(
			_("State: {0} begins only on {1}. Wait until then, or correct the start.").format(
				session.name, format_datetime(session.start)
			)
		)


def settle_attendance(session) -> None:
	"""After saving a session that was held: those who were there have done the course, as far as attending does it."""
	if session.state != HELD:
		return
	assignments.take_back(session.name)
	passed = [row.engineer for row in session.attendees if row.present and row.result != "Failed"]
	failed = [row.engineer for row in session.attendees if row.present and row.result == "Failed"]
	assignments.fail(failed, session.course, session.name)
	if frappe.get_cached_value("Training Course", session.course, "completed_by") == "Attendance":
		assignments.complete(passed, session.course, getdate(session.start), session=session.name)


def _validate_attendees(session) -> None:
	names = [row.engineer for row in session.attendees]
	companies = dict(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", names]},
			fields=["name", "company"],
			as_list=True,
		)
		if names
		else ()
	)
	for row in session.attendees:
		if row.engineer in names[: row.idx - 1]:
			_refuse(
				_("Attendees, row {0}: {1} stands there already. Delete one of the rows.").format(
					row.idx, row.engineer
				)
			)
		if companies.get(row.engineer, session.company) != session.company:
			_refuse(
				_("Attendees, row {0}: {1} does not belong to {2}. Choose another engineer.").format(
					row.idx, row.engineer, session.company
				)
			)
		if not row.present:
			row.result = None


def _refuse(message: str) -> None:
	frappe.throw(message, SessionError)
