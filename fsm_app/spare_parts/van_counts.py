"""An engineer counts the own van; the differences become one Stock Reconciliation (F4).

Differences up to the value of the right 'Transfer Spare Parts' are posted at once; above it a parts keeper or a service
manager decides, nobody about their own van. A count lowers what is booked of a serial number that is not there; one that
lies elsewhere by the books does not come back by being counted, for its history would be overwritten: it is transferred.
"""

from collections.abc import Callable, Collection, Mapping

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import MANAGES_SERVICE, SERVICE_PARTS_KEEPER
from fsm_app.spare_parts import settings
from fsm_app.spare_parts.booked_stock import contents_of
from fsm_app.spare_parts.part_rows import refuse_too_many
from fsm_app.spare_parts.requisition_rows import items_of, rates_in
from fsm_app.spare_parts.stock_entries import bundles_follow
from fsm_app.spare_parts.vans import van_of
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_names, engineer_of
from fsm_app.workforce.rights import TRANSFER_SPARE_PARTS, has_right

COUNT = "Van Count"
RECONCILIATION = "Stock Reconciliation"
COUNTING, WAITING, POSTED, REJECTED, CANCELLED = (
	"Counting",
	"Waiting for Approval",
	"Posted",
	"Rejected",
	"Cancelled",
)
MOST_FOUND = 50
DECIDES = MANAGES_SERVICE | {SERVICE_PARTS_KEEPER}


class CountRefused(frappe.ValidationError):
	"""A count that is not complete, not of the own van, or overtaken by what has moved since."""


def begin():
	"""The engineer's open count with what is booked now, or a new one; returns the Van Count."""
	me = _me()
	if not settings.posts():
		_refuse(
			_("Parts are only written down here. Ask an administrator to switch on van stock in {0}.").format(
				_(settings.SETTINGS)
			)
		)
	van = van_of(me.name, me.company)
	if not van:
		_refuse(_("You have no van yet. Ask the parts keeper to make one."))
	name = frappe.db.get_value(COUNT, {"engineer": me.name, "warehouse": van, "state": COUNTING})
	count = (
		frappe.get_doc(COUNT, name, for_update=True)
		if name
		else frappe.get_doc({"doctype": COUNT, "engineer": me.name, "warehouse": van, "company": me.company})
	)
	count.set("items", contents_of(van))
	return count.save(ignore_permissions=True)  # of the own van; nobody writes it otherwise


def finish(
	name: str, counted: Mapping[str, Mapping], remark: str | None = None, found: Collection[Mapping] = ()
):
	"""What was counted, by the names of the count's rows: `qty`, or `serial_nos` (one a line); returns the Van Count.

	`found`: what is not booked at all, by item_code, qty and batch_no. Sent again it changes nothing. Raises CountRefused
	where a row is missing, and where the stock has moved since `begin`.
	"""
	count = frappe.get_doc(COUNT, name, for_update=True)
	if count.engineer != _me().name:
		frappe.throw(_("This is the van of somebody else. Count your own."), frappe.PermissionError)
	if count.state != COUNTING:
		return count
	for row in count.items:
		_take(row, counted.get(row.name))
	_add_found(count, found)
	_refuse_moved(count)
	count.update(
		{
			"counted_at": now(),
			"remark": (remark or "").strip() or None,
			"difference_value": sum(abs(row.difference) * flt(row.rate) for row in count.items),
		}
	)
	if not any(row.difference for row in count.items):
		count.state = POSTED
	elif has_right(TRANSFER_SPARE_PARTS, value=count.difference_value):
		_post(count)
	else:
		count.state = WAITING
	count.save(ignore_permissions=True)  # their own, as was just made sure
	if count.state == WAITING:
		_tell_deciders(count)
	return count


def decide(name: str, approve: bool, reason: str | None = None):
	"""Post the differences of a count that waits, or reject it, with a reason; returns the Van Count."""
	count = frappe.get_doc(COUNT, name, for_update=True)
	count.check_permission("read")
	mine = engineer_of()
	if not DECIDES & set(frappe.get_roles()) or (mine and mine.name == count.engineer):
		frappe.throw(
			_("You cannot decide about this count. Ask a parts keeper or a service manager."),
			frappe.PermissionError,
		)
	if count.state != WAITING:
		_refuse(
			_("{0} is {1} already. Reload it to see what is next.").format(
				count.name, _(count.state, context=COUNT)
			)
		)
	if approve:
		_refuse_moved(count)
		_post(count)
	elif not (reason or "").strip():
		_refuse(_("Reason: say why the count is rejected."))
	else:
		count.state = REJECTED
	count.decided_by = frappe.session.user
	count.save(ignore_permissions=True)  # who may decide was just asked
	_tell(
		Audience().engineer(count.engineer),
		lambda language: _("Your count is posted.", language)
		if approve
		else _("Your count is rejected: {0}", language).format(reason.strip()),
		count,
	)
	return count


def follow_cancelled(reconciliation, method: str | None = None) -> None:
	"""Stock Reconciliation's on_cancel: the count that made it is undone."""
	name = frappe.db.get_value(COUNT, {"stock_reconciliation": reconciliation.name})
	if name:
		frappe.db.set_value(COUNT, name, "state", CANCELLED)


