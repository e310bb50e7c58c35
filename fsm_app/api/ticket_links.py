"""Choosing a ticket's device where the user has no role of ERPNext that reads it (C3)."""

import frappe

from fsm_app.service_desk import customer_links


@frappe.whitelist(methods=["GET", "POST"])  # the Desk's link fields post
def choices(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | None = None,
	**_kwargs,
) -> list:
	"""The query of the ticket's link fields: the documents of the customer that `filters` names; none without one."""
	customer = _customer(filters)
	return customer_links.choices(doctype, customer, txt, start, page_len) if customer else []


@frappe.whitelist(methods=["GET"])
def validate(doctype: str, name: str, customer: str) -> dict:
	"""Whether `name` is one of the customer's, as `name`; empty where it is not."""
	return {"name": name} if customer_links.is_of_customer(doctype, name, customer) else {}


def _customer(filters: dict | None) -> str:
	customer = (filters or {}).get("customer") if isinstance(filters, dict) else None
	return customer if isinstance(customer, str) else ""
