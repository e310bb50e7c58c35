from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback import complaints


class ServiceComplaint(AskedDocument):
	"""A customer's complaint about a ticket, how it was handled and what came of it (C6)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Literal["", "Attitude", "Delay", "Quality", "Price", "Other"]
		company: DF.Link | None
		customer: DF.Link | None
		description: DF.SmallText
		engineer: DF.Link | None
		handler: DF.Link | None
		handling: DF.SmallText | None
		naming_series: DF.Literal["SC-.YYYY.-.#####"]
		received_at: DF.Datetime | None
		rejected_at: DF.Datetime | None
		resolved_at: DF.Datetime | None
		result: DF.SmallText | None
		severity: DF.Literal["Low", "Medium", "High"]
		source: DF.Literal["Phone", "E-mail", "Portal", "Callback", "Survey", "Other"]
		started_at: DF.Datetime | None
		state: DF.Literal["Open", "In Progress", "Resolved", "Rejected"]
		ticket: DF.Link
	# end: auto-generated types

	def before_insert(self):
		complaints.set_defaults(self)

	def validate(self):
		complaints.follow_state(self)

	def on_trash(self):
		complaints.refuse_deletion_by_concerned(self)
