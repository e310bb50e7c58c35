"""The same month under three policies of dispatch, and one table of what came of it."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import frappe

from demo.company import set_up
from demo.policies import POLICIES
from demo.policy_month import PolicyMonth
from demo.tables import Column, table
from fsm_app.demo_month.company import HOUR, OFFERINGS
from fsm_app.demo_month.geography import settle
from fsm_app.dispatch.profiles import OBJECTIVES

# What the company's administrator lets count, for work that is driven to and comes without appointments. The weights were
# chosen on other months than those of the table in docs/dispatch.md.
PROFILE = "Soon and Near"
WEIGHTS = {"skill": 30, "travel": 30, "wait": 60, "slack": 10, "efficiency": 10, "fairness": 25}


@dataclass
class Outcome:
	"""What came of the month under one policy; hours and shares (0 to 1)."""

	policy: str
	# When each ticket was opened, by which customer and for what.
	played: list[tuple]
	closed: int
	travel_hours: float
	work_hours: float
	sla_rate: float
	first_time_fix: float
	spread: float


class NotTheSameTickets(RuntimeError):
	"""Two policies did not play the same tickets, so that their figures say nothing."""


def compare(
	new_site: Callable[[Path], None],
	path: Path,
	tickets: int,
	engineers: int,
	seed: int,
	told: Callable[[str], None],
) -> list[Outcome]:
	"""Play the month under each policy on a site that `new_site` makes anew at `path`; `told` hears who is being played.

	Raises NotTheSameTickets.
	"""
	outcomes = []
	for policy in POLICIES:
		told(policy.name)
		new_site(path)
		outcomes.append(play(policy(), tickets, engineers, seed))
	for outcome in outcomes[1:]:
		if outcome.played != outcomes[0].played:
			raise NotTheSameTickets(f"{outcome.policy} has played other tickets than {outcomes[0].policy}")
	return outcomes


def play(policy, tickets: int, engineers: int, seed: int) -> Outcome:
	"""The month on the site of the moment, which is new."""
	company = set_up(seed, engineers)
	_set_profile()
	_enter_durations()
	month = PolicyMonth(company, settle(company, seed), policy, tickets, seed)
	month.run()
	return _outcome(month)


def table_of(outcomes: list[Outcome]) -> str:
	"""One row a policy."""
	columns = [
		Column("Policy", left=True),
		*map(
			Column,
			("Closed", "Travel hours", "Work hours", "SLA rate", "First-time fix", "Spread of load"),
		),
	]
	rows = [
		(
			outcome.policy,
			f"{outcome.closed:,}",
			f"{outcome.travel_hours:,.0f}",
			f"{outcome.work_hours:,.0f}",
			f"{100 * outcome.sla_rate:.1f} %",
			f"{100 * outcome.first_time_fix:.1f} %",
			f"{outcome.spread:.2f}",
		)
		for outcome in outcomes
	]
	return table(columns, rows)


def _set_profile() -> None:
	frappe.get_doc(
		{
			"doctype": "Dispatch Profile",
			"profile_name": PROFILE,
			**{f"weight_{objective}": WEIGHTS.get(objective, 0) for objective in OBJECTIVES},
		}
	).insert()
	frappe.db.set_single_value("Field Service Settings", "dispatch_profile", PROFILE)


def _enter_durations() -> None:
	"""What the offerings usually take stands in the catalogue, whoever dispatches."""
	for offering in OFFERINGS:
		document = frappe.get_doc("Service Offering", offering.name)
		document.update({"planned_duration": round(offering.work_hours * HOUR)}).save()
	frappe.db.commit()


def _outcome(month: PolicyMonth) -> Outcome:
	at_work = [month.days[row.name] for row in month.company.engineers.values() if not row.on_leave]
	hours = [(day.worked + day.travelled) / 3600 for day in at_work]
	tickets = frappe.get_all(
		"Service Ticket",
		fields=["opened_at", "customer", "offering", "stage", "reopen_count"],
		order_by="opened_at, name",
		limit_page_length=0,
	)
	closed = [row.reopen_count for row in tickets if row.stage == "Closed"]
	clocks = frappe.get_all("SLA Clock", fields=["state", "breached"], limit_page_length=0)
	known = [bool(row.breached) for row in clocks if row.state == "Met" or row.breached]
	return Outcome(
		month.policy.name,
		[(row.opened_at, row.customer, row.offering) for row in tickets],
		len(closed),
		sum(day.travelled for day in at_work) / 3600,
		sum(day.worked for day in at_work) / 3600,
		_share(known.count(False), len(known)),
		_share(closed.count(0), len(closed)),
		statistics.pstdev(hours) / statistics.fmean(hours) if any(hours) else 0.0,
	)


def _share(part: int, whole: int) -> float:
	return part / whole if whole else 0.0
