"""Duplicates of one request become one ticket, and what was said and shown about them comes together there (C1)."""

import frappe
from frappe import _

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import handovers, listeners
from fsm_app.service_desk.children import ancestors
from fsm_app.service_desk.listeners import tell
from fsm_app.service_desk.workflow_path import take_to_stage

# What was said: of the comments those that people wrote; what the system noted stays with the ticket it is about.
OF_PEOPLE = ("Comment", "Attachment", "Attachment Removed")


class MergeRefused(frappe.ValidationError):
	"""Two tickets that cannot become one."""


def surviving(ticket: str) -> str:
	"""The ticket that `ticket` (a name) was merged into, or itself."""
	return frappe.db.get_value(TICKET, ticket, "merged_into") or ticket


def merge(ticket_name: str, into_name: str, reason: str | None = None):
	"""Merge the duplicate `ticket_name` into `into_name`, wholly or not at all; returns the surviving ticket.

	Its messages, comments, files, evidence and child tickets go over; it is cancelled by the workflow's own actions and
	keeps a trace. Raises MergeRefused, PermissionError, or NoWayToStage where the workflow has no way to cancel it.
	"""
	if ticket_name == into_name:
		_refuse(_("{0} cannot be merged into itself. Choose the ticket that stays.").format(ticket_name))
	with all_or_nothing("merge_tickets"):
		# Always in one order, so that two dispatchers who merge crosswise wait for each other and do not lock each other.
		locked = {
			name: frappe.get_doc(TICKET, name, for_update=True) for name in sorted((ticket_name, into_name))
		}
		ticket, into = locked[ticket_name], locked[into_name]
		for doc in (ticket, into):
			doc.check_permission("write")
		_check(ticket, into)
		_hand_over_family(ticket, into)
		moved = _hand_over_records(ticket, into)
		for handed_over in tell(listeners.MERGES, ticket, into):
			moved.update(handed_over or {})
		said = (reason or "").strip() or _("Duplicate of {0}.").format(into.name)
		_end(ticket, into, said)
		for doc, other in ((ticket, into), (into, ticket)):
			handovers.record(
				doc,
				handovers.MERGE,
				said,
				engineer=ticket.engineer,
				other_ticket=other.name,
				from_team=ticket.team,
			)
		_leave_trace(ticket, into, moved)
	return frappe.get_doc(TICKET, into.name)


def follow_to_surviving(communication, method: str | None = None) -> None:
	"""Communication's before_insert: a message to a merged ticket belongs to the surviving one."""
	if communication.reference_doctype == TICKET and communication.reference_name:
		communication.reference_name = surviving(communication.reference_name)


def _check(ticket, into) -> None:
	if (ticket.company, ticket.customer) != (into.company, into.customer):
		_refuse(
			_(
				"{0} and {1} are for different customers or companies and cannot become one ticket. Choose another ticket."
			).format(ticket.name, into.name)
		)
	for doc in (ticket, into):
		if doc.merged_into:
			_refuse(
				_("{0} was merged into {1} already. Use that one.").format(
					doc.name, frappe.bold(doc.merged_into)
				)
			)
	if into.stage in stages.ENDED:
		_refuse(_("{0} is closed or cancelled. Reopen it first, or choose another ticket.").format(into.name))
	if ticket.stage in stages.FINISHED | {stages.CANCELLED}:
		_refuse(_("{0} is done or cancelled; there is nothing left of it to merge.").format(ticket.name))
	if ticket.name in ancestors(into, into.parent_ticket):
		_refuse(
			_("{0} is a child of {1}. Merge the child into the parent instead.").format(
				into.name, ticket.name
			)
		)


def _hand_over_family(ticket, into) -> None:
	"""The children get the surviving ticket as parent, and those merged into the duplicate before point to it as well."""
	for field in ("parent_ticket", "merged_into"):
		frappe.db.set_value(TICKET, {field: ticket.name, "name": ["!=", into.name]}, field, into.name)
	parents = ancestors(ticket, ticket.parent_ticket)
	if parents and not into.parent_ticket and into.name not in parents:
		into.db_set("parent_ticket", ticket.parent_ticket)


def _hand_over_records(ticket, into) -> dict[str, int]:
	"""Let what belongs to the duplicate belong to the surviving ticket; returns how many of each doctype."""
	by_reference = {"reference_doctype": TICKET, "reference_name": ticket.name}
	moves = (
		("Communication", by_reference, "reference_name"),
		("Comment", {**by_reference, "comment_type": ["in", OF_PEOPLE]}, "reference_name"),
		(
			"File",
			{"attached_to_doctype": TICKET, "attached_to_name": ticket.name},
			"attached_to_name",
		),
	)
	moved = {}
	for doctype, filters, field in moves:
		names = frappe.get_all(doctype, filters=filters, pluck="name")
		if names:
			# Not through their controllers: nothing is said or shown anew, it only belongs elsewhere.
			frappe.db.set_value(doctype, {"name": ["in", names]}, field, into.name, update_modified=False)
		moved[doctype] = len(names)
	return moved


def _end(ticket, into, reason: str) -> None:
	ticket.update({"merged_into": into.name, "cancel_reason": reason})
	ticket.flags.written_by_app = ("merged_into",)
	ticket.save()
	take_to_stage(ticket, stages.CANCELLED, recorded=True)


def _leave_trace(ticket, into, moved: dict[str, int]) -> None:
	counts = ", ".join(f"{_(doctype)}: {count}" for doctype, count in moved.items() if count)
	moved_text = _("Moved: {0}.").format(counts) if counts else ""
	ticket.add_comment("Info", " ".join(filter(None, (_("Merged into {0}.").format(into.name), moved_text))))
	into.add_comment(
		"Info",
		" ".join(filter(None, (_("{0} was merged into this ticket.").format(ticket.name), moved_text))),
	)


def _refuse(message: str) -> None:
	frappe.throw(message, MergeRefused)
