from fsm_app.common.asked_first import TableRow


class ServiceOfferingChecklistItem(TableRow):
	"""One step of an offering's standard procedure and the stage in which it is due (A2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		mandatory: DF.Check
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
