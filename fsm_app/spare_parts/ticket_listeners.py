"""What a ticket's changes mean for its parts (C1, F1)."""

import frappe

from fsm_app.common.workflow_meaning import state_that_means
from fsm_app.engine import stages
from fsm_app.spare_parts import material_requests, requisition_notices, settings, unused_parts, vans
from fsm_app.spare_parts.requisition_stages import APPROVED, CANCELLED, ENDED, FOR_TICKET, REQUISITION


def follow_stage(ticket, before) -> None:
	"""Has entered a stage: parts for a cancelled ticket are no longer sent, and those not used come back."""
	if ticket.stage != stages.CANCELLED:
		return
	for name in _open_requisitions(ticket.name):
		_cancel(frappe.get_doc(REQUISITION, name))
	unused_parts.ask_back(ticket.name)


def follow_engineer(ticket, before) -> None:
	"""Has another engineer: parts that were not sent yet are sent to them, or to nobody where they cannot have a van."""
	if not ticket.engineer:
		return
	for name in _open_requisitions(ticket.name, sent_qty=0):
		requisition = frappe.get_doc(REQUISITION, name)
		if requisition.engineer == ticket.engineer:
			continue
		try:
			van = vans.make_van(ticket.engineer, requisition.company)
		except (vans.NoVan, settings.NotSetUp):
			# A matter of parts keeps nobody from a ticket.
			frappe.clear_last_message()
			_cancel(requisition)
			continue
		material_requests.end(requisition)
		requisition.db_set({"engineer": ticket.engineer, "to_warehouse": van, "material_request": None})
		if requisition.stage == APPROVED:
			material_requests.make(requisition)
			requisition_notices.tell_of_approval(requisition)


def hand_over_requisitions(ticket, into) -> dict[str, int]:
	"""Being merged: its requisitions are for the ticket that survives."""
	names = frappe.get_all(REQUISITION, filters={"ticket": ticket.name}, pluck="name")
	if names:
		frappe.db.set_value(REQUISITION, {"name": ["in", names]}, "ticket", into.name)
	return {REQUISITION: len(names)} if names else {}


def delete_requisitions(ticket, method: str | None = None) -> None:
	"""Being deleted: requisitions that came to nothing go with it; others keep it, for ERPNext has posted them."""
	for name in frappe.get_all(
		REQUISITION, filters={"ticket": ticket.name, "material_request": ["is", "not set"]}, pluck="name"
	):
		frappe.delete_doc(
			REQUISITION, name, ignore_permissions=True
		)  # as the ticket's own deletion was checked


def _open_requisitions(ticket: str, **more) -> list[str]:
	return frappe.get_all(
		REQUISITION,
		filters={"ticket": ticket, "kind": FOR_TICKET, "stage": ["not in", sorted(ENDED)], **more},
		pluck="name",
		order_by="name",
	)


def _cancel(requisition) -> None:
	"""A step of the rules, past the workflow's actions; what is on its way may still be received."""
	before = frappe._dict(stage=requisition.stage)
	requisition.db_set(
		{
			"stage": CANCELLED,
			"workflow_state": state_that_means(REQUISITION, CANCELLED) or requisition.workflow_state,
		}
	)
	material_requests.end(requisition)
	requisition_notices.tell_of_cancelling(requisition, before)
