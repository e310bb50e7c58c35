"""A Service Ticket on its way from stage to stage: what is checked and noted, and who is told of it (C1).

What clocks, dispatch, visits, surveys and other apps make of it is theirs: they listen, see listeners.py.
"""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime

from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.service_catalogue.releases import release_at
from fsm_app.service_desk import children, handovers, listeners, verification
from fsm_app.service_desk.listeners import tell
from fsm_app.service_desk.reopening import refuse_too_late
from fsm_app.service_desk.ticket_workflow import stage_of_state
from fsm_app.workforce.rights import APPROVE_CLOSING, require

TIME_OF_STAGE = {
	stages.TRIAGED: "responded_at",
	stages.DISPATCHED: "dispatched_at",
	stages.ACCEPTED: "accepted_at",
	stages.ON_SITE: "arrived_at",
	stages.DONE: "done_at",
	stages.CONFIRMED: "confirmed_at",
	stages.VERIFIED: "verified_at",
	stages.CLOSED: "closed_at",
}
# A ticket comes back to these from waiting or from being returned; its first answer and its arrival stay the first.
ENTERED_AGAIN = frozenset({stages.TRIAGED, stages.ACCEPTED, stages.ON_SITE})


# The app alone writes these, as the ticket goes its way: figures are made from them.
OWN_FIELDS = (
	"stage",
	"opened_at",
	"reopen_count",
	"catalogue_release",
	"external_revision",
	"called_back_at",
	"tone_warning",
	"waiting_from",
	"return_count",
	"merged_into",
	"completeness",
	"signed_at",
	"signed_by",
	"report_sent_at",
	"warranty_state",
	"warranty_reason",
	"labour_coverage",
	"labour_coverage_reason",
	"first_done_at",
	"first_done_by",
	"first_done_minutes",
	"anonymised_on",
	"next_due_at",
	"next_short_at",
	"next_due_metric",
	"due_order",
	*TIME_OF_STAGE.values(),
)
# What a ticket's coming back undoes; what was answered first stays the first answer.
UNDONE_BY_REOPENING = (
	"dispatched_at",
	"accepted_at",
	"arrived_at",
	"done_at",
	"confirmed_at",
	"verified_at",
	"closed_at",
	"called_back_at",
	"callback_result",
	"signed_at",
	"signed_by",
	"report_sent_at",
	"remaining_work",
	"cancel_reason",
	# New data come in.
	"anonymised_on",
)


class EngineerOfFinishedWork(frappe.ValidationError):
	"""Who did the work is settled once it is done."""


class TeamOfOtherCompany(frappe.ValidationError):
	"""A team of one company would see the tickets of another."""


class OpenedInFuture(frappe.ValidationError):
	"""A ticket cannot have been opened later than now."""


def set_defaults(ticket) -> None:
	"""Fill in what a new ticket leaves open: the stage of its first state, its time, region and customer tier.

	Not by fetch_from: Frappe does not check that the document exists behind a link from which it fetches values.
	"""
	# Derived, never taken from the sender, who may say only when the ticket was opened.
	ticket.update(
		{**dict.fromkeys(OWN_FIELDS), "reopen_count": 0, "return_count": 0, "opened_at": ticket.opened_at}
	)
	set_opened_at(ticket)
	ticket.catalogue_release = release_at(ticket.opened_at)
	children.take_over_from_parent(ticket)
	customer = frappe.db.get_value(
		"Customer", ticket.customer, ["territory", "fsm_service_tier"], as_dict=True
	)
	customer = customer or frappe._dict()  # a missing one is refused after this, by its name
	ticket.region = ticket.region or customer.territory
	ticket.service_tier = ticket.service_tier or customer.fsm_service_tier


def keep_own_fields(ticket) -> None:
	"""Before anything else: whatever was sent for the app's own fields, they hold what they held.

	`ticket.flags.written_by_app` names those that the app itself is writing.
	"""
	if before := ticket.get_doc_before_save():
		written = ticket.flags.written_by_app or ()
		ticket.update({field: before.get(field) for field in OWN_FIELDS if field not in written})


def check_engineer(ticket) -> None:
	"""Where the ticket changes its engineer: refuse another one for work that is done, and ask the listeners."""
	before = ticket.get_doc_before_save()
	if not before or before.engineer == ticket.engineer:
		return
	if before.stage in stages.FINISHED and ticket.stage in stages.FINISHED:
		frappe.throw(
			_(
				"The work is done and counts for {0}. Reopen the ticket before you give it to another engineer."
			).format(frappe.get_cached_value("Service Engineer", before.engineer, "engineer_name")),
			EngineerOfFinishedWork,
		)
	tell(listeners.CHANGES_ENGINEER, ticket, before)


