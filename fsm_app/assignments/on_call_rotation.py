"""On-call duty made ahead: drafted fairly, looked at by the manager, and on the roster once it is confirmed (E2, P1)."""

from datetime import date, datetime, time, timedelta

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime, get_time, getdate

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.dispatch.roster import roster_of
from fsm_app.engine.duty_rotation import Member, Turn, share, turns_between
from fsm_app.service_levels.on_call import duties_between
from fsm_app.service_levels.working_calendars import WEEKDAYS
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_names

ROTATION, DUTY = "On Call Rotation", "On-call Duty"
ENGINEER = "Service Engineer"
YEAR = timedelta(days=365)
MOST_WEEKS = 52


class RotationError(frappe.ValidationError):
	"""A rotation that nobody could take turns in."""


class NothingToConfirm(frappe.ValidationError):
	"""No drafted turn has an engineer."""


def draft(name: str) -> int:
	"""Draft the turns up to the rotation's weeks ahead, after those that are there already; returns how many are new."""
	rotation = frappe.get_doc(ROTATION, name, for_update=True)
	moment = now()
	known = [get_datetime(row.end) for row in rotation.turns]
	weeks = turns_between(
		WEEKDAYS.index(rotation.handover_weekday),
		get_time(rotation.handover_time),
		max([moment, *known]),
		moment + timedelta(weeks=rotation.weeks_ahead),
	)
	turns = [week for week in weeks if not _taken(rotation, *week)]
	if not turns:
		return 0
	members = _members(rotation, turns[0][0], turns[-1][1])
	rest = timedelta(weeks=rotation.rest_weeks or 0)
	given = share(turns, members, _holidays(rotation, turns), rotation.holiday_days or 0.0, rest)
	names = engineer_names(member.name for member in members)
	for turn in given:
		row = {"start": turn.start, "end": turn.end, "engineer": turn.member, "note": _note(turn, names)}
		rotation.append("turns", row)
	rotation.flags.drafted_by_app = True
	rotation.save(ignore_permissions=True)  # drafts alone: whoever confirms them is asked for their right
	_tell_managers(rotation, len(given))
	return len(given)


def confirm(name: str) -> list[str]:
	"""Make duties of the drafted turns that have an engineer, by the user's own rights, and tell the engineers; returns their names.

	All or none. Raises NothingToConfirm, or service_levels.on_call.DutyOverlap.
	"""
	rotation = frappe.get_doc(ROTATION, name, for_update=True)
	rotation.check_permission("write")
	drafts = [row for row in rotation.turns if row.engineer and not row.duty]
	if not drafts:
		frappe.throw(_("There is no drafted turn with an engineer. Draft some first."), NothingToConfirm)
	for row in drafts:
		duty = frappe.get_doc(
			{
				"doctype": DUTY,
				"engineer": row.engineer,
				"company": rotation.company,
				"team": rotation.team,
				"start": row.start,
				"end": row.end,
			}
		).insert()
		row.duty = duty.name
	rotation.flags.drafted_by_app = True
	rotation.save()
	_tell_engineers(rotation, drafts)
	return [row.duty for row in drafts]


def draft_ahead() -> None:
	"""Weekly: draft what has come within reach. One rotation that fails keeps no other back."""
	for name in frappe.get_all(ROTATION, filters={"disabled": 0}, pluck="name", order_by="name"):
		try:
			draft(name)
			frappe.db.commit()
		except Exception:
			frappe.db.rollback()
			frappe.log_error(title=f"{ROTATION} {name}", reference_doctype=ROTATION, reference_name=name)


def validate_rotation(rotation) -> None:
	"""Refuse engineers of other companies, one who stands there twice, another company's team, and turns that were made up."""
	engineers = [row.engineer for row in rotation.members]
	if len(set(engineers)) < len(engineers):
		_refuse(_("Members: an engineer stands there twice. Delete one of the rows."))
	if (
		rotation.team
		and frappe.get_cached_value("Service Team", rotation.team, "company") != rotation.company
	):
		_refuse(
			_("The team {0} does not belong to {1}. Choose another team.").format(
				rotation.team, rotation.company
			)
		)
	for engineer in {*engineers, *(row.engineer for row in rotation.turns if row.engineer)}:
		company, called = frappe.get_cached_value(ENGINEER, engineer, ["company", "engineer_name"]) or (
			"",
			"",
		)
		if company and company != rotation.company:
			_refuse(
				_("{0} works for {1}, not for {2}. Choose another engineer or company.").format(
					called, company, rotation.company
				)
			)
	if not 1 <= (rotation.weeks_ahead or 0) <= MOST_WEEKS:
		_refuse(_("Weeks Ahead: enter a number from 1 to {0}.").format(MOST_WEEKS))
	if not rotation.flags.drafted_by_app:
		_keep_turns(rotation)


