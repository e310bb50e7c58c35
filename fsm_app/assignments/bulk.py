"""Many tickets at once: candidates are proposed for all of them, and what the dispatcher has looked at is assigned (E2).

Both are background jobs with the dispatcher's own rights. Each ticket is assigned in a transaction of its own: one that
fails says so in its row, and keeps no other back.
"""

from dataclasses import dataclass, field

import frappe
from frappe import _

from fsm_app.assignments.ticket_listeners import TO_BE_DISPATCHED
from fsm_app.common.due_documents import CONFLICTS
from fsm_app.common.notices import notify
from fsm_app.dispatch.candidates import Considered, consider, engineers_of
from fsm_app.dispatch.hard_rules import open_tickets
from fsm_app.dispatch.profiles import PROFILE
from fsm_app.engine import stages
from fsm_app.engine.day_of_visits import overlapping
from fsm_app.engine.ranking import load_mark, wait_mark
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.workflow_path import take_to_stage

BULK, ROW = "Bulk Assignment", "Bulk Assignment Row"
LOOKING, PROPOSED, ASSIGNING, DONE = "Looking", "Proposed", "Assigning", "Done"
WAITING, NOBODY, ASSIGNED, NOT_ASSIGNED, LEFT_OUT = (
	"Waiting", "Nobody Found", "Assigned", "Not Assigned", "Left Out",
)  # fmt: skip
MOST = 500
TRIES = 3
ENGINEER = "Service Engineer"


class BulkRefused(frappe.ValidationError):
	"""Tickets that cannot be assigned together, or not now."""


def begin(tickets: list[str]) -> str:
	"""Have candidates proposed for these tickets, which the user may write; returns the new Bulk Assignment's name."""
	names = list(dict.fromkeys(tickets))
	if not names or len(names) > MOST:
		_refuse(_("Choose between 1 and {0} tickets.").format(MOST))
	rows = frappe.get_list(
		TICKET,
		filters={"name": ["in", names], "stage": ["in", sorted(TO_BE_DISPATCHED)]},
		fields=["name", "subject", "company"],
		order_by="due_order, name",
		limit_page_length=MOST,
	)
	if not rows:
		_refuse(_("None of these tickets waits to be dispatched. Triage them first."))
	if len({row.company for row in rows}) > 1:
		_refuse(_("These tickets belong to several companies. Choose those of one."))
	bulk = frappe.get_doc(
		{
			"doctype": BULK,
			"company": rows[0].company,
			"state": LOOKING,
			"rows": [{"ticket": row.name, "subject": row.subject, "state": WAITING} for row in rows],
		}
	).insert(ignore_permissions=True)  # nothing is assigned yet; the tickets are those that the user sees
	_enqueue("propose", bulk.name)
	return bulk.name


def start(name: str) -> None:
	"""Assign what is proposed. Raises BulkRefused where that is under way or done already."""
	bulk = frappe.get_doc(BULK, name, for_update=True)
	if bulk.state != PROPOSED:
		_refuse(_("{0}: this is {1} already. Reload the page.").format(name, _(bulk.state)))
	frappe.db.set_value(BULK, name, "state", ASSIGNING)
	_enqueue("assign", name)


def propose(name: str) -> None:
	"""Job: the best candidate for each ticket, as if those before it were given away already."""
	bulk = frappe.get_doc(BULK, name, for_update=True)
	if bulk.state != LOOKING:
		return
	given = Given(open_tickets("", bulk.company, [row.name for row in engineers_of(bulk.company)]))
	for row in bulk.rows:
		if row.state == WAITING:
			_propose_row(row, given)
	found = sum(1 for row in bulk.rows if row.engineer)
	summary = _("{0} of {1} tickets have a candidate.").format(found, len(bulk.rows))
	frappe.db.set_value(BULK, name, {"state": PROPOSED, "summary": summary})


def assign(name: str) -> None:
	"""Job: give each ticket to the engineer in its row, one by one."""
	bulk = frappe.get_doc(BULK, name)
	if bulk.state != ASSIGNING:
		return
	for row in bulk.rows:
		if row.state not in (ASSIGNED, LEFT_OUT):
			_assign_row(row)
	states = frappe.get_all(ROW, filters={"parent": name, "parenttype": BULK}, pluck="state")
	summary = _("{0} of {1} tickets were assigned.").format(states.count(ASSIGNED), len(states))
	frappe.db.set_value(BULK, name, {"state": DONE, "summary": summary})
	notify([frappe.session.user], f"{name}: {summary}", BULK, name)
	frappe.db.commit()


