"""What is told of a visit's time waits some minutes: a move and its undoing, or several moves, are one message or none (E3, N2).

A Visit Notice holds, for the customer or for the engineer, what they know already. What they are told when it is due is
what is so then; nothing, where that is what they know. The message and the end of its notice are one transaction: a job
that is killed has told nothing and is done again.
"""

from datetime import datetime, timedelta

import frappe
from frappe.utils import cint, get_datetime

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.common.due_documents import CONFLICTS
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.field_work import expected_engineers, moved_visits
from fsm_app.field_work.visits import OPEN_STATUSES, PLANNED, VISIT

NOTICE = "Visit Notice"
CUSTOMER, ENGINEER = "Customer", "Engineer"
JOB_ID = "fsm_app:visit_notices"
MOST_AT_ONCE = 500
# A notice that fails is tried again after this, until its visit has begun.
TRY_AGAIN = timedelta(hours=1)
BEFORE_WORK = stages.WAITING | {
	stages.TRIAGED,
	stages.REOPENED,
	stages.DISPATCHED,
	stages.ACCEPTED,
	stages.PREPARING,
}
FIELDS = ("name", "ticket", "audience", "company", "due_at", "known_start", "known_engineer", "acted_by")


def follow_visit(visit, method: str | None = None) -> None:
	"""Service Visit's on_update: its customer is told of another time, where the settings say so."""
	if frappe.flags.fsm_nobody_is_told or visit.status != PLANNED or not moved_visits.is_on():
		return
	before = visit.get_doc_before_save()
	knew = _moment(before and before.planned_start)
	if knew == _moment(visit.planned_start):
		return
	# Who was told of no time has nothing to hear, unless one was taken from them just now.
	known = {"known_start": knew}
	_note(visit.ticket, visit.company, visit.planned_start, CUSTOMER, known, only_if_noted=not knew)


def note_engineer(ticket, start: datetime | None, had: tuple[str, datetime] | None = None) -> None:
	"""The engineer of the ticket (a document) is told that they are expected at `start`; None: that they are no more.

	`had` is who was expected before, and when.
	"""
	if not frappe.flags.fsm_nobody_is_told:
		known = dict(zip(("known_engineer", "known_start"), had or (None, None), strict=True))
		_note(ticket.name, ticket.company, start, ENGINEER, known)


def enqueue_telling() -> None:
	"""Each minute: start the telling as a background job, where a notice is due and no job is waiting or running."""
	if _due(now(), 1):
		frappe.enqueue(
			"fsm_app.field_work.visit_notices.tell_due",
			queue="default",
			job_id=JOB_ID,
			deduplicate=True,
		)


def tell_due(at: datetime | None = None) -> None:
	"""The job: tell what is due at `at` (naive site time, default: now), each notice in a transaction of its own."""
	at = at or now()
	for notice in _due(at, MOST_AT_ONCE):
		try:
			_tell_waiting(notice, at)
			frappe.db.commit()
		except CONFLICTS:
			frappe.db.rollback()  # somebody else was at it; the next minute's job has it
		except Exception:
			frappe.db.rollback()
			frappe.log_error(
				title=f"Visit Notice of {notice.ticket}",
				reference_doctype=TICKET,
				reference_name=notice.ticket,
			)
			frappe.db.set_value(NOTICE, notice.name, "due_at", at + TRY_AGAIN)
			frappe.db.commit()


def delete_notices(ticket: str) -> None:
	"""Delete what waits of a ticket that is being deleted."""
	frappe.db.delete(NOTICE, {"ticket": ticket})


