"""What each kind of act does: the functions that the Desk's forms call, with the act's client key (N1).

Each is called with the act and its receipt, within the act's own transaction, and returns the answer that is kept for when
the same act comes again, and the conflicts. Values are what a phone sent: the functions called check them.
"""

from base64 import b64encode

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow
from frappe.utils import cint, cstr, flt, get_datetime

from fsm_app.assignments import answers
from fsm_app.assignments.offers import OFFER
from fsm_app.common.arguments import WrongArgument, day, permitted
from fsm_app.engine.stages import TICKET
from fsm_app.field_app import attachments, conflicts, kinds, merging, receipts, safety
from fsm_app.field_app.act import Act
from fsm_app.field_work import check_in, checklist, findings, photos, signature
from fsm_app.field_work.asked_texts import asked_by_action
from fsm_app.knowledge import uses
from fsm_app.knowledge.stages import CASE
from fsm_app.safety import ppe_checks
from fsm_app.spare_parts import defective_parts, requisition_lines, requisitions, usage
from fsm_app.workforce.engineers import engineer_of


class FilesMissing(frappe.ValidationError):
	"""Photos or signatures that belong to the work have not arrived yet."""


def do(act: Act, receipt) -> tuple[dict, list[dict]]:
	"""Do what the act says; returns its answer and its conflicts. Raises what the functions called raise."""
	found = _DOES[act.kind](act, receipt)
	return found if isinstance(found, tuple) else (found or {}, [])


def _accept_offer(act: Act, _receipt) -> dict:
	return {"stage": answers.accept(_offer(act)).stage}


def _decline_offer(act: Act, _receipt) -> None:
	answers.decline(_offer(act), _text(act, "reason"))


def _move(act: Act, _receipt) -> dict:
	"""Take an action of the workflow. Where the ticket is already at the stage to which it leads, there is nothing to do."""
	ticket = _locked(act)
	_require_files(act)
	if ticket.stage == act.values.get("to"):
		return {"stage": ticket.stage}
	action = _text(act, "action")
	if (asked := asked_by_action(ticket, action)) and asked == act.values.get("field"):
		ticket.set(asked, _text(act, "reason"))
		ticket.save()
	with ppe_checks.done_at(act.made_at):
		return {"stage": apply_workflow(ticket, action).stage}


def _check_in(act: Act, _receipt) -> dict:
	"""`at` is left out where the phone's clock says what cannot be: then it counts when it arrives."""
	given = frappe.db.get_value(TICKET, act.ticket, "dispatched_at")
	is_possible = act.made_at and (not given or act.made_at >= get_datetime(given))
	found = check_in.check_in(
		act.ticket,
		act.values.get("latitude"),
		act.values.get("longitude"),
		act.key,
		_accuracy(act.values.get("accuracy")),
		str(act.made_at) if is_possible else None,
	)
	return {name: found[name] for name in ("visit", "stage", "problem", "far_from_customer")}


