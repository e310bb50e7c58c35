"""Customers' people and what they need in the portal, for tests; alike on every host."""

import frappe

from tests.app import factories as f

CUSTOMER, OTHER, SECOND = "Portal Customer", "Other Portal Customer", "A Second Customer"
ANNA, BERTA = "anna@portal-customer.example.com", "berta@other-customer.example.com"


def user(email: str) -> str:
	return f.user(email, "Customer")


def name_as_portal_user(email: str, customer: str) -> None:
	document = frappe.get_doc("Customer", customer)
	document.append("portal_users", {"user": email})
	document.save(ignore_permissions=True)


def portal_user(email: str, customer: str) -> str:
	"""A website user whom the customer's Portal Users name."""
	user(email)
	name_as_portal_user(email, customer)
	return email


def contact(email: str, customer: str, owner: str = "Administrator") -> str:
	"""A contact with the address, linked to the customer, that `owner` has made."""
	made = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": f"Contact of {customer}",
			"email_ids": [{"email_id": email, "is_primary": 1}],
			"links": [{"link_doctype": "Customer", "link_name": customer}],
		}
	).insert(ignore_permissions=True)
	frappe.db.set_value("Contact", made.name, "owner", owner)
	return made.name


def offering(name: str = "Repair for Customers", **values) -> str:
	"""An offering that customers may choose."""
	before = frappe.session.user
	frappe.set_user("Administrator")
	try:
		return f.offering(name, portal=1, **values)
	finally:
		frappe.set_user(before)


def remote_offering() -> str:
	name = offering("Remote Help")
	frappe.db.set_value("Service Offering", name, "delivery", "Remote")
	frappe.clear_document_cache("Service Offering", name)
	return name


def serial_no(name: str, customer: str) -> str:
	"""A device of the customer. Written as a row: how it came into stock is ERPNext's affair."""
	if not frappe.db.exists("Serial No", name):
		frappe.get_doc(
			{
				"doctype": "Serial No",
				"name": name,
				"serial_no": name,
				"item_code": "TEST-PUMP",
				"item_name": "Pump 200",
				"customer": customer,
				"status": "Delivered",
			}
		).db_insert()
	return name


def settings() -> None:
	"""The company and offering for requests that name none."""
	document = frappe.get_doc("Field Service Settings")
	document.update({"default_company": f.company(), "default_offering": f.offering()})
	document.save(ignore_permissions=True)


def no_gates() -> None:
	"""Let engineers finish without evidence: it is not what these tests are about."""
	frappe.db.delete("Service Offering Evidence")
