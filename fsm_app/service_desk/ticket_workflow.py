"""From the states of the ticket's workflow to the stages that they stand for.

An administrator may rename, add and reorder the states of the Service Ticket workflow. Each state says by its
update field which stage it stands for; code asks for the stage alone, never for a state's name (C1).
"""

import frappe

from fsm_app.common.workflow_meaning import meaning_of_state, validate_states
from fsm_app.engine.stages import STAGES, TICKET


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
