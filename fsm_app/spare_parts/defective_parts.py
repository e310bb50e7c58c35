"""Parts that came out of a customer's equipment on their way back: with the engineer, in the store, at the supplier (F1).

In a closed loop each part that is used brings one back. It comes into the defective warehouse at no value, under the number
that stands on it; where ERPNext knows that number already, under one beside it, so that nobody's history is overwritten.
"""

import frappe
from frappe import _
from frappe.utils import add_days, cint, flt, getdate

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.clock import now
from fsm_app.common.notices import languages_of, notify
from fsm_app.common.roles import SERVICE_PARTS_KEEPER
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import settings, stock_entries
from fsm_app.spare_parts.part_posting import SEES_TO_PARTS, require_own_van
from fsm_app.spare_parts.part_rows import PART, PartsRefused, items_of, out
from fsm_app.workforce.audience import Audience

DEFECTIVE = "Defective Part"
WITH_ENGINEER, IN_STORE, SENT, CAME_BACK, SCRAPPED = STAGES = (
	"With Engineer",
	"In Defective Store",
	"Sent to Supplier",
	"Came Back",
	"Scrapped",
)
MOST_AT_ONCE = 1_000_000
DAYS_TO_RETURN = 14
REMIND_AFTER_DAYS = 7
# A batch in the defective warehouse has a day of expiry where its item wants one; nobody uses it by that.
FAR_AWAY_DAYS = 3650
ROW_FIELDS = (
	"name",
	"item_code",
	"replaced_serial_no",
	"nothing_to_return",
	"stock_uom",
	"posting",
	"posted_qty",
	"returned_qty",
)


class WrongStage(PartsRefused):
	"""A defective part that is elsewhere on its way than the act needs."""


class NotYours(frappe.PermissionError):
	"""An act of those who keep the parts."""


def follow(ticket_name: str, row_name: str) -> None:
	"""Let the defective part of a row be what the row says, as long as it has not left the engineer."""
	row = frappe.db.get_value(PART, row_name, list(ROW_FIELDS), as_dict=True)
	part = frappe.db.get_value(DEFECTIVE, {"part_row": row_name}, ["name", "stage"], as_dict=True)
	if part and part.stage != WITH_ENGINEER:
		return
	quantity = out(row) if row else 0
	if not quantity or row.nothing_to_return:
		if part:
			frappe.delete_doc(
				DEFECTIVE, part.name, ignore_permissions=True, force=True, delete_permanently=True
			)
		return
	values = {"qty": quantity, "old_serial_no": row.replaced_serial_no}
	if part:
		frappe.db.set_value(DEFECTIVE, part.name, values)
	elif settings.mode() == settings.CLOSED_LOOP:
		_expect(ticket_name, row.item_code, part_row=row_name, **values)


def refuse_if_on_its_way(rows: list[str]) -> None:
	"""Raises WrongStage where the old part of one of the rows has left the engineer."""
	if not rows:
		return
	found = frappe.get_all(
		DEFECTIVE,
		filters={"part_row": ["in", rows], "stage": ["!=", WITH_ENGINEER]},
		fields=["name", "stage"],
		limit=1,
	)
	if found:
		_refuse(
			_(
				"{0}: the old part has left the engineer already ({1}). Enter what is wrong in a new row in place of cancelling."
			).format(frappe.bold(found[0].name), _(found[0].stage, context=DEFECTIVE))
		)


def take_along(
	ticket_name: str,
	item_code: str,
	old_serial_no: str | None,
	qty: float,
	customer_owned: bool,
	remark: str | None,
	client_key: str,
) -> str:
	"""Note a part that the engineer takes along without putting one in, of whatever number; returns its name, also again."""
	if not client_key or len(client_key) > 140:
		_refuse(_("Client Key: send one of 1 to {0} characters.").format(140))
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
	ticket.check_permission("write")
	require_own_van(ticket.engineer)
	if first := _noted_with(client_key, ticket_name):
		return first
	if not frappe.db.exists("Item", item_code):
		_refuse(_("Item: there is no {0}. Choose another one.").format(str(item_code)[:140]))
	if not 0 < flt(qty) < MOST_AT_ONCE:  # nor what is no number
		_refuse(_("Quantity: enter how many you take along."))
	values = {
		"qty": flt(qty),
		"old_serial_no": (old_serial_no or "").strip()[:140] or None,
		"customer_owned": int(bool(customer_owned)),
		"remark": (remark or "").strip()[:140] or None,
	}
	try:
		with all_or_nothing("take_along"):
			return _expect(ticket_name, item_code, client_key=client_key, **values)
	except frappe.UniqueValidationError:
		# The same was sent twice at once, and the other one came first.
		frappe.clear_last_message()
		return _noted_with(client_key, ticket_name, locked=True)


