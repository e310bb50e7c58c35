"""Defective parts go to their supplier, and something comes back for them: mended, another one, money, or nothing (F1)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.common.company_limits import rows_of
from fsm_app.spare_parts import defective_parts, settings, stock_entries
from fsm_app.spare_parts.defective_parts import CAME_BACK, DEFECTIVE, IN_STORE, SCRAPPED, SENT
from fsm_app.spare_parts.part_rows import PartsRefused, items_of

RETURN = "Supplier Return"
DRAFT, SENT_AWAY, CLOSED = "Draft", "Sent", "Closed"
REPAIRED, REPLACED, CREDITED, REFUSED = RESULTS = ("Repaired", "Replaced", "Credited", "Refused")
OWN_FIELDS = ("status", "sent_on")
ROW_FIELDS = ("result", "new_serial_no", "came_back_on", "stock_entry")
OF_PART = ("item_code", "qty", "old_serial_no")


class ReturnRefused(PartsRefused):
	"""A part that cannot go to the supplier, or a result that cannot be."""


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the rows of Supplier Returns: those of the user's companies."""
	return rows_of(RETURN, f"{RETURN} Item", "", user)


def keep_own_fields(document) -> None:
	"""Whatever was sent for what the app keeps, it holds what it held; once it is sent, its parts and supplier stand."""
	if document.flags.written_by_app:
		return
	before = document.get_doc_before_save()
	document.update({field: before.get(field) if before else None for field in OWN_FIELDS})
	document.status = document.status or DRAFT
	if before and before.status != DRAFT:
		document.update({"supplier": before.supplier, "company": before.company, "items": before.items})
		return
	for row in document.items:
		row.update(dict.fromkeys(ROW_FIELDS))


def check_items(document) -> None:
	"""Refuse a part twice, of another company, or that is not in the store; say of each what it is."""
	if document.status != DRAFT:
		return
	seen = set()
	for row in document.items:
		part = frappe.db.get_value(
			DEFECTIVE, row.defective_part, ["company", "stage", *OF_PART], as_dict=True
		)
		if not part:
			continue  # a missing one is refused after this, by its name
		if row.defective_part in seen:
			_refuse(
				_("Items, row {0}: {1} stands there already. Delete one of the rows.").format(
					row.idx, row.defective_part
				)
			)
		seen.add(row.defective_part)
		if part.company != document.company or part.stage != IN_STORE:
			_refuse(
				_("Items, row {0}: {1} is not in the defective store of {2}. Choose another one.").format(
					row.idx, row.defective_part, document.company
				)
			)
		row.update({field: part[field] for field in OF_PART})


def refuse_deletion(document) -> None:
	"""What was sent stays, so that what came back has a place."""
	if document.status != DRAFT:
		_refuse(_("{0} was sent to the supplier and stays. Enter what came back.").format(document.name))


def send(name: str) -> None:
	"""The parts have gone to the supplier, and out of the defective warehouse. Again, nothing happens."""
	document = _locked(name)
	if document.status != DRAFT:
		return
	check_items(document)
	for row in document.items:
		part = frappe.get_doc(DEFECTIVE, row.defective_part, for_update=True)
		defective_parts.take_out(part)
		_set_stage(part, SENT)
	document.update({"status": SENT_AWAY, "sent_on": now().date()})
	_save(document)


def take_back(name: str, row: str, result: str, new_serial_no: str | None = None, value: float = 0) -> None:
	"""What came back for a row, one of RESULTS; a mended or another part goes into the store at `value` each.

	Money is the accountants' to book. A part that the supplier refuses lies in the defective store again. Again with the
	same result, nothing happens.
	"""
	document = _locked(name)
	line = next((line for line in document.items if line.name == row), None)
	if not line or document.status == DRAFT:
		_refuse(_("{0}: {1} was not sent to the supplier. Reload the form.").format(name, str(row)[:40]))
	if result not in RESULTS:
		_refuse(_("Came Back As: choose one of {0}.").format(", ".join(map(_, RESULTS))))
	if line.result == result:
		return
	if line.result:
		_refuse(
			_("{0} came back already: {1}. Choose another row.").format(line.defective_part, _(line.result))
		)
	if flt(value) < 0:
		_refuse(_("Value: enter an amount from 0 on."))
	part = frappe.get_doc(DEFECTIVE, line.defective_part, for_update=True)
	number = (new_serial_no or "").strip()[:140] or None
	line.update({"result": result, "new_serial_no": number, "came_back_on": now().date()})
	if settings.posts() and part.stock_entry:
		line.stock_entry = _bring_in(document, line, part, flt(value))
	_set_stage(part, {REFUSED: IN_STORE, CREDITED: SCRAPPED}.get(result, CAME_BACK))
	if all(item.result for item in document.items):
		document.status = CLOSED
	_save(document)


def refuse_cancelling(entry) -> None:
	"""Before a Stock Entry is cancelled: refuse where it brought in what a Supplier Return says that came back."""
	if name := frappe.db.get_value(f"{RETURN} Item", {"stock_entry": entry.name}, "parent"):
		_refuse(
			_(
				"{0} brought in what came back with {1}. Correct the stock with a Stock Entry of its own."
			).format(entry.name, frappe.bold(name))
		)


def _bring_in(document, line, part, value: float) -> str | None:
	if line.result == CREDITED:
		return None
	item = items_of([line.item_code])[line.item_code]
	number = line.new_serial_no or (part.stock_serial_no if line.result != REPLACED else None)
	if item.has_serial_no and not number:
		_refuse(_("New Serial Number: enter the one of the part that came for {0}.").format(part.name))
	refused = line.result == REFUSED
	place = settings.needed(document.company, "defective_warehouse" if refused else "store_warehouse")
	row = {
		"item_code": line.item_code,
		"qty": line.qty,
		"t_warehouse": place,
		"serial_no": _free_number(number, part) if item.has_serial_no else None,
		"batch_no": part.stock_batch_no if item.has_batch_no else None,
		"use_serial_batch_fields": int(bool(item.has_serial_no or item.has_batch_no)),
		"basic_rate": 0 if refused else value,
		"set_basic_rate_manually": 1,
		"allow_zero_valuation_rate": int(refused or not value),
	}
	entry = stock_entries.post(stock_entries.RECEIPT, document.company, [row])
	if refused:
		part.update(
			{
				"warehouse": place,
				"stock_serial_no": row["serial_no"],
				"stock_entry": entry.name,
				"out_entry": None,
			}
		)
	elif item.has_serial_no:
		line.new_serial_no = row["serial_no"]
	return entry.name


def _free_number(number: str, part) -> str:
	"""A number that ERPNext has not had yet: it takes none a second time, unless the site lets it."""
	if not frappe.db.exists("Serial No", number):
		return number
	tries = (f"{number}-{part.name}", *(f"{number}-{part.name}-{place}" for place in range(2, 100)))
	return next(name for name in tries if not frappe.db.exists("Serial No", name))


def _set_stage(part, stage: str) -> None:
	part.stage = stage
	part.flags.written_by_app = True
	part.save(ignore_permissions=True)  # for those who keep the parts, see _locked


def _locked(name: str):
	defective_parts.require_parts_keeper()
	document = frappe.get_doc(RETURN, name, for_update=True)
	document.check_permission("write")
	return document


def _save(document) -> None:
	document.flags.written_by_app = True
	document.save()


def _refuse(message: str) -> None:
	frappe.throw(message, ReturnRefused)
