"""The fixed meanings behind a workflow's states.

An administrator may rename, add and reorder the states of the Service Ticket workflow. Each state says by its
update field which stage it stands for; code asks for the stage alone, never for a state's name (C1).
"""

import frappe

from fsm_app.workflow_meaning import meaning_of_state, validate_states

RECEIVED = "Received"
TRIAGED = "Triaged"
DISPATCHED = "Dispatched"
ACCEPTED = "Accepted"
PREPARING = "Preparing"
TRAVELLING = "Travelling"
ON_SITE = "On Site"
WORKING = "Working"
WAITING_FOR_CUSTOMER = "Waiting for Customer"
WAITING_FOR_PARTS = "Waiting for Parts"
DONE = "Done"
CONFIRMED = "Confirmed"
VERIFIED = "Verified"
CLOSED = "Closed"
REOPENED = "Reopened"
CANCELLED = "Cancelled"

STAGES = (
	RECEIVED,
	TRIAGED,
	DISPATCHED,
	ACCEPTED,
	PREPARING,
	TRAVELLING,
	ON_SITE,
	WORKING,
	WAITING_FOR_CUSTOMER,
	WAITING_FOR_PARTS,
	DONE,
	CONFIRMED,
	VERIFIED,
	CLOSED,
	REOPENED,
	CANCELLED,
)

WAITING = frozenset({WAITING_FOR_CUSTOMER, WAITING_FOR_PARTS})
AT_WORK = frozenset({ON_SITE, WORKING})
# Assigned and not held up.
UNDER_WAY = frozenset({DISPATCHED, ACCEPTED, PREPARING, TRAVELLING}) | AT_WORK
# Stages in which a ticket takes up an engineer's time.
WITH_ENGINEER = UNDER_WAY | WAITING
FINISHED = frozenset({DONE, CONFIRMED, VERIFIED, CLOSED})
ENDED = frozenset({CLOSED, CANCELLED})
# The way of a ticket to its end; it stands aside while it waits, and leaves the way when it is reopened or cancelled.
MAIN_LINE = tuple(stage for stage in STAGES if stage not in WAITING | {REOPENED, CANCELLED})
# What an offering asks for, it asks for before one of these is left forward (C4).
GATED_STAGES = MAIN_LINE[:-1]

TICKET = "Service Ticket"


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the ticket's workflow does not say which stage it stands for."""


def stage_of_state(state: str | None) -> str | None:
	"""The stage that the active workflow's `state` stands for; of its first state where `state` is empty.

	None where no workflow is active, so that the ticket keeps the stage it has.
	"""
	return meaning_of_state(TICKET, state)


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a ticket workflow must set a known stage (C1)."""
	if workflow.document_type == TICKET:
		validate_states(workflow, "stage", STAGES, WorkflowWithoutStage)
