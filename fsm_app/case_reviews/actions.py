"""What was agreed on in a case review: who does it until when, told, reminded, and followed up in the next one (G4)."""

from datetime import date, datetime, timedelta

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate

from fsm_app.case_reviews import people
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others

ACTION = "Service Case Review Action"
OPEN, DONE, DROPPED = "Open", "Done", "Dropped"
# What follows from telling and closing.
DERIVED = ("company", "state", "result", "closed_on", "closed_by", "reminded_for", "overdue_for")
READ = (
	"name",
	"meeting",
	"company",
	"ticket",
	"action",
	"responsible",
	"due_on",
	"reminded_for",
	"overdue_for",
)


class ActionRefused(frappe.ValidationError):
	"""An action of a case review that cannot be agreed on or closed so."""


class NotYourAction(frappe.PermissionError):
	"""An action that somebody else closes."""


def validate(action) -> None:
	"""Before saving: what follows from the meeting and from closing is not typed in."""
	if action.flags.of_app:
		return
	before = action.get_doc_before_save()
	if before and before.state != OPEN:
		_refuse(
			_("{0} is {1}; it stays as it is. Add a new one.").format(
				action.name, _(before.state, context=ACTION)
			)
		)
	if action.meeting and not action.flags.ignore_permissions and not before:
		frappe.has_permission("Service Case Review", "read", action.meeting, throw=True)
	for field in DERIVED:
		action.set(field, before.get(field) if before else None)
	action.state = OPEN
	action.company = frappe.db.get_value("Service Case Review", action.meeting, "company")
	if getdate(action.due_on) < now().date() and (not before or action.has_value_changed("due_on")):
		_refuse(_("Due On: {0} is past. Choose today or a later day.").format(formatdate(action.due_on)))
	if not before or action.has_value_changed("responsible"):
		people.refuse_who_cannot_read(action.responsible, action.company, _("Responsible"))


def tell_responsible(action) -> None:
	"""Tell who is responsible: of a new action, and whoever gets it later, and where its day has changed."""
	before = action.get_doc_before_save()
	if action.state != OPEN or action.flags.of_app:
		return
	is_new = not before or before.responsible != action.responsible
	if not is_new and getdate(before.due_on) == getdate(action.due_on):
		return

	def message(language: str) -> str:
		text = _("Agreed on in the case review, for you, until {0}: {1}", language)
		return text.format(formatdate(action.due_on), action.action[:120])

	_tell([action.responsible], message, action)


def may_close(action) -> bool:
	"""Whether the user says what came of it: who is responsible, and those who hold the meetings."""
	return action.state == OPEN and (
		frappe.session.user == action.responsible or people.holds_reviews(frappe.session.user)
	)


def close(name: str, result: str, dropped: bool = False) -> None:
	"""End an action with what came of it, or why it is dropped. Only those who hold the meetings drop one."""
	action = frappe.get_doc(ACTION, name, for_update=True)
	user = frappe.session.user
	if not (people.holds_reviews(user) or (user == action.responsible and not dropped)):
		frappe.throw(
			_("{0}: {1} closes it, or somebody who holds the case reviews. Ask them.").format(
				name, action.responsible
			),
			NotYourAction,
		)
	if action.state != OPEN:
		_refuse(_("{0} is closed. Add a new one.").format(name))
	if not result.strip():
		_refuse(_("Result: say what came of it."))
	action.update(
		{
			"state": DROPPED if dropped else DONE,
			"result": result.strip(),
			"closed_on": now().date(),
			"closed_by": frappe.session.user,
		}
	)
	action.flags.of_app = True
	action.save(ignore_permissions=True)  # the user was asked above

	def message(language: str) -> str:
		text = _("Dropped: {0}", language) if dropped else _("Done: {0}", language)
		return text.format(action.action[:120])

	_tell([*people.chair_of(action.meeting), action.responsible], message, action, action.result)


def overdue_of(company: str, today: date) -> list:
	"""The company's open actions whose day has passed, the oldest first."""
	return frappe.get_all(
		ACTION,
		filters={"company": company, "state": OPEN, "due_on": ["<", today]},
		fields=list(READ),
		order_by="due_on, name",
		limit_page_length=0,
	)


def due_soon(today: date) -> list:
	"""The open actions of all companies whose day is near, and of which nobody was reminded for this day."""
	days = cint(frappe.db.get_single_value("Field Service Settings", "case_action_reminder_days"))
	if days <= 0:
		return []
	rows = frappe.get_all(
		ACTION,
		filters={"state": OPEN, "due_on": ["between", [today, today + timedelta(days=days)]]},
		fields=list(READ),
		order_by="name",
		limit_page_length=0,
	)
	return [row for row in rows if not row.reminded_for or getdate(row.reminded_for) != getdate(row.due_on)]


def newly_overdue(today: date) -> list:
	"""The open actions of all companies whose day has passed, and of which nobody was told so."""
	rows = frappe.get_all(
		ACTION,
		filters={"state": OPEN, "due_on": ["<", today]},
		fields=list(READ),
		order_by="name",
		limit_page_length=0,
	)
	return [row for row in rows if not row.overdue_for or getdate(row.overdue_for) != getdate(row.due_on)]


def remind(action, at: datetime | None = None) -> None:
	"""Remind who is responsible, once for each day that was set."""

	def message(language: str) -> str:
		return _("Due on {0}: {1}", language).format(formatdate(action.due_on), action.action[:120])

	frappe.db.set_value(ACTION, action.name, "reminded_for", action.due_on, update_modified=False)
	_tell([action.responsible], message, action)


def tell_overdue(action, meeting: str | None) -> None:
	"""Tell who is responsible and who chaired the meeting, once for each day that was set."""

	def message(language: str) -> str:
		return _("Overdue since {0}: {1}", language).format(formatdate(action.due_on), action.action[:120])

	frappe.db.set_value(ACTION, action.name, "overdue_for", action.due_on, update_modified=False)
	content = _("It is on the agenda of {0}.").format(meeting) if meeting else ""
	_tell([action.responsible, *people.chair_of(action.meeting)], message, action, content)


def _tell(users: list[str], message, action, content: str = "") -> None:
	notify_of_others(users, message, ACTION, action.name, content, WISH_OF_ASSIGNMENTS)


def _refuse(message: str) -> None:
	frappe.throw(message, ActionRefused)
