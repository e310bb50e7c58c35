from fsm_app.common.asked_first import AskedDocument


class WebhookDelivery(AskedDocument):
	"""One message to a webhook and what became of it, written by the app alone (B4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts: DF.Int
		company: DF.Link | None
		delivery_key: DF.Data
		last_error: DF.SmallText | None
		next_attempt_at: DF.Datetime | None
		payload: DF.JSON | None
		response_status: DF.Int
		sent_at: DF.Datetime | None
		state: DF.Literal["Pending", "Sent", "Failed"]
		ticket: DF.Link | None
		webhook: DF.Link
	# end: auto-generated types
