"""What the states of a case's workflow stand for, and the kinds and audiences of cases (G1)."""

import frappe

from fsm_app.common.workflow_meaning import validate_states

CASE, VERSION, REVIEW, USE = "Knowledge Case", "Knowledge Case Version", "Knowledge Review", "Knowledge Use"
DRAFT, IN_REVIEW, PUBLISHED, RETIRED = "Draft", "In Review", "Published", "Retired"
STAGES = (DRAFT, IN_REVIEW, PUBLISHED, RETIRED)
INTERNAL, CUSTOMERS, PUBLIC = "Internal", "Customers", "Public"
AUDIENCES = (INTERNAL, CUSTOMERS, PUBLIC)
KINDS = ("Case", "FAQ", "Command Manual", "Fault Code Table", "Remote Access Guide", "Script")
OPENED, USED, SOLVED, NOT_SOLVED = "Opened", "Used", "Solved It", "Did Not Help"


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the cases' workflow does not say which stage it stands for."""


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a cases' workflow sets a known stage."""
	if workflow.document_type == CASE:
		validate_states(workflow, "stage", STAGES, WorkflowWithoutStage)
