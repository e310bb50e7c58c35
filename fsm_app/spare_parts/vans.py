"""The engineers' vans: for each engineer and company one warehouse of ERPNext (F1)."""

import frappe
from frappe import _

from fsm_app.spare_parts import settings

VAN = "Engineer Van"


class NoVan(frappe.ValidationError):
	"""A van that there is not, or that does not fit its engineer or company."""


def van_of(engineer: str | None, company: str) -> str | None:
	"""The warehouse of the engineer's van in the company; None where there is none in use."""
	if not engineer:
		return None
	return frappe.db.get_value(VAN, {"engineer": engineer, "company": company, "disabled": 0}, "warehouse")


def engineer_of(warehouse: str | None) -> str | None:
	"""The engineer whose van the warehouse is; None where it is nobody's."""
	return frappe.db.get_value(VAN, {"warehouse": warehouse}, "engineer") if warehouse else None


def make_van(engineer: str, company: str) -> str:
	"""The warehouse of the engineer's van in the company, made where there is none yet."""
	found = frappe.db.get_value(
		VAN, {"engineer": engineer, "company": company}, ["name", "warehouse", "disabled"], as_dict=True
	)
	if found and found.disabled:
		frappe.throw(
			_("{0} is disabled. Untick Disabled there before parts are sent to it.").format(
				frappe.bold(found.name)
			),
			NoVan,
		)
	if found:
		return found.warehouse
	van = frappe.get_doc({"doctype": VAN, "engineer": engineer, "company": company})
	# Whoever may ask for parts needs a place to which they go; it is made by the settings, not by choice.
	return van.insert(ignore_permissions=True).warehouse


def validate_van(van) -> None:
	"""Before saving: the warehouse is of the company and nobody else's; one is made where none is named."""
	_check_levels(van)
	if not van.warehouse:
		van.warehouse = _make_warehouse(van)
		return
	found = frappe.db.get_value("Warehouse", van.warehouse, ["company", "is_group"], as_dict=True)
	if not found:
		return  # a missing one is refused after this, by its name
	if found.is_group or found.company != van.company:
		frappe.throw(
			_(
				"Warehouse: {0} is a group or belongs to another company. Choose one of {1} that holds stock."
			).format(frappe.bold(van.warehouse), van.company),
			NoVan,
		)
	other = frappe.db.get_value(VAN, {"warehouse": van.warehouse, "name": ["!=", van.name or ""]})
	if other:
		frappe.throw(
			_("Warehouse: {0} is that of {1} already. Choose another one.").format(
				frappe.bold(van.warehouse), frappe.bold(other)
			),
			NoVan,
		)


def _check_levels(van) -> None:
	seen = set()
	for row in van.levels:
		if row.item_code in seen:
			frappe.throw(
				_("Levels, row {0}: {1} stands there already. Delete one of the rows.").format(
					row.idx, row.item_code
				),
				NoVan,
			)
		seen.add(row.item_code)
		if row.fill_up_to_qty < row.minimum_qty:
			frappe.throw(
				_("Levels, row {0}: Fill Up To is below Minimum. Enter at least {1}.").format(
					row.idx, f"{row.minimum_qty:g}"
				),
				NoVan,
			)


def _make_warehouse(van) -> str:
	parent = settings.needed(van.company, "van_parent_warehouse")
	warehouse = frappe.get_doc(
		{
			"doctype": "Warehouse",
			# Without the person's name, which ERPNext would keep when they are to be forgotten.
			"warehouse_name": f"Van {van.engineer}",
			"company": van.company,
			"parent_warehouse": parent,
		}
	)
	# ERPNext keeps the accounts of all warehouses for the request: what is posted to this one in it would find none.
	frappe.flags.pop("warehouse_account_map", None)
	return warehouse.insert(ignore_permissions=True).name  # see make_van
