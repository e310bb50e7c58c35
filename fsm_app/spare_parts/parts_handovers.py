"""Parts go from one engineer's van to a colleague's: both confirm, then one Stock Entry moves them (F4).

Whoever needs a part asks the colleague, who hands it over; or a colleague hands over without being asked. Nothing is posted
before the one who takes has received. The value is limited by the right of the one who hands over (D2).
"""

from collections.abc import Callable, Iterable

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import MANAGES_SERVICE
from fsm_app.spare_parts import settings, stock_entries
from fsm_app.spare_parts.part_rows import refuse_too_many
from fsm_app.spare_parts.vans import van_of
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_names, engineer_of
from fsm_app.workforce.rights import TRANSFER_SPARE_PARTS, require

HANDOVER = "Parts Handover"
ASKED, HANDED_OVER, RECEIVED = "Asked", "Handed Over", "Received"
REFUSED, WITHDRAWN, CANCELLED = "Refused", "Withdrawn", "Cancelled"
OPEN = (ASKED, HANDED_OVER)
MOST_LINES = 50


class HandoverRefused(frappe.ValidationError):
	"""A handover that cannot be, or is not one's own to confirm."""


def ask(colleague: str, lines: list[dict], ticket: str | None = None, client_key: str | None = None):
	"""Ask a colleague for parts of their van; returns the Parts Handover."""
	me = _me()
	return _begin(colleague, me.name, lines, ASKED, ticket, client_key)


def offer(colleague: str, lines: list[dict], ticket: str | None = None, client_key: str | None = None):
	"""Hand parts of the own van over to a colleague, who has yet to receive them; returns the Parts Handover."""
	me = _me()
	return _begin(me.name, colleague, lines, HANDED_OVER, ticket, client_key)


def hand_over(name: str):
	"""The one who was asked confirms to have handed the parts over."""
	handover, me = _locked(name), _me()
	if handover.state == HANDED_OVER and handover.from_engineer == me.name:
		return handover
	_must(handover, me.name == handover.from_engineer, ASKED)
	_value(handover)
	require(TRANSFER_SPARE_PARTS, value=handover.total_value)
	handover.update({"state": HANDED_OVER, "handed_over_at": now()})
	_save(handover)
	_tell(
		handover,
		handover.to_engineer,
		lambda to: _("{0} has handed parts over to you: {1}. Confirm that you have them.", to),
	)
	return handover


def receive(name: str):
	"""The one who takes the parts confirms to have them: the stock is moved. Sent again it changes nothing."""
	handover, me = _locked(name), _me()
	if handover.state == RECEIVED and handover.to_engineer == me.name:
		return handover
	_must(handover, me.name == handover.to_engineer, HANDED_OVER)
	entry = _stock_entry(handover)
	handover.update({"state": RECEIVED, "received_at": now(), "stock_entry": entry.name})
	_save(handover)
	_tell(handover, handover.from_engineer, lambda to: _("{0} has received the parts: {1}", to))
	return handover


def refuse(name: str, reason: str):
	"""One of the two, or a service manager, ends a handover that is not received; nothing has moved."""
	handover = _locked(name)
	me = engineer_of() or frappe._dict()
	if not (reason or "").strip():
		_refuse(_("Reason: say why the parts are not handed over."))
	is_party = me.get("name") in (handover.from_engineer, handover.to_engineer)
	_must(handover, is_party or MANAGES_SERVICE & set(frappe.get_roles()), *OPEN)
	began = handover.to_engineer if handover.state == ASKED else handover.from_engineer
	handover.update({"state": WITHDRAWN if me.get("name") == began else REFUSED, "reason": reason.strip()})
	_save(handover)
	for engineer in {handover.from_engineer, handover.to_engineer} - {me.get("name")}:
		_tell(handover, engineer, lambda to: _("{0} has ended the handover of {1}", to))
	return handover


