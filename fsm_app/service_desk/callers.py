"""Who is calling: the customers behind a telephone number, for the phone form (C2).

Each row of a Contact's numbers carries its significant digits in an indexed field, so a number in any writing is found by
one look into the index. A field holds two numbers at most, as Frappe takes 20 characters; the second has a field of its own.

A dispatcher need not have a role that reads Customer or Contact. What the service needs of them to open a ticket is told
to whoever may open tickets: ID and name of the customer, name and number of the contact, serial numbers with their item.
Where the user does read Customer, Frappe's own rules for that doctype decide; else User Permissions on Customer and
Territory limit what is told, as they limit the tickets that the user sees.
"""

import frappe
from frappe.permissions import filter_allowed_docs_for_doctype, get_user_permissions
from frappe.query_builder.functions import Coalesce

from fsm_app.engine.phone_numbers import numbers_in
from fsm_app.engine.stages import ENDED, FINISHED, TICKET

NUMBER, SECOND_NUMBER = "fsm_number", "fsm_second_number"
BATCH = 500
# More than these on one number is a switchboard: the caller is asked.
MOST_CUSTOMERS = 20
MOST_DEVICES = 100
MOST_TICKETS = 50


def keep_numbers(contact, event: str | None = None) -> None:
	"""Before a Contact is saved: each of its numbers gets its significant digits."""
	if contact.phone_nos:
		country = home_country()
		for row in contact.phone_nos:
			row.update(_digits_of(row.phone, country))


def home_country() -> str | None:
	"""The site's country as two letters: there numbers without a country code are dialled."""
	country = frappe.db.get_single_value("System Settings", "country", cache=True)
	return frappe.get_cached_value("Country", country, "code") if country else None


def number_contacts(all_again: bool = False) -> None:
	"""Give the numbers of contacts that were saved before the app came their significant digits; batches, each committed.

	`all_again` does so for those that have some, too.
	"""
	phone, country, last = frappe.qb.DocType("Contact Phone"), home_country(), ""
	while rows := (
		frappe.qb.from_(phone)
		.select(phone.name, phone.phone)
		.where(
			(phone.name > last)
			& (Coalesce(phone[NUMBER], "") == "" if not all_again else phone.name.isnotnull())
		)
		.orderby(phone.name)
		.limit(BATCH)
		.run()
	):
		for name, number in rows:
			# A write for each row: their values have nothing in common.
			frappe.db.set_value("Contact Phone", name, _digits_of(number, country), update_modified=False)
		frappe.db.commit()
		last = rows[-1][0]


def _digits_of(text: str | None, country: str | None) -> dict:
	first, second = (*numbers_in(text, country), None, None)[:2]
	return {NUMBER: first, SECOND_NUMBER: second}


def enqueue_number_contacts(all_again: bool = False) -> None:
	"""Have `number_contacts` run in the background, once."""
	frappe.enqueue(
		"fsm_app.service_desk.callers.number_contacts",
		queue="long",
		job_id="fsm_app.number_contacts",
		deduplicate=True,
		enqueue_after_commit=True,
		all_again=all_again,
	)


def find_caller(number: str) -> dict:
	"""Whom the number belongs to, and what they have: `number` (its digits), `matches`, `equipment` and `tickets`.

	Where several numbers were typed, whoever has one of them matches.

	`matches` are dicts of customer, customer_name, contact, contact_name and phone; `equipment` of serial_no, item_code,
	item_name and customer; `tickets`, the open ones that the user may see, of name, subject, stage, priority, opened_at
	and customer. Empty lists where nobody is known.
	"""
	digits = numbers_in(number, home_country())
	matches = _contacts_with(digits) if digits else []
	allowed = _visible({row.customer for row in matches})
	matches = [row for row in matches if row.customer in allowed]
	return {"number": digits[0] if digits else None, "matches": matches, **of_customers(allowed)}


def of_customers(customers) -> dict:
	"""`equipment` and `tickets` of these customers, as in find_caller."""
	if not customers:
		return {"equipment": [], "tickets": []}
	mine = ["in", sorted(customers)]
	return {
		"equipment": frappe.get_all(
			"Serial No",
			filters={"customer": mine},
			fields=["name as serial_no", "item_code", "item_name", "customer"],
			order_by="name",
			limit=MOST_DEVICES,
		),
		"tickets": frappe.get_list(
			TICKET,
			filters={"customer": mine, "stage": ["not in", sorted(FINISHED | ENDED)]},
			fields=["name", "subject", "stage", "priority", "opened_at", "customer"],
			order_by="opened_at desc",
			limit=MOST_TICKETS,
		),
	}


def find_customers(text: str) -> list[dict]:
	"""Customers whose ID or name has `text` in it, as `value`, `label` and `description`, for whom no number is known."""
	like = f"%{text.strip()}%"
	found = frappe.get_all(
		"Customer",
		filters={"disabled": 0},
		or_filters={"name": ["like", like], "customer_name": ["like", like]},
		fields=["name", "customer_name"],
		order_by="customer_name",
		limit=MOST_CUSTOMERS,
	)
	allowed = _visible({row.name for row in found})
	return [
		{"value": row.name, "label": row.customer_name, "description": row.name}
		for row in found
		if row.name in allowed
	]


def is_visible(customer: str) -> bool:
	"""Whether the user may be told of this customer."""
	return customer in _visible({customer})


def _contacts_with(digits: list[str]) -> list:
	phone, contact, link, customer = (
		frappe.qb.DocType(name) for name in ("Contact Phone", "Contact", "Dynamic Link", "Customer")
	)
	return (
		frappe.qb.from_(phone)
		.join(contact)
		.on(contact.name == phone.parent)
		.join(link)
		.on(
			(link.parent == contact.name) & (link.parenttype == "Contact") & (link.link_doctype == "Customer")
		)
		.join(customer)
		.on(customer.name == link.link_name)
		.select(
			customer.name.as_("customer"),
			customer.customer_name,
			contact.name.as_("contact"),
			contact.full_name.as_("contact_name"),
			phone.phone,
		)
		.where(phone[NUMBER].isin(digits) | phone[SECOND_NUMBER].isin(digits))
		.where((phone.parenttype == "Contact") & (customer.disabled == 0))
		.orderby(customer.customer_name)
		.orderby(contact.name)
		.limit(MOST_CUSTOMERS)
		.run(as_dict=True)
	)


def _visible(customers: set[str]) -> set[str]:
	"""Those of the customers that the user may be told of; see the top of this file."""
	if not customers:
		return set()
	mine = {"name": ["in", sorted(customers)]}
	if frappe.has_permission("Customer", "read"):
		return set(frappe.get_list("Customer", filters=mine, pluck="name", limit=0))
	limits = get_user_permissions(frappe.session.user)
	allowed = {
		doctype: filter_allowed_docs_for_doctype(limits.get(doctype, []), TICKET, with_default_doc=False)
		for doctype in ("Customer", "Territory")
	}
	rows = frappe.get_all("Customer", filters=mine, fields=["name", "territory"])
	return {
		row.name
		for row in rows
		if (not allowed["Customer"] or row.name in allowed["Customer"])
		and (not allowed["Territory"] or not row.territory or row.territory in allowed["Territory"])
	}