def _photo(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	photo = photos.add_photo(act.ticket, act.file, _text(act, "stage"), _text(act, "note"), act.key)
	return {"evidence": photo.name}


def _attachment(act: Act, receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	return {"file": attachments.keep(receipt, act.file, _text(act, "name"))}


def _signature(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	image = signature.BEGINS + b64encode(act.file).decode()
	return {
		"evidence": signature.sign(
			act.ticket, _text(act, "signed_by"), image, _text(act, "stage") or None, act.key
		).name
	}


def _serial_number(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	found = findings.record_serial_number(
		act.ticket, _text(act, "serial_no"), _text(act, "stage") or None, _text(act, "note"), act.key
	)
	return {"evidence": found.name}


def _symptom(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	found = findings.record_symptom(act.ticket, _text(act, "symptom"), _text(act, "stage") or None, act.key)
	return {"evidence": found.name}


def _tick(act: Act, _receipt) -> tuple[dict, list[dict]]:
	"""Tick a step; a remark that somebody else wrote meanwhile stays, and both are told."""
	ticket = _locked(act, "write")
	step = _text(act, "step")
	row = next((row for row in ticket.checklist if row.name == step), None)
	mine, found = act.values.get("remark"), []
	if row and mine is not None:
		mine, theirs, seen = (cstr(text).strip() for text in (mine, row.remark, act.seen.get("remark")))
		if theirs not in (mine, seen):
			found = [merging.conflict(f"{conflicts.REMARK}{step}", row.step, seen, mine, theirs)]
			mine = None
	ticked = checklist.tick(act.ticket, step, bool(cint(act.values.get("done"))), mine)
	return {"completeness": ticked["completeness"]}, found


def _use_parts(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	return {"rows": [row["name"] for row in usage.use_parts(act.ticket, act.values.get("lines"), act.key)]}


def _request_parts(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket)
	needed = act.values.get("required_by")
	found = requisitions.request_parts(
		act.ticket,
		requisition_lines.lines_of(act.values.get("lines")),
		act.key,
		str(day(needed, _("Required By"))) if needed else None,
		_text(act, "reason") or None,
	)
	return {"requisition": found.name}


def _take_along(act: Act, _receipt) -> dict:
	permitted(TICKET, act.ticket, "write")
	found = defective_parts.take_along(
		act.ticket,
		_text(act, "item_code"),
		_text(act, "old_serial_no") or None,
		flt(act.values.get("qty") or 1),
		bool(cint(act.values.get("customer_owned"))),
		_text(act, "remark") or None,
		act.key,
	)
	return {"defective_part": found}


def _change(act: Act, _receipt) -> tuple[dict, list[dict]]:
	ticket = _locked(act, "write")
	found = merging.change(ticket, act.values, act.seen)
	return {"modified": str(ticket.modified)}, found


def _judge_case(act: Act, _receipt) -> None:
	permitted(TICKET, act.ticket)
	uses.note_result(permitted(CASE, act.values.get("case")), act.ticket, _text(act, "result"))


def _settle(act: Act, _receipt) -> None:
	conflicts.settle(
		_locked(act, "write"), _text(act, "act"), _text(act, "field"), _text(act, "take") == "mine"
	)


def _check_equipment(act: Act, _receipt) -> dict:
	return safety.check_equipment(act, engineer_of())


def _ask_for_permit(act: Act, _receipt) -> dict:
	return safety.ask_for_permit(act)


def _close_permit(act: Act, _receipt) -> dict:
	return safety.close_permit(act)


def _report_incident(act: Act, _receipt) -> dict:
	return safety.report_incident(act, engineer_of())


def _add_picture(act: Act, _receipt) -> dict:
	return safety.add_picture(act)


def _offer(act: Act) -> str:
	"""The offer's name: one of the act's own ticket, whose receipt this is."""
	offer = permitted(OFFER, act.values.get("offer"))
	if frappe.db.get_value(OFFER, offer, "ticket") != act.ticket:
		frappe.throw(_("{0}: name a document.").format(_(OFFER)), WrongArgument)
	return offer


def _locked(act: Act, ptype: str = "read"):
	"""The act's ticket as it is now, held until the act is done."""
	permitted(TICKET, act.ticket, ptype)
	return frappe.get_doc(TICKET, act.ticket, for_update=True)


def _require_files(act: Act) -> None:
	"""Work is not said to be done before its photos and signatures are here, each with its receipt."""
	missing = set(act.needs) - receipts.which_are_here(act.needs)
	if missing:
		frappe.throw(
			_("Files: {0} of {1} have not arrived yet. Send them first.").format(
				len(missing), len(act.needs)
			),
			FilesMissing,
		)


def _accuracy(value) -> float | None:
	return None if value in (None, "") else flt(value)


def _text(act: Act, name: str) -> str:
	value = act.values.get(name)
	if isinstance(value, dict | list):
		frappe.throw(_("{0}: send a text or a number.").format(name), WrongArgument)
	return cstr(value)


_DOES = {
	kinds.ACCEPT_OFFER: _accept_offer,
	kinds.DECLINE_OFFER: _decline_offer,
	kinds.MOVE: _move,
	kinds.CHECK_IN: _check_in,
	kinds.PHOTO: _photo,
	kinds.ATTACHMENT: _attachment,
	kinds.SERIAL_NUMBER: _serial_number,
	kinds.SYMPTOM: _symptom,
	kinds.SIGNATURE: _signature,
	kinds.TICK: _tick,
	kinds.USE_PARTS: _use_parts,
	kinds.REQUEST_PARTS: _request_parts,
	kinds.TAKE_ALONG: _take_along,
	kinds.CHANGE: _change,
	kinds.JUDGE_CASE: _judge_case,
	kinds.SETTLE: _settle,
	kinds.PPE_CHECK: _check_equipment,
	kinds.PERMIT_REQUEST: _ask_for_permit,
	kinds.PERMIT_CLOSE: _close_permit,
	kinds.SAFETY_INCIDENT: _report_incident,
	kinds.INCIDENT_PICTURE: _add_picture,
}