def follow_cancelled_entry(entry, method: str | None = None) -> None:
	"""Stock Entry's on_cancel: the parts are back in the van from which they came."""
	name = frappe.db.get_value(HANDOVER, {"stock_entry": entry.name, "state": RECEIVED})
	if name:
		frappe.db.set_value(HANDOVER, name, "state", CANCELLED)


def _begin(giver: str, taker: str, lines, state: str, ticket: str | None, client_key: str | None):
	if client_key and (known := frappe.db.get_value(HANDOVER, {"client_key": client_key}, ["name", "owner"])):
		if known[1] != frappe.session.user:
			frappe.throw(
				_("This key was used by somebody else. Send the request with another key."), ClientKeyTaken
			)
		return frappe.get_doc(HANDOVER, known[0])
	if not settings.posts():
		_refuse(
			_("Parts are only written down here. Ask an administrator to switch on van stock in {0}.").format(
				_(settings.SETTINGS)
			)
		)
	company = _company_of(giver, taker)
	handover = frappe.get_doc(
		{
			"doctype": HANDOVER,
			"from_engineer": giver,
			"to_engineer": taker,
			"ticket": ticket,
			"company": company,
			"state": state,
			"from_warehouse": _van(giver, company),
			"to_warehouse": _van(taker, company),
			"items": _lines(lines),
			"client_key": client_key or None,
		}
	)
	_check_there(handover)
	_value(handover)
	if state == HANDED_OVER:
		require(TRANSFER_SPARE_PARTS, value=handover.total_value)
		handover.handed_over_at = now()
	handover.insert(
		ignore_permissions=True
	)  # by one of the two, as was just made sure; nobody writes it otherwise
	if state == HANDED_OVER:
		_tell(
			handover,
			taker,
			lambda to: _("{0} has handed parts over to you: {1}. Confirm that you have them.", to),
		)
	else:
		_tell(handover, giver, lambda to: _("{0} asks you for parts of your van: {1}", to))
	return handover


def _company_of(giver: str, taker: str) -> str:
	if giver == taker:
		_refuse(_("Engineer: choose a colleague, not yourself."))
	rows = frappe.get_all(
		"Service Engineer", filters={"name": ["in", [giver, taker]]}, fields=["name", "company", "status"]
	)
	if len(rows) < 2 or any(row.status == "Left" for row in rows):
		_refuse(_("Engineer: choose a colleague who is on duty."))
	companies = {row.company for row in rows}
	if len(companies) > 1:
		_refuse(_("Engineer: the two work for different companies. Ask the parts keeper for the part."))
	return companies.pop()


def _van(engineer: str, company: str) -> str:
	van = van_of(engineer, company)
	if not van:
		name = engineer_names([engineer]).get(engineer, engineer)
		_refuse(_("{0} has no van. Ask the parts keeper to make one.").format(name))
	return van


def _lines(lines: Iterable[dict]) -> list[dict]:
	lines = list(lines or ())
	if not lines or len(lines) > MOST_LINES:
		_refuse(_("Parts: name one part or more, {0} at most.").format(MOST_LINES))
	codes = [line.get("item_code") for line in lines]
	items = {
		row.name: row
		for row in frappe.get_all(
			"Item",
			filters={"name": ["in", codes], "is_stock_item": 1},
			fields=["name", "item_name", "stock_uom", "has_serial_no", "has_batch_no"],
		)
	}
	return [_line(line, items.get(line.get("item_code"))) for line in lines]


def _line(line: dict, item) -> dict:
	if not item:
		_refuse(_("Item: {0} is not kept in stock. Choose a part that is.").format(line.get("item_code")))
	qty = flt(line.get("qty"))
	serials = [each.strip() for each in str(line.get("serial_nos") or "").splitlines() if each.strip()]
	if qty <= 0:
		_refuse(_("Quantity: {0} of {1} must be above 0.").format(line.get("qty"), item.name))
	refuse_too_many(item.name, qty)
	if item.has_serial_no and (len(set(serials)) != len(serials) or len(serials) != qty):
		_refuse(_("Serial Numbers: name {0} of {1}, each once.").format(f"{qty:g}", item.name))
	return {
		"item_code": item.name,
		"item_name": item.item_name,
		"stock_uom": item.stock_uom,
		"qty": qty,
		"batch_no": line.get("batch_no") if item.has_batch_no else None,
		"serial_nos": "\n".join(serials) if item.has_serial_no else None,
	}