def receive(name: str) -> None:
	"""The store has got it: into the defective warehouse at no value. For those who keep the parts; again, nothing happens."""
	part = _locked(name)
	if part.stage == IN_STORE:
		return
	_require_stage(part, WITH_ENGINEER)
	part.update({"stage": IN_STORE, "received_on": now().date()})
	if settings.posts() and _is_stock_item(part.item_code):
		part.warehouse = settings.needed(part.company, "defective_warehouse")
		entry = stock_entries.post(
			stock_entries.RECEIPT, part.company, [_into_store(part)], fsm_ticket=part.ticket
		)
		part.stock_entry = entry.name
	_save(part)


def scrap(name: str, reason: str) -> None:
	"""It is thrown away, and out of the defective warehouse where it was there. For those who keep the parts."""
	part = _locked(name)
	if part.stage not in (WITH_ENGINEER, IN_STORE, CAME_BACK):
		_require_stage(part, IN_STORE)
	if not (reason or "").strip():
		_refuse(_("Reason: say why it is thrown away."))
	take_out(part)
	part.update({"stage": SCRAPPED, "remark": reason.strip()[:140]})
	_save(part)


def take_out(part) -> None:
	"""Let it leave the defective warehouse, where it came in by a Stock Entry."""
	if not part.stock_entry or not part.warehouse:
		return
	entry = stock_entries.post(stock_entries.ISSUE, part.company, [_out_of_store(part)])
	part.update({"warehouse": None, "out_entry": entry.name})


def refuse_cancelling(entry) -> None:
	"""Before a Stock Entry is cancelled: refuse where the part that it moved has gone on by its own document."""
	for filters in ({"out_entry": entry.name}, {"stock_entry": entry.name, "stage": ["!=", IN_STORE]}):
		if name := frappe.db.get_value(DEFECTIVE, filters):
			_refuse(
				_("{0} has moved the old part {1}. Correct the stock with a Stock Entry of its own.").format(
					entry.name, frappe.bold(name)
				)
			)


def follow_cancelled(entry) -> None:
	"""A receipt into the defective warehouse was cancelled: the part is with the engineer again."""
	for name in frappe.get_all(
		DEFECTIVE, filters={"stock_entry": entry.name, "stage": IN_STORE}, pluck="name"
	):
		undone = dict.fromkeys(
			("stock_entry", "warehouse", "stock_serial_no", "stock_batch_no", "received_on")
		)
		frappe.db.set_value(DEFECTIVE, name, {**undone, "stage": WITH_ENGINEER})


def remind_of_overdue(at=None) -> int:
	"""Daily: tell the engineers and the parts keepers what should be back; again every week. Returns how many parts."""
	today = getdate(at or now())
	rows = frappe.get_all(
		DEFECTIVE,
		filters={"stage": WITH_ENGINEER, "due_on": ["<", today]},
		fields=["name", "engineer", "item_code", "old_serial_no", "due_on", "reminded_on"],
		order_by="due_on, name",
		limit_page_length=0,
	)
	due = [row for row in rows if not row.reminded_on or _is_long_ago(row.reminded_on, today)]
	audience = Audience()
	keepers = audience.with_role(SERVICE_PARTS_KEEPER)
	for row in due:
		users = [*audience.engineer(row.engineer), *keepers]
		for user, language in languages_of(users).items():
			message = _("Defective part to be returned since {0}: {1}", lang=language).format(
				frappe.utils.formatdate(row.due_on),
				" ".join(filter(None, (row.item_code, row.old_serial_no))),
			)
			notify([user], message, DEFECTIVE, row.name)
	if due:
		names = [row.name for row in due]
		frappe.db.set_value(DEFECTIVE, {"name": ["in", names]}, "reminded_on", today)
	return len(due)


def hand_over(ticket, into) -> int:
	"""Let what a duplicate has brought back belong to the surviving ticket; returns how many."""
	names = frappe.get_all(DEFECTIVE, filters={"ticket": ticket.name}, pluck="name")
	if names:
		frappe.db.set_value(DEFECTIVE, {"name": ["in", names]}, "ticket", into.name, update_modified=False)
	return len(names)


