from fsm_app.common.asked_first import AskedDocument


class GuidanceSession(AskedDocument):
	"""A call by video about a ticket: who asked, who is the expert, and what came of it; written by the app (N3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asked_at: DF.Datetime | None
		asked_by: DF.Link
		client_key: DF.Data | None
		company: DF.Link
		ended_at: DF.Datetime | None
		expert: DF.Link
		expires_at: DF.Datetime | None
		link_hash: DF.Data | None
		link_made_at: DF.Datetime | None
		link_made_by: DF.Link | None
		link_sent_at: DF.Datetime | None
		pictures: DF.Int
		question: DF.SmallText | None
		reason: DF.SmallText | None
		shown_by: DF.Literal["Engineer", "Customer"]
		started_at: DF.Datetime | None
		state: DF.Literal["Asked", "Running", "Ended", "Declined", "Withdrawn", "Expired"]
		ticket: DF.Link
	# end: auto-generated types
