"""How a company keeps its spare parts: written down only, as stock of the engineers' vans, or with the defective returned (F1)."""

from collections.abc import Mapping

import frappe
from frappe import _

SETTINGS = "Spare Parts Settings"
LOG_ONLY, PERSONAL_STOCK, CLOSED_LOOP = MODES = ("Log Only", "Personal Stock", "Closed Loop")
WAREHOUSES = ("store_warehouse", "van_parent_warehouse", "transit_warehouse", "defective_warehouse")


class NotSetUp(frappe.ValidationError):
	"""Something that the settings do not say, or say wrongly."""


def mode() -> str:
	"""One of MODES; Log Only until an administrator chooses."""
	return frappe.get_cached_doc(SETTINGS).mode or LOG_ONLY


def posts() -> bool:
	"""Whether parts are moved in ERPNext's stock."""
	return mode() != LOG_ONLY


def of_company(company: str | None) -> Mapping:
	"""The company's row of the settings; an empty one where it has none."""
	rows = frappe.get_cached_doc(SETTINGS).companies
	return next((row for row in rows if row.company == company), None) or frappe._dict(company=company)


def needed(company: str, field: str) -> str:
	"""A value of the company's row; refused in words that name the field where it is empty."""
	value = of_company(company).get(field)
	if not value:
		label = frappe.get_meta("Spare Parts Company").get_label(field)
		frappe.throw(
			_("Spare Parts Settings, {0}: enter {1}.").format(
				company, frappe.bold(_(label, context="Spare Parts Company"))
			),
			NotSetUp,
		)
	return value
