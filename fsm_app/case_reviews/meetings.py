"""A case review from its agenda to its minutes: opened by itself each month, told, held (G4)."""

import re
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import cint, format_datetime, get_first_day, get_last_day, getdate, strip_html

from fsm_app.case_reviews import people
from fsm_app.case_reviews.agenda import TOPIC, fill_agenda
from fsm_app.case_reviews.people import MEETING
from fsm_app.common import clock
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.workforce.audience import Audience

SETTINGS = "Field Service Settings"
PLANNED, HELD = "Planned", "Held"
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# What the app writes to a line of the agenda; of one that is typed in only the ticket and the words count.
OF_APP = ("kind", "ticket", "engineer", "offering", "action", "reason", "points")
OF_TOPIC = ("ticket", "reason")


class MeetingError(frappe.ValidationError):
	"""A case review of a month that is none, or that is changed or held as it cannot be."""


def open_monthly_case_reviews(at: datetime | None = None) -> int:
	"""Daily: prepare the case review of the month before `at` (default: now) for each company with engineers that lacks it.

	From the day of the month on that the settings name, so that most answers of customers are in. Returns how many.
	"""
	at = at or now()
	settings = frappe.get_cached_doc(SETTINGS)
	if not cint(settings.open_case_reviews) or at.day < cint(settings.case_review_day):
		return 0
	month = f"{get_first_day(at, d_months=-1):%Y-%m}"
	companies = frappe.get_all(
		"Service Engineer",
		filters={"status": ["!=", "Left"]},
		pluck="company",
		distinct=True,
		order_by="company",
	)
	there = frappe.get_all(MEETING, filters={"month": month}, pluck="company")
	with clock.at(at):
		return sum(_open(company, month) for company in companies if company not in there)


def fill_in(meeting) -> None:
	"""Before a meeting is inserted: its dates, its agenda, and who takes part."""
	if not MONTH.fullmatch(meeting.month or ""):
		_refuse(
			_("Month: {0} is not a year and month such as 2026-10. Enter one.").format(
				frappe.bold(meeting.month)
			)
		)
	meeting.state = PLANNED
	meeting.start_date = getdate(f"{meeting.month}-01")
	meeting.end_date = get_last_day(meeting.start_date)
	if meeting.start_date > now().date():
		_refuse(_("Month: {0} has not begun. Choose an earlier one.").format(meeting.month))
	meeting.set("agenda", [row for row in meeting.agenda if row.kind == TOPIC])
	_keep_lines(meeting, {})
	fill_agenda(meeting)
	_invite(meeting)


def refresh(name: str) -> None:
	"""Look the month's tickets up again, such as when late answers of customers are in; for who may change the meeting."""
	meeting = frappe.get_doc(MEETING, name, for_update=True)
	meeting.check_permission("write")
	_refuse_held(meeting)
	fill_agenda(meeting)
	_invite(meeting)
	meeting.flags.agenda_of_app = True
	meeting.save()


def hold(name: str) -> None:
	"""The meeting was held and its minutes are written: it stays as it is, and who took part is told."""
	meeting = frappe.get_doc(MEETING, name, for_update=True)
	meeting.check_permission("write")
	_refuse_held(meeting)
	if not strip_html(meeting.minutes or "").strip():
		_refuse(_("Minutes: write down what was said before the meeting is closed."))
	meeting.state = HELD
	meeting.flags.of_app = True
	meeting.save()
	decisions = [row.decision for row in meeting.agenda if (row.decision or "").strip()]

	def message(language: str) -> str:
		return _("Minutes of the case review {0}", language).format(meeting.month)

	_tell(meeting, [row.user for row in meeting.participants], message, "\n".join(decisions))


def validate(meeting) -> None:
	"""Before saving: what the app found stays as it found it, and a meeting that was held stays whole."""
	before = meeting.get_doc_before_save()
	if before and not meeting.flags.of_app:
		meeting.state = before.state
		_refuse_held(before)
	if before and not meeting.flags.agenda_of_app:
		_keep_lines(meeting, {row.name: row for row in before.agenda})
	if not before or before.chair != meeting.chair:
		people.refuse_who_cannot_read(meeting.chair, meeting.company, _("Chaired By"))
	invited = {row.user for row in before.participants} if before else set()
	for row in meeting.participants:
		if row.user not in invited and not meeting.flags.invited_by_app:
			people.refuse_who_cannot_read(row.user, meeting.company, _("Who Takes Part"))
	# Nobody twice.
	rows = {row.user: row for row in reversed(meeting.participants)}
	meeting.set("participants", [row for row in meeting.participants if rows[row.user] is row])


def tell_participants(meeting) -> None:
	"""After saving: tell who takes part when the meeting is, as soon as that is set, and where it changes."""
	before = meeting.get_doc_before_save()
	if not meeting.meeting_at or meeting.state == HELD:
		return
	users = [row.user for row in meeting.participants]
	moved = not before or before.meeting_at != meeting.meeting_at or before.place != meeting.place
	if not moved:
		told = {row.user for row in before.participants}
		users = [user for user in users if user not in told]

	def message(language: str) -> str:
		return _("Case review {0}: {1}", language).format(meeting.month, format_datetime(meeting.meeting_at))

	_tell(meeting, users, message, meeting.place or "")


def _open(company: str, month: str) -> int:
	frappe.db.savepoint("case_review")
	try:
		meeting = frappe.get_doc({"doctype": MEETING, "company": company, "month": month})
		meeting.insert(ignore_permissions=True)  # the scheduler acts, no user

		def message(language: str) -> str:
			text = _("The agenda of the case review {0} is there. Set the time of the meeting.", language)
			return text.format(month)

		_tell(meeting, people.managers_of(company, Audience()), message, "")
	except Exception:
		frappe.db.rollback(save_point="case_review")
		frappe.log_error(title=f"Case review of {company} for {month}")
		return 0
	finally:
		frappe.db.commit()
	return 1


def _invite(meeting) -> None:
	engineers = sorted({row.engineer for row in meeting.agenda if row.engineer})
	there = {row.user for row in meeting.participants}
	for user in people.invited_by_itself(meeting.company, engineers):
		if user not in there:
			meeting.append("participants", {"user": user})
	meeting.flags.invited_by_app = True


def _keep_lines(meeting, before: dict) -> None:
	"""Lines of the app keep what the app wrote; a line that somebody adds is a topic."""
	for row in meeting.agenda:
		stored = before.get(row.name)
		if stored and stored.kind != TOPIC:
			row.update({field: stored.get(field) for field in OF_APP})
		else:
			row.update({field: None for field in OF_APP if field not in OF_TOPIC})
			row.kind = TOPIC


def _tell(meeting, users: list[str], message, content: str) -> None:
	notify_of_others(users, message, MEETING, meeting.name, content, WISH_OF_ASSIGNMENTS)


def _refuse_held(meeting) -> None:
	if meeting.state == HELD:
		_refuse(
			_("{0} was held; it stays as it is. Agree on a new action, or open the next meeting.").format(
				meeting.name
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, MeetingError)
