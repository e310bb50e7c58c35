"""Moving the cost of a part that is posted to the account where it belongs, by a Journal Entry (F2).

Who pays is often decided after the part was used. Its Stock Entry stays as it is; what it has booked is moved. The entry names
the ticket's row, so that the account of a row is known at any time: what the stock has booked and what was moved.
"""

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import flt, nowdate

JOURNAL = "Journal Entry"


def settle(ticket, row: str, account: str | None) -> None:
	"""Let the whole cost of the ticket's row (its name) lie in `account`; nothing where it does, or where stock is not booked."""
	if not account or not frappe.get_cached_value("Company", ticket.company, "enable_perpetual_inventory"):
		return
	posted, moved = _posted(row), _moved(row)
	total = sum(cost for _account, _center, cost in posted)
	if not flt(total, 2):
		for name in _entries(row):
			_cancel(name)
		return
	lying: dict[str, float] = {}
	for where, _center, cost in [*posted, *moved]:
		lying[where] = lying.get(where, 0) + cost
	lines = {
		where: flt((total if where == account else 0) - lying.get(where, 0), 2) for where in {*lying, account}
	}
	lines = {where: amount for where, amount in lines.items() if amount}
	if lines:
		center = next((center for _account, center, _cost in posted if center), None)
		_post(ticket, row, lines, center)


def moved_rows(rows) -> set[str]:
	"""Those of the rows (their names) of which something was moved. One query."""
	found = frappe.get_all(
		JOURNAL, filters={"fsm_part_row": ["in", sorted(rows) or [""]], "docstatus": 1}, pluck="fsm_part_row"
	)
	return set(found)


def _posted(row: str) -> list[tuple]:
	"""What the stock has booked for the row: account, cost center and cost."""
	entry, detail, ledger = (
		frappe.qb.DocType("Stock Entry"),
		frappe.qb.DocType("Stock Entry Detail"),
		frappe.qb.DocType("Stock Ledger Entry"),
	)
	rows = (
		frappe.qb.from_(detail)
		.join(entry)
		.on(entry.name == detail.parent)
		.join(ledger)
		.on((ledger.voucher_no == entry.name) & (ledger.voucher_detail_no == detail.name))
		.select(detail.expense_account, detail.cost_center, Sum(ledger.stock_value_difference))
		.where((detail.fsm_part_row == row) & (entry.docstatus == 1) & (ledger.is_cancelled == 0))
		.where(entry.purpose != "Material Transfer")
		.groupby(detail.expense_account, detail.cost_center)
		.run()
	)
	return [(account, center, -flt(value)) for account, center, value in rows]


def _moved(row: str) -> list[tuple]:
	"""What was moved of it, alike."""
	entry, line = frappe.qb.DocType(JOURNAL), frappe.qb.DocType("Journal Entry Account")
	rows = (
		frappe.qb.from_(line)
		.join(entry)
		.on(entry.name == line.parent)
		.select(line.account, Sum(line.debit_in_account_currency - line.credit_in_account_currency))
		.where((entry.fsm_part_row == row) & (entry.docstatus == 1))
		.groupby(line.account)
		.run()
	)
	return [(account, None, flt(value)) for account, value in rows]


def _entries(row: str) -> list[str]:
	return frappe.get_all(
		JOURNAL, filters={"fsm_part_row": row, "docstatus": 1}, pluck="name", order_by="creation desc"
	)


def _post(ticket, row: str, lines: dict[str, float], cost_center: str | None) -> None:
	center = cost_center or frappe.get_cached_value("Company", ticket.company, "cost_center")
	entry = frappe.get_doc(
		{
			"doctype": JOURNAL,
			"voucher_type": JOURNAL,
			"company": ticket.company,
			"posting_date": nowdate(),
			"user_remark": _("Parts of {0}: who pays was changed.").format(ticket.name),
			"fsm_ticket": ticket.name,
			"fsm_part_row": row,
			"accounts": [
				{
					"account": account,
					"debit_in_account_currency": max(amount, 0),
					"credit_in_account_currency": max(-amount, 0),
					"cost_center": center,
					"project": ticket.project,
				}
				for account, amount in sorted(lines.items())
			],
		}
	)
	# Whoever may say who pays brings this about; they need not keep the books.
	entry.flags.ignore_permissions = True
	entry.insert().submit()


def _cancel(name: str) -> None:
	entry = frappe.get_doc(JOURNAL, name)
	entry.flags.ignore_permissions = True  # the posting whose cost it moved is undone
	entry.cancel()