def _check_there(handover) -> None:
	"""Refuse early what the van does not hold; ERPNext refuses it again when it is posted."""
	asked: dict[str, float] = {}
	for row in handover.items:
		asked[row.item_code] = asked.get(row.item_code, 0) + row.qty
	held = dict(
		frappe.get_all(
			"Bin",
			filters={"warehouse": handover.from_warehouse, "item_code": ["in", list(asked)]},
			fields=["item_code", "actual_qty"],
			as_list=True,
		)
	)
	for item_code, qty in asked.items():
		if flt(held.get(item_code)) < qty:
			_refuse(
				_("Quantity: there are {0} of {1} in the van. Enter at most that, not {2}.").format(
					f"{flt(held.get(item_code)):g}", item_code, f"{qty:g}"
				)
			)


def _value(handover) -> None:
	rates = dict(
		frappe.get_all(
			"Bin",
			filters={
				"warehouse": handover.from_warehouse,
				"item_code": ["in", [row.item_code for row in handover.items]],
			},
			fields=["item_code", "valuation_rate"],
			as_list=True,
		)
	)
	for row in handover.items:
		row.amount = flt(row.qty) * flt(rates.get(row.item_code))
	handover.total_value = sum(row.amount for row in handover.items)


def _stock_entry(handover):
	# Engineers hold no stock role; that the vans are those of the two, and that both have confirmed, was just made sure.
	return stock_entries.post(
		stock_entries.TRANSFER,
		handover.company,
		[
			{
				"item_code": row.item_code,
				"qty": row.qty,
				"uom": row.stock_uom,
				"conversion_factor": 1.0,
				"s_warehouse": handover.from_warehouse,
				"t_warehouse": handover.to_warehouse,
				"serial_no": row.serial_nos,
				"batch_no": row.batch_no,
				"use_serial_batch_fields": int(bool(row.serial_nos or row.batch_no)),
			}
			for row in handover.items
		],
		remarks=handover.name,
	)


def _locked(name: str):
	return frappe.get_doc(HANDOVER, name, for_update=True)


def _save(handover) -> None:
	handover.save(ignore_permissions=True)  # only the functions of this file write it, each asks who may


def _must(handover, allowed, *states: str) -> None:
	if not allowed:
		frappe.throw(
			_("This handover is between two other engineers. Leave it to them."), frappe.PermissionError
		)
	if handover.state not in states:
		_refuse(
			_("{0} is {1} already. Reload it to see what is next.").format(
				handover.name, _(handover.state, context=HANDOVER)
			)
		)


def _me():
	me = engineer_of()
	if not me or me.status == "Left":
		frappe.throw(
			_("You are no engineer with a van. Ask the parts keeper to move parts."), frappe.PermissionError
		)
	return me


def _tell(handover, engineer: str, message: Callable[[str], str]) -> None:
	"""Tell the engineer in their language; `message` is given its code and has room for who acts and for the parts."""
	mine = engineer_of()
	who = engineer_names([mine.name])[mine.name] if mine else frappe.session.user
	parts = ", ".join(f"{row.qty:g} {row.item_code}" for row in handover.items)
	notify_of_others(
		Audience().engineer(engineer),
		lambda language: message(language).format(who, parts),
		HANDOVER,
		handover.name,
		handover.ticket or "",
		WISH_OF_ASSIGNMENTS,
	)


def _refuse(message: str) -> None:
	frappe.throw(message, HandoverRefused)
