"""A company's stock for tests: warehouses and accounts, items, receipts, vans; alike on every host."""

import frappe
from frappe.utils import today

from fsm_app.spare_parts import settings, vans
from tests import host
from tests.app import factories as f

PLACES = {
	"store_warehouse": ("Test Parts Store", 0),
	"van_parent_warehouse": ("Test Vans", 1),
	"transit_warehouse": ("Test Parts in Transit", 0),
	"defective_warehouse": ("Test Defective Parts", 0),
}


def company_stock(company: str | None = None, mode: str = settings.PERSONAL_STOCK, **instead) -> frappe._dict:
	"""The company's row of the settings, with a warehouse of its own for each purpose, and the mode.

	`instead` gives other values, such as `transit_warehouse=None` for a company that sends parts straight into the vans.
	"""
	company = company or f.company()
	if not host.ON_BENCH:
		_open_books(company)
	row = {"company": company, "warranty_cost_account": account("Test Warranty Costs", company)}
	row["cost_center"] = frappe.db.get_value("Company", company, "cost_center")
	for field, (name, is_group) in PLACES.items():
		row[field] = warehouse(name, company, is_group)
	row.update(instead)
	stored = frappe.get_doc("Spare Parts Settings")
	stored.mode = mode
	stored.companies = [other for other in stored.companies if other.company != company]
	stored.append("companies", row)
	stored.save(ignore_permissions=True)
	return frappe._dict(row)


def warehouse(name: str, company: str | None = None, is_group: int = 0) -> str:
	"""A warehouse of the company, directly under its root."""
	company = company or f.company()
	found = frappe.db.get_value("Warehouse", {"warehouse_name": name, "company": company})
	if found:
		return found
	root = frappe.db.get_value(
		"Warehouse", {"company": company, "is_group": 1, "parent_warehouse": ["is", "not set"]}
	)
	# ERPNext keeps the accounts of all warehouses for the request, which a test is to it
	frappe.flags.pop("warehouse_account_map", None)
	return f.make(
		"Warehouse", warehouse_name=name, company=company, is_group=is_group, parent_warehouse=root
	).name


def account(name: str, company: str | None = None, root_type: str = "Expense", **values) -> str:
	"""An account of the company, directly under a root of its kind."""
	company = company or f.company()
	found = frappe.db.get_value("Account", {"account_name": name, "company": company})
	if found:
		return found
	root = frappe.db.get_value(
		"Account",
		{"company": company, "is_group": 1, "root_type": root_type, "parent_account": ["is", "not set"]},
	)
	return f.make(
		"Account", account_name=name, company=company, parent_account=root, root_type=root_type, **values
	).name


def _open_books(company: str) -> None:
	"""What ERPNext makes with a company and devsite does not: accounts, a cost center, the root of the warehouses."""
	if frappe.db.get_value("Company", company, "cost_center"):
		return
	for root_type in ("Asset", "Expense", "Income"):
		doc = frappe.get_doc(
			{
				"doctype": "Account",
				"account_name": f"{root_type}s",
				"company": company,
				"is_group": 1,
				"root_type": root_type,
			}
		)
		doc.flags.ignore_mandatory = True
		doc.insert(ignore_permissions=True)
	values = {
		"default_inventory_account": account("Stock In Hand", company, "Asset", account_type="Stock"),
		"default_receivable_account": account("Debtors", company, "Asset", account_type="Receivable"),
		"stock_adjustment_account": account("Stock Adjustment", company),
		"default_expense_account": account("Cost of Goods Sold", company),
		"default_income_account": account("Sales", company, "Income"),
		"enable_perpetual_inventory": 1,
	}
	center = frappe.get_doc({"doctype": "Cost Center", "cost_center_name": "Main", "company": company})
	center.flags.ignore_mandatory = True
	values["cost_center"] = center.insert(ignore_permissions=True).name
	frappe.db.set_value("Company", company, values)
	frappe.clear_document_cache("Company", company)
	f.make("Warehouse", warehouse_name="All Warehouses", company=company, is_group=1)


def stocked_item(code: str, serial: bool = False, batch: bool = False, **values) -> str:
	"""An item that is kept in stock, numbered one by one or in batches where it is asked for."""
	numbers = "enable_serial_and_batch_no_for_item"  # version 16 has it, and it is off there
	if (serial or batch) and frappe.get_meta("Stock Settings").has_field(numbers):
		frappe.db.set_single_value("Stock Settings", numbers, 1)
	values = {
		"item_name": code,
		"item_group": _item_group(),
		"stock_uom": "Nos",
		"is_stock_item": 1,
		"has_serial_no": int(serial),
		"has_batch_no": int(batch),
		"valuation_method": "Moving Average",
		**values,
	}
	return f.make("Item", name=code, item_code=code, **values).name


def _item_group() -> str:
	return f.make(
		"Item Group",
		name="Test Spare Parts",
		item_group_name="Test Spare Parts",
		parent_item_group="All Item Groups",
	).name


def batch_of(item: str, batch: str, expires: str | None = None) -> str:
	"""A batch of the item."""
	if expires:
		frappe.db.set_value("Item", item, "has_expiry_date", 1)
	return f.make("Batch", name=batch, batch_id=batch, item=item, expiry_date=expires).name


def receive(item: str, warehouse: str, qty: float, rate: float = 10, serials=(), batch: str | None = None):
	"""Bring an item into a warehouse at a rate: a submitted Stock Entry."""
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": frappe.db.get_value("Warehouse", warehouse, "company"),
			"items": [
				{
					"item_code": item,
					"qty": qty,
					"t_warehouse": warehouse,
					"basic_rate": rate,
					"use_serial_batch_fields": 1,
					"serial_no": "\n".join(serials),
					"batch_no": batch,
				}
			],
		}
	)
	entry.flags.ignore_permissions = True
	entry.insert()
	return entry.submit()


def van_for(engineer: str, company: str | None = None) -> str:
	"""The warehouse of the engineer's van."""
	return vans.make_van(engineer, company or f.company())


def balance(item: str, warehouse: str) -> float:
	"""How much of the item lies in the warehouse."""
	return frappe.db.get_value("Bin", {"item_code": item, "warehouse": warehouse}, "actual_qty") or 0.0


def value(item: str, warehouse: str) -> float:
	"""What the item in the warehouse is worth."""
	return frappe.db.get_value("Bin", {"item_code": item, "warehouse": warehouse}, "stock_value") or 0.0


def in_a_week() -> str:
	"""A day on which parts are needed."""
	return str(frappe.utils.add_days(today(), 7))
