from fsm_app.appraisals import reviews
from fsm_app.common.asked_first import AskedDocument


class AppraisalReview(AskedDocument):
	"""The review of an engineer's appraisal: rated, checked, talked over, confirmed or appealed against (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		appraisal: DF.Link
		company: DF.Link | None
		confirmed_at: DF.Datetime | None
		confirmed_by: DF.Link | None
		confirmed_by_lapse: DF.Check
		cycle: DF.Link
		due_on: DF.Date | None
		engineer: DF.Link
		engineer_name: DF.Data | None
		engineer_user: DF.Link | None
		naming_series: DF.Literal["AR-.YYYY.-.#####"]
		overdue_told_on: DF.Date | None
		reminded: DF.Check
		stage: DF.Literal[
			"Self-assessment",
			"Supervisor",
			"HR Review",
			"Interview",
			"To Confirm",
			"Confirmed",
			"Appealed",
			"Decided",
		]
		supervisor: DF.Link | None
		title: DF.Data | None
		workflow_state: DF.Link | None
	# end: auto-generated types

	def validate(self):
		reviews.validate_review(self)

	def on_update(self):
		reviews.follow_review(self)
