from fsm_app.appraisals import interviews
from fsm_app.common.asked_first import AskedDocument


class AppraisalInterview(AskedDocument):
	"""When the interview of a review was held and what was said (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		engineer: DF.Link
		engineer_name: DF.Data | None
		engineer_remarks: DF.SmallText | None
		held_on: DF.Datetime | None
		notes: DF.Text | None
		review: DF.Link
	# end: auto-generated types

	def validate(self):
		interviews.validate_interview(self)
