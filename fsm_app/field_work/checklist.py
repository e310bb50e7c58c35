"""The checklist of a ticket: copied from its offering, ticked off by those at work, written by the app alone (C4)."""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.roles import MANAGES_SERVICE, SERVICE_DISPATCHER
from fsm_app.engine import stages
from fsm_app.field_work.gates import asks_of
from fsm_app.workforce.engineers import engineer_of

ASKED = ("step", "stage", "mandatory")
TICKED = ("done", "done_at", "done_by", "remark")
TICKS_EVERYWHERE = MANAGES_SERVICE | {SERVICE_DISPATCHER}


class ChecklistNotYours(frappe.PermissionError):
	"""Only who has the ticket in hand, or coordinates the service, ticks off its steps."""


class UnknownStep(frappe.ValidationError):
	"""The checklist has no such step (any more)."""


def may_tick(ticket) -> bool:
	"""Whether the session's user ticks off steps of `ticket`: its engineer, dispatchers and managers, until it has ended."""
	if ticket.stage in stages.ENDED or not frappe.has_permission(stages.TICKET, "write", ticket):
		return False
	if TICKS_EVERYWHERE & set(frappe.get_roles()):
		return True
	engineer = engineer_of()
	return bool(engineer) and engineer.status != "Left" and engineer.name == ticket.engineer


def steps_of(ticket) -> list[dict]:
	"""The steps of `ticket` as the form shows them; `done_by` is the person's name."""
	users = {row.done_by for row in ticket.checklist if row.done_by}
	names = (
		dict(
			frappe.get_all(
				"User", filters={"name": ["in", sorted(users)]}, fields=["name", "full_name"], as_list=True
			)
		)
		if users
		else {}
	)
	return [
		{
			**{field: row.get(field) for field in ("name", *ASKED, *TICKED)},
			"done_by": names.get(row.done_by, row.done_by),
		}
		for row in ticket.checklist
	]


def tick(name: str, step: str, done: bool, remark: str | None = None) -> dict:
	"""Tick off one step of the ticket `name`, or take the tick back; `remark` None leaves the remark as it is.

	It says what shall be, so that sent again it changes nothing. Returns `steps` (steps_of), `completeness`, and the times
	of change `before` and `modified`, by which an open form follows. Raises ChecklistNotYours and UnknownStep.
	"""
	# Locked with its rows, so that of two ticks that arrive together neither is lost.
	ticket = frappe.get_doc(stages.TICKET, name, for_update=True)
	if not may_tick(ticket):
		frappe.throw(
			_(
				"The checklist of {0} is ticked off by its engineer, dispatchers and managers, until it ends. Ask one of them."
			).format(ticket.name),
			ChecklistNotYours,
		)
	row = next((row for row in ticket.checklist if row.name == step), None)
	if row is None:
		frappe.throw(
			_(
				"The checklist of {0} has changed: this step is not in it any more. Load the page anew."
			).format(ticket.name),
			UnknownStep,
		)
	before = ticket.modified
	remark = row.remark if remark is None else remark.strip() or None
	if (bool(row.done), row.remark or None) != (done, remark):
		row.update({"done": int(done), "remark": remark})
		ticket.save()
	return {
		"steps": steps_of(ticket),
		"completeness": ticket.completeness,
		"before": str(before),
		"modified": str(ticket.modified),
	}


def follow(ticket) -> None:
	"""Before saving: whatever was sent, the steps are those of the offering; only ticks and remarks are the user's.

	A new ticket gets its steps here. Another offering brings its own, keeping the ticks of steps that both have. After a
	reopening all is to be done again.
	"""
	before = ticket.get_doc_before_save()
	if before is None:
		_copy_from_offering(ticket, [])
	else:
		if ticket.checklist or before.checklist:
			_keep_steps(ticket, before)
		if ticket.offering != before.offering and before.stage not in stages.FINISHED | stages.ENDED:
			_copy_from_offering(ticket, ticket.checklist)
		if ticket.stage == stages.REOPENED != before.stage:
			for row in ticket.checklist:
				row.update({**dict.fromkeys(TICKED), "done": 0})
	if ticket.no_parts_used and ticket.parts_used:
		ticket.no_parts_used = 0


def _copy_from_offering(ticket, former) -> None:
	ticked = {(row.step, row.stage): {field: row.get(field) for field in TICKED} for row in former}
	steps = [{field: row.get(field) for field in ASKED} for row in asks_of(ticket).checklist]
	if steps or ticket.checklist:
		ticket.set(
			"checklist",
			[{**step, "done": 0, **ticked.get((step["step"], step["stage"]), {})} for step in steps],
		)


def _keep_steps(ticket, before) -> None:
	sent = {row.name: row for row in ticket.checklist if row.name}
	rows = []
	for kept in before.checklist:
		row = sent.get(kept.name) or kept
		done, remark = bool(row.done), row.remark
		row.update({field: kept.get(field) for field in (*ASKED, *TICKED)})
		row.update({"done": int(done), "remark": remark, "idx": kept.idx})
		if done and not kept.done:
			row.update({"done_at": now(), "done_by": frappe.session.user})
		elif kept.done and not done:
			row.update({"done_at": None, "done_by": None})
		rows.append(row)
	ticket.set("checklist", rows)
