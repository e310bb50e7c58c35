from fsm_app.assignments.bulk import keep_settled
from fsm_app.common.asked_first import AskedDocument


class BulkAssignment(AskedDocument):
	"""Many tickets given to engineers at once: proposed first, then assigned one by one (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.assignments.doctype.bulk_assignment_row.bulk_assignment_row import BulkAssignmentRow

		company: DF.Link
		rows: DF.Table[BulkAssignmentRow]
		state: DF.Literal["Looking", "Proposed", "Assigning", "Done"]
		summary: DF.SmallText | None
	# end: auto-generated types

	def validate(self):
		keep_settled(self)
