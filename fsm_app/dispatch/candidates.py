"""Who could take a ticket: the hard rules first, then marks for those who pass them (E1).

Seven queries answer for all engineers of the company together, nine where certifications are needed.
"""

from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from fsm_app.common.clock import now
from fsm_app.engine.ranking import Marks, Ranked, level_mark, load_mark, rank, skill_mark
from fsm_app.engine.stages import TICKET, WITH_ENGINEER
from fsm_app.service_desk.handovers import have_returned
from fsm_app.workforce.certifications import held_at
from fsm_app.workforce.rights import authorised_for, authorised_for_any, works_on_every_offering


@dataclass
class Considered:
	"""The engineers who may take a ticket, the best first, and why each other one may not."""

	ranked: list[Ranked]
	excluded: dict[str, str]
	# Of the excluded those who pass every hard rule and are left to the dispatcher's own choice.
	by_hand: set[str] = field(default_factory=set)
	# Who has no user can neither see nor accept a ticket, and comes after all others.
	without_user: set[str] = field(default_factory=set)

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
	needed = [row.skill for row in offering.skills]
	rank_of_level = {row.name: row.rank for row in frappe.get_all("Engineer Level", fields=["name", "rank"])}
	rank_needed = rank_of_level.get(offering.required_level)
	engineers = frappe.get_all(
		"Service Engineer",
		filters={"company": ticket.company, "status": ["!=", "Left"]},
		fields=["name", "status", "level", "region", "max_open_tickets", "user"],
	)
	rank_to_exceed = None
	if higher:
		rank_to_exceed = rank_of_level.get(frappe.get_cached_value("Service Engineer", instead_of, "level"))
	skills = _skills(needed)
	certifications = [row.certification for row in offering.certifications]
	certified = held_at(now(), certifications)
	authorised, authorised_at_all = authorised_for(offering.name), authorised_for_any()
	load = _open_tickets(ticket.name)
	returned = have_returned(ticket.name)
	candidates, excluded, by_hand = [], {}, set()
	for engineer in engineers:
		held = skills.get(engineer.name, {})
		lacking = [name for name in certifications if name not in certified.get(engineer.name, ())]
		if engineer.name == instead_of:
			reason = _("has the ticket already")
		elif rank_to_exceed is not None and rank_of_level[engineer.level] <= rank_to_exceed:
			reason = _("level {0} is not higher").format(_(engineer.level))
		else:
			reason = _hard_rule(engineer, needed, held, lacking, rank_needed, rank_of_level, load)
			if not reason and not (engineer.name in authorised or works_on_every_offering(engineer.level)):
				reason = (
					_("not authorised for {0}").format(_(offering.name))
					if engineer.name in authorised_at_all
					else _("not authorised for any offering")
				)
			if not reason and engineer.name in returned:
				reason = _("the ticket was returned by this engineer")
				by_hand.add(engineer.name)
		if reason:
			excluded[engineer.name] = reason
			continue
		marks = {
			"skill": skill_mark(held[skill] for skill in needed),
			"level": level_mark(rank_needed, rank_of_level[engineer.level]),
			"load": load_mark(load.get(engineer.name, 0), engineer.max_open_tickets),
			"region": 100.0 if ticket.region and engineer.region == ticket.region else 0.0,
		}
		candidates.append(Marks(engineer.name, marks))
	without_user = _without_user(engineers)
	ranked = sorted(rank(candidates, _weights()), key=lambda row: row.candidate in without_user)
	return Considered(ranked, excluded, by_hand, without_user)


def _without_user(engineers) -> set[str]:
	users = [engineer.user for engineer in engineers if engineer.user]
	enabled = set(
		frappe.get_all("User", filters={"name": ["in", users], "enabled": 1}, pluck="name") if users else ()
	)
	return {engineer.name for engineer in engineers if engineer.user not in enabled}


def _hard_rule(engineer, needed, held, lacking, rank_needed, rank_of_level, load) -> str | None:
	"""The first rule, cheap ones first, that keeps the engineer from the ticket; None where none does."""
	if engineer.status != "Active":
		return _("not on duty ({0})").format(_(engineer.status, context="Service Engineer"))
	if rank_needed is not None and rank_of_level[engineer.level] < rank_needed:
		return _("level {0} is too low").format(_(engineer.level))
	if missing := [skill for skill in needed if skill not in held]:
		return _("skill missing: {0}").format(", ".join(missing))
	if lacking:
		return _("certification missing or expired on the day: {0}").format(", ".join(lacking))
	if engineer.max_open_tickets and load.get(engineer.name, 0) >= engineer.max_open_tickets:
		return _("at the limit of open tickets ({0})").format(engineer.max_open_tickets)
	return None


def _skills(needed: list[str]) -> dict[str, dict[str, int]]:
	"""For each engineer the proficiency in the skills needed."""
	result: dict[str, dict[str, int]] = {}
	if needed:
		rows = frappe.get_all(
			"Engineer Skill",
			filters={"skill": ["in", needed], "parenttype": "Service Engineer"},
			fields=["parent", "skill", "proficiency"],
		)
		for row in rows:
			result.setdefault(row.parent, {})[row.skill] = row.proficiency
	return result


def _open_tickets(except_ticket: str) -> dict[str, int]:
	"""How many tickets each engineer has in work, without `except_ticket`."""
	ticket = frappe.qb.DocType(TICKET)
	rows = (
		frappe.qb.from_(ticket)
		.select(ticket.engineer, Count(ticket.name).as_("open_tickets"))
		.where(ticket.stage.isin(sorted(WITH_ENGINEER)))
		.where(ticket.engineer.isnotnull())
		.where(ticket.name != except_ticket)
		.groupby(ticket.engineer)
		.run(as_dict=True)
	)
	return {row.engineer: row.open_tickets for row in rows}


def _weights() -> dict[str, float]:
	settings = frappe.get_cached_doc("Field Service Settings")
	return {name: settings.get(f"weight_{name}") or 0.0 for name in ("skill", "level", "load", "region")}
