"""Asking for parts: the acts on a requisition, each with its checks, for the Desk, phones and other rooms (F1).

Sending and receiving are in fulfilment.py, proposing parts in proposals.py.
"""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow, get_transitions, get_workflow_name

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.workflow_meaning import meaning_of_state
from fsm_app.spare_parts.requisition_stages import (
	APPROVED,
	CANCELLED,
	DRAFT,
	FOR_TICKET,
	REJECTED,
	REQUISITION,
	WAITING,
)

LINE_FIELDS = ("item_code", "qty", "uom", "proposed_because")


class StepNotOpen(frappe.ValidationError):
	"""A step that the requisitions' workflow does not let the user take now."""


def request_parts(
	ticket: str,
	lines: Collection[dict],
	client_key: str | None = None,
	required_by: str | None = None,
	reason: str | None = None,
):
	"""Ask for parts for a ticket in one go; returns the Parts Requisition, approved where the user's right reaches for it.

	A line is {item_code, qty, uom, proposed_because}; the unit is the stock's where none is named. The same `client_key`
	again is the same requisition.
	"""
	if first := _asked_with(client_key, ticket):
		return first
	requisition = frappe.get_doc(
		{
			"doctype": REQUISITION,
			"kind": FOR_TICKET,
			"ticket": ticket,
			"required_by": required_by,
			"reason": reason,
			"items": [{field: line.get(field) for field in LINE_FIELDS} for line in lines],
		}
	)
	requisition.flags.client_key = client_key or None
	requisition.insert()
	return ask(requisition)


def ask(requisition):
	"""Take a draft to where it waits for approval, or past it; returns the requisition as it stands then."""
	if requisition.stage == DRAFT:
		requisition = _step(requisition, WAITING)
	requisition.reload()
	return requisition


def approve(requisition: str, note: str | None = None):
	"""Approve a requisition, with the right for its value; returns it."""
	return _decided(requisition, APPROVED, note)


def reject(requisition: str, note: str):
	"""Reject a requisition, saying why; returns it."""
	return _decided(requisition, REJECTED, note)


def cancel(requisition: str):
	"""Nothing more is wanted of it; returns the requisition."""
	return _step(frappe.get_doc(REQUISITION, requisition), CANCELLED)


def _decided(requisition: str, stage: str, note: str | None):
	doc = frappe.get_doc(REQUISITION, requisition)
	if note:
		doc.decision_note = note
		doc.save()
	return _step(doc, stage)


def _step(requisition, stage: str):
	"""Take the workflow's action that leads to `stage`; without a workflow the stage itself is written."""
	if not get_workflow_name(REQUISITION):
		requisition.stage = stage
		return requisition.save()
	for transition in get_transitions(requisition):
		if meaning_of_state(REQUISITION, transition["next_state"]) == stage:
			return apply_workflow(requisition, transition["action"])
	frappe.throw(
		_("{0} is {1}. You cannot take it to {2} now.").format(
			requisition.name, _(requisition.stage), _(stage)
		),
		StepNotOpen,
	)


def _asked_with(client_key: str | None, ticket: str):
	"""The requisition that was made with this key, where it is for this ticket and by this user; raises ClientKeyTaken."""
	if not client_key:
		return None
	found = frappe.db.get_value(
		REQUISITION, {"client_key": client_key}, ["name", "ticket", "owner"], as_dict=True, for_update=True
	)
	if found and (found.ticket != ticket or found.owner != frappe.session.user):
		frappe.throw(
			_("Client Key: {0} was used for something else. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return frappe.get_doc(REQUISITION, found.name) if found else None
