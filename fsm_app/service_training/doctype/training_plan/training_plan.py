from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training.plans import validate_plan


class TrainingPlan(AskedDocument):
	"""A rule by which training is assigned ahead: onboarding, quarterly rotation, half-yearly drill (H4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		ahead_days: DF.Int
		company: DF.Link | None
		course: DF.Link
		disabled: DF.Check
		due_within_days: DF.Int
		every_months: DF.Int
		kind: DF.Literal["Onboarding", "Recurring"]
		level: DF.Link | None
		plan_name: DF.Data
		starts_on: DF.Date | None
		team: DF.Link | None
	# end: auto-generated types

	def validate(self):
		validate_plan(self)