def require_parts_keeper() -> None:
	"""Raises NotYours for whoever does not see to the parts."""
	user = frappe.session.user
	if user != "Administrator" and not SEES_TO_PARTS & set(frappe.get_roles(user)):
		frappe.throw(
			_("This is for those who keep the parts: {0}.").format(", ".join(map(_, sorted(SEES_TO_PARTS)))),
			NotYours,
		)


def keep_own_fields(part) -> None:
	"""Whatever was sent for what the app keeps, it holds what it held; with the store, the number on the part is settled."""
	before = part.get_doc_before_save()
	if not before or part.flags.written_by_app:
		return
	fields = [df.fieldname for df in part.meta.get("fields") if df.read_only]
	if before.stage != WITH_ENGINEER:
		fields.append("old_serial_no")
	part.update({field: before.get(field) for field in fields})


def _expect(ticket_name: str, item_code: str, **values) -> str:
	ticket = frappe.db.get_value(TICKET, ticket_name, ["company", "customer", "engineer"], as_dict=True)
	days = cint(frappe.get_cached_doc(settings.SETTINGS).get("days_to_return")) or DAYS_TO_RETURN
	part = frappe.get_doc(
		{
			"doctype": DEFECTIVE,
			**ticket,
			"ticket": ticket_name,
			"item_code": item_code,
			"stage": WITH_ENGINEER,
			"taken_on": now().date(),
			"due_on": add_days(now().date(), days),
			**values,
		}
	)
	# In consequence of a use or a note that was checked.
	return part.insert(ignore_permissions=True, ignore_links=True).name


def _noted_with(client_key: str, ticket_name: str, locked: bool = False) -> str | None:
	first = frappe.db.get_value(
		DEFECTIVE, {"client_key": client_key}, ["name", "ticket"], as_dict=True, for_update=locked
	)
	if first and first.ticket != ticket_name:
		frappe.throw(
			_("Client Key: {0} was used for another ticket. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return first.name if first else None


def _locked(name: str):
	require_parts_keeper()
	part = frappe.get_doc(DEFECTIVE, name, for_update=True)
	part.check_permission("read")
	return part


def _require_stage(part, stage: str) -> None:
	if part.stage != stage:
		_refuse(
			_("{0} is {1}, not {2}. Reload it.").format(
				part.name, _(part.stage, context=DEFECTIVE), _(stage, context=DEFECTIVE)
			)
		)


def _is_stock_item(item_code: str) -> bool:
	return bool(frappe.get_cached_value("Item", item_code, "is_stock_item"))


def _into_store(part) -> dict:
	item = items_of([part.item_code])[part.item_code]
	if item.has_serial_no and flt(part.qty) != 1:
		_refuse(
			_(
				"{0}: a part with a serial number comes back alone. Have its use entered in rows of one."
			).format(part.name)
		)
	if item.has_serial_no:
		part.stock_serial_no = _free_number(part)
	elif item.has_batch_no:
		part.stock_batch_no = _own_batch(part)
	return {**_stock_row(part), "t_warehouse": part.warehouse, "basic_rate": 0, "set_basic_rate_manually": 1}


def _out_of_store(part) -> dict:
	return {**_stock_row(part), "s_warehouse": part.warehouse}


def _stock_row(part) -> dict:
	return {
		"item_code": part.item_code,
		"qty": part.qty,
		"serial_no": part.stock_serial_no,
		"batch_no": part.stock_batch_no,
		"use_serial_batch_fields": int(bool(part.stock_serial_no or part.stock_batch_no)),
		"allow_zero_valuation_rate": 1,
	}


def _free_number(part) -> str:
	number = part.old_serial_no or part.name
	return f"{number}-{part.name}" if frappe.db.exists("Serial No", number) else number


def _own_batch(part) -> str:
	# There already where the store has got the part before and that was cancelled.
	if frappe.db.exists("Batch", part.name):
		return part.name
	values = {"doctype": "Batch", "batch_id": part.name, "item": part.item_code}
	if frappe.get_cached_value("Item", part.item_code, "has_expiry_date"):
		values["expiry_date"] = add_days(now().date(), FAR_AWAY_DAYS)
	# The store's own mark on what nobody uses; the act was checked.
	return frappe.get_doc(values).insert(ignore_permissions=True).name


def _is_long_ago(day, today) -> bool:
	return (today - getdate(day)).days >= REMIND_AFTER_DAYS


def _save(part) -> None:
	part.flags.written_by_app = True
	part.save(ignore_permissions=True)  # for those who keep the parts, checked above


def _refuse(message: str) -> None:
	frappe.throw(message, WrongStage)
