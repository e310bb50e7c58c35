from fsm_app.common.asked_first import AskedDocument


class TicketHandover(AskedDocument):
	"""A ticket's passing from one hand to another, with the reason: returned, carried forward, transferred (C1, E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime
		by_user: DF.Link | None
		company: DF.Link
		engineer: DF.Link | None
		from_region: DF.Link | None
		from_team: DF.Link | None
		kind: DF.Literal["Return", "Carry Forward", "Transfer", "Merge", "Cancel"]
		other_ticket: DF.Link | None
		reason: DF.SmallText
		ticket: DF.Link
		to_region: DF.Link | None
		to_team: DF.Link | None
	# end: auto-generated types
