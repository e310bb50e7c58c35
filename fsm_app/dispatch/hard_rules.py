"""The rules that keep an engineer from a ticket and need neither calendar nor visits, cheap ones first (E1).

Each reason is a sentence of its own for every engineer who is left out for it; the first one that holds is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

import frappe
from frappe import _

from fsm_app.common.many_rows import rows_of
from fsm_app.dispatch import listeners
from fsm_app.dispatch.profiles import OWN_REGION
from fsm_app.engine.stages import TICKET, WITH_ENGINEER
from fsm_app.service_desk.handovers import have_returned
from fsm_app.service_training.assignments import completed_by
from fsm_app.workforce.certifications import held_at
from fsm_app.workforce.engineers import narrowed
from fsm_app.workforce.rights import authorised_for, authorised_for_any, works_on_every_offering


@dataclass
class Rules:
	"""What is asked of every engineer for one ticket, and what is known of them for it.

	`who_they_are` needs no more than an engineer's own fields. `learn` asks the database about those whom it leaves, for
	`what_they_know`.
	"""

	ticket: str
	company: str
	offering: str
	instead_of: str | None
	rank_needed: int | None
	rank_to_exceed: int | None
	rank_of_level: dict[str, int]
	needed: list[str]
	certifications: list[str]
	courses: list[str]
	regions: set[str] | None
	barred: set[str]
	skills: dict[str, dict[str, int]] = field(default_factory=dict)
	certified: Mapping[str, set[str]] = field(default_factory=dict)
	completed: Mapping[str, set[str]] = field(default_factory=dict)
	authorised: set[str] = field(default_factory=set)
	load: dict[str, int] = field(default_factory=dict)
	returned: set[str] = field(default_factory=set)
	# Whom rooms above keep from the ticket, and why, and whom their pools lend: see listeners.py.
	kept_from: Mapping[str, str] = field(default_factory=dict)
	lent: set[str] = field(default_factory=set)
	# Of those who are left out, whom a dispatcher may choose without a reason.
	by_hand: set[str] = field(default_factory=set)
	_works_on_every: dict[str, bool] = field(default_factory=dict)
	_regions_said: dict[str, str] = field(default_factory=dict)

	@classmethod
	def of(cls, ticket, offering, profile, work, customer, instead_of: str | None, higher: bool) -> "Rules":
		"""What the ticket, its offering, the profile and the customer ask for."""
		rank_of_level = dict(frappe.get_all("Engineer Level", fields=["name", "rank"], as_list=True))
		exceed = None
		if higher:
			exceed = rank_of_level.get(frappe.get_cached_value("Service Engineer", instead_of, "level"))
		certifications = [row.certification for row in offering.certifications]
		courses = []
		if work.on_site:
			certifications += [row.certification for row in profile.safety_certifications]
			courses = [row.course for row in profile.safety_courses]
		by_region = profile.region_rule == OWN_REGION and ticket.region
		return cls(
			ticket=ticket.name,
			company=ticket.company,
			offering=offering.name,
			instead_of=instead_of,
			rank_needed=rank_of_level.get(offering.required_level),
			rank_to_exceed=exceed,
			rank_of_level=rank_of_level,
			needed=[row.skill for row in offering.skills],
			certifications=list(dict.fromkeys(certifications)),
			courses=courses,
			regions=regions_around(ticket.region) if by_region else None,
			barred={row.engineer for row in customer.barred_engineers} if customer else set(),
			kept_from=listeners.kept_from([ticket]).get(ticket.name, {}),
			lent=listeners.lent_to(ticket) if by_region else set(),
		)

	def learn(self, engineers: list[str], work) -> None:
		"""Ask the database about these engineers, all at once."""
		self.skills = _skills(self.needed, engineers)
		self.certified = _certified(work, self.certifications, engineers)
		self.completed = completed_by(self.courses)
		self.authorised = authorised_for(self.offering)
		self.load = open_tickets(self.ticket, self.company, engineers)
		self.returned = have_returned(self.ticket)

	def what_they_know(self, engineer) -> str | None:
		"""The first rule about skills, certificates, training and work in hand that keeps the engineer from the ticket."""
		return self.knowledge(engineer) or self._work_in_hand(engineer)

	def who_they_are(self, engineer) -> str | None:
		"""The first rule about level, duty, customer and region that keeps the engineer from the ticket."""
		if engineer.name == self.instead_of:
			return _("has the ticket already")
		rank = self.rank_of_level[engineer.level]
		if self.rank_to_exceed is not None and rank <= self.rank_to_exceed:
			return _("level {0} is not higher").format(_(engineer.level))
		if engineer.status != "Active":
			return _("not on duty ({0})").format(_(engineer.status, context="Service Engineer"))
		if self.rank_needed is not None and rank < self.rank_needed:
			return _("level {0} is too low").format(_(engineer.level))
		if engineer.name in self.barred:
			return _("not to be sent to this customer")
		if self.regions is not None and engineer.region and not engineer.shared_pool:
			if engineer.region not in self.regions and engineer.name not in self.lent:
				return self._of_region(engineer.region)
		return None

	def knowledge(self, engineer) -> str | None:
		"""The first rule about skills, certificates and training that keeps the engineer from the ticket."""
		if self.needed:
			held = self.skills.get(engineer.name, {})
			if missing := [skill for skill in self.needed if skill not in held]:
				return _("skill missing: {0}").format(", ".join(missing))
		if self.certifications:
			held = self.certified.get(engineer.name, ())
			if lacking := [name for name in self.certifications if name not in held]:
				return _("certification missing or expired on the day: {0}").format(", ".join(lacking))
		if self.courses:
			done = self.completed.get(engineer.name, ())
			if lacking := [name for name in self.courses if name not in done]:
				return _("safety training not completed: {0}").format(", ".join(lacking))
		return None

	def _work_in_hand(self, engineer) -> str | None:
		limit = engineer.max_open_tickets
		if limit and self.load.get(engineer.name, 0) >= limit:
			return _("at the limit of open tickets ({0})").format(limit)
		if not (engineer.name in self.authorised or self._every_offering(engineer.level)):
			if engineer.name in self._authorised_at_all:
				return _("not authorised for {0}").format(_(self.offering))
			return _("not authorised for any offering")
		if engineer.name in self.returned:
			self.by_hand.add(engineer.name)
			return _("the ticket was returned by this engineer")
		if reason := self.kept_from.get(engineer.name):
			self.by_hand.add(engineer.name)
			return reason
		return None

	@cached_property
	def _authorised_at_all(self) -> set[str]:
		"""Asked for only where somebody is not authorised."""
		return authorised_for_any()

	def _of_region(self, region: str) -> str:
		"""Said once for all of a region: looking a text up takes longer than the rule."""
		if region not in self._regions_said:
			self._regions_said[region] = _("region {0}, and not of the shared pool").format(region)
		return self._regions_said[region]

	def _every_offering(self, level: str) -> bool:
		if level not in self._works_on_every:
			self._works_on_every[level] = works_on_every_offering(level)
		return self._works_on_every[level]


def _certified(work, certifications: list[str], engineers: list[str]) -> dict[str, set[str]]:
	"""What is held on each day of the work, by the engineers' own dates."""
	held = held_at(work.start, certifications, engineers)
	if not work.agreed or work.end.date() == work.start.date() or not certifications:
		return held
	until = held_at(work.end, certifications, engineers)
	return {engineer: names & until.get(engineer, set()) for engineer, names in held.items()}


