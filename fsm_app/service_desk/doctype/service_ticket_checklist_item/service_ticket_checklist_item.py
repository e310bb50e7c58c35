from fsm_app.common.asked_first import TableRow


class ServiceTicketChecklistItem(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		done: DF.Check
		done_at: DF.Datetime | None
		done_by: DF.Link | None
		mandatory: DF.Check
		remark: DF.Data | None
		stage: DF.Literal[
			"Received",
			"Triaged",
			"Dispatched",
			"Accepted",
			"Preparing",
			"Travelling",
			"On Site",
			"Working",
			"Waiting for Customer",
			"Waiting for Parts",
			"Done",
			"Confirmed",
			"Verified",
			"Closed",
			"Reopened",
			"Cancelled",
		]
		step: DF.SmallText
	# end: auto-generated types