def keep_settled(bulk) -> None:
	"""Before saving: what the app has written stays; the dispatcher changes engineers and leaves out, while it is proposed."""
	before = bulk.get_doc_before_save()
	if not before:
		return
	stored = {row.name: row for row in before.rows}
	bulk.update({"state": before.state, "company": before.company, "summary": before.summary})
	if any(row.name not in stored for row in bulk.rows):
		_refuse(_("Tickets are added in the list of tickets. Delete the new rows."))
	for row in bulk.rows:
		own = stored[row.name]
		row.update({key: own.get(key) for key in ("ticket", "subject", "state", "message", "score")})
		if before.state != PROPOSED:
			row.update({"engineer": own.engineer, "skip": own.skip})


def delete_rows(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: it stands in no Bulk Assignment any more."""
	frappe.db.delete(ROW, {"ticket": ticket.name})


@dataclass
class Given:
	"""What was given away in this run, on top of what everybody has in work."""

	in_work: dict[str, int]
	more: dict[str, int] = field(default_factory=dict)
	spans: dict[str, list] = field(default_factory=dict)

	def choose(self, considered: Considered) -> tuple[str, float] | None:
		"""The best candidate and their score, less for each ticket that they were given in this run."""
		work, best = considered.work, None
		total = sum(considered.weights.values()) or 1
		share, share_of_wait = (considered.weights.get(name, 0) / total for name in ("load", "wait"))
		busy_hours = _busy_hours(considered.profile)
		for row in considered.ranked:
			name, more = row.candidate, self.more.get(row.candidate, 0)
			most = frappe.get_cached_value(ENGINEER, name, "max_open_tickets") or 0
			load = self.in_work.get(name, 0)
			if name in considered.without_user or (most and load + more >= most):
				continue
			if work.agreed and overlapping((work.start, work.end), self.spans.get(name, [])):
				continue
			score = row.score - share * (load_mark(load, most) - load_mark(load + more, most))
			if more and not work.agreed and (mark := row.marks.get("wait")):
				hours = more * work.length.total_seconds() / 3600
				score -= share_of_wait * min(mark, 100 - wait_mark(hours, busy_hours))
			if best is None or score > best[1]:
				best = name, score
		return best

	def give(self, engineer: str, considered: Considered) -> None:
		"""From now on the engineer has one more."""
		self.more[engineer] = self.more.get(engineer, 0) + 1
		if considered.work.agreed:
			self.spans.setdefault(engineer, []).append((considered.work.start, considered.work.end))


def _busy_hours(profile: str | None) -> float:
	return frappe.get_cached_value(PROFILE, profile, "busy_hours") if profile else 0


def _propose_row(row, given: Given) -> None:
	considered = consider(frappe.get_doc(TICKET, row.ticket))
	if chosen := given.choose(considered):
		row.update({"engineer": chosen[0], "score": chosen[1], "state": PROPOSED})
		given.give(chosen[0], considered)
	else:
		row.update({"state": NOBODY, "message": considered.reasons()})
	values = {key: row.get(key) for key in ("engineer", "score", "state", "message")}
	frappe.db.set_value(ROW, row.name, values, update_modified=False)


def _assign_row(row) -> None:
	if row.skip or not row.engineer:
		state, message = LEFT_OUT, row.message
	else:
		state, message = _give(row)
	frappe.db.set_value(ROW, row.name, {"state": state, "message": message}, update_modified=False)
	frappe.db.commit()


def _give(row) -> tuple[str, str | None]:
	for attempt in range(TRIES):
		try:
			ticket = frappe.get_doc(TICKET, row.ticket, for_update=True)
			if ticket.stage not in TO_BE_DISPATCHED:
				return NOT_ASSIGNED, _("It is {0} meanwhile.").format(_(ticket.stage))
			if ticket.engineer != row.engineer:
				ticket.engineer = row.engineer
				ticket.save()
			take_to_stage(ticket, stages.DISPATCHED)
			return ASSIGNED, None
		except CONFLICTS:
			frappe.db.rollback()
			if attempt == TRIES - 1:
				return NOT_ASSIGNED, _("Somebody else is working on it. Try again.")
		except frappe.ValidationError as refusal:
			frappe.db.rollback()
			frappe.clear_last_message()
			return NOT_ASSIGNED, frappe.utils.strip_html(str(refusal))
		except Exception:
			frappe.db.rollback()
			frappe.log_error(
				title=f"{BULK}: {row.ticket}", reference_doctype=TICKET, reference_name=row.ticket
			)
			return NOT_ASSIGNED, _("This failed, see the Error Log.")
	return NOT_ASSIGNED, None


def _enqueue(what: str, name: str) -> None:
	frappe.enqueue(
		f"fsm_app.assignments.bulk.{what}",
		queue="long",
		job_id=f"fsm_app:bulk_assignment:{what}:{name}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=name,
	)


def _refuse(message: str) -> None:
	frappe.throw(message, BulkRefused)
