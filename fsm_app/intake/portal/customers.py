"""Which customers a website user speaks for: the one answer behind every page and function of the portal (D3)."""

import frappe
from frappe import _

from fsm_app.engine.stages import TICKET
from fsm_app.intake.contacts_made_by_us import made_by_us

CUSTOMER_ROLE = "Customer"


class NotACustomer(frappe.PermissionError):
	"""A user who speaks for no customer asks for the customer portal."""


def customers_of(user: str | None = None) -> list[str]:
	"""Names of the enabled customers for whom `user` (default: the session's) speaks, in alphabetical order.

	Those whose Portal Users name the user, as ERPNext's own portal has it, and those of contacts with that user or e-mail
	address. The user needs the role Customer.
	"""
	user = user or frappe.session.user
	if user == "Guest" or CUSTOMER_ROLE not in frappe.get_roles(user):
		return []
	names = frappe.get_all("Portal User", filters={"user": user, "parenttype": "Customer"}, pluck="parent")
	names += _customers_of_contacts(user)
	if not names:
		return []
	return frappe.get_all(
		"Customer", filters={"name": ["in", names], "disabled": 0}, pluck="name", order_by="name"
	)


def require_customers() -> list[str]:
	"""The customers of the session's user; refuses (NotACustomer) one who has none."""
	if customers := customers_of():
		return customers
	frappe.throw(
		_("Your account belongs to no customer. Ask us to add it to your company's portal users."),
		NotACustomer,
	)


def own_ticket(name: str):
	"""The ticket `name` of one of the session user's customers, as a document.

	Another customer's ticket and one that does not exist are refused with the same DoesNotExistError (404), which names
	no doctype: Frappe would turn it into 'not permitted' for some.
	"""
	found = name and frappe.db.get_value(TICKET, {"name": name, "customer": ["in", require_customers()]})
	if not found:
		frappe.throw(
			_("This ticket was not found. Open it from the list of your tickets."), frappe.DoesNotExistError
		)
	return frappe.get_doc(TICKET, found)


def addresses_of(customer: str) -> set[str]:
	"""E-mail addresses and users (the same in Frappe) of the customer's people, in lower case.

	Those are its portal users and its contacts.
	"""
	found = frappe.get_all(
		"Portal User", filters={"parent": customer, "parenttype": "Customer"}, pluck="user", distinct=True
	)
	contacts = made_by_us(
		frappe.get_all(
			"Dynamic Link",
			filters={"parenttype": "Contact", "link_doctype": "Customer", "link_name": customer},
			pluck="parent",
		)
	)
	if contacts:
		found += frappe.get_all(
			"Contact Email", filters={"parent": ["in", contacts], "parenttype": "Contact"}, pluck="email_id"
		)
		found += frappe.get_all("Contact", filters={"name": ["in", contacts]}, pluck="user")
	return {address.lower() for address in found if address}


def sender() -> tuple[str, str]:
	"""E-mail address and full name of the session's user."""
	return frappe.db.get_value("User", frappe.session.user, ["email", "full_name"])


def contact_of(user: str, customer: str) -> str | None:
	"""The user's own contact with the customer, if there is one."""
	contacts = _contacts_of(user)
	if not contacts:
		return None
	return frappe.db.get_value(
		"Dynamic Link",
		{
			"parent": ["in", contacts],
			"parenttype": "Contact",
			"link_doctype": "Customer",
			"link_name": customer,
		},
		"parent",
	)


def _customers_of_contacts(user: str) -> list[str]:
	contacts = _contacts_of(user)
	if not contacts:
		return []
	return frappe.get_all(
		"Dynamic Link",
		filters={"parent": ["in", contacts], "parenttype": "Contact", "link_doctype": "Customer"},
		pluck="link_name",
	)


def _contacts_of(user: str) -> list[str]:
	"""Names of the contacts with the user or the user's e-mail address."""
	names = frappe.get_all("Contact", filters={"user": user}, pluck="name")
	names += frappe.get_all(
		"Contact Email", filters={"email_id": user, "parenttype": "Contact"}, pluck="parent"
	)
	return made_by_us(names)
