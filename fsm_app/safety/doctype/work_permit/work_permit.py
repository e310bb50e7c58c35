from fsm_app.common.asked_first import AskedDocument
from fsm_app.safety.permit_answers import show
from fsm_app.safety.permits import tell_approvers, validate_permit


class WorkPermit(AskedDocument):
	"""A permit for dangerous work at one place and time: asked for, answered, closed (L1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.safety.doctype.work_permit_confirmation.work_permit_confirmation import (
			WorkPermitConfirmation,
		)

		answer: DF.SmallText | None
		closed_at: DF.Datetime | None
		closed_by: DF.Link | None
		closing_remark: DF.SmallText | None
		company: DF.Link | None
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		engineer: DF.Link
		measures: DF.Table[WorkPermitConfirmation]
		naming_series: DF.Literal["WP-.#####"]
		next_action_at: DF.Datetime | None
		permit_type: DF.Link
		place: DF.SmallText
		remark: DF.SmallText | None
		requested_at: DF.Datetime | None
		requested_by: DF.Link | None
		state: DF.Literal["Requested", "Approved", "Refused", "Withdrawn", "Expired", "Closed"]
		ticket: DF.Link
		valid_from: DF.Datetime
		valid_to: DF.Datetime
	# end: auto-generated types

	def onload(self):
		show(self)

	def validate(self):
		validate_permit(self)

	def after_insert(self):
		tell_approvers(self)