def _note(ticket: str, company: str, start, audience: str, known: dict, only_if_noted: bool = False) -> None:
	at, start = now(), _moment(start)
	notice = _noted(ticket, audience)
	if not notice and only_if_noted:
		return
	wait = timedelta(minutes=cint(frappe.db.get_single_value(moved_visits.SETTINGS, "visit_notice_minutes")))
	# Who is expected within those minutes hears of it at once.
	due_at = at if start and start <= at + wait else at + wait
	changes = {"due_at": due_at, "acted_by": frappe.session.user}
	if notice:
		# What they knew first, they still know.
		frappe.db.set_value(NOTICE, notice.name, changes)
	else:
		notice = _insert({"ticket": ticket, "company": company, "audience": audience, **known, **changes})
	if due_at <= at:
		_settle(frappe._dict(notice, **changes), frappe.get_doc(TICKET, ticket), _open_visit(ticket), at)


def _insert(values: dict):
	try:
		with all_or_nothing("visit_notice"):
			document = frappe.get_doc({"doctype": NOTICE, **values})
			# The app itself remembers, not the user of the moment. What it links to was checked with the visit.
			document.insert(ignore_permissions=True, ignore_links=True)
			return frappe._dict(document.as_dict())
	except frappe.DuplicateEntryError:
		# Noted by somebody else since this request began, which sees the notices as they were then.
		frappe.clear_last_message()
		notice = _locked(_name(values["ticket"], values["audience"]))
		frappe.db.set_value(NOTICE, notice.name, {"due_at": values["due_at"], "acted_by": values["acted_by"]})
		return notice


def _name(ticket: str, audience: str) -> str:
	return f"{ticket}-{audience}"


def _noted(ticket: str, audience: str):
	name = _name(ticket, audience)
	# Not locked where it is not: that would lock the room beside it, for notices of other tickets.
	return _locked(name) if frappe.db.exists(NOTICE, name) else None


def _locked(name: str):
	return frappe.db.get_value(NOTICE, name, FIELDS, as_dict=True, for_update=True)


def _due(at: datetime, most: int) -> list:
	return frappe.get_all(
		NOTICE,
		filters={"due_at": ["<=", at]},
		fields=["name", "ticket"],
		order_by="due_at, name",
		limit_page_length=most,
	)


def _open_visit(ticket: str):
	"""The ticket's visit that is planned or under way; locked, for that reads what others have committed meanwhile."""
	visit = frappe.qb.DocType(VISIT)
	rows = (
		frappe.qb.from_(visit)
		.select(visit.name, visit.engineer, visit.status, visit.planned_start)
		.where((visit.ticket == ticket) & visit.status.isin(OPEN_STATUSES))
		.for_update()
		.run(as_dict=True)
	)
	return rows[0] if rows else None


def _tell_waiting(due, at: datetime) -> None:
	"""Locks in the order in which whoever moves a visit does: ticket, visit, notice."""
	if not frappe.db.exists(TICKET, due.ticket):
		delete_notices(due.ticket)  # noted while the ticket was being deleted
		return
	ticket = frappe.get_doc(TICKET, due.ticket, for_update=True)
	visit = _open_visit(due.ticket)
	notice = _locked(due.name)
	if notice and notice.due_at <= at:  # not one that was told, or put off, meanwhile
		_settle(notice, ticket, visit, at)


def _settle(notice, ticket, visit, at: datetime) -> None:
	"""Tell what is so now, and end the notice."""
	is_planned = bool(visit) and visit.status == PLANNED
	start = _moment(visit.planned_start) if is_planned else None
	known = _moment(notice.known_start)
	if notice.audience == CUSTOMER and not start and known > at and ticket.stage in BEFORE_WORK:
		# The time was taken, and the next one is what they have to hear.
		frappe.db.set_value(NOTICE, notice.name, "due_at", known)
		return
	frappe.db.delete(NOTICE, {"name": notice.name})
	if notice.audience == CUSTOMER:
		if start and start > at and start != known:
			moved_visits.tell_customer(ticket, known, start)
	elif is_planned:
		knew = known if visit.engineer == notice.known_engineer else None
		expected_engineers.tell(ticket, visit.engineer, knew, start, notice.acted_by)


def _moment(value) -> datetime | None:
	return get_datetime(value) if value else None
