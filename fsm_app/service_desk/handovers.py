"""A ticket's passing from one hand to another: asked for a reason, and kept as a Ticket Handover (C1, E2).

Three moves need a reason, which the ticket's own field holds when the action is taken: the ticket is returned, it is
carried forward to another visit, or it is cancelled.
"""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.engine import stages

HANDOVER = "Ticket Handover"
RETURN, CARRY_FORWARD, TRANSFER, MERGE, CANCEL = "Return", "Carry Forward", "Transfer", "Merge", "Cancel"
REASON_OF = {RETURN: "return_reason", CARRY_FORWARD: "remaining_work", CANCEL: "cancel_reason"}


class ReasonMissing(frappe.ValidationError):
	"""A ticket is not returned, carried forward or cancelled without a word why."""


def kind_of_move(before, stage: str) -> str | None:
	"""The kind of handover that it is when the ticket as it was, `before`, enters `stage`; None for an ordinary step."""
	if stage == stages.TRIAGED and is_with_engineer(before):
		return RETURN
	if stage == stages.ACCEPTED and before.stage in stages.AT_WORK:
		return CARRY_FORWARD
	if stage == stages.CANCELLED:
		return CANCEL
	return None


def is_with_engineer(ticket) -> bool:
	"""Whether an engineer has the ticket: it is under way, or was when it began to wait."""
	return ticket.stage in stages.UNDER_WAY or (
		ticket.stage in stages.WAITING and ticket.waiting_from in stages.UNDER_WAY
	)


def begin(ticket) -> None:
	"""Before a ticket enters its stage: see that the reason is there, and count a return.

	Code of the app that moves a ticket without a user's word gives its own in `ticket.flags.reason_by_app`; where it keeps
	the record itself, it sets `ticket.flags.handover_recorded`. Raises ReasonMissing.
	"""
	before = ticket.get_doc_before_save()
	kind = before and kind_of_move(before, ticket.stage)
	if not kind or ticket.flags.handover_recorded:
		return
	reason = (ticket.get(REASON_OF[kind]) or "").strip() or ticket.flags.reason_by_app
	if not reason:
		_ask(ticket, kind)
	if kind == CARRY_FORWARD and not ticket.flags.reason_by_app:
		_refuse_what_was_said_before(ticket, reason)
	if kind == RETURN:
		# The next one who returns it has a reason of their own; this one's stands in the Ticket Handover.
		ticket.update({"return_reason": None, "return_count": (ticket.return_count or 0) + 1})
	ticket.flags.handover = {
		"kind": kind,
		"reason": reason,
		"engineer": before.engineer,
		"from_team": before.team,
		"from_region": before.region,
	}


def keep(ticket) -> None:
	"""After saving: write down the handover that `begin` found."""
	if handover := ticket.flags.pop("handover", None):
		record(ticket, **handover)


def record(ticket, kind: str, reason: str, **values) -> None:
	"""Write a Ticket Handover of `ticket`, by the user of the moment; `values` are further fields of it."""
	frappe.get_doc(
		{
			"doctype": HANDOVER,
			"ticket": ticket.name,
			"company": ticket.company,
			"kind": kind,
			"reason": reason,
			"at": now(),
			"by_user": frappe.session.user,
			**values,
		}
	).insert(ignore_permissions=True)  # a record of the user's own act, which the ticket has permitted


def have_returned(ticket: str) -> set[str]:
	"""The engineers from whom the ticket came back."""
	return set(frappe.get_all(HANDOVER, filters={"ticket": ticket, "kind": RETURN}, pluck="engineer")) - {
		None
	}


def delete_handovers(ticket: str) -> None:
	"""Delete the handovers of a ticket that is being deleted, and its name in those of others."""
	frappe.db.delete(HANDOVER, {"ticket": ticket})
	frappe.db.set_value(HANDOVER, {"other_ticket": ticket}, "other_ticket", None)


def _ask(ticket, kind: str) -> None:
	field = REASON_OF[kind]
	ways_out = {
		RETURN: _("say why the ticket is returned, then take the action again."),
		CARRY_FORWARD: _("say what is left for the next visit, then take the action again."),
		CANCEL: _("say why the ticket is cancelled, then take the action again."),
	}
	label = _(ticket.meta.get_label(field))
	frappe.throw(f"{label}: {ways_out[kind]}", ReasonMissing)


def _refuse_what_was_said_before(ticket, reason: str) -> None:
	"""The field still holds what was left at the last visit, so that its engineer can read it: that is not today's word."""
	last = frappe.get_all(
		HANDOVER,
		filters={"ticket": ticket.name, "kind": CARRY_FORWARD},
		pluck="reason",
		order_by="creation desc",
		limit_page_length=1,
	)
	if last and last[0] == reason:
		frappe.throw(
			_("{0}: this is what was left after the visit before. Say what is left now.").format(
				_(ticket.meta.get_label("remaining_work"))
			),
			ReasonMissing,
		)
