"""Callbacks as planned work: for which tickets, in which days, by whom, and who is told (I2).

That the customer was called stands on the ticket (callback.py), where it meets the SLA clock; the plan follows it.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate
from frappe.utils.verified_command import get_secret

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, languages_of, notify_of_others
from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.service_levels.working_calendars import working_calendar
from fsm_app.workforce.audience import Audience

CALLBACK = "Service Callback"
SCRIPT = "Callback Script"
SETTINGS = "Field Service Settings"
PLANNED, DONE, NOT_REACHED, CANCELLED = "Planned", "Done", "Not Reached", "Cancelled"
OWN_FIELDS = (
	"state",
	"satisfied",
	"follow_up",
	"complaint",
	"result",
	"done_at",
	"done_by",
	"questions",
	"told_due",
	"told_overdue",
)
# In so many days every calendar has worked the longest time that the settings take.
LOOKED_AHEAD = 120
MOST_DAYS = 30


class CallbackPlanError(frappe.ValidationError):
	"""A callback in days that cannot be, or for whoever did the work."""


def plan(ticket) -> str | None:
	"""Plan the callback of a ticket whose work is done, where the settings want one; returns its name."""
	# Nobody calls about a past that is being replayed.
	if frappe.flags.fsm_nobody_is_told or ticket.called_back_at or not is_wanted(ticket.name):
		return None
	key = f"{ticket.name}:{ticket.reopen_count or 0}"
	if frappe.db.exists(CALLBACK, {"callback_key": key}):
		return None
	due_from, due_until = days_for(now())
	script = script_for(ticket.offering)
	document = frappe.get_doc(
		{
			"doctype": CALLBACK,
			"ticket": ticket.name,
			"cycle": ticket.reopen_count or 0,
			"customer": ticket.customer,
			"engineer": ticket.engineer,
			"offering": ticket.offering,
			"company": ticket.company,
			"assigned_to": whose_turn(ticket),
			"due_from": due_from,
			"due_until": due_until,
			"script": script,
			"callback_key": key,
		}
	)
	return document.insert(
		ignore_permissions=True
	).name  # follows from the work, which the workflow has permitted


def is_wanted(ticket: str) -> bool:
	"""Whether the settings want a callback for this ticket: all, or one of so many that nobody can foresee."""
	if not cint(frappe.db.get_single_value(SETTINGS, "plan_callbacks", cache=True)):
		return False
	every = cint(frappe.db.get_single_value(SETTINGS, "callback_every", cache=True))
	if every <= 1:
		return True
	# By a secret, so that whoever knows a ticket's number does not know whether its customer will be asked.
	drawn = hmac.new(get_secret().encode(), f"fsm_app.callback\n{ticket}".encode(), hashlib.sha256).digest()
	return int.from_bytes(drawn[:8], "big") % every == 0


def days_for(done_at: datetime) -> tuple[date, date]:
	"""The first and the last day on which to call about work done at `done_at`, by the settings' working days."""
	first = min(
		max(cint(frappe.db.get_single_value(SETTINGS, "callback_from_days", cache=True)), 0), MOST_DAYS
	)
	last = min(
		max(cint(frappe.db.get_single_value(SETTINGS, "callback_until_days", cache=True)), first), MOST_DAYS
	)
	days = working_days_after(done_at.date(), max(last, 1))
	return (days[first - 1] if first else done_at.date()), days[max(last, 1) - 1]


def working_days_after(day: date, count: int) -> list[date]:
	"""The next `count` working days after `day`: of the settings' calendar, else Monday to Friday."""
	name = frappe.db.get_single_value(SETTINGS, "callback_calendar", cache=True)
	following = [day + timedelta(days=number) for number in range(1, LOOKED_AHEAD)]
	if name:
		calendar = working_calendar(name)
		zone = ZoneInfo(calendar.time_zone)
		begin = datetime.combine(following[0], time(), tzinfo=zone)
		worked = {
			start.astimezone(zone).date()
			for start, _end in calendar.intervals(begin, begin + timedelta(days=LOOKED_AHEAD))
		}
	else:
		worked = {each for each in following if each.weekday() < 5}
	found = [each for each in following if each in worked][:count]
	# A calendar that works so seldom gives days of the year instead.
	return found if len(found) == count else following[:count]


def script_for(offering: str | None) -> str | None:
	"""What to ask: the offering's own script, else the first that is for all."""
	for wanted in ([offering] if offering else []) + [None]:
		filters = {"disabled": 0, "offering": wanted if wanted else ["is", "not set"]}
		if found := frappe.db.get_value(SCRIPT, filters, "name", order_by="name"):
			return found
	return None


def whose_turn(ticket) -> str | None:
	"""Who calls: of those with the settings' role and the right to the company, not the engineer, who has the fewest to call."""
	role = frappe.db.get_single_value(SETTINGS, "callback_role", cache=True) or SERVICE_DISPATCHER
	audience = Audience()
	own = ticket.engineer and frappe.get_cached_value("Service Engineer", ticket.engineer, "user")
	for users in (audience.with_role(role), audience.managers()):
		able = [user for user in users if user != own and sees_company(user, ticket.company)]
		if able:
			waiting = frappe.get_all(
				CALLBACK,
				filters={"state": PLANNED, "assigned_to": ["in", able]},
				pluck="assigned_to",
				limit_page_length=0,
			)
			return min(able, key=lambda user: (waiting.count(user), user))
	return None


