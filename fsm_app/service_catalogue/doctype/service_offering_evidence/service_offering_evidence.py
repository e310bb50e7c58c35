from fsm_app.common.asked_first import TableRow


class ServiceOfferingEvidence(TableRow):
	"""Evidence that must be there before a stage is left (A2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		kind: DF.Literal[
			"Photo",
			"Serial Number",
			"Fault Symptom",
			"Resolution Summary",
			"Service Report",
			"Customer Signature",
		]
		minimum_count: DF.Int
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
