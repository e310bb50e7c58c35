from fsm_app.common.asked_first import TableRow


class TicketImportState(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		count: DF.Int
		stage: DF.Literal[
			"",
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
			"Leave Out",
		]
		value: DF.Data
	# end: auto-generated types
