from fsm_app.common.asked_first import AskedDocument
from fsm_app.day_plans import plans


class DayPlan(AskedDocument):
	"""Who goes where and when on a day or several, proposed beside what is planned, and taken whole or in part (E3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.day_plans.doctype.day_plan_visit.day_plan_visit import DayPlanVisit

		alarm: DF.SmallText | None
		at_risk_now: DF.Int
		at_risk_proposed: DF.Int
		company: DF.Link
		error: DF.SmallText | None
		even_load: DF.Check
		expires_at: DF.Datetime | None
		extra_travel: DF.Int
		finished_at: DF.Datetime | None
		hours_from: DF.Int
		hours_until: DF.Int
		keep_times: DF.Check
		late_now: DF.Int
		late_proposed: DF.Int
		limit_changes: DF.Check
		mode: DF.Literal["Plan Anew", "Change Little"]
		most_changes: DF.Int
		overtime: DF.Int
		overtime_now: DF.Int
		overtime_proposed: DF.Int
		plan_date: DF.Date
		plan_until: DF.Date | None
		region: DF.Link | None
		seconds: DF.Int
		solver: DF.Data | None
		started_at: DF.Datetime | None
		state: DF.Literal[
			"Draft",
			"Queued",
			"Planning",
			"Proposed",
			"Accepting",
			"Accepted",
			"Partly Accepted",
			"Discarded",
			"Expired",
			"Failed",
		]
		store: DF.Link | None
		store_minutes: DF.Int
		team: DF.Link | None
		ticket: DF.Link | None
		took_seconds: DF.Int
		travel_now: DF.Int
		travel_proposed: DF.Int
		visits: DF.Table[DayPlanVisit]
		visits_changed: DF.Int
		visits_left_out: DF.Int
		visits_new: DF.Int
		with_open: DF.Check
	# end: auto-generated types

	def validate(self):
		plans.validate(self)
