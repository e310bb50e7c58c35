"""The checklist of a ticket: copied from its offering, ticked off by those at work, written by the app alone (C4)."""

import frappe

from fsm_app.clock import now
from fsm_app.field_work.gates import asks_of
from fsm_app.service_desk import stages

ASKED = ("step", "stage", "mandatory")
TICKED = ("done", "done_at", "done_by", "remark")


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
