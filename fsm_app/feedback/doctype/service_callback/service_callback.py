from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback import callback_plan


class ServiceCallback(AskedDocument):
	"""A customer is to be called after the work, by somebody other than the engineer (I2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assigned_to: DF.Link | None
		callback_key: DF.Data | None
		company: DF.Link | None
		complaint: DF.Link | None
		customer: DF.Link | None
		cycle: DF.Int
		done_at: DF.Datetime | None
		done_by: DF.Link | None
		due_from: DF.Date
		due_until: DF.Date
		engineer: DF.Link | None
		follow_up: DF.Literal["", "None", "Complaint"]
		naming_series: DF.Literal["SCB-.YYYY.-.#####"]
		offering: DF.Link | None
		questions: DF.Text | None
		result: DF.SmallText | None
		satisfied: DF.Literal["", "Yes", "No"]
		script: DF.Link | None
		state: DF.Literal["Planned", "Done", "Not Reached", "Cancelled"]
		ticket: DF.Link
		told_due: DF.Check
		told_overdue: DF.Check
	# end: auto-generated types

	def validate(self):
		callback_plan.validate(self)

	def on_update(self):
		callback_plan.tell_of_assignment(self)