def validate(callback) -> None:
	"""Keep what the app writes, and refuse days in the wrong order and the engineer as caller."""
	before = callback.get_doc_before_save()
	if before is None:
		callback.update({**dict.fromkeys(OWN_FIELDS), "state": PLANNED})
	else:
		written = callback.flags.written_by_app or ()
		callback.update({field: before.get(field) for field in OWN_FIELDS if field not in written})
	if callback.script and (before is None or before.script != callback.script):
		callback.questions = _questions_of(callback)
	if getdate(callback.due_from) > getdate(callback.due_until):
		_refuse(
			_("Call Until: {0} lies before Call From ({1}). Choose a later day.").format(
				formatdate(callback.due_until), formatdate(callback.due_from)
			)
		)
	own = callback.engineer and frappe.get_cached_value("Service Engineer", callback.engineer, "user")
	if own and callback.assigned_to == own:
		_refuse(_("Calls: {0} did this work. Choose somebody else.").format(frappe.bold(own)))
	if before and before.due_until != callback.due_until:
		callback.update({"told_due": 0, "told_overdue": 0})


def _questions_of(callback) -> str:
	"""The script's questions in the language of whoever calls; those that an administrator wrote are as they are."""
	text = frappe.db.get_value(SCRIPT, callback.script, "questions") or ""
	language = languages_of(filter(None, [callback.assigned_to])).get(callback.assigned_to)
	return _(text, language) if text else ""


def tell_of_assignment(callback) -> None:
	"""After saving: whoever has got the callback is told."""
	before = callback.get_doc_before_save()
	if callback.state != PLANNED or not callback.assigned_to:
		return
	if before and before.assigned_to == callback.assigned_to:
		return
	_tell([callback.assigned_to], callback, _to_call)


def follow_call(ticket) -> None:
	"""The customer of the ticket was called, by whatever way it was written down: the plan is done."""
	name = frappe.db.get_value(CALLBACK, {"ticket": ticket.name, "state": PLANNED})
	if not name:
		return
	frappe.db.set_value(
		CALLBACK,
		name,
		{
			"state": DONE,
			"result": ticket.callback_result,
			"done_at": ticket.called_back_at,
			"done_by": frappe.session.user,
		},
	)


def cancel(ticket: str) -> None:
	"""The ticket is at work again: nobody calls about it."""
	frappe.db.set_value(CALLBACK, {"ticket": ticket, "state": PLANNED}, "state", CANCELLED)


def delete(ticket: str) -> None:
	"""The ticket is being deleted."""
	for name in frappe.get_all(CALLBACK, filters={"ticket": ticket}, pluck="name"):
		frappe.delete_doc(CALLBACK, name, force=True, ignore_permissions=True)  # who may delete the ticket


def tell_of_due() -> None:
	"""Daily: tell those who call that it is time, and the managers of what is overdue; each once."""
	today = now().date()
	due = _untold({"told_due": 0, "due_from": ["<=", today], "due_until": [">=", today]})
	for row in due:
		_tell([row.assigned_to] if row.assigned_to else [], row, _due)
	overdue = _untold({"told_overdue": 0, "due_until": ["<", today]})
	managers = Audience().managers() if overdue else []
	for row in overdue:
		told = [user for user in managers if sees_company(user, row.company)]
		_tell([*told, *([row.assigned_to] if row.assigned_to else [])], row, _overdue)
	for rows, field in ((due, "told_due"), (overdue, "told_overdue")):
		if rows:
			names = [row.name for row in rows]
			frappe.db.set_value(CALLBACK, {"name": ["in", names]}, field, 1, update_modified=False)


def _untold(filters: dict) -> list:
	return frappe.get_all(
		CALLBACK,
		filters={"state": PLANNED, **filters},
		fields=["name", "ticket", "customer", "company", "assigned_to", "due_from", "due_until"],
		order_by="due_until, name",
		limit_page_length=500,
	)


def _tell(users: list[str], callback, sentence: Callable[[str], str]) -> None:
	"""Tell the users, each in the own language: `sentence` is given its code and filled with ticket, first and last day."""
	notify_of_others(
		users,
		lambda language: sentence(language).format(
			callback.ticket, formatdate(callback.due_from), formatdate(callback.due_until)
		),
		CALLBACK,
		callback.name,
		callback.customer or "",
		WISH_OF_ASSIGNMENTS,
	)


def _to_call(language: str) -> str:
	return _("To call back: {0}, from {1} to {2}", language)


def _due(language: str) -> str:
	return _("Call back by {2}: {0}", language)


def _overdue(language: str) -> str:
	return _("The callback is overdue since {2}: {0}", language)


def _refuse(message: str) -> None:
	frappe.throw(message, CallbackPlanError)
