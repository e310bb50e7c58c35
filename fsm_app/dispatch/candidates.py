"""Who could take a ticket: the hard rules first, the cheap ones before the others, then marks for those who pass them (E1).

All is asked for the time of the appointment, see work.py. The number of queries does not depend on how many engineers the
company has; what needs the calendars, the visits and the past is asked only of those whom the cheap rules leave.
"""

from dataclasses import dataclass, field

import frappe

from fsm_app.dispatch import hard_rules
from fsm_app.dispatch.customer_profiles import profile_for
from fsm_app.dispatch.objectives import judge
from fsm_app.dispatch.profiles import profile_of, weights_of
from fsm_app.dispatch.schedule import Schedule
from fsm_app.dispatch.work import Work, work_of
from fsm_app.engine.ranking import Marks, Ranked, mean_marks, rank


@dataclass
class Considered:
	"""The engineers who may take a ticket, the best first, and why each other one may not."""

	ranked: list[Ranked]
	excluded: dict[str, str]
	# Of the excluded those who pass every hard rule and are left to the dispatcher's own choice.
	by_hand: set[str] = field(default_factory=set)
	# Who has no user can neither see nor accept a ticket, and comes after all others.
	without_user: set[str] = field(default_factory=set)
	# By engineer and objective the figures behind the mark, for the sentence about it.
	facts: dict[str, dict[str, list]] = field(default_factory=dict)
	# By objective the mean of the marks, which stands for one that is not known.
	means: dict[str, float] = field(default_factory=dict)
	weights: dict[str, float] = field(default_factory=dict)
	profile: str | None = None
	work: Work | None = None

	def includes(self, engineer: str) -> bool:
		"""Whether the engineer was judged at all: they have not left, and work for the ticket's company."""
		return engineer in self.excluded or any(row.candidate == engineer for row in self.ranked)

	def left_out(self) -> dict[str, list[str]]:
		"""For each reason the engineers who were left out for it, the most frequent reason first."""
		by_reason: dict[str, list[str]] = {}
		for engineer, reason in sorted(self.excluded.items()):
			by_reason.setdefault(reason, []).append(engineer)
		return dict(sorted(by_reason.items(), key=lambda item: -len(item[1])))

	def reasons(self) -> str:
		"""How many were left out for which reason, as one sentence a reason."""
		return "; ".join(f"{len(engineers)} x {reason}" for reason, engineers in self.left_out().items())


def consider(ticket, instead_of: str | None = None, higher: bool = False) -> Considered:
	"""Judge every engineer of the ticket's company who has not left.

	With `instead_of` whoever has the ticket is left out, and with `higher` all whose level is not above theirs.
	"""
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	profile = profile_of(offering)
	work = work_of(ticket, offering)
	customer = profile_for(ticket.customer, ticket.company)
	engineers = engineers_of(ticket.company)
	rules = hard_rules.Rules.of(ticket, offering, profile, work, customer, instead_of, higher)
	left, excluded, by_hand = [], {}, set()
	for engineer in engineers:
		if reason := rules.reason(engineer):
			excluded[engineer.name] = reason
			if engineer.name in rules.by_hand:
				by_hand.add(engineer.name)
		else:
			left.append(engineer)
	schedule = Schedule.of(left, ticket, work, profile)
	free = []
	for engineer in left:
		reason, own_choice = schedule.reason(engineer)
		if reason:
			excluded[engineer.name] = reason
			if own_choice:
				by_hand.add(engineer.name)
		else:
			free.append(engineer)
	weights = weights_of(profile)
	marks, facts = judge(free, ticket, offering, profile, work, customer, rules, schedule, weights)
	without_user = _without_user(engineers)
	candidates = [Marks(name, of_engineer) for name, of_engineer in marks.items()]
	ranked = sorted(rank(candidates, weights), key=lambda row: row.candidate in without_user)
	return Considered(
		ranked,
		excluded,
		by_hand,
		without_user,
		facts,
		mean_marks(candidates, weights),
		weights,
		profile.name,
		work,
	)


def engineers_of(company: str) -> list:
	"""The engineers of the company who have not left, with what the rules ask of them. One query."""
	engineer, team = frappe.qb.DocType("Service Engineer"), frappe.qb.DocType("Service Team")
	columns = ("name", "status", "level", "region", "max_open_tickets", "user", "employee")
	own = ("shared_pool", "calendar", "starts_from")
	return (
		frappe.qb.from_(engineer)
		.left_join(team)
		.on(team.name == engineer.team)
		.select(
			*(engineer[field] for field in (*columns, *own)),
			team.calendar.as_("team_calendar"),
			team.depot.as_("team_depot"),
		)
		.where((engineer.company == company) & (engineer.status != "Left"))
		.orderby(engineer.name)
		.run(as_dict=True)
	)


def _without_user(engineers) -> set[str]:
	users = [engineer.user for engineer in engineers if engineer.user]
	enabled = set(
		frappe.get_all("User", filters={"name": ["in", users], "enabled": 1}, pluck="name") if users else ()
	)
	return {engineer.name for engineer in engineers if engineer.user not in enabled}
