"""To which account the cost of a part goes (F2)."""

import frappe

from fsm_app.engine.coverage import borne_by_us
from fsm_app.spare_parts.settings import of_company


def expense_account(company: str, coverage: str | None, item_code: str | None = None) -> str | None:
	"""The warranty cost account where the customer does not pay and the company has one, else where ERPNext books the item.

	Without an `item_code` the latter is None: ERPNext finds it by itself when it posts.
	"""
	if borne_by_us(coverage) and (account := of_company(company).get("warranty_cost_account")):
		return account
	return _as_erpnext_books(company, item_code) if item_code else None


def _as_erpnext_books(company: str, item_code: str) -> str | None:
	"""As a Material Issue finds it: the item's own, its group's, the company's for stock adjustments."""
	group = frappe.get_cached_value("Item", item_code, "item_group")
	for parenttype, parent in (("Item", item_code), ("Item Group", group)):
		filters = {"parenttype": parenttype, "parent": parent, "company": company}
		if account := frappe.db.get_value("Item Default", filters, "expense_account"):
			return account
	return frappe.get_cached_value("Company", company, "stock_adjustment_account")
