from fsm_app.common.asked_first import AskedDocument


class PushSubscription(AskedDocument):
	"""A phone or browser that wants to be told; nobody reads it but the app (N1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		auth: DF.Data
		device: DF.Data | None
		endpoint: DF.SmallText
		endpoint_hash: DF.Data
		failures: DF.Int
		last_error: DF.SmallText | None
		last_sent_at: DF.Datetime | None
		p256dh: DF.Data
		user: DF.Link
	# end: auto-generated types
