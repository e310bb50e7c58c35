from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback import survey, survey_follow_up, survey_links


class ServiceSurvey(AskedDocument):
	"""The customer's answer after a ticket was closed (I1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.feedback.doctype.service_survey_reason.service_survey_reason import ServiceSurveyReason

		answered_at: DF.Datetime | None
		answered_through: DF.Literal["", "Link", "Portal", "Staff"]
		comment: DF.SmallText | None
		company: DF.Link | None
		copied_at: DF.Datetime | None
		copied_by: DF.Link | None
		customer: DF.Link | None
		cycle: DF.Int
		delivery: DF.Literal["", "Queued", "No Address", "Unsubscribed", "Failed", "Not Sent"]
		engineer: DF.Link | None
		excluded: DF.Check
		excluded_by: DF.Link | None
		excluded_reason: DF.SmallText | None
		expires_at: DF.Datetime | None
		follow_up: DF.DynamicLink | None
		follow_up_doctype: DF.Link | None
		mailed_at: DF.Datetime | None
		nps: DF.Literal["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
		offering: DF.Link | None
		photo: DF.Attach | None
		reasons: DF.Table[ServiceSurveyReason]
		region: DF.Link | None
		reminded_at: DF.Datetime | None
		sent_at: DF.Datetime | None
		stars: DF.Int
		state: DF.Literal["Open", "Answered", "Expired", "Withdrawn"]
		survey_key: DF.Data | None
		ticket: DF.Link
	# end: auto-generated types

	def validate(self):
		survey.validate(self)

	def on_update(self):
		survey_follow_up.follow_answer(self)

	def on_trash(self):
		survey_links.forget(self.name)