def _take(row, said) -> None:
	if not isinstance(said, Mapping):
		_refuse(_("{0}: enter what you have counted, 0 if there is none.").format(row.item_code))
	if row.booked_serials:
		booked, there = row.booked_serials.splitlines(), _serials(said.get("serial_nos"))
		if strange := [number for number in there if number not in booked]:
			_refuse(
				_(
					"Serial Numbers: {0} is not booked in this van. Ask for a transfer, and count again."
				).format(strange[0])
			)
		row.counted_serials, row.counted_qty = "\n".join(there), len(there)
	else:
		qty = said.get("qty")
		if isinstance(qty, bool) or not isinstance(qty, int | float) or not 0 <= qty < 1e9:
			_refuse(_("{0}: enter what you have counted, 0 if there is none.").format(row.item_code))
		row.counted_qty = qty
	row.difference = flt(row.counted_qty - flt(row.booked_qty), 6)


def _add_found(count, found: Collection[Mapping]) -> None:
	if not found:
		return
	if len(found) > MOST_FOUND:
		_refuse(_("Parts: name {0} more at most. Count the rest another time.").format(MOST_FOUND))
	items = items_of(str(line.get("item_code")) for line in found)
	rates = rates_in(count.warehouse, items)
	batched = set(frappe.get_all("Item", {"name": ["in", list(items)], "has_batch_no": 1}, pluck="name"))
	numbered = set(frappe.get_all("Item", {"name": ["in", list(items)], "has_serial_no": 1}, pluck="name"))
	there = {(row.item_code, row.batch_no or None) for row in count.items}
	for line in found:
		item, qty = items.get(line.get("item_code")), flt(line.get("qty"))
		if not item or not item.is_stock_item or qty <= 0:
			_refuse(_("Item: {0} is not kept in stock. Choose a part that is.").format(line.get("item_code")))
		refuse_too_many(item.name, qty)
		batch = (line.get("batch_no") or None) if item.name in batched else None
		if item.name in numbered:
			_refuse(
				_(
					"{0} is counted by its serial numbers. Ask for a transfer of those that are not booked."
				).format(item.name)
			)
		if item.name in batched and not frappe.db.exists("Batch", {"name": batch or "", "item": item.name}):
			_refuse(_("Batch: choose that of {0}.").format(item.name))
		if (item.name, batch) in there:
			_refuse(_("{0} stands in the list already. Enter what you have counted there.").format(item.name))
		there.add((item.name, batch))
		count.append(
			"items",
			{
				"item_code": item.name,
				"item_name": item.item_name,
				"stock_uom": item.stock_uom,
				"batch_no": batch,
				"rate": rates[item.name],
				"counted_qty": qty,
				"difference": qty,
			},
		)


def _serials(text) -> list[str]:
	numbers = [number.strip() for number in str(text or "").splitlines() if number.strip()]
	return list(dict.fromkeys(numbers))


def _refuse_moved(count) -> None:
	"""What was used or received while the engineer counted would be posted twice."""
	booked = {(row["item_code"], row.get("batch_no")): row for row in contents_of(count.warehouse)}
	for row in count.items:
		is_now = booked.pop((row.item_code, row.batch_no or None), {})
		same_serials = set((row.booked_serials or "").splitlines()) == set(
			(is_now.get("booked_serials") or "").splitlines()
		)
		if flt(is_now.get("booked_qty")) != flt(row.booked_qty) or not same_serials:
			_refuse(_("{0} has moved since the count began. Begin the count again.").format(row.item_code))
	if booked:
		item_code, _batch = next(iter(booked))
		_refuse(_("{0} has moved since the count began. Begin the count again.").format(item_code))


def _post(count) -> None:
	company = count.company
	rows = [row for row in count.items if row.difference]
	reconciliation = frappe.get_doc(
		{
			"doctype": RECONCILIATION,
			"purpose": RECONCILIATION,
			"company": company,
			"cost_center": settings.of_company(company).get("cost_center")
			or frappe.get_cached_value("Company", company, "cost_center"),
			"expense_account": frappe.get_cached_value("Company", company, "stock_adjustment_account"),
			"items": [
				{
					"item_code": row.item_code,
					"warehouse": count.warehouse,
					"qty": row.counted_qty,
					"valuation_rate": row.rate,
					"allow_zero_valuation_rate": int(not row.rate),
					"use_serial_batch_fields": int(bool(row.counted_serials or row.batch_no)),
					# Where no number is left there is none to name.
					"reconcile_all_serial_batch": int(bool(row.booked_serials and not row.counted_serials)),
					"serial_no": row.counted_serials or None,
					"batch_no": row.batch_no,
				}
				for row in rows
			],
		}
	)
	# Engineers hold no stock role; the van is their own and the value within what is allowed, or somebody has approved it.
	reconciliation.flags.ignore_permissions = True
	# It asks for these rights anew while it looks up what is booked.
	with bundles_follow(RECONCILIATION, "Item"):
		reconciliation.insert()
		reconciliation.submit()
	count.update({"state": POSTED, "stock_reconciliation": reconciliation.name})


def _tell_deciders(count) -> None:
	audience = Audience()
	name = engineer_names([count.engineer])[count.engineer]
	value = frappe.format_value(count.difference_value, {"fieldtype": "Currency"})
	_tell(
		audience.with_role(SERVICE_PARTS_KEEPER) or audience.managers(),
		lambda language: _(
			"{0} has counted the van: differences of {1} wait for your decision.", language
		).format(name, value),
		count,
	)


def _tell(users: list[str], message: Callable[[str], str], count) -> None:
	users = [user for user in users if sees_company(user, count.company, COUNT)]
	notify_of_others(users, message, COUNT, count.name, count.remark or "", WISH_OF_ASSIGNMENTS)


def _me():
	me = engineer_of()
	if not me or me.status == "Left":
		frappe.throw(
			_("You are no engineer with a van. Ask its engineer to count it."), frappe.PermissionError
		)
	return me


def _refuse(message: str) -> None:
	frappe.throw(message, CountRefused)
