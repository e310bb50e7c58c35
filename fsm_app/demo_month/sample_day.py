"""A day's work in the made-up company: visits that are agreed with customers, offers to accept, tickets to plan.

The month lies in the past; this is the day on which somebody looks around.
"""

import contextlib
import random
from datetime import date, datetime, time, timedelta

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.common import clock
from fsm_app.demo_month.company import Company
from fsm_app.dispatch.assignment import EngineerNotSuitable
from fsm_app.engine.stages import AT_WORK, ENDED, FINISHED, TICKET, TRAVELLING

ENGINEERS = 12
# When customers expect somebody; to the last hour nobody has agreed yet.
VISITS = ((9.0, 1.5), (11.0, 1.5), (14.0, 1.5))
OFFERED = (16.0, 1.0)
UNPLANNED = 14
ON_THE_WAY = 2
SET_OFF = timedelta(minutes=10)
WORK = (
	("Fault Repair", "Does not start"),
	("Fault Repair", "Stops after some minutes"),
	("Routine Inspection", "Yearly inspection"),
	("Fault Repair", "Shows error E4"),
	("Routine Inspection", "Inspection before the season"),
	("Fault Repair", "Leaks at the door"),
)
URGENT = ("Emergency Repair", "Smells of burning")
WHY = "The customer knows them."
DONE = "Checked, mended and tested."
NO_MORE = "The customer has solved it without us."


def is_there(company: str, day: date) -> bool:
	"""Whether somebody of the company has a visit to make on that day."""
	morning = datetime.combine(day, time())
	return bool(
		frappe.db.exists(
			"Service Visit",
			{"company": company, "planned_start": ["between", [morning, morning + timedelta(days=1)]]},
		)
	)


def fill(company: Company, day: date, first_customer: str | None = None) -> None:
	"""Make the day's work; `first_customer` is the one to whom somebody is on the way."""
	_Day(company, day, first_customer).fill()


def finish_what_is_left(company: Company, day: date) -> None:
	"""End what the month left open: nobody is on site for weeks, and the day's board begins without old tickets."""
	_Day(company, day, None).finish_what_is_left()


class _Day:
	def __init__(self, company: Company, day: date, first_customer: str | None):
		self.company, self.day = company, day
		self.rng = random.Random(f"day {day}")
		self.customers = frappe.get_all(
			"Customer",
			filters={"territory": ["in", _regions(company.name)]},
			fields=["name", "territory"],
			order_by="name",
			limit_page_length=0,
		)
		self.addresses = _addresses()
		self.first_customer = first_customer
		self.dispatcher = company.dispatchers[0]
		# All of it was asked for yesterday.
		self.moment = datetime.combine(day, time(16)) - timedelta(days=1)

	def fill(self) -> None:
		self.finish_what_is_left()
		engineers = frappe.get_all(
			"Service Engineer",
			filters={"company": self.company.name, "status": "Active", "user": ["is", "set"]},
			fields=["name", "user", "region"],
			order_by="name",
			limit=ENGINEERS,
		)
		first_visits = []
		for engineer in engineers:
			first_visits += [self._visit(engineer, hours) for hours in VISITS][:1]
			self._dispatch(self._ask(self._customer(engineer.region), OFFERED), engineer)
		for number in range(UNPLANNED):
			work = URGENT if number == 0 else self.rng.choice(WORK)
			ticket = self._ask(self.rng.choice(self.customers).name, None, work)
			if number % 2:
				self._act(self.dispatcher, ticket, "Triage")
		self.moment = max(self.moment, clock.now() - SET_OFF)
		for engineer, ticket in list(zip(engineers, first_visits, strict=True))[:ON_THE_WAY]:
			self._act(engineer.user, ticket, "Travel")
		self.company.commit()
		self.company.run_jobs()

	def finish_what_is_left(self) -> None:
		left = frappe.get_all(
			TICKET,
			filters={
				"company": self.company.name,
				"stage": ["not in", [*ENDED, *FINISHED, TRAVELLING]],
				"opened_at": ["<", self.moment - timedelta(days=1)],
			},
			fields=["name", "stage", "engineer", "opened_at"],
			order_by="name",
			limit_page_length=0,
		)
		if not left:
			return
		users = dict(
			frappe.get_all(
				"Service Engineer",
				filters={"name": ["in", list({row.engineer for row in left if row.engineer})]},
				fields=["name", "user"],
				as_list=True,
			)
		)
		began, self.moment = self.moment, max(row.opened_at for row in left) + timedelta(hours=12)
		for row in left:
			if row.stage in AT_WORK:
				self._act(users[row.engineer], row.name, "Complete", resolution_summary=DONE)
			else:
				self._act(self.dispatcher, row.name, "Cancel", cancel_reason=NO_MORE)
		self.moment = began

	def _visit(self, engineer, hours: tuple[float, float]) -> str:
		ticket = self._ask(self._customer(engineer.region), hours)
		self._dispatch(ticket, engineer)
		self._act(engineer.user, ticket, "Accept")
		return ticket

	def _customer(self, region: str) -> str:
		"""Somebody of the region; once the first customer."""
		if self.first_customer:
			chosen, self.first_customer = self.first_customer, None
			return chosen
		return self.rng.choice([row.name for row in self.customers if row.territory == region])

	def _ask(
		self, customer: str, hours: tuple[float, float] | None, work: tuple[str, str] | None = None
	) -> str:
		offering, subject = work or self.rng.choice(WORK)
		values = {
			"subject": subject,
			"company": self.company.name,
			"customer": customer,
			"address": self.addresses.get(customer),
			"offering": self.company.offering(offering),
			"source": "Phone",
		}
		if hours:
			start = datetime.combine(self.day, time()) + timedelta(hours=hours[0])
			values |= {"appointment_start": start, "appointment_end": start + timedelta(hours=hours[1])}
		with self._at_work(self.dispatcher):
			return frappe.get_doc({"doctype": TICKET, "opened_at": clock.now(), **values}).insert().name

	def _dispatch(self, ticket: str, engineer) -> None:
		"""To this engineer, with the reason where the rules would choose somebody else."""
		self._act(self.dispatcher, ticket, "Triage")
		for reason in ("", WHY):
			frappe.db.savepoint("sample_dispatch")
			try:
				self._act(
					self.dispatcher,
					ticket,
					"Dispatch",
					engineer=engineer.name,
					override_reason=reason or None,
				)
				return
			except EngineerNotSuitable:
				frappe.db.rollback(save_point="sample_dispatch")
				frappe.clear_last_message()

	def _act(self, user: str, name: str, action: str, **values) -> None:
		with self._at_work(user):
			ticket = frappe.get_doc(TICKET, name)
			if values:
				ticket.update(values).save()
			apply_workflow(ticket, action)

	@contextlib.contextmanager
	def _at_work(self, user: str):
		"""Yesterday, as this user, half a minute after the act before."""
		self.moment += timedelta(seconds=30)
		frappe.set_user(user)
		try:
			with clock.at(self.moment):
				yield
		finally:
			frappe.set_user(self.company.planner)


def _regions(company: str) -> list[str]:
	return frappe.get_all("Service Team", filters={"company": company}, pluck="region", order_by="name")


def _addresses() -> dict[str, str]:
	"""By customer an address with coordinates."""
	return dict(
		frappe.get_all(
			"Dynamic Link",
			filters={"link_doctype": "Customer", "parenttype": "Address"},
			fields=["link_name", "parent"],
			order_by="parent",
			as_list=True,
			limit_page_length=0,
		)
	)
