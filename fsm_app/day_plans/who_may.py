"""Which engineers may be sent to which ticket of a day, by the same hard rules as in dispatch (E1, E3).

The rules are asked once for each offering and region of the day; only what rooms above say of a ticket, such as that somebody
has declined it, is asked for each.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import frappe

from fsm_app.dispatch import hard_rules, listeners
from fsm_app.dispatch.profiles import profile_of
from fsm_app.dispatch.work import Work
from fsm_app.engine import stages
from fsm_app.service_desk.handovers import HANDOVER, RETURN

BARRED = "Customer Barred Engineer"


@dataclass
class WhoMay:
	"""By ticket the engineers who must not come, with the reason, and the skills that it takes; by engineer their skills."""

	never: dict[str, dict[str, str]] = field(default_factory=dict)
	needed: dict[str, frozenset[str]] = field(default_factory=dict)
	skills: dict[str, set[str]] = field(default_factory=dict)


def who_may(jobs: list, engineers: list, day: datetime) -> WhoMay:
	"""Judge every engineer for every job that is still to be planned."""
	found = WhoMay()
	names = [row.name for row in engineers]
	returned, barred = _returned(jobs), _barred(jobs)
	groups: dict[tuple, hard_rules.Rules] = {}
	for job in jobs:
		key = job.ticket.offering, job.ticket.region
		if key not in groups:
			groups[key] = _rules(job.ticket, names, day)
		rules = replace(
			groups[key],
			ticket=job.name,
			kept_from=listeners.kept_from(_document(job.ticket)),
			barred=barred.get((job.ticket.customer, job.ticket.company), set()),
			returned=returned.get(job.name, set()),
		)
		found.needed[job.name] = frozenset(rules.needed)
		for engineer in engineers:
			held = rules.skills.get(engineer.name, {})
			found.skills.setdefault(engineer.name, set()).update(held)
			if engineer.name == job.engineer:
				continue  # a dispatcher has decided that
			reason = rules.who_they_are(engineer)
			if not reason and all(skill in held for skill in rules.needed):
				reason = rules.what_they_know(engineer)
			if reason:
				found.never.setdefault(job.name, {})[engineer.name] = reason
	return found


def _rules(ticket, names: list[str], day: datetime) -> hard_rules.Rules:
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	work = Work(day, day + timedelta(hours=1), True, False, True)
	rules = hard_rules.Rules.of(_document(ticket), offering, profile_of(offering), work, None, None, False)
	rules.learn(names, work)
	return rules


def _document(ticket):
	"""The row as other rooms expect it when they are asked about a ticket."""
	return frappe.get_doc({"doctype": stages.TICKET, **ticket})


def _returned(jobs: list) -> dict[str, set[str]]:
	rows = frappe.get_all(
		HANDOVER,
		filters={"ticket": ["in", [job.name for job in jobs]], "kind": RETURN, "engineer": ["is", "set"]},
		fields=["ticket", "engineer"],
		limit_page_length=0,
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		found.setdefault(row.ticket, set()).add(row.engineer)
	return found


def _barred(jobs: list) -> dict[tuple[str, str], set[str]]:
	"""By customer and company whom they do not want. One query."""
	profile, row = frappe.qb.DocType("Customer Service Profile"), frappe.qb.DocType(BARRED)
	customers = sorted({job.ticket.customer for job in jobs if job.ticket.customer})
	if not customers:
		return {}
	rows = (
		frappe.qb.from_(profile)
		.inner_join(row)
		.on((row.parent == profile.name) & (row.parenttype == "Customer Service Profile"))
		.select(profile.customer, profile.company, row.engineer)
		.where(profile.customer.isin(customers))
		.run()
	)
	found: dict[tuple[str, str], set[str]] = {}
	for customer, company, engineer in rows:
		found.setdefault((customer, company), set()).add(engineer)
	return found
