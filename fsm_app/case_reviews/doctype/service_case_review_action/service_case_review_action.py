from fsm_app.case_reviews import actions
from fsm_app.common.asked_first import AskedDocument


class ServiceCaseReviewAction(AskedDocument):
	"""What was agreed on in a case review, who does it and until when (G4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.SmallText
		closed_by: DF.Link | None
		closed_on: DF.Date | None
		company: DF.Link | None
		due_on: DF.Date
		meeting: DF.Link
		naming_series: DF.Literal["CRA-.YYYY.-.#####"]
		overdue_for: DF.Date | None
		reminded_for: DF.Date | None
		responsible: DF.Link
		result: DF.SmallText | None
		state: DF.Literal["Open", "Done", "Dropped"]
		ticket: DF.Link | None
	# end: auto-generated types

	def onload(self):
		self.set_onload("may_close", actions.may_close(self))

	def validate(self):
		actions.validate(self)

	def on_update(self):
		actions.tell_responsible(self)
