"""What follows the demo's month: it is closed, one engineer appeals and is right, and the best of the month gets the star."""

import contextlib
from datetime import datetime

import frappe
from frappe.utils import background_jobs, get_first_day

from demo.company import Company
from fsm_app.api import appraisals, rewards
from fsm_app.common import clock

STAR = "Star of the Month"
WHY = "What counts against me was not my work: the customer had changed the settings after I left."
DECISION = "The photos of the visits show it. Those tickets are taken out."


class Aftermath:
	"""The days after the month, one act after the other, each by who does it in a company."""

	def __init__(self, company: Company, end: datetime):
		self.company = company
		self.end = end

	def run(self) -> None:
		"""Close the last month; then appeal, decision and award, where somebody can gain by it."""
		with self._day(1, "Administrator"):
			award = frappe.get_doc("Award", STAR)
			award.disabled = 0
			award.save()
		with self._day(5, self.company.manager):
			cycle = frappe.get_doc(
				"Performance Cycle", {"company": self.company.name, "end_date": ["<=", self.end]}
			)
			cycle.status = "Closed"
			cycle.save()
		found = self._who_appeals(cycle.name)
		if found:
			self._appeal(*found)
		self._award(cycle)

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
			"Award Round", {"award": STAR, "period_start": get_first_day(cycle.start_date)}
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
				frappe.set_user("Administrator")
			frappe.db.commit()
			background_jobs.run_waiting()
