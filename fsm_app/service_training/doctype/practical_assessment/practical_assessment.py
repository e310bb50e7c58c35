from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training import practical


class PracticalAssessment(AskedDocument):
	"""An engineer's practical test by an assessor who is somebody else (H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_training.doctype.practical_assessment_score.practical_assessment_score import (
			PracticalAssessmentScore,
		)

		amended_from: DF.Link | None
		assessed_on: DF.Date
		assessor: DF.Link
		certification: DF.Link
		company: DF.Link | None
		engineer: DF.Link
		naming_series: DF.Literal["PA-.YYYY.-.#####"]
		passed: DF.Check
		remarks: DF.SmallText | None
		rubric: DF.Link
		score: DF.Percent
		scores: DF.Table[PracticalAssessmentScore]
		ticket: DF.Link | None
	# end: auto-generated types

	def validate(self):
		practical.validate_assessment(self)

	def on_submit(self):
		practical.after_submitting(self)

	def before_cancel(self):
		practical.before_cancelling(self)
