"""Evidence of the work on a ticket: recorded by the app alone, once, and kept as it was given (C4)."""

import frappe
from frappe import _

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.field_work.evidence_kinds import EVIDENCE, PHOTO, SIGNATURE, VISIT
from fsm_app.field_work.gates import completeness, needs, place_on_line

# What a recorded piece of evidence tells its sender.
SHOWN_FIELDS = ("name", "kind", "stage", "value", "note", "file", "thumbnail", "taken_at", "recorded_at")


class EvidenceByHand(frappe.ValidationError):
	"""Evidence that was not given through the app's own functions, or is to be changed."""


class TicketEnded(frappe.ValidationError):
	"""A closed or cancelled ticket takes no more evidence."""


class NoSuchStage(frappe.ValidationError):
	"""A stage at which nothing is ever asked for."""


def refuse_by_hand(evidence) -> None:
	"""Before saving: only the app records evidence, and nothing of it changes afterwards."""
	if not evidence.flags.recorded_by_app:
		frappe.throw(
			_("{0}: evidence is recorded on the ticket and cannot be changed. Record it anew there.").format(
				_(evidence.kind or EVIDENCE)
			),
			EvidenceByHand,
		)


def open_ticket_for_evidence(name: str):
	"""The ticket as it is now, held until the end of the transaction so that nothing is recorded twice at once.

	Raises TicketEnded.
	"""
	ticket = frappe.get_doc(stages.TICKET, name, for_update=True)
	if ticket.stage in stages.ENDED:
		frappe.throw(
			_("This ticket is {0} and takes no more evidence. Reopen it first.").format(_(ticket.stage)),
			TicketEnded,
		)
	return ticket


def recorded_with(client_key: str | None, ticket: str, kind: str):
	"""The evidence that `client_key` has recorded before, None where it has not; raises ClientKeyTaken."""
	# A locking read: it sees what another transaction has just committed.
	name = client_key and frappe.db.get_value(EVIDENCE, {"client_key": client_key}, "name", for_update=True)
	if not name:
		return None
	first = frappe.get_doc(EVIDENCE, name)
	if (first.ticket, first.kind, first.recorded_by) != (ticket, kind, frappe.session.user):
		frappe.throw(
			_("Client Key: {0} was used for something else. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return first


def record(ticket, kind: str, stage: str | None = None, **values):
	"""Record evidence of `kind` for a stage of the ticket and return it; further fields of Service Evidence in `values`.

	Without a stage it is for the first one that still asks for such evidence, else for the present one. The caller has
	checked the right to write on the ticket. Raises NoSuchStage.
	"""
	evidence = frappe.get_doc(
		{
			"doctype": EVIDENCE,
			"ticket": ticket.name,
			"company": ticket.company,
			"kind": kind,
			"stage": stage_for(ticket, kind, stage),
			"cycle": ticket.reopen_count or 0,
			"visit": _present_visit(ticket.name),
			"recorded_at": now(),
			"recorded_by": frappe.session.user,
			**values,
		}
	)
	evidence.flags.recorded_by_app = True
	# Nobody may make evidence but by these functions, see refuse_by_hand.
	evidence.insert(ignore_permissions=True)
	evidence.flags.recorded_by_app = False
	refresh_completeness(ticket)
	return evidence


def stage_for(ticket, kind: str, stage: str | None) -> str:
	"""The stage that evidence of `kind` is for: the one named, the first that still asks for it, or the present one.

	A photo shows how it is now: one taken on arrival is not by itself one of those that the end of the work asks for.
	"""
	if stage and stage not in stages.GATED_STAGES:
		frappe.throw(
			_("Stage: nothing is asked for before leaving {0}. Choose one of {1}.").format(
				stage, ", ".join(_(each) for each in stages.GATED_STAGES)
			),
			NoSuchStage,
		)
	here = place_on_line(ticket)
	reached = stages.MAIN_LINE[: stages.MAIN_LINE.index(here) + 1]
	asking = (
		need.stage
		for need in needs(ticket)
		if need.kind == kind and need.missing and (kind != PHOTO or need.stage in reached)
	)
	return stage or next(asking, here)


def refresh_completeness(ticket) -> None:
	"""Write how complete the ticket is; an open form is not disturbed."""
	value = completeness(ticket)
	if value != ticket.completeness:
		frappe.db.set_value(stages.TICKET, ticket.name, "completeness", value, update_modified=False)


def hand_over(ticket, into) -> dict[str, int]:
	"""Let the evidence of a duplicate belong to the surviving ticket; returns how much there was, by doctype."""
	names = frappe.get_all(EVIDENCE, filters={"ticket": ticket.name}, pluck="name")
	if names:
		# Not through its controller: nothing is shown anew, and it counts for what the surviving ticket is doing now.
		frappe.db.set_value(
			EVIDENCE,
			{"name": ["in", names]},
			{"ticket": into.name, "cycle": into.reopen_count},
			update_modified=False,
		)
		survivor = frappe.get_doc(stages.TICKET, into.name)
		note_signature(survivor)
		refresh_completeness(survivor)
	return {EVIDENCE: len(names)}


def follow_deletion(evidence) -> None:
	"""After evidence was deleted, which is the System Manager's: the ticket is less complete, and perhaps unsigned."""
	ticket = frappe.get_doc(stages.TICKET, evidence.ticket)
	refresh_completeness(ticket)
	if evidence.kind == SIGNATURE:
		note_signature(ticket)


def latest_of(ticket, kind: str, fields: list[str]) -> frappe._dict | None:
	"""The `fields` of the newest evidence of `kind` in the ticket's present cycle."""
	found = frappe.get_all(
		EVIDENCE,
		filters={"ticket": ticket.name, "kind": kind, "cycle": ticket.reopen_count or 0},
		fields=fields,
		order_by="recorded_at desc, creation desc",
		limit=1,
	)
	return found[0] if found else None


def note_signature(ticket) -> None:
	"""Let the ticket say who has signed last in its present cycle, and when."""
	signature = latest_of(ticket, SIGNATURE, ["recorded_at", "signed_by"]) or frappe._dict()
	frappe.db.set_value(
		stages.TICKET,
		ticket.name,
		{"signed_at": signature.recorded_at, "signed_by": signature.signed_by},
		update_modified=False,
	)


def shown(evidence) -> dict:
	"""What a recorded piece of evidence tells its sender: the fields SHOWN_FIELDS."""
	return {field: evidence.get(field) for field in SHOWN_FIELDS}


def _present_visit(ticket: str) -> str | None:
	return frappe.db.get_value(
		VISIT, {"ticket": ticket, "status": ["!=", "Cancelled"]}, "name", order_by="creation desc"
	)
