"""Which engineers may be sent to which ticket on which day, by the same hard rules as in dispatch (E1, E3).

The rules are asked once for each offering and region, their certificates for each day, too.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import frappe

from fsm_app.common.clock import now
from fsm_app.day_plans.turns import Turn
from fsm_app.dispatch import hard_rules, listeners
from fsm_app.dispatch.profiles import profile_of
from fsm_app.dispatch.work import Work
from fsm_app.engine import stages
from fsm_app.service_desk.handovers import HANDOVER, RETURN
from fsm_app.workforce.certifications import held_at

BARRED = "Customer Barred Engineer"
NOON = time(12)


@dataclass
class WhoMay:
	"""By ticket the turns in which its engineers must not come, with the reason, and the skills that it takes; by engineer
	their skills."""

	never: dict[str, dict[str, str]] = field(default_factory=dict)
	needed: dict[str, frozenset[str]] = field(default_factory=dict)
	skills: dict[str, set[str]] = field(default_factory=dict)


def who_may(jobs: list, turns: list[Turn]) -> WhoMay:
	"""Judge every engineer for every job that is still to be planned, for each day on which they are at work."""
	found = WhoMay()
	if not turns:
		return found
	names = sorted({turn.engineer for turn in turns})
	documents = {job.name: _document(job.ticket) for job in jobs}
	returned, barred = _returned(jobs), _barred(jobs)
	kept_from = listeners.kept_from(list(documents.values()))
	groups: dict[tuple, dict[date, hard_rules.Rules]] = {}
	for job in jobs:
		key = job.ticket.offering, job.ticket.region
		if key not in groups:
			groups[key] = _rules(documents[job.name], names, sorted({turn.day for turn in turns}))
		rules = {
			day: replace(
				of_day,
				ticket=job.name,
				kept_from=kept_from.get(job.name, {}),
				barred=barred.get((job.ticket.customer, job.ticket.company), set()),
				returned=returned.get(job.name, set()),
			)
			for day, of_day in groups[key].items()
		}
		for turn in turns:
			of_day = rules[turn.day]
			found.needed[job.name] = frozenset(of_day.needed)
			held = of_day.skills.get(turn.engineer, {})
			found.skills.setdefault(turn.engineer, set()).update(held)
			if turn.engineer == job.engineer and (not job.start or job.start.date() == turn.day):
				continue  # a dispatcher has decided that
			reason = of_day.who_they_are(turn.row)
			if not reason and all(skill in held for skill in of_day.needed):
				reason = of_day.what_they_know(turn.row)
			if reason:
				found.never.setdefault(job.name, {})[turn.name] = reason
	return found


def _rules(ticket, names: list[str], days: list[date]) -> dict[date, hard_rules.Rules]:
	"""By day what is asked for the ticket's offering and region; but for the certificates it is alike on all days."""
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	first = max(datetime.combine(days[0], time()), now())
	work = Work(first, first + timedelta(hours=1), True, False, True)
	rules = hard_rules.Rules.of(ticket, offering, profile_of(offering), work, None, None, False)
	rules.learn(names, work)
	later = {
		day: replace(rules, certified=held_at(datetime.combine(day, NOON), rules.certifications, names))
		for day in days[1:]
	}
	return {days[0]: rules, **later}


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
