"""A requisition as it is saved: who may ask for what, from where to where; what its approval and its cancelling bring about (F1)."""

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from fsm_app.common.clock import now
from fsm_app.common.roles import COORDINATORS, SERVICE_PARTS_KEEPER
from fsm_app.common.workflow_meaning import meaning_of_state, state_that_means, validate_states
from fsm_app.engine import stages as ticket_stages
from fsm_app.spare_parts import (
	material_requests,
	requisition_notices,
	requisition_rows,
	settings,
	vans,
)
from fsm_app.spare_parts.requisition_stages import (
	APPROVED,
	CANCELLED,
	DRAFT,
	FOR_TICKET,
	REJECTED,
	REQUISITION,
	RETURN,
	STAGES,
	WAITING,
)
from fsm_app.workforce.engineers import engineer_of
from fsm_app.workforce.rights import TRANSFER_SPARE_PARTS, has_right, require

# Whose work it is to bring parts to others.
PROVIDES_PARTS = frozenset({*COORDINATORS, SERVICE_PARTS_KEEPER})
# Written by the app alone.
OWN_FIELDS = (
	"material_request",
	"decided_by",
	"decided_on",
	"delivery",
	"progress",
)
OWN_QUANTITIES = ("asked_qty", "sent_qty", "received_qty")
# What is asked for; it stands once it was asked.
ASKED = ("kind", "ticket", "engineer", "company", "from_warehouse", "to_warehouse", "required_by")
ROW_FIELDS = ("item_code", "qty", "uom")


class RequisitionRefused(frappe.ValidationError):
	"""A requisition that cannot be made or decided like this."""


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the requisitions' workflow does not say which stage it stands for."""


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a requisitions' workflow sets a known stage."""
	if workflow.document_type == REQUISITION:
		validate_states(workflow, "stage", STAGES, WorkflowWithoutStage)


def validate_requisition(requisition) -> None:
	"""Before saving: derive the stage, complete what is asked for while it is a draft, and check a decision."""
	before = requisition.get_doc_before_save()
	requisition.stage = (
		meaning_of_state(REQUISITION, requisition.workflow_state) or requisition.stage or DRAFT
	)
	_keep_own_fields(requisition, before)
	if not before or before.stage == DRAFT:
		_complete(requisition)
	else:
		_refuse_changes(requisition, before)
	if requisition.stage != (before.stage if before else DRAFT):
		_check_step(requisition)


def follow_stage(requisition) -> None:
	"""After saving: what the new stage brings about."""
	before = requisition.get_doc_before_save()
	if before and before.stage == requisition.stage:
		return
	if requisition.stage == WAITING and _approves_itself(requisition):
		approve_by_right(requisition)
	elif requisition.stage == WAITING:
		requisition_notices.tell_approvers(requisition)
	elif requisition.stage == APPROVED:
		_approved(requisition)
	elif requisition.stage == REJECTED:
		requisition_notices.tell_of_rejection(requisition)
	elif requisition.stage == CANCELLED:
		material_requests.end(requisition)
		requisition_notices.tell_of_cancelling(requisition, before)


def approve_by_right(requisition) -> None:
	"""The requester's own right reaches for it, or nobody's is needed: the rules take the step, past the workflow's actions."""
	values = {
		"stage": APPROVED,
		"workflow_state": state_that_means(REQUISITION, APPROVED) or requisition.workflow_state,
		"decided_by": frappe.session.user,
		"decided_on": now(),
	}
	requisition.db_set(values)
	_approved(requisition)


def provides_parts(user: str | None = None) -> bool:
	"""Whether the user brings parts to others: coordinators and parts keepers."""
	user = user or frappe.session.user
	return user == "Administrator" or bool(PROVIDES_PARTS & set(frappe.get_roles(user)))


def may_ask_for(ticket: str) -> bool:
	"""Whether the user may ask for parts for the ticket as it stands."""
	doc = frappe.db.get_value("Service Ticket", ticket, ["stage", "engineer"], as_dict=True)
	if not doc or not doc.engineer or doc.stage in ticket_stages.ENDED:
		return False
	return provides_parts() or (engineer_of() or {}).get("name") == doc.engineer


def _approved(requisition) -> None:
	material_requests.make(requisition)
	requisition_notices.tell_of_approval(requisition)


def _approves_itself(requisition) -> bool:
	"""Within the right of who asks; what goes back to the store needs nobody's approval."""
	return requisition.kind == RETURN or has_right(TRANSFER_SPARE_PARTS, value=requisition.total_value)


def _keep_own_fields(requisition, before) -> None:
	if requisition.flags.by_the_app:
		return
	kept = before or frappe._dict()
	requisition.update({field: kept.get(field) for field in OWN_FIELDS})
	requisition.update({field: kept.get(field) or 0 for field in OWN_QUANTITIES})
	requisition.client_key = kept.get("client_key") or requisition.flags.client_key
	stored = {row.name: row for row in kept.get("items") or ()}
	for row in requisition.items:
		own = stored.get(row.name) or frappe._dict()
		row.sent_qty, row.received_qty = own.sent_qty or 0, own.received_qty or 0
		row.material_request_item = own.material_request_item


