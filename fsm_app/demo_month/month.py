"""A month of service played through the app: an event queue decides what happens when, the app what follows from it.

Every act is done at its simulated time by a user with the right role, through the documents and the workflow that a real
site has; between the acts the scheduler's functions run when they are due.
"""

import contextlib
import heapq
import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.common import clock
from fsm_app.common.site_time import aware, naive
from fsm_app.demo_month.closing import score_month
from fsm_app.demo_month.company import FIELD_HOURS, OFFERINGS, Company, Engineer, Offering
from fsm_app.dispatch.assignment import EngineerNotSuitable, NoCandidate
from fsm_app.intake.service_log_import.replay import sweep_between
from fsm_app.service_desk.reopening import ReopenTooLate
from fsm_app.service_levels.working_calendars import working_calendar

START = datetime(2026, 10, 1)
END = datetime(2026, 11, 1)
TICKETS = 1500
OFFICE_HOURS = "Office Hours"
MINUTE, HOUR = 60, 3600

# How many customers ask in each hour of the day, and on each weekday from Monday on.
HOURLY = (1, 1, 1, 1, 1, 2, 4, 9, 16, 18, 17, 14, 10, 12, 15, 15, 13, 10, 6, 4, 3, 2, 2, 1)
WEEKLY = (1.25, 1.1, 1.0, 1.0, 1.05, 0.5, 0.25)
SOURCES = (("Phone", 0.5), ("E-mail", 0.2), ("Portal", 0.2), ("QR Code", 0.1))

CANCELLED = 0.02
CHOSEN_BY_HAND = 0.04
RETURNED = 0.03
WAITS = 0.16
NEEDS_PART = 0.09
ANSWERS_SURVEY = 0.68
TRIES_BEFORE_OVERRIDE = 3


@dataclass
class Job:
	"""A ticket under way and what its people know of it."""

	customer: str
	region: str
	offering: Offering
	priority: str
	opened_at: datetime
	ticket: str = ""
	engineer: Engineer | None = None
	work_left: float = 0.0
	waits: int = 0
	tries: int = 0
	returns: int = 0
	reopened: int = 0
	# Counted from 0 in the order of opening.
	number: int = 0


