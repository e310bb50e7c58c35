"""Child tickets: parts of a larger request that go their own ways, and hold it open until they are through (C1)."""

import frappe
from frappe import _

from fsm_app.engine.stages import ENDED, TICKET
from fsm_app.service_desk.ticket_caller import FIELDS, caller_of

# What a child has in common with its parent unless it says otherwise.
TAKEN_OVER = ("region", "service_tier", "project")
EQUIPMENT = ("serial_no", "item_code", "asset")
NAMES_SHOWN = 10


class ParentRefused(frappe.ValidationError):
	"""A ticket that cannot be the parent of this one."""


class OpenChildren(frappe.ValidationError):
	"""A ticket is neither verified nor closed while a child of it is open."""


def take_over_from_parent(ticket) -> None:
	"""A new child's contact, place and equipment are its parent's where it names none.

	Raises PermissionError for a parent that the user may not see.
	"""
	if not ticket.parent_ticket or not frappe.db.exists(TICKET, ticket.parent_ticket):
		return  # a missing one is refused after this, by its name
	if not ticket.flags.ignore_permissions:
		frappe.has_permission(TICKET, "read", ticket.parent_ticket, throw=True)
	fields = ["customer", *TAKEN_OVER, *EQUIPMENT]
	parent = frappe.db.get_value(TICKET, ticket.parent_ticket, fields, as_dict=True)
	if ticket.customer != parent.customer:
		return  # refused after this
	parent.update(caller_of(ticket.parent_ticket))
	ticket.update({field: parent[field] for field in (*TAKEN_OVER, *FIELDS) if not ticket.get(field)})
	# A child for another device has nothing of its parent's.
	if not any(ticket.get(field) for field in EQUIPMENT):
		ticket.update({field: parent[field] for field in EQUIPMENT})


def check_parent(ticket) -> None:
	"""Refuse a parent of another company or customer, one that has ended, and a circle of parents."""
	before = ticket.get_doc_before_save()
	if before and before.customer != ticket.customer:
		_refuse_other_customer_than_children(ticket)
	if not ticket.parent_ticket or (
		before and (before.parent_ticket, before.customer) == (ticket.parent_ticket, ticket.customer)
	):
		return
	parent = frappe.db.get_value(
		TICKET, ticket.parent_ticket, ["name", "company", "customer", "stage"], as_dict=True
	)
	if (parent.company, parent.customer) != (ticket.company, ticket.customer):
		_refuse(
			_("{0} is for another customer or company than {1}. Choose another ticket, or none."),
			parent.name,
			ticket.name,
		)
	if parent.stage in ENDED:
		_refuse(_("{0} is closed or cancelled. Choose an open ticket, or none."), parent.name)
	if ticket.name in ancestors(ticket, parent.name):
		_refuse(_("{0} is itself a child of {1}. Choose another ticket, or none."), parent.name, ticket.name)


def ancestors(ticket, first: str | None) -> list[str]:
	"""`first` and its parents upwards, among the tickets of `ticket`'s customer; ends where a circle closes."""
	rows = frappe.get_all(
		TICKET,
		filters={"customer": ticket.customer, "company": ticket.company, "parent_ticket": ["is", "set"]},
		fields=["name", "parent_ticket"],
	)
	parent_of = {row.name: row.parent_ticket for row in rows}
	found: list[str] = []
	while first and first not in found:
		found.append(first)
		first = parent_of.get(first)
	return found


def open_children(ticket: str) -> list[str]:
	"""The names of the ticket's children that are neither closed nor cancelled."""
	return frappe.get_all(
		TICKET,
		filters={"parent_ticket": ticket, "stage": ["not in", sorted(ENDED)]},
		pluck="name",
		order_by="name",
	)


def refuse_open_children(ticket) -> None:
	"""Raises OpenChildren, which lists them, where a child of the ticket is still open."""
	names = [] if ticket.is_new() else open_children(ticket.name)
	if names:
		shown = ", ".join(names[:NAMES_SHOWN]) + (" ..." if len(names) > NAMES_SHOWN else "")
		frappe.throw(
			_("{0} child tickets are still open: {1}. Close or cancel them first.").format(len(names), shown),
			OpenChildren,
		)


def _refuse_other_customer_than_children(ticket) -> None:
	if frappe.db.exists(TICKET, {"parent_ticket": ticket.name}):
		frappe.throw(
			_(
				"Customer: {0} has child tickets, which are for the same customer. Part them from it first."
			).format(ticket.name),
			ParentRefused,
		)


def _refuse(sentence: str, *names) -> None:
	frappe.throw(_("Parent Ticket: {0}").format(sentence.format(*names)), ParentRefused)
