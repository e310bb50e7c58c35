"""A team with its month, as the tests of reviews need it."""

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.api import appraisals as api
from fsm_app.appraisals import improvement, sweep
from fsm_app.workforce.audience import Audience
from tests.app import factories as f

ENGINEER, COLLEAGUE, SECOND, THIRD, SUPERVISOR, HR, MANAGER, OUTSIDER = (
	f"{name}@review.example.com"
	for name in ("engineer", "colleague", "second", "third", "supervisor", "hr", "manager", "outsider")
)
MONTH = ("2026-03-01", "2026-03-31")


class Month:
	"""An engineer of a team with three colleagues, their appraisals of an open March, and who reviews them."""

	def __init__(self):
		frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
		frappe.db.set_value("Performance Cycle", {"status": "Open"}, "status", "Closed")
		for email in (ENGINEER, COLLEAGUE, SECOND, THIRD, SUPERVISOR, OUTSIDER):
			f.user(email, "Service Engineer")
		f.user(HR, "HR Manager")
		f.user(MANAGER, "Service Manager")
		self.team = f.team("Review Team", supervisor=SUPERVISOR)
		self.engineer = f.engineer("Ning", user=ENGINEER, team=self.team)
		self.colleagues = [
			f.engineer(name, user=user, team=self.team)
			for name, user in (("Bo", COLLEAGUE), ("Su", SECOND), ("Wei", THIRD))
		]
		f.engineer("Outsider", user=OUTSIDER, team=f.team("Far Team"))
		self.cycle = f.make(
			"Performance Cycle",
			cycle_name="Review March",
			company=f.company(),
			start_date=MONTH[0],
			end_date=MONTH[1],
		)
		self.appraisal = self.appraise(self.engineer)

	def appraise(self, engineer, total: float = 70, cycle=None, **values):
		"""The engineer's appraisal of the month."""
		cycle = cycle or self.cycle
		return f.make(
			"Performance Appraisal",
			cycle=cycle.name,
			engineer=engineer.name,
			company=f.company(),
			scheme=frappe.get_all("KPI Scheme", pluck="name", order_by="name", limit_page_length=1)[0],
			level="Intermediate",
			total_score=total,
			has_data=1,
			**{"appraisal_key": f"{cycle.name}:{engineer.name}", **values},
		)

	def open(self):
		"""Open the reviews; returns that of the engineer."""
		sweep.open_missing(self.cycle.name, Audience())
		return self.review

	@property
	def review(self):
		"""The engineer's review as it is stored."""
		return frappe.get_doc("Appraisal Review", {"appraisal": self.appraisal.name})

	def rating(self, kind: str, rater: str | None = None):
		"""A rating of the review."""
		filters = {"review": self.review.name, "kind": kind} | ({"rater": rater} if rater else {})
		return frappe.get_doc("Appraisal Rating", filters)

	def close(self):
		"""Close the month, as performance tells it."""
		frappe.db.set_value("Performance Cycle", self.cycle.name, "status", "Closed")
		self.cycle.reload()
		sweep.follow_closing(self.cycle.name)
		improvement.measure_cycle(self.cycle)


def mark(rating, mark: int = 4, **values):
	"""Mark every criterion of the rating, as its rater does in the form."""
	rating = frappe.get_doc("Appraisal Rating", rating.name)
	for row in rating.criteria:
		row.mark = str(mark)
	rating.update(values)
	rating.save()
	return rating


def to_interview(month, as_user):
	"""Take the review through ratings, HR and the month's closing to the interview."""
	month.open()
	with as_user(ENGINEER):
		api.hand_in(mark(month.rating("Self")).name)
	with as_user(SUPERVISOR):
		api.hand_in(mark(month.rating("Supervisor"), 3).name)
	with as_user(HR):
		apply_workflow(month.review, "Pass to Interview")
	month.close()


def to_confirm(month, as_user):
	"""Further on: the interview was held, and the engineer is to confirm."""
	to_interview(month, as_user)
	with as_user(SUPERVISOR):
		interview = frappe.get_doc("Appraisal Interview", {"review": month.review.name})
		interview.update({"held_on": "2026-04-08 10:00:00", "notes": "Good month; answer sooner."})
		interview.save()
		api.finish_interview(interview.name)


def told(user: str, doctype: str | None = None) -> list[str]:
	"""What the user was told, the newest last."""
	filters = {"for_user": user} | ({"document_type": doctype} if doctype else {})
	return frappe.get_all("Notification Log", filters=filters, pluck="subject", order_by="creation, name")
