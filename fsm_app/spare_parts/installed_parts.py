"""What is built into a customer's equipment: since when, by whom, under which warranty, and what came out for it (F1).

ERPNext takes a part that was issued for consumed and empties its customer and warranty, so this is a document of our own. Each
row of Parts Used that is on the job has one, and follows it.
"""

from datetime import date

import frappe
from frappe.utils import add_days, cint, getdate

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts.part_rows import PART, out

INSTALLED = "Installed Part"
EQUIPMENT = ("serial_no", "asset", "item_code")
NO_WARRANTY, IN_WARRANTY, OUT_OF_WARRANTY = "", "In Warranty", "Out of Warranty"
ROW_FIELDS = (
	"name",
	"item_code",
	"serial_no",
	"replaced_serial_no",
	"batch_no",
	"stock_uom",
	"stock_entry",
	"posting",
	"posted_qty",
	"returned_qty",
)
SHOWN_FIELDS = (
	"name",
	"ticket",
	"serial_no",
	"asset",
	"item_code",
	"part_item",
	"part_serial_no",
	"batch_no",
	"qty",
	"stock_uom",
	"installed_on",
	"warranty_until",
	"replaced_serial_no",
	"removed_on",
	"removed_in_ticket",
	"replaced_by",
)


def follow(ticket_name: str, row_name: str) -> None:
	"""Let the installed part of a row be what the row says: there, changed in quantity, or taken back."""
	row = frappe.db.get_value(PART, row_name, list(ROW_FIELDS), as_dict=True)
	name = frappe.db.get_value(INSTALLED, {"part_row": row_name})
	quantity = out(row) if row else 0
	if not quantity:
		if name:
			_delete(name)
		return
	if name and frappe.db.get_value(INSTALLED, name, "part_serial_no") != row.serial_no:
		_delete(name)
		name = None
	if name:
		frappe.db.set_value(INSTALLED, name, {"qty": quantity, "stock_entry": row.stock_entry})
	else:
		name = _install(ticket_name, row, quantity)
	_follow_replaced(name, row.replaced_serial_no)


def warranty_on(day, until) -> str:
	"""How the warranty of a part stands on a day: worked out when it is asked for, so it is true without anybody saving."""
	if not until:
		return NO_WARRANTY
	return IN_WARRANTY if getdate(day) <= getdate(until) else OUT_OF_WARRANTY


def of_equipment(ticket) -> list[dict]:
	"""What is installed in the ticket's equipment, what is in it now first, with its `warranty` of today.

	Of the ticket's customer alone; where the ticket names no equipment, what was installed with it.
	"""
	key = next((field for field in EQUIPMENT if ticket.get(field)), None)
	filters = {key: ticket.get(key)} if key else {"ticket": ticket.name}
	rows = frappe.get_all(
		INSTALLED,
		filters={**filters, "customer": ticket.customer, "company": ticket.company},
		fields=list(SHOWN_FIELDS),
		order_by="installed_on desc, creation desc",
		limit_page_length=0,
	)
	today = now().date()
	shown = [{**row, "warranty": warranty_on(today, row.warranty_until)} for row in rows]
	return sorted(shown, key=lambda row: bool(row["removed_on"]))


def visits_of_serial(number: str) -> list[dict]:
	"""The tickets that a part's serial number has seen, the newest first: `ticket`, `on`, and `what` happened to it there."""
	rows = frappe.get_all(
		INSTALLED,
		or_filters={"part_serial_no": number, "replaced_serial_no": number},
		fields=["ticket", "installed_on", "part_serial_no"],
		order_by="installed_on desc, creation desc",
	)
	return [
		{
			"ticket": row.ticket,
			"on": row.installed_on,
			"what": "Installed" if row.part_serial_no == number else "Removed",
		}
		for row in rows
	]


def hand_over(ticket, into) -> int:
	"""Let what a duplicate has installed belong to the surviving ticket; returns how many."""
	names = frappe.get_all(INSTALLED, filters={"ticket": ticket.name}, pluck="name")
	if names:
		values = {"ticket": into.name, **{field: into.get(field) for field in EQUIPMENT}}
		frappe.db.set_value(INSTALLED, {"name": ["in", names]}, values, update_modified=False)
	return len(names)


def keep_own_fields(part) -> None:
	"""Whatever was sent for what follows from the ticket's parts, it holds what it held; a manager corrects the warranty."""
	before = part.get_doc_before_save()
	if before:
		part.update(
			{df.fieldname: before.get(df.fieldname) for df in part.meta.get("fields") if df.read_only}
		)


def _install(ticket_name: str, row, quantity: float) -> str:
	ticket = frappe.db.get_value(
		TICKET, ticket_name, ["customer", "company", "engineer", *EQUIPMENT], as_dict=True
	)
	today = now().date()
	part = frappe.get_doc(
		{
			"doctype": INSTALLED,
			**ticket,
			"ticket": ticket_name,
			"part_row": row.name,
			"part_item": row.item_code,
			"part_serial_no": row.serial_no,
			"batch_no": row.batch_no,
			"qty": quantity,
			"stock_uom": row.stock_uom,
			"stock_entry": row.stock_entry,
			"installed_on": today,
			"warranty_until": warranty_end(row.item_code, today),
		}
	)
	# In consequence of a posting that was checked; what it links to was checked with that.
	return part.insert(ignore_permissions=True, ignore_links=True).name


def warranty_end(item_code: str, begins: date) -> date | None:
	"""The last day of the warranty of a part that is built in on a day: by the item's period; None where it has none."""
	days = cint(frappe.get_cached_value("Item", item_code, "warranty_period"))
	return add_days(begins, days) if days else None


def _follow_replaced(name: str, number: str | None) -> None:
	"""The part that came out is no longer installed; also where the number is entered or corrected later."""
	part = frappe.db.get_value(
		INSTALLED, name, ["customer", "ticket", "installed_on", "replaced_serial_no"], as_dict=True
	)
	if (part.replaced_serial_no or None) == (number or None):
		return
	_put_back_replaced(name)
	frappe.db.set_value(INSTALLED, name, "replaced_serial_no", number)
	if not number:
		return
	old = frappe.get_all(
		INSTALLED,
		filters={
			"part_serial_no": number,
			"customer": part.customer,
			"removed_on": ["is", "not set"],
			"name": ["!=", name],
		},
		pluck="name",
		order_by="installed_on desc",
		limit=1,
	)
	if old:
		values = {"removed_on": part.installed_on, "removed_in_ticket": part.ticket, "replaced_by": name}
		frappe.db.set_value(INSTALLED, old[0], values)


def _put_back_replaced(name: str) -> None:
	undone = dict.fromkeys(("removed_on", "removed_in_ticket", "replaced_by"))
	frappe.db.set_value(INSTALLED, {"replaced_by": name}, undone)


def _delete(name: str) -> None:
	"""It was never built in after all: brought back unused, or its posting was cancelled."""
	_put_back_replaced(name)
	frappe.delete_doc(INSTALLED, name, ignore_permissions=True, force=True, delete_permanently=True)
