from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback.survey import validate_answer


class ServiceSurvey(AskedDocument):
	"""The customer's answer after a ticket was closed (I1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answered_at: DF.Datetime | None
		comment: DF.SmallText | None
		company: DF.Link | None
		customer: DF.Link | None
		cycle: DF.Int
		engineer: DF.Link | None
		expires_at: DF.Datetime | None
		nps: DF.Literal["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
		offering: DF.Link | None
		sent_at: DF.Datetime | None
		stars: DF.Int
		state: DF.Literal["Open", "Answered", "Expired"]
		survey_key: DF.Data | None
		ticket: DF.Link
	# end: auto-generated types

	def validate(self):
		validate_answer(self)
