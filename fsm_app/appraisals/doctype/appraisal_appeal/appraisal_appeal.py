from fsm_app.appraisals import appeals
from fsm_app.common.asked_first import AskedDocument


class AppraisalAppeal(AskedDocument):
	"""An engineer's appeal against a review, and how it was decided (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.appraisals.doctype.appeal_correction.appeal_correction import AppealCorrection

		against: DF.Link | None
		appealed_at: DF.Datetime | None
		company: DF.Link | None
		corrections: DF.Table[AppealCorrection]
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		decision: DF.Text | None
		engineer: DF.Link
		engineer_name: DF.Data | None
		naming_series: DF.Literal["AA-.YYYY.-.#####"]
		reason: DF.Text
		review: DF.Link
		state: DF.Literal["Open", "Upheld", "Rejected"]
		total_after: DF.Float
		total_before: DF.Float
	# end: auto-generated types

	def validate(self):
		appeals.validate_appeal(self)
