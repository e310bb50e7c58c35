"""A job with parts, alike on every host: an engineer with a van, a colleague, and a ticket in the engineer's hands."""

import contextlib

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import settings, usage
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app.tickets import walk

ME, COLLEAGUE, KEEPER = "parts.me@example.com", "parts.colleague@example.com", "parts.keeper@example.com"


def job(mode: str = settings.PERSONAL_STOCK, **ticket_values):
	"""`ticket`, `me` (the engineer), `van`, `other` (the colleague's van), `company` and `place` (the row of the settings)."""
	place = stock.company_stock(mode=mode)
	for user in (ME, COLLEAGUE):
		f.user(user, "Service Engineer")
	f.user(KEEPER, "Service Parts Keeper", "Stock User", "Stock Manager")
	me = f.engineer("Parts Me", user=ME)
	colleague = f.engineer("Parts Colleague", user=COLLEAGUE)
	return frappe._dict(
		ticket=ticket_of(me.name, **ticket_values),
		me=me.name,
		colleague=colleague.name,
		van=stock.van_for(me.name),
		other=stock.van_for(colleague.name),
		company=f.company(),
		place=place,
	)


def ticket_of(engineer: str, **values):
	"""A ticket that is dispatched to the engineer."""
	ticket = f.ticket(engineer=engineer, override_reason="They know the machine", **values)
	return frappe.get_doc(TICKET, walk(ticket, "Triage", "Dispatch").name)


@contextlib.contextmanager
def acting(user: str):
	"""Within this context `user` acts, afterwards Administrator."""
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")


def use(job, *lines, key="k1", user=ME, ticket=None):
	"""Use parts on the job as its engineer."""
	with acting(user):
		return usage.use_parts(ticket or job.ticket.name, list(lines), key)


def take_back(job, *lines, key="r1", user=ME, ticket=None):
	"""Bring unused parts back as the engineer."""
	with acting(user):
		return usage.return_unused(ticket or job.ticket.name, list(lines), key)


def rows(job):
	"""The rows of the job's ticket."""
	return usage.rows_of(job.ticket.name)


def ledger(warehouse: str, item: str) -> tuple[float, float]:
	"""Quantity and value that ERPNext's ledger says of the item in the warehouse."""
	found = frappe.get_all(
		"Stock Ledger Entry",
		filters={"warehouse": warehouse, "item_code": item, "is_cancelled": 0},
		fields=["actual_qty", "stock_value_difference"],
	)
	quantity = sum(row.actual_qty for row in found)
	return round(quantity, 6), round(sum(row.stock_value_difference for row in found), 2)


def booked(account: str, voucher: str | list[str]) -> float:
	"""What the vouchers have left on the account by ERPNext's general ledger."""
	names = [voucher] if isinstance(voucher, str) else voucher
	found = frappe.get_all(
		"GL Entry",
		filters={"account": account, "voucher_no": ["in", names], "is_cancelled": 0},
		fields=["debit", "credit"],
	)
	return round(sum(row.debit - row.credit for row in found), 2)


def move(item: str, source: str, target: str, *serials: str, qty: float | None = None):
	"""A submitted Material Transfer."""
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Transfer",
			"purpose": "Material Transfer",
			"company": f.company(),
			"items": [
				{
					"item_code": item,
					"qty": qty or len(serials),
					"s_warehouse": source,
					"t_warehouse": target,
					"serial_no": "\n".join(serials),
					"use_serial_batch_fields": 1,
				}
			],
		}
	)
	entry.insert()
	entry.submit()
	return entry


def issued(job, item: str, row: dict):
	"""The Stock Entry of a row, as it is."""
	return frappe.get_doc("Stock Entry", row["stock_entry"])


def serial_facts(number: str) -> dict:
	"""All that ERPNext says of a serial number, but when it was written."""
	facts = frappe.get_doc("Serial No", number).as_dict()
	return {
		field: value
		for field, value in facts.items()
		if field not in ("modified", "modified_by", "_comments")
	}
