"""Lists of protective equipment: what a job asks of it (L1)."""

import frappe
from frappe import _
from frappe.utils import cstr

ALL_JOBS, OF_CATEGORY, NAMED = "All Jobs on Site", "Offerings of a Category", "Offerings That Name It"


class PPEListError(frappe.ValidationError):
	"""A list that says nothing, or the same twice."""


def validate_list(ppe_list) -> None:
	"""Refuse a list without a category where it needs one, and items that are empty or stand there twice."""
	if ppe_list.applies_to == OF_CATEGORY and not ppe_list.category:
		frappe.throw(_("Category: choose the one whose offerings ask for this equipment."), PPEListError)
	if ppe_list.applies_to != OF_CATEGORY:
		ppe_list.category = None
	if not ppe_list.items:
		frappe.throw(_("Protective Equipment: enter what is to be checked."), PPEListError)
	check_items(ppe_list)


def check_items(document) -> None:
	"""Refuse rows of equipment that are empty or stand there twice."""
	seen = set()
	for row in document.items:
		row.item = cstr(row.item).strip()
		if not row.item:
			frappe.throw(_("Protective Equipment, row {0}: name the item.").format(row.idx), PPEListError)
		if row.item in seen:
			frappe.throw(
				_("Protective Equipment, row {0}: {1} stands there already. Delete one of the rows.").format(
					row.idx, frappe.bold(row.item)
				),
				PPEListError,
			)
		seen.add(row.item)
