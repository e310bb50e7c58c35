"""Whose data a Service Data Request is about, and which documents of the app speak of them (D3)."""

from dataclasses import dataclass

import frappe
from frappe import _

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.ticket_caller import tickets_of_callers

CONTACT, CUSTOMER, ENGINEER = "Contact", "Customer", "Service Engineer"


class NotOnePerson(frappe.ValidationError):
	"""A company has no personal data; the people who work there have."""


@dataclass(frozen=True)
class Person:
	"""`doctype` and `name` of the document that stands for the person; `emails` and `phones` by which the app knows them."""

	doctype: str
	name: str
	title: str
	language: str
	emails: tuple[str, ...] = ()
	phones: tuple[str, ...] = ()
	user: str | None = None


def person_of(doctype: str, name: str) -> Person:
	"""The person behind a Contact, a Customer who is an individual, or a Service Engineer. Raises NotOnePerson."""
	if doctype == CONTACT:
		return _contact(name)
	if doctype == CUSTOMER:
		return _customer(name)
	title, user = frappe.db.get_value(ENGINEER, name, ["engineer_name", "user"])
	return Person(ENGINEER, name, title, _language(user), user=user)


def tickets_of(person: Person) -> list[dict]:
	"""The tickets (name, stage) that a customer's person has asked for, or that an engineer has in hand or had."""
	if person.doctype != CONTACT:
		field = "customer" if person.doctype == CUSTOMER else "engineer"
		return _tickets({field: person.name})
	names = set(tickets_of_callers({"contact": person.name}))
	# A ticket that names another contact is that contact's, though both have the same telephone.
	for field, values in (("contact_email", person.emails), ("contact_phone", person.phones)):
		if values:
			names.update(tickets_of_callers({field: ["in", values], "contact": ["is", "not set"]}))
	return _tickets({"name": ["in", sorted(names)]}) if names else []


def messages_elsewhere(person: Person, tickets: list[str]) -> list[dict]:
	"""The messages (name, ticket, stage) that a contact has written on tickets of others."""
	if person.doctype != CONTACT or not person.emails:
		return []
	rows = frappe.get_all(
		"Communication",
		filters={"reference_doctype": TICKET, "sender": ["in", person.emails]},
		fields=["name", "reference_name as ticket"],
		limit_page_length=0,
	)
	rows = [row for row in rows if row.ticket not in set(tickets)]
	stages = {row.name: row.stage for row in _tickets({"name": ["in", [row.ticket for row in rows] or [""]]})}
	return [frappe._dict(row, stage=stages.get(row.ticket)) for row in rows]


def left_elsewhere(person: Person) -> list[str]:
	"""The documents of ERPNext and Frappe about the person, which their owners must see to: `Doctype name` each."""
	if person.doctype == ENGINEER:
		found = [("Employee", frappe.db.get_value(ENGINEER, person.name, "employee")), ("User", person.user)]
	else:
		found = [(person.doctype, person.name), ("User", person.user)]
		links = {"link_doctype": person.doctype, "link_name": person.name}
		parents = {"parenttype": ["in", ["Contact", "Address"]]}
		found += frappe.get_all(
			"Dynamic Link", filters={**links, **parents}, fields=["parenttype", "parent"], as_list=True
		)
		if person.doctype == CONTACT:
			found.append(("Address", frappe.db.get_value(CONTACT, person.name, "address")))
		found += _requests(person)
	return [f"{_(doctype)} {name}" for doctype, name in dict.fromkeys(map(tuple, found)) if name]


def _requests(person: Person) -> list[tuple[str, str]]:
	"""ERPNext's own requests out of which the person's tickets came."""
	names = [row.name for row in tickets_of(person)]
	rows = frappe.get_all(
		TICKET,
		filters={"name": ["in", names or [""]]},
		fields=["issue", "warranty_claim"],
		limit_page_length=0,
	)
	return [("Issue", row.issue) for row in rows] + [("Warranty Claim", row.warranty_claim) for row in rows]


def _contact(name: str) -> Person:
	contact = frappe.get_doc(CONTACT, name)
	title = " ".join(filter(None, [contact.first_name, contact.last_name])) or name
	emails = {row.email_id for row in contact.email_ids} | {contact.email_id}
	phones = {row.phone for row in contact.phone_nos} | {contact.phone, contact.mobile_no}
	return Person(
		CONTACT,
		name,
		title,
		_language(contact.user),
		tuple(sorted(emails - {None, ""})),
		tuple(sorted(phones - {None, ""})),
		contact.user,
	)


def _customer(name: str) -> Person:
	title, kind = frappe.db.get_value(CUSTOMER, name, ["customer_name", "customer_type"])
	if kind != "Individual":
		frappe.throw(
			_(
				"Name: {0} is a company, not a person. Make the request for the Contact, or set the customer's type to Individual."
			).format(title),
			NotOnePerson,
		)
	language = frappe.db.get_value(CUSTOMER, name, "language")
	return Person(CUSTOMER, name, title, language or _language(None))


def _language(user: str | None) -> str:
	return (user and frappe.db.get_value("User", user, "language")) or frappe.db.get_default("lang") or "en"


def _tickets(filters: dict) -> list[dict]:
	return frappe.get_all(
		TICKET, filters=filters, fields=["name", "stage"], order_by="name", limit_page_length=0
	)
