from fsm_app.common.asked_first import AskedDocument


class SurveyReason(AskedDocument):
	"""A reason that customers may tick in the survey (I1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		disabled: DF.Check
		position: DF.Int
		reason: DF.Data
		shown_for: DF.Literal["All Marks", "High Marks", "Low Marks"]
	# end: auto-generated types