def _skills(needed: list[str], engineers: list[str]) -> dict[str, dict[str, int]]:
	"""For each engineer the proficiency in the skills needed."""
	result: dict[str, dict[str, int]] = {}
	if needed:
		row = frappe.qb.DocType("Engineer Skill")
		query = (
			frappe.qb.from_(row)
			.select(row.parent, row.skill, row.proficiency)
			.where(row.skill.isin(needed) & (row.parenttype == "Service Engineer"))
		)
		for parent, skill, proficiency in rows_of(
			narrowed(query, row.parent, engineers), numbers=["proficiency"]
		):
			result.setdefault(parent, {})[skill] = proficiency
	return result


def regions_around(region: str) -> set[str]:
	"""The territory itself, those that it lies in, and those that lie in it."""
	borders = frappe.db.get_value("Territory", region, ["lft", "rgt"])
	if not borders:
		return {region}
	territory = frappe.qb.DocType("Territory")
	left, right = borders
	around = (territory.lft <= left) & (territory.rgt >= right)
	within = (territory.lft >= left) & (territory.rgt <= right)
	rows = frappe.qb.from_(territory).select(territory.name).where(around | within).run()
	return {name for (name,) in rows} | {region}


def open_tickets(except_ticket: str, company: str, engineers: list[str]) -> dict[str, int]:
	"""How many tickets of the company each engineer has in work, without `except_ticket`."""
	ticket = frappe.qb.DocType(TICKET)
	query = (
		frappe.qb.from_(ticket)
		.select(ticket.engineer)
		.where(ticket.stage.isin(sorted(WITH_ENGINEER)) & ticket.engineer.isnotnull())
		.where((ticket.company == company) & (ticket.name != except_ticket))
	)
	# counted here: the database would sort them first
	return Counter(map(itemgetter(0), rows_of(narrowed(query, ticket.engineer, engineers))))
