"""What the values of another help desk's export are here: its states, priorities, categories, organisations and people (C2)."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import frappe
from frappe import _

from fsm_app.engine import stages
from fsm_app.import_formats.exported_ticket import ExportedTicket

LEAVE_OUT = "Leave Out"
# What the systems' own states are here, as a proposal; the administrator has the last word.
STAGE_OF_STATE = {
	"new": stages.RECEIVED,
	"open": stages.DISPATCHED,
	"active": stages.DISPATCHED,
	"in progress": stages.DISPATCHED,
	"work in progress": stages.DISPATCHED,
	"pending": stages.WAITING_FOR_CUSTOMER,
	"on hold": stages.WAITING_FOR_CUSTOMER,
	"awaiting user info": stages.WAITING_FOR_CUSTOMER,
	"awaiting evidence": stages.WAITING_FOR_CUSTOMER,
	"awaiting problem": stages.WAITING_FOR_PARTS,
	"awaiting vendor": stages.WAITING_FOR_PARTS,
	"hold": stages.WAITING_FOR_PARTS,
	"on-hold": stages.WAITING_FOR_PARTS,
	"solved": stages.DONE,
	"resolved": stages.DONE,
	"closed": stages.CLOSED,
	"canceled": stages.CANCELLED,
	"cancelled": stages.CANCELLED,
	"deleted": LEAVE_OUT,
}
PRIORITY_OF_WORD = {"urgent": "critical", "normal": "medium", "moderate": "medium", "planning": "low"}
# Tags are many; those that most tickets have are proposed for assignment, the others can be entered.
TAGS_SHOWN = 30
OTHERS_SHOWN = 500


class NotTaken(Exception):
	"""Why a ticket of the export cannot be taken; the message names the value and the way out."""


@dataclass
class Values:
	"""How often each value occurs in an export."""

	states: Counter = field(default_factory=Counter)
	priorities: Counter = field(default_factory=Counter)
	categories: Counter = field(default_factory=Counter)
	tags: Counter = field(default_factory=Counter)
	organisations: Counter = field(default_factory=Counter)
	assignees: Counter = field(default_factory=Counter)

	def count(self, ticket: ExportedTicket) -> None:
		"""Count the values of one ticket."""
		self.states[ticket.state] += 1
		self.priorities.update(filter(None, [ticket.priority]))
		self.categories.update(ticket.categories)
		self.tags.update(ticket.tags)
		self.organisations.update(filter(None, [ticket.organisation]))
		self.assignees.update(filter(None, [ticket.assignee or ticket.assignee_email]))


# Of each mapping table: its field, the column that says what a value is here.
TARGETS = {
	"states": "stage",
	"priorities": "priority",
	"categories": "offering",
	"organisations": "customer",
	"assignees": "engineer",
}


def propose(ticket_import, values: Values) -> None:
	"""Add the values that the tables do not have yet, each with what it may be here; set the counts of all."""
	values.categories.update(dict(values.tags.most_common(TAGS_SHOWN)))
	masters = Masters(ticket_import)
	masters.learn_customers(list(values.organisations))
	guesses = {
		"states": lambda value: STAGE_OF_STATE.get(value.casefold()),
		"priorities": masters.priority_like,
		"categories": lambda value: masters.offerings.get(value.casefold()),
		"organisations": masters.customer_named,
		"assignees": masters.engineer_like,
	}
	for table, target in TARGETS.items():
		counts = getattr(values, table)
		known = {row.value.casefold(): row for row in ticket_import.get(table)}
		for row in known.values():
			row.count = 0
		for value, count in counts.most_common(OTHERS_SHOWN):
			row = known.get(value.casefold())
			if not row:
				# A field of one line; longer names cannot be assigned one by one.
				if len(value) > 140:
					continue
				row = ticket_import.append(table, {"value": value, target: guesses[table](value)})
				known[value.casefold()] = row
			row.count = (row.count or 0) + count


class Masters:
	"""Finds the records of this site for the values of an export, by the import's tables first, by their names else."""

	def __init__(self, ticket_import):
		self.doc = ticket_import
		self.chosen = {
			table: {
				row.value.casefold(): row.get(target) for row in ticket_import.get(table) if row.get(target)
			}
			for table, target in TARGETS.items()
		}
		self.offerings = {name.casefold(): name for name in frappe.get_all("Service Offering", pluck="name")}
		self.priorities = {name.casefold(): name for name in frappe.get_all("Service Priority", pluck="name")}
		self.engineers = self._engineers()
		self.customers: dict[str, set[str]] = {}
		self.contacts: dict[str, tuple[str, str | None]] = {}
		self.learned: set[str] = set()

	def learn(self, tickets: Iterable[ExportedTicket]) -> None:
		"""Look up what these tickets name, with one query for each kind."""
		tickets = list(tickets)
		self.learn_customers([ticket.organisation for ticket in tickets])
		self._learn_contacts({ticket.requester_email.casefold() for ticket in tickets})

	def learn_customers(self, names: list[str]) -> None:
		"""Look up the customers of these names."""
		wanted = list({name for name in names if name and name.casefold() not in self.learned})
		for first in range(0, len(wanted), 500):
			some = wanted[first : first + 500]
			self.learned.update(name.casefold() for name in some)
			for row in frappe.get_all(
				"Customer",
				or_filters={"name": ["in", some], "customer_name": ["in", some]},
				fields=["name", "customer_name"],
			):
				for name in (row.name, row.customer_name):
					self.customers.setdefault((name or "").casefold(), set()).add(row.name)

	def stage(self, ticket: ExportedTicket) -> str:
		"""The stage of the ticket's state, or LEAVE_OUT."""
		stage = self.chosen["states"].get(ticket.state.casefold())
		if not stage:
			raise NotTaken(_("State: {0} has no stage. Choose one in the table States.").format(ticket.state))
		return stage

	def priority(self, ticket: ExportedTicket) -> str | None:
		"""The priority; None lets the offering's hold."""
		return self.chosen["priorities"].get(ticket.priority.casefold())

	def priority_like(self, value: str) -> str | None:
		"""The priority of that name: '2 - High' is High, 'urgent' is Critical."""
		word = re.sub(r"^\d+\s*-\s*", "", value).strip().casefold()
		return self.priorities.get(word) or self.priorities.get(PRIORITY_OF_WORD.get(word, ""))

	def offering(self, ticket: ExportedTicket) -> str:
		"""The offering of the first of the ticket's categories and tags that has one, else the default."""
		values = [value.casefold() for value in (*ticket.categories, *ticket.tags)]
		chosen = next((self.chosen["categories"][v] for v in values if v in self.chosen["categories"]), None)
		named = next((self.offerings[v] for v in values if v in self.offerings), None)
		offering = chosen or named or self.doc.default_offering
		if not offering:
			raise NotTaken(
				_(
					"Category: {0} has no offering. Choose one in the table Categories, or a Default Offering."
				).format(", ".join((*ticket.categories, *ticket.tags)) or _("none"))
			)
		return offering

	def customer(self, ticket: ExportedTicket) -> tuple[str, str | None]:
		"""The customer and, where the requester is one of its contacts, the contact."""
		contact, of_contact = self.contacts.get(ticket.requester_email.casefold(), (None, None))
		named = self.chosen["organisations"].get(ticket.organisation.casefold())
		named = named or self.customer_named(ticket.organisation)
		customer = named or of_contact or self.doc.default_customer
		if not customer:
			raise NotTaken(
				_(
					"Organisation: {0} is no customer, and {1} no contact of one. Choose one in the table Organisations, or a Default Customer."
				).format(ticket.organisation or _("none"), ticket.requester_email or _("the requester"))
			)
		return customer, contact if customer == of_contact else None

	def customer_named(self, organisation: str) -> str | None:
		"""The customer of that name, where there is exactly one."""
		found = self.customers.get(organisation.casefold(), set()) if organisation else set()
		return next(iter(found)) if len(found) == 1 else None

	def engineer(self, ticket: ExportedTicket) -> str | None:
		"""The engineer who had the ticket, where they are known here."""
		for value in (ticket.assignee, ticket.assignee_email):
			if chosen := self.chosen["assignees"].get(value.casefold()):
				return chosen
		return self.engineer_like(ticket.assignee_email) or self.engineer_like(ticket.assignee)

	def engineer_like(self, value: str) -> str | None:
		"""The company's engineer with that name or user, where there is exactly one."""
		found = self.engineers.get(value.casefold(), set()) if value else set()
		return next(iter(found)) if len(found) == 1 else None

	def _engineers(self) -> dict[str, set[str]]:
		found: dict[str, set[str]] = {}
		for row in frappe.get_all(
			"Service Engineer",
			filters={"company": self.doc.company},
			fields=["name", "engineer_name", "user"],
		):
			for value in filter(None, (row.engineer_name, row.user)):
				found.setdefault(value.casefold(), set()).add(row.name)
		return found

	def _learn_contacts(self, addresses: set[str]) -> None:
		wanted = [address for address in addresses if address and address not in self.contacts]
		if not wanted:
			return
		emails = frappe.get_all(
			"Contact Email",
			filters={"email_id": ["in", wanted]},
			fields=["parent", "email_id"],
			order_by="creation",
		)
		links = frappe.get_all(
			"Dynamic Link",
			filters={
				"parenttype": "Contact",
				"parent": ["in", [row.parent for row in emails] or [""]],
				"link_doctype": "Customer",
			},
			fields=["parent", "link_name"],
			order_by="creation",
		)
		customers: dict[str, set[str]] = {}
		for link in links:
			customers.setdefault(link.parent, set()).add(link.link_name)
		for row in emails:
			of_contact = customers.get(row.parent, set())
			if len(of_contact) == 1:
				self.contacts.setdefault(row.email_id.casefold(), (row.parent, next(iter(of_contact))))
