"""What a customer has, for the links of a ticket: serial numbers, assets, projects and items (C3).

A dispatcher or an engineer need not have a role of ERPNext that reads these. What the service needs to choose the device
of a ticket is told to whoever may write tickets, of customers of whom the user may be told (callers) and, to an engineer,
only of those for whom there is a ticket that the engineer sees.
"""

import frappe
from frappe import _

from fsm_app.common.roles import SEES_ALL_TICKETS
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import callers

SERIAL_NO, ASSET, PROJECT, ITEM = "Serial No", "Asset", "Project", "Item"
# The field that describes a document in the list of choices.
DESCRIBED_BY = {SERIAL_NO: "item_name", ASSET: "asset_name", PROJECT: "project_name", ITEM: "item_name"}
MOST = 50


class LinkNotOffered(frappe.PermissionError):
	"""A document type or a customer of which the user may not be told."""


def choices(
	doctype: str, customer: str, text: str = "", start: int = 0, length: int = 20
) -> list[tuple[str, str]]:
	"""Name and description of the customer's documents of `doctype` in which `text` stands. Raises LinkNotOffered."""
	_require(doctype, customer)
	like = ["like", f"%{text.strip()}%"]
	rows = frappe.get_all(
		doctype,
		filters=_of_customer(doctype, customer),
		or_filters={"name": like, DESCRIBED_BY[doctype]: like},
		fields=["name", DESCRIBED_BY[doctype]],
		order_by="name",
		limit_start=max(start, 0),
		limit_page_length=min(max(length, 1), MOST),
	)
	return [(row.name, row.get(DESCRIBED_BY[doctype]) or "") for row in rows]


def is_of_customer(doctype: str, name: str, customer: str) -> bool:
	"""Whether the document is one that `choices` offers. Raises LinkNotOffered."""
	_require(doctype, customer)
	filters = [["name", "=", name], *_as_list(_of_customer(doctype, customer))]
	return bool(frappe.get_all(doctype, filters=filters, limit_page_length=1))


def _of_customer(doctype: str, customer: str) -> dict:
	if doctype == ITEM:
		owned = frappe.get_all(
			SERIAL_NO, filters={"customer": customer}, pluck="item_code", distinct=True, limit_page_length=0
		)
		return {"name": ["in", sorted(set(filter(None, owned)))]}
	return {"customer": customer}


def _as_list(filters: dict) -> list:
	return [
		[field, *(value if isinstance(value, list) else ("=", value))] for field, value in filters.items()
	]


def _require(doctype: str, customer: str) -> None:
	if doctype not in DESCRIBED_BY:
		frappe.throw(
			_("{0} is not offered here. Choose another document type.").format(_(doctype)), LinkNotOffered
		)
	if not (frappe.has_permission(TICKET, "write") or frappe.has_permission(TICKET, "create")):
		frappe.throw(
			_("This is for those who do the service. Ask an administrator for a service role."),
			LinkNotOffered,
		)
	if not customer or not callers.is_visible(customer) or not _is_served(customer):
		frappe.throw(
			_("You may not be told of this customer. Choose the ticket's customer first."), LinkNotOffered
		)


def _is_served(customer: str) -> bool:
	roles = set(frappe.get_roles())
	if frappe.session.user == "Administrator" or roles & SEES_ALL_TICKETS:
		return True
	return bool(frappe.get_list(TICKET, filters={"customer": customer}, limit_page_length=1))
