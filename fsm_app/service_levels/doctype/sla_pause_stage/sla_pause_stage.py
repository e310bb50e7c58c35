from fsm_app.common.asked_first import TableRow


class SLAPauseStage(TableRow):
	"""A stage in which the clocks of the policy stand still (B2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

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
	# end: auto-generated types
