"""The records that a service log's events refer to: found by their names, or made (C2)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import frappe
from frappe import _

from fsm_app.import_formats.service_log import Event

# The log does not say what its people may do; the middle level can take every ticket of an offering without demands.
LEVEL = "Intermediate"
# The log's 1 to 4; what it plans beyond them is no more urgent than the last.
PRIORITIES = {1: "Critical", 2: "High", 3: "Medium", 4: "Low", 5: "Low"}
UNKNOWN_CALLER = "Unknown Caller"
UNKNOWN_CATEGORY = "Unknown Category"
UNKNOWN_ENGINEER = "Unknown Engineer"


class MissingMaster(frappe.ValidationError):
	"""A record that the import cannot do without and must not make up."""


@dataclass
class Masters:
	"""For each name in the log the name of its record here; `made` counts the new ones by DocType."""

	company: str
	policy: str
	territories: dict[str, str] = field(default_factory=dict)
	customers: dict[str, str] = field(default_factory=dict)
	teams: dict[str, str] = field(default_factory=dict)
	engineers: dict[str, str] = field(default_factory=dict)
	offerings: dict[str, str] = field(default_factory=dict)
	priorities: dict[int, str] = field(default_factory=dict)
	made: Counter = field(default_factory=Counter)

	def territory(self, event: Event) -> str | None:
		"""The Territory of the event's location."""
		return self.territories.get(event.location)

	def team(self, event: Event) -> str | None:
		"""The Service Team of the event's assignment group."""
		return self.teams.get(event.group)

	def offering(self, event: Event) -> str:
		"""The Service Offering of the event's category."""
		return self.offerings[event.category or UNKNOWN_CATEGORY]

	def priority(self, event: Event) -> str | None:
		"""The Service Priority of the event's priority; None lets the offering's default hold."""
		return self.priorities.get(event.priority)


def company_for_import(company: str | None) -> str:
	"""The company named, or the site's only one. Raises MissingMaster."""
	known = frappe.get_all("Company", pluck="name", order_by="name")
	if company and company not in known:
		frappe.throw(
			_("Company {0} does not exist. Enter it in ERPNext first, or name another one.").format(company),
			MissingMaster,
		)
	if not company and len(known) != 1:
		frappe.throw(
			_("The site has {0} companies. Say with --company for which one to import.").format(len(known)),
			MissingMaster,
		)
	return company or known[0]


def policy_for_import(policy: str | None) -> str:
	"""The SLA Policy named, or the default one of Field Service Settings. Raises MissingMaster."""
	name = policy or frappe.db.get_single_value("Field Service Settings", "default_sla_policy")
	if not name:
		frappe.throw(
			_("Field Service Settings has no Default SLA Policy. Set one, or name one with --policy."),
			MissingMaster,
		)
	if not frappe.db.exists("SLA Policy", name):
		frappe.throw(
			_("SLA Policy {0} does not exist. Create it first, or name another one.").format(name),
			MissingMaster,
		)
	return name


def make_masters(events: list[Event], engineers: Iterable[str], company: str, policy: str) -> Masters:
	"""Find or make every record that `events` need; `engineers` are the names of all who take a ticket."""
	masters = Masters(company, policy, priorities=_priorities())
	masters.territories = _territories(masters, _names(event.location for event in events))
	masters.customers = _customers(masters, events)
	masters.teams = _teams(masters, _names(event.group for event in events))
	masters.engineers = _engineers(masters, sorted(set(engineers)), events)
	masters.offerings = _offerings(masters, _names(event.category or UNKNOWN_CATEGORY for event in events))
	return masters


def _names(values: Iterable[str | None]) -> list[str]:
	return sorted({value for value in values if value})


def _found_or_made(
	masters: Masters, doctype: str, title: str, names: list[str], values: Callable[[str], dict], **where
) -> dict[str, str]:
	"""For each of `names`, in the field `title`, the record's name; one query finds those that are there."""
	rows = frappe.get_all(
		doctype, filters={title: ["in", names], **where}, fields=["name", title], order_by="creation desc"
	)
	found = {row[title]: row.name for row in rows}
	for name in names:
		if name not in found:
			document = frappe.get_doc({"doctype": doctype, title: name, **where, **values(name)})
			found[name] = document.insert().name
			masters.made[doctype] += 1
	return found


def _priorities() -> dict[int, str]:
	ranked = frappe.get_all("Service Priority", pluck="name", order_by="rank, name")
	if not ranked:
		frappe.throw(_("There is no Service Priority. Make one first."), MissingMaster)
	# Where the administrator has other names, the order of urgency says which is meant.
	return {
		number: name if name in ranked else ranked[min(number, len(ranked)) - 1]
		for number, name in PRIORITIES.items()
	}


def _territories(masters: Masters, names: list[str]) -> dict[str, str]:
	root = _leaf_or_root("Territory", "parent_territory", leaf=False)
	return _found_or_made(
		masters, "Territory", "territory_name", names, lambda _name: {"parent_territory": root, "is_group": 0}
	)


def _customers(masters: Masters, events: list[Event]) -> dict[str, str]:
	group = _leaf_or_root("Customer Group", "parent_customer_group", leaf=True)
	root = _leaf_or_root("Territory", "parent_territory", leaf=False)
	location = {event.caller: masters.territory(event) for event in events if event.location}
	return _found_or_made(
		masters,
		"Customer",
		"customer_name",
		_names(event.caller or UNKNOWN_CALLER for event in events),
		lambda name: {
			"customer_type": "Individual",
			"customer_group": group,
			"territory": location.get(name) or root,
		},
	)


def _teams(masters: Masters, names: list[str]) -> dict[str, str]:
	return _found_or_made(
		masters, "Service Team", "team_name", names, lambda _name: {"company": masters.company}
	)


def _engineers(masters: Masters, names: list[str], events: list[Event]) -> dict[str, str]:
	if names and not frappe.db.exists("Engineer Level", LEVEL):
		frappe.throw(
			_("Engineer Level {0} does not exist. Create it first, or name another one.").format(LEVEL),
			MissingMaster,
		)
	groups: dict[str, Counter] = {}
	for event in events:
		if event.group:
			for name in {event.assignee, event.resolver, event.group} - {None}:
				groups.setdefault(name, Counter())[event.group] += 1

	def values(name: str) -> dict:
		team = masters.teams[groups[name].most_common(1)[0][0]] if name in groups else None
		return {"level": LEVEL, "team": team, "status": "Active", "max_open_tickets": 0}

	return _found_or_made(
		masters, "Service Engineer", "engineer_name", names, values, company=masters.company
	)


def _offerings(masters: Masters, names: list[str]) -> dict[str, str]:
	_found_or_made(masters, "Service Category", "category_name", names, lambda _name: {})
	medium = masters.priorities[3]
	return _found_or_made(
		masters,
		"Service Offering",
		"offering_name",
		names,
		lambda name: {
			"category": name,
			"delivery": "Remote",
			"sla_policy": masters.policy,
			"default_priority": medium,
		},
	)


def _leaf_or_root(doctype: str, parent_field: str, leaf: bool) -> str:
	"""A record of a tree to hang new ones on: its root, or the first that is no group (the root where all are groups)."""
	filters = {"is_group": 0} if leaf else {parent_field: ["is", "not set"]}
	found = frappe.get_all(doctype, filters=filters, pluck="name", order_by="name", limit_page_length=1)
	if not found and leaf:
		return _leaf_or_root(doctype, parent_field, leaf=False)
	if not found:
		frappe.throw(_("{0} has no root record. Create one first.").format(_(doctype)), MissingMaster)
	return found[0]
