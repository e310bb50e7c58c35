from fsm_app.common.asked_first import AskedDocument
from fsm_app.field_work.evidence import follow_deletion, refuse_by_hand


class ServiceEvidence(AskedDocument):
	"""A proof of the work on a ticket: photo, serial number, symptom or signature, kept as it was given (C4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		client_key: DF.Data | None
		company: DF.Link
		content_hash: DF.Data | None
		cycle: DF.Int
		file: DF.Attach | None
		kind: DF.Literal["Photo", "Serial Number", "Fault Symptom", "Service Report", "Customer Signature"]
		latitude: DF.Float
		longitude: DF.Float
		note: DF.SmallText | None
		recorded_at: DF.Datetime | None
		recorded_by: DF.Link | None
		signed_by: DF.Data | None
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
		taken_at: DF.Datetime | None
		thumbnail: DF.AttachImage | None
		ticket: DF.Link
		value: DF.LongText | None
		visit: DF.Link | None
	# end: auto-generated types

	def validate(self):
		refuse_by_hand(self)

	def after_delete(self):
		follow_deletion(self)
