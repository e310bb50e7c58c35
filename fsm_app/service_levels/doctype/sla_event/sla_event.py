from fsm_app.common.asked_first import AskedDocument


class SLAEvent(AskedDocument):
	"""One thing that happened to a clock; the rows together explain its figures (B2). Never changed, only added."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime
		clock: DF.Link
		company: DF.Link | None
		detail: DF.SmallText | None
		due_at: DF.Datetime | None
		event: DF.Literal[
			"Started",
			"Paused",
			"Resumed",
			"Replanned",
			"Met",
			"Warning",
			"Breached",
			"Escalated",
			"Cancelled",
		]
		event_key: DF.Data | None
		target_seconds: DF.Int
		ticket: DF.Link
		used_seconds: DF.Int
	# end: auto-generated types