class Month:
	"""The event queue and the acts. `run` plays until the end of the month; what is open then stays open."""

	def __init__(
		self,
		company: Company,
		tickets: int = TICKETS,
		seed: int = 1,
		start: datetime = START,
		end: datetime = END,
	):
		self.company = company
		self.rng = random.Random(seed)
		self.start, self.end = start, end
		self.queue: list[tuple[datetime, int, Callable, tuple]] = []
		self.numbers = itertools.count()
		self.seniors: dict[str, list[Engineer]] = {}
		for engineer in company.engineers.values():
			if engineer.level == "Senior":
				self.seniors.setdefault(engineer.team, []).append(engineer)
		for number, moment in enumerate(self._openings(tickets)):
			self._at(moment, self.receive, self._job(moment, number))
		for day in range(1, (end - start).days):
			self._at(start + timedelta(days=day), self.daily)
		# The month's last word, said before the next month begins.
		self._at(end - timedelta(minutes=1), self.daily)

	def run(self, progress: Callable[[float], None] = lambda share: None) -> None:
		"""Play all that happens before the end; `progress` hears which share of the month has passed."""
		now = self.start
		while self.queue and self.queue[0][0] < self.end:
			moment, _number, act, arguments = heapq.heappop(self.queue)
			if moment > now:
				sweep_between(now, moment, None if self.company.alone else self.company.name)
				now = moment
			with clock.at(moment):
				self._do(act, arguments)
			progress((moment - self.start) / (self.end - self.start))
		self.company.commit()
		progress(1.0)

	# what happens

	def receive(self, job: Job) -> None:
		"""The customer asks; the ticket is written down, by phone at once."""
		with self._as(self._dispatcher()):
			job.ticket = frappe.get_doc(self._asked(job)).insert().name
		if self.rng.random() < CANCELLED:
			self._later(job, self._skewed(40 * MINUTE), self.cancel)
		else:
			self._later(job, self._desk(job, 8 * MINUTE), self.triage)

	def cancel(self, job: Job) -> None:
		"""The customer has solved it without us."""
		self._act(self._dispatcher(), job, "Cancel", cancel_reason="The customer has solved it without us.")

	def triage(self, job: Job) -> None:
		"""Somebody calls back and sees what is needed."""
		self._act(self._dispatcher(), job, "Triage")
		self._later(job, self._desk(job, 18 * MINUTE), self.dispatch)

	def dispatch(self, job: Job) -> None:
		"""The app proposes, the dispatcher mostly agrees; where nobody is free they wait, and in the end override."""
		dispatcher = self._dispatcher()
		by_hand = job.tries >= TRIES_BEFORE_OVERRIDE or self.rng.random() < CHOSEN_BY_HAND
		try:
			if by_hand:
				self._choose(dispatcher, job)
			ticket = self._act(dispatcher, job, "Dispatch")
		except (NoCandidate, EngineerNotSuitable):
			job.tries += 1
			self._later(job, 45 * MINUTE, self.dispatch)
			return
		job.engineer = self.company.engineers[ticket.engineer]
		if self.rng.random() < RETURNED and job.returns == 0:
			self._later(job, self._skewed(25 * MINUTE), self.hand_back)
		else:
			self._later(job, self._desk(job, 15 * MINUTE), self.accept)

	def hand_back(self, job: Job) -> None:
		"""The engineer cannot take it."""
		job.returns += 1
		self._act(job.engineer.user, job, "Return", return_reason="No time for it today.")
		self._later(job, self._skewed(20 * MINUTE), self.dispatch)

	def accept(self, job: Job) -> None:
		"""The engineer takes it on and comes when done with the work in hand."""
		self._act(job.engineer.user, job, "Accept")
		pace = 1.45 - 0.7 * job.engineer.ability
		job.work_left = job.work_left or self._skewed(job.offering.work_hours * HOUR * pace, 0.55)
		self._later(job, self._travel(job), self.arrive, after=self._when_free(job))

	def arrive(self, job: Job) -> None:
		"""Work begins; some of it has to wait for the customer."""
		self._act(job.engineer.user, job, "Arrive")
		self._work(job)

	def wait(self, job: Job) -> None:
		"""The customer has to give access, or order, or decide."""
		job.waits += 1
		self._act(job.engineer.user, job, "Wait for Customer")
		self._later(job, self._skewed(7 * HOUR, 0.8), self.resume)

	def resume(self, job: Job) -> None:
		"""The customer is ready, and the engineer again has to find the time."""
		self._act(job.engineer.user, job, "Resume")
		self._later(job, self._travel(job) / 2, self.complete, after=self._when_free(job), work=job.work_left)

	def complete(self, job: Job) -> None:
		"""Done; somebody who may approve it looks at it later."""
		self._act(job.engineer.user, job, "Complete", resolution_summary="Checked, mended and tested.")
		self._later(job, self._skewed(2 * HOUR), self.verify)

	def verify(self, job: Job) -> None:
		"""A senior of the team approves, or the manager where it would be the senior's own work."""
		others = [senior for senior in self.seniors.get(job.engineer.team, ()) if senior is not job.engineer]
		self._act(self.rng.choice(others).user if others else self.company.manager, job, "Verify")
		if self.rng.random() < 0.015:
			self._later(job, self._skewed(3 * HOUR), self.reopen)
		else:
			self._later(job, self._skewed(3 * HOUR), self.close)

	def close(self, job: Job) -> None:
		"""The ticket is closed; the survey goes out, and some faults come back."""
		self._act(self._dispatcher(), job, "Close")
		if job.reopened < 2 and self.rng.random() < self._risk(job):
			self._later(job, self._skewed(14 * HOUR), self.reopen)
		if self.rng.random() < ANSWERS_SURVEY:
			self._at(self._now + timedelta(seconds=self._skewed(20 * HOUR)), self.answer, job, job.reopened)

	def reopen(self, job: Job) -> None:
		"""The fault is back: rework for whom the app finds, or a new ticket where the app says it is too late for that."""
		try:
			self._act(self._dispatcher(), job, "Reopen")
		except ReopenTooLate:
			self.receive(Job(job.customer, job.region, job.offering, job.priority, self._now))
			return
		job.reopened += 1
		job.work_left = 0.0
		self._later(job, self._skewed(12 * MINUTE), self.dispatch)

	def answer(self, job: Job, cycle: int) -> None:
		"""The customer answers the survey of one closing, by what they have lived through."""
		name = frappe.db.get_value("Service Survey", {"ticket": job.ticket, "cycle": cycle, "state": "Open"})
		if not name:
			return
		survey = frappe.get_doc("Service Survey", name)
		late = frappe.db.exists("SLA Clock", {"ticket": job.ticket, "breached": 1})
		mood = 3.6 + 1.5 * job.engineer.ability - 0.9 * bool(late) - 0.25 * job.waits - 1.2 * cycle
		mood += self.rng.gauss(0, 0.6)
		survey.stars = min(5, max(1, round(mood)))
		survey.nps = str(min(10, max(0, round(2.1 * mood + self.rng.gauss(-0.2, 0.8)))))
		survey.flags.answered_through = "Link"
		survey.save(ignore_permissions=True)  # a customer, who has no user here

	def daily(self) -> None:
		"""What the scheduler does once a day; beside other companies only the scoring of the month at its end."""
		if self.company.alone:
			for path in frappe.get_hooks("scheduler_events")["daily"]:
				frappe.get_attr(path)()
			frappe.db.commit()
			self.company.run_jobs()
		elif self._now.date() == (self.end - timedelta(days=1)).date():
			score_month(self.company)

	# how

	def _do(self, act: Callable, arguments: tuple) -> None:
		act(*arguments)
		if not self.company.alone:
			# At once, so that nobody else waits for a lock of the demo's.
			self.company.commit()

	def _asked(self, job: Job) -> dict:
		"""What is written into the ticket."""
		return {
			"doctype": "Service Ticket",
			"subject": f"{job.offering.name} for {job.customer}",
			"company": self.company.name,
			"customer": job.customer,
			"offering": self.company.offering(job.offering.name),
			"priority": job.priority,
			"source": self._one_of(SOURCES),
			"opened_at": job.opened_at,
		}

	def _risk(self, job: Job) -> float:
		"""How probable it is that the fault comes back."""
		return 0.02 + 0.13 * (1 - job.engineer.ability) ** 1.5

	def _work(self, job: Job) -> None:
		if self.rng.random() < WAITS and job.waits < 2:
			done = self.rng.uniform(0.2, 0.6) * job.work_left
			job.work_left -= done
			self._later(job, done, self.wait)
		elif self.rng.random() < NEEDS_PART and not job.offering.remote:
			# The engineer leaves for other work; the ticket stays with them and its clock runs on.
			self._later(job, self._skewed(18 * HOUR, 0.6) + job.work_left, self.complete)
		else:
			self._later(job, job.work_left, self.complete)

	def _choose(self, dispatcher: str, job: Job) -> None:
		"""The dispatcher's own choice, somebody of the region, with the reason where the wait was too long."""
		near = [
			engineer
			for engineer in self.company.engineers.values()
			if engineer.region == job.region and not engineer.on_leave
		]
		with self._as(dispatcher):
			ticket = frappe.get_doc("Service Ticket", job.ticket)
			ticket.engineer = self.rng.choice(near).name
			if job.tries >= TRIES_BEFORE_OVERRIDE:
				ticket.override_reason = "The customer cannot wait any longer."
			ticket.save()

	def _act(self, user: str, job: Job, action: str, **values):
		"""Take the action as this user, who says before what it asks for."""
		with self._as(user):
			ticket = frappe.get_doc("Service Ticket", job.ticket)
			if values:
				ticket.update(values).save()
			return apply_workflow(ticket, action)

	@contextlib.contextmanager
	def _as(self, user: str):
		frappe.set_user(user)
		try:
			yield
		finally:
			frappe.set_user(self.company.planner)

	# when

	@property
	def _now(self) -> datetime:
		return clock.now()

	def _at(self, moment: datetime, act: Callable, *arguments) -> None:
		heapq.heappush(self.queue, (moment, next(self.numbers), act, arguments))

	def _later(
		self, job: Job, seconds: float, act: Callable, after: datetime | None = None, work: float = 0.0
	) -> None:
		"""Do `act` when `seconds` of working time have passed; emergencies are worked on around the clock.

		With `after` it is a stretch of the engineer's own time, `work` on top of it, during which they are busy.
		"""
		begin = after or self._now
		if job.offering.emergency:
			moment = begin + timedelta(seconds=seconds + work)
		else:
			calendar = working_calendar(OFFICE_HOURS if after else self.company.own(FIELD_HOURS))
			moment = naive(calendar.due(aware(begin), max(1, round(seconds + work))))
		if after:
			self._busy(job, moment)
		self._at(max(moment, self._now), act, job)

	def _when_free(self, job: Job) -> datetime:
		"""An emergency interrupts whatever the engineer is at."""
		return self._now if job.offering.emergency else max(self._now, job.engineer.free_at)

	def _busy(self, job: Job, until: datetime) -> None:
		calendar = working_calendar(OFFICE_HOURS)
		end = naive(calendar.due(aware(until), max(1, round(job.work_left))))
		job.engineer.free_at = max(end, job.engineer.free_at)

	def _desk(self, job: Job, median: float) -> float:
		"""Seconds until somebody at a desk or on the phone acts; quicker in an emergency."""
		return self._skewed(0.4 * median if job.offering.emergency else median, 0.85)

	def _travel(self, job: Job) -> float:
		"""Seconds on the way; to another region it takes longer."""
		if job.offering.remote:
			return 5 * MINUTE
		return self._skewed(25 * MINUTE if job.engineer.region == job.region else 80 * MINUTE, 0.5)

	def _skewed(self, median: float, sigma: float = 0.7) -> float:
		"""A duration of which half are shorter than `median` and a few much longer."""
		return median * math.exp(self.rng.gauss(0, sigma))

	# who and what

	def _dispatcher(self) -> str:
		return self.rng.choice(self.company.dispatchers)

	def _openings(self, count: int) -> list[datetime]:
		hours = [
			self.start + timedelta(hours=hour)
			for hour in range(int((self.end - self.start).total_seconds() // HOUR))
		]
		weights = [HOURLY[hour.hour] * WEEKLY[hour.weekday()] for hour in hours]
		chosen = self.rng.choices(hours, weights, k=count)
		return sorted(hour + timedelta(seconds=self.rng.randrange(HOUR)) for hour in chosen)

	def _job(self, moment: datetime, number: int) -> Job:
		customer, region = self.rng.choice(self.company.customers)
		offering = self.rng.choices(OFFERINGS, [row.share for row in OFFERINGS])[0]
		return Job(customer, region, offering, self._one_of(offering.priorities), moment, number=number)

	def _one_of(self, choices: tuple[tuple[str, float], ...]) -> str:
		return self.rng.choices(
			[choice for choice, _share in choices], [share for _choice, share in choices]
		)[0]
