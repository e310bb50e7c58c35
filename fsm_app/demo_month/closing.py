"""What follows the demo's month: it is closed, one engineer appeals and is right, and the best of the month gets the star."""

import contextlib
from datetime import datetime

import frappe
from frappe.utils import get_first_day, getdate

from fsm_app.api import appraisals, rewards
from fsm_app.appraisals import sweep
from fsm_app.appraisals.due import setting
from fsm_app.common import clock
from fsm_app.demo_month.company import Company
from fsm_app.performance.cycles import ensure_cycle
from fsm_app.performance.scoring import score_cycle
from fsm_app.rewards.listeners import reward_cycle
from fsm_app.workforce.audience import Audience

STAR = "Star of the Month"
WHY = "What counts against me was not my work: the customer had changed the settings after I left."
DECISION = "The photos of the visits show it. Those tickets are taken out."


def score_month(company: Company) -> None:
	"""What the scheduler does at the end of a month, for this company alone: score it and open the reviews."""
	ensure_cycle(company.name, getdate(clock.now()))
	cycle = _cycle_until(company.name, clock.now())
	score_cycle(cycle)
	if setting("open_reviews"):
		sweep.open_missing(cycle, Audience())


def _cycle_until(company: str, end: datetime) -> str:
	"""The company's cycle that has begun last before `end`."""
	of_company = {"company": company, "start_date": ["<", end]}
	return frappe.get_all(
		"Performance Cycle", filters=of_company, pluck="name", order_by="start_date desc", limit=1
	)[0]


class Aftermath:
	"""The days after the month, one act after the other, each by who does it in a company."""

	def __init__(self, company: Company, end: datetime):
		self.company = company
		self.end = end

	def run(self) -> None:
		"""Close the last month; then appeal, decision and award, where somebody can gain by it."""
		with self._day(1, self.company.planner):
			self._set_out_the_star()
		with self._day(5, self.company.manager):
			cycle = frappe.get_doc("Performance Cycle", _cycle_until(self.company.name, self.end))
			cycle.status = "Closed"
			cycle.save()
			self._follow_closing(cycle.name)
		found = self._who_appeals(cycle.name)
		if found:
			self._appeal(*found)
		self._award(cycle)

	def _set_out_the_star(self) -> None:
		"""The award that comes with the app; beside other companies one like it, for this company alone."""
		award = frappe.get_doc("Award", STAR)
		if not self.company.alone:
			award = frappe.copy_doc(award)
			award.update({"award_name": self.company.own(STAR), "only_company": self.company.name})
		award.disabled = 0
		award.save(ignore_permissions=True)  # by whoever starts the demo

	def _follow_closing(self, cycle: str) -> None:
		"""What jobs do after a closing, where none are started for the demo."""
		if not self.company.alone:
			self.company.commit()
			sweep.follow_closing(cycle)
			reward_cycle(cycle)

	def _who_appeals(self, cycle: str):
		"""Of those behind the first the best who lost points by a share of documents: their review and the KPI."""
		rows = frappe.get_all(
			"Performance Appraisal",
			filters={"cycle": cycle, "has_data": 1, "rank": [">", 1]},
			pluck="name",
			order_by="rank, engineer",
		)
		for name in rows:
			review = frappe.db.get_value("Appraisal Review", {"appraisal": name})
			lost = {
				row.kpi: (100 - row.score) * row.effective_weight
				for row in frappe.get_doc("Performance Appraisal", name).scores
				if row.scored and row.unit == "%" and row.score < 100
			}
			if review and lost:
				return review, max(lost, key=lost.get)
		return None

	def _appeal(self, review: str, kpi: str) -> None:
		"""HR passes the review on, the interview is held, the engineer appeals, the manager upholds it."""
		people = frappe.db.get_value(
			"Appraisal Review", review, ["supervisor", "engineer_user"], as_dict=True
		)
		with self._day(6, self.company.manager):
			appraisals.take(review, "Interview")
		with self._day(9, people.supervisor):
			interview = frappe.get_doc("Appraisal Interview", {"review": review})
			interview.update(
				{"held_on": clock.now(), "notes": "A good month. We talked about the tickets that came back."}
			)
			interview.save()
			appraisals.finish_interview(interview.name)
		with self._day(10, people.engineer_user):
			appeal = appraisals.appeal(review, WHY)
		with self._day(12, self.company.manager):
			appraisals.decide(appeal, 1, DECISION, {kpi: 100})

	def _award(self, cycle) -> None:
		"""The manager gives the star to the first of the candidates."""
		name = frappe.db.get_value(
			"Award Round", {"award": self.company.own(STAR), "period_start": get_first_day(cycle.start_date)}
		)
		document = name and frappe.get_doc("Award Round", name)
		if document and document.candidates:
			with self._day(13, self.company.manager):
				rewards.decide_round(name, [document.candidates[0].engineer])

	@contextlib.contextmanager
	def _day(self, day: int, user: str):
		"""At ten in the morning of the following month's `day`, as the user; with what the app does about it in the background."""
		with clock.at(self.end.replace(day=day, hour=10)):
			frappe.set_user(user)
			try:
				yield
			finally:
				frappe.set_user(self.company.planner)
			self.company.commit()
			self.company.run_jobs()