def _keep_turns(rotation) -> None:
	"""By hand engineers of drafts are changed, and drafts deleted; times and confirmed duties stay what they are."""
	before = rotation.get_doc_before_save()
	stored = {row.name: row for row in before.turns} if before else {}
	for row in rotation.turns:
		own = stored.get(row.name)
		if not own:
			_refuse(_("Drafted Turns: turns are drafted by the button. Delete the new row."))
		row.update({key: own.get(key) for key in ("start", "end", "note", "duty")})
		if own.duty:
			row.engineer = own.engineer


def _taken(rotation, start: datetime, end: datetime) -> bool:
	"""Whether somebody is on call already in this week, entered by hand."""
	filters = {
		"company": rotation.company,
		"team": rotation.team or ["is", "not set"],
		"start": ["<", end],
		"end": [">", start],
	}
	return bool(frappe.db.exists(DUTY, filters))


def _members(rotation, first: datetime, last: datetime) -> list[Member]:
	"""Those who take part, with a year's duty and what is drafted; whoever is not active is away for good."""
	names = [row.engineer for row in rotation.members]
	people = frappe.get_all(
		ENGINEER,
		filters={"name": ["in", names]},
		fields=["name", "status", "employee", "calendar"],
		limit_page_length=0,
	)
	of_person = {row.name: row for row in people}
	begin = first - YEAR
	duties = duties_between(names, begin, last)
	leave = roster_of(people, first.date(), last.date(), shifts=False, leave=True)
	members = []
	for row in rotation.members:
		person = of_person.get(row.engineer)
		away = [_day(day) for day in leave.leave.get(row.engineer, ())]
		if not person or person.status != "Active":
			away = [(datetime.min, datetime.max)]
		since = max(get_datetime(getdate(row.since)), begin) if row.since else begin
		drafted = [
			(get_datetime(turn.start), get_datetime(turn.end))
			for turn in rotation.turns
			if turn.engineer == row.engineer and not turn.duty
		]
		members.append(Member(row.engineer, since, away, [*duties.get(row.engineer, []), *drafted]))
	return members


def _day(day: date) -> tuple[datetime, datetime]:
	midnight = datetime.combine(day, time())
	return midnight, midnight + timedelta(days=1)


def _holidays(rotation, turns: list) -> set[date]:
	if not rotation.holiday_list:
		return set()
	days = frappe.get_all(
		"Holiday",
		filters={
			"parent": rotation.holiday_list,
			"parenttype": "Holiday List",
			"holiday_date": ["between", [turns[0][0].date() - YEAR, turns[-1][1].date()]],
		},
		pluck="holiday_date",
		limit_page_length=0,
	)
	return {getdate(day) for day in days}


def _note(turn: Turn, names: dict[str, str]) -> str:
	parts = []
	if not turn.member:
		parts.append(_("Nobody is there: choose somebody."))
	elif turn.member in turn.resting:
		parts.append(_("Without the free weeks between, for nobody else is there."))
	if turn.away:
		parts.append(_("Away: {0}.").format(", ".join(names.get(name) or name for name in turn.away)))
	return " ".join(parts)


def _tell_managers(rotation, count: int) -> None:
	users = [user for user in Audience().managers() if sees_company(user, rotation.company, ROTATION)]
	notify_of_others(
		users,
		lambda language: _(
			"{0}: {1} turns of on-call duty are drafted. Look at them and confirm.", language
		).format(rotation.name, count),
		ROTATION,
		rotation.name,
		"",
		WISH_OF_ASSIGNMENTS,
	)


def _tell_engineers(rotation, rows: list) -> None:
	audience = Audience()
	by_engineer: dict[str, list] = {}
	for row in rows:
		by_engineer.setdefault(row.engineer, []).append(row)
	for engineer, turns in by_engineer.items():
		lines = [f"{format_datetime(row.start)} - {format_datetime(row.end)}" for row in turns]
		notify_of_others(
			audience.engineer(engineer),
			lambda language, turns=turns: _("You are on call {0} times, first from {1}.", language).format(
				len(turns), format_datetime(turns[0].start)
			),
			DUTY,
			turns[0].duty,
			"\n".join(lines),
			WISH_OF_ASSIGNMENTS,
		)


def _refuse(message: str) -> None:
	frappe.throw(message, RotationError)
