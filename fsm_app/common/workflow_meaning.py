"""The fixed meanings behind a workflow's states (C1).

An administrator may rename, add and reorder the states of a workflow. Each state says by its update value what it
stands for; code asks for that meaning alone, never for a state's name (C1).
"""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name


def meaning_of_state(doctype: str, state: str | None) -> str | None:
	"""What `state` of the doctype's active workflow stands for; its first state where `state` is empty.

	None where no workflow is active, so that a document keeps the meaning it has.
	"""
	states = _states(doctype)
	if not state:
		return states[0].update_value if states else None
	return next((row.update_value for row in states if row.state == state), None)


def state_that_means(doctype: str, meaning: str) -> str | None:
	"""The first state of the doctype's active workflow that stands for `meaning`; None where there is none."""
	return next((row.state for row in _states(doctype) if row.update_value == meaning), None)


def validate_states(workflow, field: str, meanings: Collection[str], error: type[Exception]) -> None:
	"""Refuse with `error` a workflow with a state that does not set `field` to one of `meanings`."""
	for row in workflow.states:
		if row.update_field != field or row.update_value not in meanings:
			frappe.throw(
				_("State {0}: set Update Field to '{1}' and Update Value to one of {2}.").format(
					frappe.bold(row.state), field, ", ".join(meanings)
				),
				error,
			)


def _states(doctype: str) -> list:
	name = get_workflow_name(doctype)
	return frappe.get_cached_doc("Workflow", name).states if name else []
