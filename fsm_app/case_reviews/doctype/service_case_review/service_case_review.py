from fsm_app.case_reviews import meetings
from fsm_app.common.asked_first import AskedDocument


class ServiceCaseReview(AskedDocument):
	"""The monthly look at the best and the worst tickets, what was learnt of them and what follows (G4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.case_reviews.doctype.service_case_review_item.service_case_review_item import (
			ServiceCaseReviewItem,
		)
		from fsm_app.case_reviews.doctype.service_case_review_participant.service_case_review_participant import (
			ServiceCaseReviewParticipant,
		)

		agenda: DF.Table[ServiceCaseReviewItem]
		chair: DF.Link | None
		company: DF.Link
		end_date: DF.Date | None
		meeting_at: DF.Datetime | None
		minutes: DF.TextEditor | None
		month: DF.Data
		participants: DF.Table[ServiceCaseReviewParticipant]
		place: DF.Data | None
		start_date: DF.Date | None
		state: DF.Literal["Planned", "Held"]
	# end: auto-generated types

	def before_insert(self):
		meetings.fill_in(self)

	def validate(self):
		meetings.validate(self)

	def on_update(self):
		meetings.tell_participants(self)
