from fsm_app.common.asked_first import TableRow


class ServiceCaseReviewItem(TableRow):
	"""A ticket, an overdue action or a topic of a case review, and what was decided on it (G4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Link | None
		decision: DF.SmallText | None
		engineer: DF.Link | None
		kind: DF.Literal["Topic", "Best Ticket", "Worst Ticket", "Overdue Action"]
		lessons: DF.SmallText | None
		offering: DF.Link | None
		points: DF.Int
		reason: DF.SmallText | None
		ticket: DF.Link | None
	# end: auto-generated types