def _complete(requisition) -> None:
	if not settings.posts():
		_refuse(
			_("Parts are only written down on this site. A manager can change that in Spare Parts Settings.")
		)
	_check_ticket(requisition)
	if not requisition.engineer and not provides_parts():
		requisition.engineer = (engineer_of() or {}).get("name")
	engineer = frappe.db.get_value(
		"Service Engineer", requisition.engineer, ["status", "company", "engineer_name", "user"], as_dict=True
	)
	if not engineer:
		return  # a missing one is refused after this, by its name
	if engineer.status == "Left":
		_refuse(_("Engineer: {0} has left. Choose another engineer.").format(engineer.engineer_name))
	_check_asker(requisition, engineer)
	requisition.company = requisition.company or engineer.company
	requisition.required_by = requisition.required_by or add_days(now().date(), 1)
	_set_places(requisition)
	requisition_rows.complete(requisition)


def _check_ticket(requisition) -> None:
	if requisition.kind != FOR_TICKET and not requisition.ticket:
		return
	ticket = requisition.ticket and frappe.db.get_value(
		"Service Ticket", requisition.ticket, ["name", "stage", "engineer", "company"], as_dict=True
	)
	if not ticket:
		if not requisition.ticket:
			_refuse(_("Service Ticket: choose the ticket that the parts are for."))
		return  # a missing one is refused after this, by its name
	requisition.company = ticket.company
	requisition.engineer = requisition.engineer or ticket.engineer
	if requisition.kind == FOR_TICKET and ticket.stage in ticket_stages.ENDED:
		_refuse(
			_("Service Ticket: {0} is {1}. Reopen it before you ask for parts.").format(
				ticket.name, _(ticket.stage)
			)
		)
	if requisition.engineer != ticket.engineer and requisition.kind == FOR_TICKET:
		_refuse(
			_("Engineer: parts for {0} go to the engineer who has it in hand. Dispatch it first.").format(
				ticket.name
			)
		)


def _check_asker(requisition, engineer) -> None:
	if requisition.flags.by_the_app or provides_parts() or engineer.user == frappe.session.user:
		return
	_refuse(_("Engineer: you can ask for parts for yourself only. Choose yourself."))


def _set_places(requisition) -> None:
	"""From the store into the engineer's van, or back; others only by those who bring parts."""
	store = settings.needed(requisition.company, "store_warehouse")
	van = vans.make_van(requisition.engineer, requisition.company)
	usual = (van, store) if requisition.kind == RETURN else (store, van)
	if not (provides_parts() or requisition.flags.by_the_app):
		requisition.from_warehouse, requisition.to_warehouse = usual
	requisition.from_warehouse = requisition.from_warehouse or usual[0]
	requisition.to_warehouse = requisition.to_warehouse or usual[1]
	if requisition.from_warehouse == requisition.to_warehouse:
		_refuse(
			_("To: the parts lie in {0} already. Choose another warehouse.").format(requisition.to_warehouse)
		)
	for field in ("from_warehouse", "to_warehouse"):
		found = frappe.db.get_value(
			"Warehouse", requisition.get(field), ["company", "is_group", "disabled"], as_dict=True
		)
		if found and (found.is_group or found.disabled or found.company != requisition.company):
			_refuse(
				_("{0}: {1} is a group, disabled, or of another company. Choose another warehouse.").format(
					_(requisition.meta.get_label(field), context=REQUISITION), requisition.get(field)
				)
			)


def _refuse_changes(requisition, before) -> None:
	"""What was asked for stands: a changed wish is a new requisition."""
	requisition.total_value = before.total_value
	changed = [field for field in ASKED if _plain(requisition, field) != _plain(before, field)]
	rows = [
		[(row.name, *(row.get(field) for field in ROW_FIELDS)) for row in doc.items]
		for doc in (requisition, before)
	]
	if rows[0] != rows[1]:
		changed.append("items")
	if changed:
		_refuse(
			_(
				"{0}: this was asked for already and cannot be changed. Cancel the requisition and make a new one."
			).format(_(requisition.meta.get_label(changed[0]), context=REQUISITION))
		)


def _plain(doc, field: str):
	value = doc.get(field)
	return str(getdate(value)) if field == "required_by" and value else value or None


def _check_step(requisition) -> None:
	if requisition.stage in (APPROVED, REJECTED) and not requisition.flags.by_the_app:
		if requisition.kind != RETURN:
			require(TRANSFER_SPARE_PARTS, value=requisition.total_value)
		requisition.update({"decided_by": frappe.session.user, "decided_on": now()})
	if requisition.stage == REJECTED and not (requisition.decision_note or "").strip():
		_refuse(_("Decision Note: say why it is rejected."))


def _refuse(message: str) -> None:
	frappe.throw(message, RequisitionRefused)
