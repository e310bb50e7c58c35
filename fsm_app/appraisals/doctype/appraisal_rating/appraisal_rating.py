from fsm_app.appraisals import ratings
from fsm_app.common.asked_first import AskedDocument


class AppraisalRating(AskedDocument):
	"""What one person says of an engineer in a review; colleagues are not named to the engineer (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.appraisals.doctype.appraisal_rating_criterion.appraisal_rating_criterion import (
			AppraisalRatingCriterion,
		)

		company: DF.Link | None
		criteria: DF.Table[AppraisalRatingCriterion]
		due_on: DF.Date | None
		engineer: DF.Link
		engineer_name: DF.Data | None
		handed_in_at: DF.Datetime | None
		kind: DF.Literal["Self", "Supervisor", "Colleague"]
		rater: DF.Link | None
		rating_key: DF.Data | None
		released: DF.Check
		remarks: DF.SmallText | None
		reminded: DF.Check
		review: DF.Link
		score: DF.Float
		state: DF.Literal["Asked", "Handed In", "Lapsed"]
	# end: auto-generated types

	def validate(self):
		ratings.validate_rating(self)