def check_team(ticket) -> None:
	"""Refuse a team of another company, whose engineers would see the ticket."""
	company = ticket.team and frappe.get_cached_value("Service Team", ticket.team, "company")
	if company and company != ticket.company:
		frappe.throw(
			_("The team {0} does not belong to {1}. Choose another team.").format(
				ticket.team, ticket.company
			),
			TeamOfOtherCompany,
		)


def set_stage(ticket) -> None:
	"""Derive the stage from the workflow state, whichever way the state was set."""
	ticket.stage = stage_of_state(ticket.workflow_state) or ticket.stage or stages.RECEIVED


def has_entered_stage(ticket) -> bool:
	"""Whether this save moves the ticket to another stage (or creates it)."""
	before = ticket.get_doc_before_save()
	return before is None or before.stage != ticket.stage


def enter_stage(ticket) -> None:
	"""Before saving: check what the new stage asks for, and note its time. A refusal changes nothing."""
	moment = now()
	tell(listeners.ENTERS_STAGE, ticket, ticket.get_doc_before_save())
	handovers.begin(ticket)
	if ticket.stage == stages.DONE:
		_note_first_done(ticket, moment)
	elif ticket.stage == stages.VERIFIED:
		children.refuse_open_children(ticket)
		require(APPROVE_CLOSING)
		verification.require_another(ticket)
	elif ticket.stage == stages.CLOSED:
		children.refuse_open_children(ticket)
	elif ticket.stage == stages.TRIAGED and not ticket.is_new():
		_take_back(ticket)
	elif ticket.stage == stages.REOPENED and not ticket.is_new():
		_reopen(ticket, moment)
	_note_where_waiting_began(ticket)
	if field := TIME_OF_STAGE.get(ticket.stage):
		if ticket.stage not in ENTERED_AGAIN or not ticket.get(field):
			ticket.set(field, moment)


def tell_of_engineer(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_update: tell the listeners when it has got, lost or changed its engineer."""
	before = ticket.get_doc_before_save()
	if before and before.engineer != ticket.engineer:
		tell(listeners.CHANGED_ENGINEER, ticket, before)


def tell_of_stage(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_update: keep the handover and tell the listeners when it has entered a stage."""
	if not has_entered_stage(ticket) or ticket.flags.imported:
		return  # an imported ticket comes in as it stood elsewhere
	handovers.keep(ticket)
	tell(listeners.ENTERED_STAGE, ticket, ticket.get_doc_before_save())


def set_opened_at(ticket) -> None:
	"""Set the time of opening where it is empty; refuse one in the future."""
	if not ticket.opened_at:
		ticket.opened_at = now()
	ticket.opened_at = get_datetime(ticket.opened_at)
	# A sender's clock may run a little ahead.
	if ticket.opened_at > now() + timedelta(minutes=5):
		frappe.throw(
			_(
				"Opened At: {0} lies in the future. Enter when the customer asked, or leave it empty for now."
			).format(format_datetime(ticket.opened_at)),
			OpenedInFuture,
		)


def _note_where_waiting_began(ticket) -> None:
	"""A waiting ticket remembers the stage to which it goes back, also when it waits for one thing after another."""
	before = ticket.get_doc_before_save()
	if ticket.stage not in stages.WAITING:
		ticket.waiting_from = None
	elif before and before.stage not in stages.WAITING:
		ticket.waiting_from = before.stage


def _note_first_done(ticket, moment) -> None:
	"""Whether the fault was mended at the first go is told by these, which a reopening leaves as they are."""
	ticket.remaining_work = None
	if not ticket.first_done_at:
		ticket.update({"first_done_at": moment, "first_done_by": ticket.engineer})


def _take_back(ticket) -> None:
	"""A ticket that is triaged again is nobody's: the next dispatch looks for an engineer anew."""
	if handovers.is_with_engineer(ticket.get_doc_before_save()):
		ticket.update({"engineer": None, "override_reason": None})
		for field in ("dispatched_at", "accepted_at", "arrived_at"):
			ticket.set(field, None)


def _reopen(ticket, moment) -> None:
	refuse_too_late(ticket.get_doc_before_save(), moment)
	ticket.reopen_count = (ticket.reopen_count or 0) + 1
	ticket.update(dict.fromkeys(UNDONE_BY_REOPENING))
