"""A month in which engineers drive from customer to customer, and one policy says who is sent.

All luck belongs to the ticket and to what is done with it for the how-manieth time, not to the order in which things
happen: under each policy the same customers ask at the same moments, cancel, wait for the same parts and meet the same
traffic. Who comes decides how long it takes, and how probable it is that the fault comes back.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.common.site_time import aware, naive
from fsm_app.demo_month.company import HOUR, Company, Engineer
from fsm_app.demo_month.geography import Geography, seconds_of_way
from fsm_app.demo_month.month import (
	MINUTE,
	NEEDS_PART,
	OFFICE_HOURS,
	RETURNED,
	TRIES_BEFORE_OVERRIDE,
	WAITS,
	Job,
	Month,
)
from fsm_app.dispatch.assignment import EngineerNotSuitable, NoCandidate
from fsm_app.dispatch.candidates import consider
from fsm_app.engine.distance import Position
from fsm_app.service_desk.reopening import ReopenTooLate
from fsm_app.service_levels.working_calendars import working_calendar

BEST_PROFICIENCY = 5
# Nobody sets off so shortly before the end of the working day.
LAST_START = HOUR


@dataclass
class Day:
	"""Where an engineer is, what they have to do, and how long they worked and drove in the month, in seconds."""

	place: Position
	out_on: date | None = None
	job: Job | None = None
	queue: list[Job] = field(default_factory=list)
	wakes_at: datetime | None = None
	worked: float = 0.0
	travelled: float = 0.0


class PolicyMonth(Month):
	"""The month as `policy` dispatches it. The engineers' `days` hold the hours."""

	def __init__(self, company: Company, geography: Geography, policy, tickets: int, seed: int):
		super().__init__(company, tickets, seed)
		self.geography, self.policy, self.seed = geography, policy, seed
		self.days = {name: Day(place) for name, place in geography.homes.items()}
		self.turns: Counter = Counter()
		self.interrupted: set[int] = set()
		self.proficiency, self.skills = _proficiency(), _skills()

	def run(self, progress: Callable[[float], None] = lambda share: None) -> None:
		"""Play the month, after which all go home."""
		super().run(progress)
		for name in self.days:
			self._go_home(name, self.end)

	# what happens

	def dispatch(self, job: Job) -> None:
		"""The policy chooses among those who pass the app's hard rules; where nobody does they wait, and in the end override."""
		dispatcher = self._dispatcher()
		try:
			if job.tries >= TRIES_BEFORE_OVERRIDE:
				self._choose(dispatcher, job)
				ticket = self._act(dispatcher, job, "Dispatch")
			else:
				ticket = self._dispatch_by_policy(dispatcher, job)
		except (NoCandidate, EngineerNotSuitable):
			job.tries += 1
			self._later(job, 45 * MINUTE, self.dispatch)
			return
		job.engineer = self.company.engineers[ticket.engineer]
		if self.rng.random() < RETURNED and job.returns == 0:
			self._later(job, self._skewed(25 * MINUTE), self.hand_back)
		else:
			self._later(job, self._desk(job, 15 * MINUTE), self.accept)

	def accept(self, job: Job) -> None:
		"""The engineer takes it on, and goes there when it is its turn."""
		self._act(job.engineer.user, job, "Accept")
		pace = 1.45 - 0.7 * self._competence(job)
		job.work_left = self._skewed(job.offering.work_hours * HOUR * pace, 0.55)
		self.ready(job)

	def ready(self, job: Job) -> None:
		"""It can be worked on: at once by who is free, emergencies before all else."""
		queue = self.days[job.engineer.name].queue
		if job.offering.emergency:
			queue.insert(sum(other.offering.emergency for other in queue), job)
		else:
			queue.append(job)
		self.go_on(job.engineer)

	def go_on(self, engineer: Engineer) -> None:
		"""Whoever is free sets off to the next customer, or waits for the morning."""
		day = self.days[engineer.name]
		if day.job or not day.queue:
			return
		job = day.queue[0]
		begin = self._now if job.offering.emergency else self._next_start()
		if begin > self._now:
			if not day.wakes_at or day.wakes_at <= self._now:
				day.wakes_at = begin
				self._at(begin, self.go_on, engineer)
			return
		day.job = day.queue.pop(0)
		self._set_off(engineer, day, job)

	def arrive(self, job: Job) -> None:
		"""Work begins, or goes on."""
		again = job.number in self.interrupted
		self.interrupted.discard(job.number)
		self._act(job.engineer.user, job, "Resume" if again else "Arrive")
		self._work(job)

	def wait(self, job: Job, action: str = "Wait for Customer", median: float = 7 * HOUR) -> None:
		"""The customer has to give access, or order, or decide; the engineer goes on to others."""
		job.waits += 1
		self.interrupted.add(job.number)
		self._act(job.engineer.user, job, action)
		self._later(job, self._skewed(median, 0.8), self.ready)
		self._free(job)

	def wait_for_part(self, job: Job) -> None:
		"""A part has to come."""
		self.wait(job, "Wait for Parts", 18 * HOUR)

	def complete(self, job: Job) -> None:
		"""Done; the engineer goes on."""
		super().complete(job)
		self._free(job)

	def reopen(self, job: Job) -> None:
		"""The fault is back. After the app's window for it nothing more is asked: all policies play the same tickets."""
		try:
			self._act(self._dispatcher(), job, "Reopen")
		except ReopenTooLate:
			return
		job.reopened += 1
		self._later(job, self._skewed(12 * MINUTE), self.dispatch)

	# how

	def _do(self, act: Callable, arguments: tuple) -> None:
		if arguments and isinstance(arguments[0], Job):
			self.rng = self._luck(arguments[0], act.__name__)
		super()._do(act, arguments)

	def _luck(self, job: Job, what: str) -> random.Random:
		self.turns[job.number, what] += 1
		return random.Random(f"{self.seed}/{job.number}/{what}/{self.turns[job.number, what]}")

	def _asked(self, job: Job) -> dict:
		return {**super()._asked(job), "address": self.geography.addresses[job.customer]}

	def _dispatch_by_policy(self, dispatcher: str, job: Job):
		with self._as(dispatcher):
			ticket = frappe.get_doc("Service Ticket", job.ticket)
			names = [row.candidate for row in consider(ticket).ranked]
			if not names:
				raise NoCandidate
			place = self.geography.places[job.customer]
			ticket.engineer = self.policy.choose(names, place, self._where, self._waiting)
			if ticket.engineer:
				ticket.save()
			return apply_workflow(ticket, "Dispatch")

	def _where(self, name: str) -> Position:
		"""Where the engineer is, or will be next: on the next day they start from home."""
		day = self.days[name]
		if day.job and not day.job.offering.remote:
			return self.geography.places[day.job.customer]
		return day.place if day.out_on == self._now.date() else self.geography.homes[name]

	def _waiting(self, name: str) -> int:
		day = self.days[name]
		return len(day.queue) + bool(day.job)

	def _set_off(self, engineer: Engineer, day: Day, job: Job) -> None:
		if job.offering.remote:
			self._at(self._now + timedelta(minutes=5), self.arrive, job)
			return
		if day.out_on != self._now.date():
			self._go_home(engineer.name, self._now)
		place = self.geography.places[job.customer]
		traffic = self._luck(job, "traffic").lognormvariate(0, 0.2)
		seconds = seconds_of_way(day.place, place, self._now) * traffic
		day.place, day.out_on = place, self._now.date()
		day.travelled += seconds
		if job.number not in self.interrupted:
			self._act(engineer.user, job, "Travel")
		self._at(self._now + timedelta(seconds=max(60, seconds)), self.arrive, job)

	def _go_home(self, name: str, at: datetime) -> None:
		"""The way home after the last customer of the day before, told when the next day begins."""
		day, home = self.days[name], self.geography.homes[name]
		if day.place != home:
			evening = at.replace(hour=18)
			day.travelled += seconds_of_way(day.place, home, evening)
			day.place = home

	def _work(self, job: Job) -> None:
		if self.rng.random() < WAITS and job.waits < 2:
			self._work_for(job, self.rng.uniform(0.2, 0.6) * job.work_left, self.wait)
		elif self.rng.random() < NEEDS_PART and job.waits < 2 and not job.offering.remote:
			self._work_for(job, 0.5 * job.work_left, self.wait_for_part)
		else:
			self._work_for(job, job.work_left, self.complete)

	def _work_for(self, job: Job, seconds: float, act: Callable) -> None:
		job.work_left -= seconds
		self.days[job.engineer.name].worked += seconds
		self._later(job, seconds, act)

	def _free(self, job: Job) -> None:
		self.days[job.engineer.name].job = None
		self.go_on(job.engineer)

	def _next_start(self) -> datetime:
		"""Now within working hours with time left for a visit, else when they begin again."""
		calendar = working_calendar(OFFICE_HOURS)
		starts = naive(calendar.due(aware(self._now), 1)) - timedelta(seconds=1)
		if starts > self._now:
			return starts
		evening = self._now + timedelta(seconds=LAST_START)
		if evening.date() == self._now.date() and evening.hour < 18:
			return self._now
		tomorrow = self._now.replace(hour=20)
		return naive(calendar.due(aware(tomorrow), 1)) - timedelta(seconds=1)

	def _competence(self, job: Job) -> float:
		"""0 to 1: half how good they are at all, half how well they know what this work needs."""
		ability, needed = job.engineer.ability, self.skills.get(job.offering.name)
		if not needed:
			return ability
		held = [self.proficiency.get((job.engineer.name, skill), 0) / BEST_PROFICIENCY for skill in needed]
		return (ability + sum(held) / len(held)) / 2

	def _risk(self, job: Job) -> float:
		return 0.04 + 0.3 * (1 - self._competence(job)) ** 1.5


def _proficiency() -> dict[tuple[str, str], int]:
	rows = frappe.get_all(
		"Engineer Skill", fields=["parent", "skill", "proficiency"], as_list=True, limit_page_length=0
	)
	return {(engineer, skill): proficiency for engineer, skill, proficiency in rows}


def _skills() -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	for offering, skill in frappe.get_all(
		"Service Offering Skill", fields=["parent", "skill"], as_list=True, limit_page_length=0
	):
		found.setdefault(offering, []).append(skill)
	return found
