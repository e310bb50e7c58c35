from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback import staff_suggestions


class StaffSuggestion(AskedDocument):
	"""What somebody of the staff suggests, anonymously if they wish (I4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		anonymous: DF.Check
		answer: DF.SmallText | None
		answered_on: DF.Date | None
		author: DF.Link | None
		state: DF.Literal["New", "In Review", "Accepted", "Done", "Declined"]
		suggested_on: DF.Date | None
		suggestion: DF.SmallText
		title: DF.Data
		told: DF.Check
	# end: auto-generated types

	def validate(self):
		staff_suggestions.validate(self)
