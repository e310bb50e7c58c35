from fsm_app.common.asked_first import AskedDocument


class TicketOffer(AskedDocument):
	"""A ticket offered to an engineer, or about to be: who was asked, until when, and how it ended (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answered_at: DF.Datetime | None
		by_user: DF.Link | None
		company: DF.Link
		engineer: DF.Link | None
		expires_at: DF.Datetime | None
		mode: DF.Literal["By Hand", "Proposal", "Automatic"]
		next_action_at: DF.Datetime | None
		offered_at: DF.Datetime | None
		open_key: DF.Data | None
		place: DF.Int
		profile: DF.Link | None
		reason: DF.SmallText | None
		state: DF.Literal[
			"Queued",
			"Proposed",
			"Offered",
			"Accepted",
			"Declined",
			"Timed Out",
			"Withdrawn",
			"Superseded",
			"Nobody Found",
		]
		ticket: DF.Link
	# end: auto-generated types
