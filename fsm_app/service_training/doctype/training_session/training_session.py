from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training import sessions


class TrainingSession(AskedDocument):
	"""A course held on a day for certain engineers, with who was there (H4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_training.doctype.training_attendee.training_attendee import TrainingAttendee

		attendees: DF.Table[TrainingAttendee]
		company: DF.Link
		course: DF.Link
		end: DF.Datetime
		location: DF.Data | None
		naming_series: DF.Literal["TS-.YYYY.-.#####"]
		start: DF.Datetime
		state: DF.Literal["Planned", "Held", "Cancelled"]
		trainer: DF.Link | None
	# end: auto-generated types

	def validate(self):
		sessions.validate_session(self)

	def on_update(self):
		sessions.settle_attendance(self)
